package scheduler.testing;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where the tests' PostgreSQL comes from: the system property `scheduler.test.database` chooses, `auto` by default.
public enum PostgresLane {
    /// A server of our own, without durability, that is thrown away.
    EMBEDDED,
    /// A container of the official image, on whatever engine Testcontainers finds.
    TESTCONTAINERS,
    /// The server that `DATABASE_URL` names, on which the tests make databases of their own.
    EXTERNAL;

    static PostgresLane chosen() {
        return chosen(System.getProperty("scheduler.test.database", "auto"), System.getenv("DATABASE_URL"));
    }

    /// `auto` is external when there is a URL and embedded otherwise.
    static PostgresLane chosen(String choice, @Nullable String databaseUrl) {
        boolean isUrlGiven = databaseUrl != null && !databaseUrl.isBlank();
        if (choice.equals("auto")) {
            return isUrlGiven ? EXTERNAL : EMBEDDED;
        }
        PostgresLane lane = Arrays.stream(values())
                .filter(candidate -> candidate.name().toLowerCase(Locale.ROOT).equals(choice))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scheduler.test.database is " + choice
                        + " but can only be auto, embedded, testcontainers or external"));
        if (lane == EXTERNAL && !isUrlGiven) {
            throw new IllegalArgumentException("scheduler.test.database is external but there is no DATABASE_URL");
        }
        return lane;
    }

    PostgresServer start() throws IOException {
        return switch (this) {
            case EMBEDDED -> PostgresServer.embedded();
            case TESTCONTAINERS -> PostgresServer.container();
            case EXTERNAL -> PostgresServer.external(System.getenv("DATABASE_URL"));
        };
    }
}
