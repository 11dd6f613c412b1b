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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.TestClock;
import scheduler.platform.Times;
import scheduler.reminder.Channel.InLog;
import scheduler.reminder.LookStore.Looked;
import scheduler.service.Reminder;
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

    private static final ReminderTable table = new ReminderTable(postgres);
    private static final MovableClock clock = new MovableClock(NOW);

    private static Vertx vertx;
    private static Database database;
    private static ReminderStore target;
    private static LookStore looks;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        target = store(clock);
        looks = new LookStore(database, new Times(clock));
    }

    private static ReminderStore store(InstantSource source) {
        var times = new Times(source);
        return new ReminderStore(database, new EventLog(new Ids(source), times));
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void empty() throws SQLException {
        clock.set(NOW);
        table.empty();
    }

    @Test
    void those_who_come_at_once_take_different_ones() throws SQLException {
        table.plan(NORTH, 100, "bus", NOW);

        var one = target.claim("bus", TENANTS, 60, LEASE);
        var other = target.claim("bus", TENANTS, 60, LEASE);

        var all = await(one).stream().map(Due::id).collect(Collectors.toList());
        all.addAll(await(other).stream().map(Due::id).toList());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(await(target.claim("bus", TENANTS, 100, LEASE)).size() + all.size())
                .isEqualTo(100);
    }

    /// They are left alone for as long as somebody else has them locked.
    @Test
    void nobody_waits_for_those_who_are_just_taking() throws SQLException {
        table.plan(NORTH, 10, "bus", NOW);
        try (var other = postgres.jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from reminder order by id limit 4 for update");

            assertThat(await(target.claim("bus", TENANTS, 10, LEASE))).hasSize(6);
            other.rollback();
        }
        assertThat(await(target.claim("bus", TENANTS, 10, LEASE))).hasSize(4);
    }

    @Test
    void what_a_dead_node_had_is_due_again_after_its_lease() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        assertThat(claim()).hasSize(1);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(claim()).extracting(Due::attempts).containsExactly(1L);
    }

    @Test
    void a_rule_that_cannot_be_read_keeps_nothing_from_the_others() throws SQLException {
        table.plan(NORTH, 5, "bus", NOW);
        table.execute("update reminder set doc = '{\"before\":\"PT24H\",\"channel\":\"bus\",\"newer\":true}'"
                + " where id = (select min(id::text)::uuid from reminder)");

        assertThat(claim()).hasSize(4);
        assertThat(claim()).isEmpty();
        assertThat(table.texts("select fence || ' ' || attempts from reminder where leased_until is null"))
                .containsExactly("1 0");
        clock.advance(LEASE);
        assertThat(claim()).as("those that were not settled").hasSize(4);
        assertThat(table.texts("select fence || ' ' || attempts from reminder where leased_until is null"))
                .containsExactly("2 0");
    }

    @Test
    void what_is_given_back_is_for_whoever_comes_next() throws SQLException {
        table.plan(NORTH, 2, "bus", NOW);
        await(target.giveBack(claim()));

        assertThat(claim()).hasSize(2).extracting(Due::attempts).containsOnly(0L);
    }

    @Test
    void each_tenant_has_what_is_due_by_his_own_time() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW.plus(DAY));
        table.plan(SOUTH, 1, "bus", NOW.plus(DAY));
        table.plan(SOUTH, 1, "bus", NOW);
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
        table.plan(NORTH, 1, "bus", NOW.plus(DAY));
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
        table.plan(NORTH, 10, "bus", NOW);
        table.plan(SOUTH, 10, "bus", NOW);
        var test = new TestClock(clock);
        test.advance(NORTH, DAY);

        assertThat(await(store(test).claim("bus", TENANTS, 15, LEASE))).hasSize(15);
    }

    @Test
    void what_is_being_sent_for_longer_than_a_lease_is_kept_by_signs_of_life() throws SQLException {
        table.plan(NORTH, 2, "bus", NOW);
        var mine = claim();

        clock.advance(LEASE.minusSeconds(1));
        assertThat(await(target.renew(mine, LEASE))).hasSize(2);
        clock.advance(LEASE.minusSeconds(1));
        assertThat(claim()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        assertThat(claim()).hasSize(2);
    }

    /// What tells why it was dropped must not overtake it.
    @Test
    void so_is_what_was_dropped_while_it_is_on_its_way() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        var mine = claim();
        table.execute("update reminder set status = 'void', settled_at = '" + NOW + "'");
        var news = cancelled(mine.getFirst());

        for (int i = 0; i < 3; i++) {
            clock.advance(LEASE.minusSeconds(1));
            assertThat(await(target.renew(mine, LEASE))).hasSize(1);
            assertThat(overtaking(news)).containsExactly(news.id());
        }
        settle(Settled.sent(mine.getFirst(), message(), InLog.NOTHING));
        assertThat(overtaking(news)).isEmpty();
    }

    @Test
    void what_another_has_taken_or_was_settled_is_kept_no_longer() throws SQLException {
        table.plan(NORTH, 3, "bus", NOW);
        var mine = claim();
        settle(Settled.again(mine.get(0), "busy", NOW.plus(DAY)));
        settle(Settled.failed(mine.get(1), "no such address", true, message()));
        clock.advance(LEASE);
        assertThat(claim()).extracting(Due::id).containsExactly(mine.get(2).id());

        assertThat(await(target.renew(mine, LEASE))).isEmpty();
        assertThat(table.texts("select id from reminder where leased_until is not null"))
                .hasSize(1);
    }

    @Test
    void one_that_nobody_has_taken_meanwhile_can_still_be_kept() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        var mine = claim();
        clock.advance(LEASE.multipliedBy(2));

        assertThat(await(target.renew(mine, LEASE)))
                .containsExactly(mine.getFirst().id());
        assertThat(claim()).isEmpty();
    }

    @Test
    void whoever_comes_back_after_his_lease_settles_nothing() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        var stalled = claim().getFirst();
        clock.advance(LEASE);
        var heir = claim().getFirst();
        table.book();

        settle(Settled.failed(stalled, "late", true, message()));
        assertThat(status()).isEqualTo("planned");
        assertThat(table.events()).isEmpty();

        settle(Settled.sent(heir, message(), InLog.COPY));
        settle(Settled.sent(heir, message(), InLog.COPY));
        assertThat(status()).isEqualTo("sent");
        assertThat(table.events()).containsExactly("reminder.due", "reminder.sent");
    }

    @Test
    void what_was_dropped_while_it_was_being_sent_is_not_tried_again() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        var due = claim().getFirst();
        table.execute("update reminder set status = 'void'");

        settle(Settled.again(due, "busy", clock.instant()));
        assertThat(status()).isEqualTo("void");
    }

    @Test
    void the_log_tells_nobody_of_a_booking_that_was_cancelled_meanwhile() throws SQLException {
        table.plan(NORTH, 1, "webhook", NOW);
        var due = claim("webhook").getFirst();
        table.book();
        var looked = look(due);
        table.cancelAll();

        await(target.settle(NORTH, List.of(Settled.sent(due, message(), InLog.MESSAGE)), looked, true));

        assertThat(table.events()).isEmpty();
        assertThat(claim("webhook")).extracting(Due::attempts).containsExactly(0L);
    }

    @Test
    void nor_of_one_that_is_just_being_cancelled_which_is_not_waited_for() throws SQLException {
        table.plan(NORTH, 1, "webhook", NOW);
        var due = claim("webhook").getFirst();
        table.book();
        var looked = look(due);
        try (var canceller = postgres.jdbc();
                var statement = canceller.createStatement()) {
            canceller.setAutoCommit(false);
            statement.execute("update booking set status = 'cancelled', version = version + 1");

            await(target.settle(NORTH, List.of(Settled.sent(due, message(), InLog.MESSAGE)), looked, true));
            canceller.commit();
        }

        assertThat(table.events()).isEmpty();
        assertThat(status()).isEqualTo("planned");
    }

    @Test
    void what_a_provider_has_taken_meanwhile_was_sent_and_the_log_repeats_it_to_nobody() throws SQLException {
        table.plan(NORTH, 1, "bus", NOW);
        var due = claim().getFirst();
        table.book();
        var looked = look(due);
        table.cancelAll();

        await(target.settle(NORTH, List.of(Settled.sent(due, message(), InLog.COPY)), looked, true));

        assertThat(table.events()).containsExactly("reminder.sent");
        assertThat(status()).isEqualTo("sent");
    }

    private static JsonObject message() {
        return new JsonObject().put("id", "x");
    }

    private static List<Due> claim() {
        return claim("bus");
    }

    private static List<Due> claim(String channel) {
        return await(target.claim(channel, TENANTS, 500, LEASE));
    }

    /// What tells the same recipient a moment later that it was cancelled.
    private static Due cancelled(Due before) {
        return new Due(
                before.tenant(),
                UUID.randomUUID(),
                before.booking(),
                before.sequence(),
                Reminder.read(Fields.of(new JsonObject("{\"on\":\"cancelled\",\"channel\":\"bus\"}"))),
                before.recipient(),
                before.plannedFor().plusSeconds(1),
                before.plannedFor().plusSeconds(1),
                0,
                1);
    }

    private static Set<UUID> overtaking(Due news) {
        return await(looks.look(NORTH, List.of(news))).overtaking();
    }

    private static void settle(Settled settled) {
        await(target.settle(NORTH, List.of(settled), look(settled.due()), true));
    }

    private static String status() throws SQLException {
        return table.texts("select status from reminder").getFirst();
    }

    private static Looked look(Due due) {
        return await(looks.bookings(NORTH, List.of(due.booking())));
    }
}
