package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// Deleting reminders that are over, and no other, however many there are.
class PruneStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration RETENTION = Duration.ofDays(30);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Vertx vertx;
    private static Database database;
    private static PruneStore target;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        target = new PruneStore(database);
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("truncate reminder, booking");
    }

    @Test
    void a_row_stays_as_long_as_it_can_be_read_and_as_its_booking_may_ask_for_it_again() throws SQLException {
        add("to come", "sent", days(40), days(-5));
        add("just over", "sent", days(40), days(31));
        add("over", "sent", days(40), days(33));
        add("just sent", "sent", days(29), days(80));
        add("sent", "sent", days(31), days(80));
        add("void", "void", days(31), days(80));
        add("planned", "planned", null, days(80));

        assertThat(prune(RETENTION)).isEqualTo(3);
        assertThat(left()).isEqualTo("just over, just sent, planned, to come");
        assertThat(prune(Duration.ofMinutes(1))).isOne();
        assertThat(left()).isEqualTo("just over, planned, to come");
    }

    @Test
    void what_is_kept_for_longer_goes_with_the_end_of_its_booking() throws SQLException {
        add("over", "sent", days(400), days(364));
        add("long over", "sent", days(400), days(366));

        assertThat(prune(Duration.ofDays(365))).isOne();
        assertThat(left()).isEqualTo("over");
    }

    @Test
    void those_of_a_booking_that_is_no_more_go_by_themselves() throws SQLException {
        add("gone", "sent", days(31), days(-5));
        execute("delete from booking");

        assertThat(prune(RETENTION)).isOne();
    }

    @Test
    void those_that_are_over_are_found_behind_very_many_that_are_not() throws SQLException {
        addMany(5_000, days(1));
        addMany(10, days(60));
        addMany(5_000, days(1));

        assertThat(prune(RETENTION)).isEqualTo(10);
        assertThat(text("select count(*)::text from reminder")).isEqualTo("10000");
        assertThat(prune(RETENTION)).isZero();
    }

    @Test
    void a_round_ends_where_the_next_begins() throws SQLException {
        var target = new PruneStore(database);
        addMany(101_999, days(1));
        addMany(10, days(60));

        assertThat(await(target.prune(NOW, RETENTION))).isZero();
        assertThat(await(target.prune(NOW, RETENTION))).isEqualTo(10);
    }

    @Test
    void a_page_is_read_by_index() throws SQLException {
        addMany(50_000, days(60));
        execute(BOOKINGS.formatted(1_000, NOW));
        execute("analyze reminder, booking");

        assertThat(text("explain "
                        + PruneStore.PRUNE
                                .replace("$1::bigint", "0::bigint")
                                .replace("$2::uuid", "'00000000-0000-0000-0000-000000000000'::uuid")
                                .replace("$3::bigint", "2000::bigint")
                                .replace("$4::timestamptz", "'" + NOW + "'::timestamptz")
                                .replace("$5::timestamptz", "'" + NOW + "'::timestamptz")))
                .contains("reminder_pk", "booking_pk")
                .contains("Index Cond: (ROW(tenant, id) > ROW(")
                .doesNotContain("reminder_once", "booking_by_start", "Seq Scan");
    }

    private static Instant days(int ago) {
        return NOW.minus(Duration.ofDays(ago));
    }

    private static long prune(Duration retention) {
        return await(target.prune(NOW, retention));
    }

    private static String left() throws SQLException {
        return text("select string_agg(recipient, ', ' order by recipient) from reminder");
    }

    private static final String BOOKINGS = """
            insert into booking (tenant, id, version, sequence, status, service, service_id, service_version,
              starts_at, ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
            select 1, gen_random_uuid(), 1, 0, 'confirmed', 1, 'visit', 1,
              '%2$s'::timestamptz - interval '1 hour', '%2$s', '2026-01-01', 'UTC', '', '[]', '[]', '{}', now(), now()
            from generate_series(1, %1$d)
            returning id
            """;

    /// One of a booking that ends at an instant.
    private static void add(String name, String status, @Nullable Instant settled, Instant end) throws SQLException {
        execute("with made as (" + BOOKINGS.formatted(1, end)
                + """
                )
                insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
                  status, attempts, fence, settled_at, created_at)
                select 1, gen_random_uuid(), id, 0, 'before:PT24H:bus', '%1$s', 'bus', '{}', now(), now(),
                  '%2$s', 0, 0, %3$s, now()
                from made
                """.formatted(name, status, settled == null ? "null" : "'" + settled + "'"));
    }

    /// Of bookings that are no more, in the order of their ids.
    private static void addMany(int count, Instant settled) throws SQLException {
        execute("""
                insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
                  status, attempts, fence, settled_at, created_at)
                select 1, lpad(to_hex(n + (select count(*) from reminder)), 32, '0')::uuid, gen_random_uuid(), 0,
                  'before:PT24H:bus', 'attendee:0', 'bus', '{}', now(), now(), 'sent', 1, 1, '%2$s', now()
                from generate_series(1, %1$d) as n
                """.formatted(count, settled));
    }

    private static void execute(String statement) throws SQLException {
        try (var connection = postgres.jdbc();
                var statements = connection.createStatement()) {
            statements.execute(statement);
        }
    }

    /// By indexes, as it goes in production.
    private static String text(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var settings = connection.createStatement();
                var statement = connection.createStatement()) {
            settings.execute("set enable_seqscan = off; set enable_sort = off");
            var rows = statement.executeQuery(query);
            var lines = new StringBuilder();
            while (rows.next()) {
                lines.append(lines.isEmpty() ? "" : "\n").append(rows.getString(1));
            }
            return lines.toString();
        }
    }
}
