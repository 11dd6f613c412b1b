package scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.testing.Walk;

class ReplayTest {

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.02S")
            .with("SCHEDULER_BOOKING_RETENTION_HOLDS", "PT1H");

    private static final int STEPS = 250;
    private static final int AT_ONCE = 8;

    private static Practice practice;
    private static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        practice = Walk.open(new Practice(service));
        nodes = List.of(service.client(), service.startNode().client());
        walk(20_261_129, "2027-09");
        // Bookings that stand get leads when their resource begins to share buffers.
        practice.buffers("bob", "max");
    }

    private static void walk(long seed, String month) {
        var walk = new Walk(seed, month, nodes);
        var random = new Random(seed);
        var underWay = new ArrayList<CompletableFuture<Reply>>();
        for (int i = 0; i < STEPS; i++) {
            underWay.add(walk.step());
            if (underWay.size() == AT_ONCE) {
                walk.take(underWay.remove(random.nextInt(AT_ONCE)).join());
            }
            if (i % 40 == 39) {
                service.clock().advance(Duration.ofMinutes(random.nextInt(4)));
            }
        }
        underWay.forEach(each -> walk.take(each.join()));
    }

    private record Played(List<String> lines, String summary, long differences) {}

    private static Played play() {
        var lines = new ArrayList<String>();
        var report = new Report(lines::add);
        new Replay(service.postgres().url()).run(report);
        return new Played(lines, report.summary(), report.differences());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4_711})
    void what_the_log_tells_is_what_the_tables_say_after_anything_that_can_be_done(long seed) {
        walk(seed, "2027-%02d".formatted(1 + (int) (seed % 8)));

        var played = play();

        assertThat(played.lines()).as("seed %s", seed).isEmpty();
        assertThat(played.summary()).contains("all are as the log tells");
    }

    @Test
    void nothing_is_different_while_others_write() {
        var writing = CompletableFuture.runAsync(() -> walk(7, "2027-10"));
        do {
            assertThat(play().lines()).isEmpty();
        } while (!writing.isDone());
        writing.join();
    }

    @Test
    void holds_that_are_over_may_have_been_deleted() {
        service.client().post("/v1/holds", Practice.wish("both", "2027-11-03T10:00", ""));
        service.clock().advance(Duration.ofHours(3));
        Patience.until(() -> count("booking where status = 'held'") == 0);
        service.clock().advance(Duration.ofHours(2));

        service.node().prune();

        assertThat(count("booking where hold")).isZero();
        assertThat(play().lines()).isEmpty();
    }

    private static long count(String of) {
        try {
            return practice.number("select count(*) from " + of);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    record Mutation(String table, String change, String named) {
        @Override
        public String toString() {
            return change;
        }
    }

    private static final String ONE = one("");

    /// Which unit of a resource a booking was given is a matter of who came first.
    private static final String ONE_OF_UNIT_0 = one(" and resources::text like '%\"unit\":0%'");

    private static String one(String which) {
        return " where id = (select id from booking where not hold and status = 'confirmed' and session is null" + which
                + " order by id limit 1)";
    }

    private static final String A_SESSION =
            " where ctid = (select ctid from session where taken > 0 order by id limit 1)";

    static Stream<Mutation> mutations() {
        return Stream.of(
                set("booking", "status = 'no_show'", ONE, "status is no_show, and the log says confirmed"),
                set("booking", "version = version + 1", ONE, "version is "),
                set("booking", "starts_at = starts_at + interval '1 minute'", ONE, "starts_at is "),
                set("booking", "local_start = local_start + interval '1 hour'", ONE, "local_start is "),
                set("booking", "attendees = '[]'", ONE, "attendees is []"),
                set("booking", "expires_at = now()", ONE, "expires_at is "),
                set("booking", "hold = true", ONE, "hold is true"),
                set(
                        "booking",
                        "resources = replace(resources::text, '\"unit\":0', '\"unit\":7')::json",
                        ONE_OF_UNIT_0,
                        "resources is "),
                set("booking", "reason = 'none'", ONE, "reason is none, and the log says nothing"),
                set("booking", "id = gen_random_uuid()", ONE, "it is not there"),
                set("claim", "unit = 9", " where ctid = (select ctid from claim limit 1)", "it is not there"),
                set(
                        "claim",
                        "booking = gen_random_uuid()",
                        " where ctid = (select ctid from claim limit 1)",
                        "it is not there"),
                set("session", "taken = taken - 1", A_SESSION, "taken is "),
                set("session", "version = version + 1", A_SESSION, "version is "),
                set("session", "starts_at = starts_at - interval '1 minute'", A_SESSION, "starts_at is "),
                set(
                        "attendance",
                        "email = 'somebody@example.org'",
                        " where ctid = (select ctid from attendance limit 1)",
                        "somebody@example.org"));
    }

    private static Mutation set(String table, String change, String where, String named) {
        return new Mutation(table, "update " + table + " set " + change + where, named);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void what_somebody_has_changed_behind_the_log_is_named(Mutation mutation) throws SQLException {
        keep(mutation.table());
        try {
            assertThat(run(mutation.change())).isOne();

            var played = play();

            assertThat(played.lines()).anyMatch(line -> line.contains(mutation.named()));
            assertThat(played.differences()).isEqualTo(played.lines().size()).isPositive();
            assertThat(played.summary()).contains("differences");
        } finally {
            restore(mutation.table());
        }
        assertThat(play().lines()).isEmpty();
    }

    @Test
    void an_event_that_is_missing_is_found() throws SQLException {
        keep("event");
        try {
            assertThat(run("""
                    delete from event where (tenant, position) = (
                      select tenant, position from event e where type = 'booking.confirmed' and exists (
                        select from event later where later.subject = e.subject and later.position > e.position) limit 1)
                    """)).isOne();

            assertThat(play().lines()).anyMatch(line -> line.contains("would follow"));
        } finally {
            restore("event");
        }
    }

    private static void keep(String table) throws SQLException {
        run("create table kept as select * from " + table);
    }

    private static void restore(String table) throws SQLException {
        run("truncate " + table);
        run("insert into " + table + " select * from kept");
        run("drop table kept");
    }

    private static int run(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
