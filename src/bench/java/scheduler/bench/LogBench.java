package scheduler.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import scheduler.testing.Node;

/// What the log costs: bookings acknowledged per second over HTTP with the row of the event and all that follows it in
/// the service, and by turns without, where the function that writes a batch has lost the statement that inserts into
/// the log. (The event is still made and sent to PostgreSQL then; that cannot be taken away from outside.)
public final class LogBench {

    private static final int ROUNDS_TO_WARM_UP = 3;
    private static final int PAIRS = 4;
    private static final Pattern INSERT = Pattern.compile("insert into event\\b[^;]*;");

    private LogBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        try (var database = FreshDatabase.start("log")) {
            var ahead = Duration.between(Instant.now(), Instant.parse("2026-11-24T08:00:00Z"));
            InstantSource clock = () -> Instant.now().plus(ahead);
            try (var node = Node.startToMeasure(database.url(), clock, Map.of())) {
                BookingBench.open(node.client());
                compare(database, node.port());
            }
        }
    }

    private static void compare(FreshDatabase database, int port)
            throws IOException, InterruptedException, SQLException {
        var with = definition(database);
        var without = INSERT.matcher(with).replaceFirst("");
        if (without.equals(with)) {
            throw new IllegalStateException("it inserts no events: " + with);
        }
        int round = 0;
        for (; round < ROUNDS_TO_WARM_UP; round++) {
            book("to warm up", database, port, round);
        }
        var rates = new double[2][PAIRS];
        for (int pair = 0; pair < PAIRS; pair++) {
            for (int turn = 0; turn < 2; turn++, round++) {
                // The first of a pair is the second of the next.
                boolean isWith = (pair + turn) % 2 == 0;
                database.run(isWith ? with : without);
                rates[isWith ? 0 : 1][pair] = book(isWith ? "with the log" : "without", database, port, round);
            }
        }
        double ratio = median(rates[0]) / median(rates[1]);
        System.out.printf(
                "with the log %,.0f/s, without %,.0f/s (medians of %d): the log costs %.0f %%%n",
                median(rates[0]), median(rates[1]), PAIRS, (1 - ratio) * 100);
    }

    private static double book(String what, FreshDatabase database, int port, int round)
            throws IOException, InterruptedException, SQLException {
        return BookingBench.wrk(
                what,
                port,
                database.postmaster(),
                BookingBench.EACH_ANOTHER.formatted(round * 300, round),
                new BookingPage());
    }

    private static double median(double[] rates) {
        var sorted = rates.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static String definition(FreshDatabase database) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select pg_get_functiondef('place_bookings'::regproc)")) {
            found.next();
            return found.getString(1);
        }
    }
}
