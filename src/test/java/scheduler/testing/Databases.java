package scheduler.testing;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import scheduler.database.Database;
import scheduler.platform.Settings;

/// Opens the stores' way to PostgreSQL with bounds that a test chooses.
public record Databases(Settings.Pool pool, Duration statementTimeout, Duration lockTimeout) {

    private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

    /// A pool of `size` with the bounds of the defaults.
    public static Databases of(int size) {
        return new Databases(
                new Settings.Pool(size, 512, Duration.ofSeconds(2)), Duration.ofSeconds(5), Duration.ofSeconds(2));
    }

    public Databases queue(int length, Duration waitMax) {
        return new Databases(new Settings.Pool(pool.size(), length, waitMax), statementTimeout, lockTimeout);
    }

    public Databases statementTimeout(Duration timeout) {
        return new Databases(pool, timeout, lockTimeout);
    }

    public Databases lockTimeout(Duration timeout) {
        return new Databases(pool, statementTimeout, timeout);
    }

    public Database open(Vertx vertx, String url) {
        return Database.open(vertx, settings(url), url);
    }

    public Settings.Database settings(String url) {
        var embedded = new Settings.Embedded(Path.of("unused"), 0);
        return new Settings.Database(url, embedded, pool, CONNECT_MAX, statementTimeout, lockTimeout, false);
    }
}
