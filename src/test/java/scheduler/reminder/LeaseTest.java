package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.TestClock;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.MovableClock;
import scheduler.testing.Postgres;

/// Taking what is due: one at a time has it, for as long as his lease lasts, and whoever comes back later is told
/// apart.
class LeaseTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Tenant NORTH = new Tenant(1, "north");
    private static final Tenant SOUTH = new Tenant(2, "south");
    private static final Map<Long, Tenant> TENANTS = Map.of(1L, NORTH, 2L, SOUTH);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static final MovableClock clock = new MovableClock(NOW);

    private static Vertx vertx;
    private static Database database;
    private static ReminderStore target;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        target = store(clock);
    }

    private static ReminderStore store(InstantSource source) {
        var times = new Times(source);
        return new ReminderStore(database, new EventLog(new Ids(source), times), new DueClock(times));
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void empty() throws SQLException {
        clock.set(NOW);
        execute("truncate reminder, event");
    }

    @Test
    void those_who_come_at_once_take_different_ones() throws SQLException {
        plan(100, "bus", NOW);

        var one = target.claim("bus", TENANTS, 60, LEASE);
        var other = target.claim("bus", TENANTS, 60, LEASE);

        var all = await(one).stream().map(Due::id).collect(Collectors.toList());
        all.addAll(await(other).stream().map(Due::id).toList());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(await(target.claim("bus", TENANTS, 100, LEASE)).size() + all.size())
                .isEqualTo(100);
    }

    @Test
    void what_a_dead_node_had_is_due_again_after_its_lease() throws SQLException {
        plan(1, "bus", NOW);
        assertThat(claim()).hasSize(1);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void each_tenant_has_what_is_due_by_his_own_time() throws SQLException {
        plan(1, 1, "bus", NOW.plus(DAY));
        plan(2, 1, "bus", NOW.plus(DAY));
        plan(2, 1, "bus", NOW);
        var test = new TestClock(clock);
        var store = store(test);

        test.advance(NORTH, DAY);

        assertThat(await(store.claim("bus", TENANTS, 500, LEASE)))
                .extracting(Due::tenant)
                .containsExactlyInAnyOrder(NORTH, SOUTH);
        assertThat(await(store.claim("bus", TENANTS, 500, LEASE))).isEmpty();
    }

    @Test
    void a_clock_that_is_moved_takes_nothing_from_who_is_sending_it() throws SQLException {
        plan(1, 1, "bus", NOW.plus(DAY));
        var test = new TestClock(clock);
        var store = store(test);
        test.advance(NORTH, DAY);
        assertThat(await(store.claim("bus", TENANTS, 500, LEASE))).hasSize(1);

        test.advance(NORTH, DAY);
        assertThat(await(store.claim("bus", TENANTS, 500, LEASE))).isEmpty();

        clock.advance(LEASE);
        assertThat(await(store.claim("bus", TENANTS, 500, LEASE))).hasSize(1);
    }

    @Test
    void as_many_are_taken_as_are_wanted_of_tenants_at_different_times() throws SQLException {
        plan(1, 10, "bus", NOW);
        plan(2, 10, "bus", NOW);
        var test = new TestClock(clock);
        test.advance(NORTH, DAY);

        assertThat(await(store(test).claim("bus", TENANTS, 15, LEASE))).hasSize(15);
    }

    @Test
    void whoever_comes_back_after_his_lease_settles_nothing() throws SQLException {
        plan(1, "bus", NOW);
        var stalled = claim().getFirst();
        clock.advance(LEASE);
        var heir = claim().getFirst();

        await(target.settle(stalled.tenant(), List.of(Settled.failed(stalled, "late", true, message()))));
        assertThat(text("select status from reminder")).isEqualTo("planned");
        assertThat(text("select count(*)::text from event")).isEqualTo("0");

        await(target.settle(heir.tenant(), List.of(Settled.sent(heir, message()))));
        await(target.settle(heir.tenant(), List.of(Settled.sent(heir, message()))));
        assertThat(text("select status from reminder")).isEqualTo("sent");
        assertThat(text("select string_agg(type, ' ' order by position) from event"))
                .isEqualTo("reminder.due reminder.sent");
    }

    @Test
    void what_was_dropped_while_it_was_being_sent_is_not_tried_again() throws SQLException {
        plan(1, "bus", NOW);
        var due = claim().getFirst();
        execute("update reminder set status = 'void'");

        await(target.settle(due.tenant(), List.of(Settled.again(due, "busy", clock.instant()))));
        assertThat(text("select status from reminder")).isEqualTo("void");
    }

    @Test
    void what_is_due_is_found_by_index_among_very_many() throws SQLException {
        plan(50_000, "bus", NOW.plus(Duration.ofDays(1)));
        plan(50_000, "email", NOW);
        plan(10, "bus", NOW);
        execute("analyze reminder");

        assertThat(text("explain "
                        + ReminderStore.CLAIM
                                .replace("$1::text", "'bus'::text")
                                .replace("$2::timestamptz", "'" + NOW + "'::timestamptz")
                                .replace("$3::bigint[]", "array[1]::bigint[]")
                                .replace("$4::bigint", "500::bigint")
                                .replace("$5::bigint", "30000::bigint")))
                .contains("reminder_due")
                .doesNotContain("Seq Scan");
        assertThat(claim()).hasSize(10);
    }

    private static JsonObject message() {
        return new JsonObject().put("id", "x");
    }

    private static List<Due> claim() {
        return await(target.claim("bus", TENANTS, 500, LEASE));
    }

    private static void plan(int count, String channel, Instant due) throws SQLException {
        plan(1, count, channel, due);
    }

    private static void plan(long tenant, int count, String channel, Instant due) throws SQLException {
        execute("""
                insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
                  status, attempts, fence, created_at)
                select %4$d, gen_random_uuid(), gen_random_uuid(), 0, 'before:PT24H:%1$s', 'attendee:0', '%1$s',
                  '{"before":"PT24H","channel":"%1$s"}', '%3$s', '%3$s', 'planned', 0, 0, now()
                from generate_series(1, %2$d)
                """.formatted(channel, count, due, tenant));
    }

    private static void execute(String statement) throws SQLException {
        try (var connection = postgres.jdbc();
                var statements = connection.createStatement()) {
            statements.execute(statement);
        }
    }

    private static String text(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var lines = new StringBuilder();
            while (rows.next()) {
                lines.append(lines.isEmpty() ? "" : "\n").append(rows.getString(1));
            }
            return lines.toString();
        }
    }
}
