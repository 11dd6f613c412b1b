package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// Three deliveries about one subject, of which the first is sent again while the second is in hand, or waits: the
/// line goes on, and none is sent before its time.
class LineTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Vertx vertx;
    private static Database database;
    private static DispatchStore target;
    private static DeliveryStore deliveries;
    private static long tests;

    private Tenant tenant = new Tenant(0, "");

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        target = new DispatchStore(database);
        deliveries = new DeliveryStore(database);
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void line_up() throws SQLException {
        tenant = new Tenant(100 + ++tests, "tenant-" + tests);
        execute(
                "insert into subscription (tenant, id, version, url, types, status, secrets, since, created_at, updated_at)"
                        + " values (" + tenant.no()
                        + ", 'crm', 1, 'https://example.com/', '{}', 'active', '[]', 0, now(), now())");
        execute(
                "insert into delivery (tenant, event, subscription, position, type, subject, status, attempts, claim, due_at,"
                        + " created_at, updated_at) select tenant, gen_random_uuid(), no, place, 'booking.confirmed', 'one',"
                        + " case when place = 1 then 'dead' else 'waiting' end, 0, 0, case when place = 2 then now() end, now(), now()"
                        + " from subscription, generate_series(1, 3) as place where tenant = " + tenant.no());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void those_that_are_settled_together_let_the_next_come(boolean isTurned) {
        var second = claimed(2);
        sendAgain(1);
        var first = claimed(1);
        var both = List.of(delivered(first), delivered(second));

        settle(isTurned ? both.reversed() : both);

        claimed(3);
    }

    @Test
    void one_that_failed_in_hand_waits_its_pause_when_both_are_settled_together() throws SQLException {
        var second = claimed(2);
        sendAgain(1);
        var first = claimed(1);

        settle(List.of(again(second), delivered(first)));

        assertThat(claim()).isEmpty();
        assertThat(minutesUntilDue(2)).isBetween(59L, 60L);
        makeDue(2);
        settle(List.of(delivered(claimed(2))));
        claimed(3);
    }

    /// Each holds what it has settled, and does not see what the other has.
    @Test
    void those_that_two_nodes_settle_at_once_let_the_next_come() throws SQLException {
        var second = claimed(2);
        sendAgain(1);
        var first = claimed(1);
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from delivery where tenant = " + tenant.no() + " and position = 2 for update");
            var one = target.settle(List.of(delivered(second)));
            awaitWaiting(1);
            var other = target.settle(List.of(delivered(first)));
            awaitWaiting(2);
            connection.commit();
            await(one);
            await(other);
        }

        claimed(3);
    }

    @Test
    void what_is_in_hand_is_not_sent_again_when_its_turn_comes() {
        var second = claimed(2);
        sendAgain(1);
        settle(List.of(delivered(claimed(1))));

        assertThat(claim()).isEmpty();
        settle(List.of(delivered(second)));

        claimed(3);
    }

    @Test
    void whose_receiver_asked_for_time_is_not_sent_before_it() throws SQLException {
        settle(List.of(again(claimed(2))));
        sendAgain(1);
        settle(List.of(delivered(claimed(1))));

        assertThat(claim()).isEmpty();
        assertThat(minutesUntilDue(2)).isBetween(59L, 60L);
    }

    @Test
    void nor_is_one_whose_receiver_asked_when_it_had_made_room() throws SQLException {
        var second = claimed(2);
        sendAgain(1);
        settle(List.of(again(second)));
        settle(List.of(delivered(claimed(1))));

        assertThat(claim()).isEmpty();
        assertThat(minutesUntilDue(2)).isBetween(59L, 60L);
    }

    @Test
    void what_is_itself_asked_for_again_is_sent_at_once() {
        settle(List.of(again(claimed(2))));
        sendAgain(1);
        sendAgain(2);
        settle(List.of(delivered(claimed(1))));

        claimed(2);
    }

    private List<Claimed> claim() {
        return await(target.claim(new Long[] {tenant.no()}, Map.of(), 10, 10));
    }

    /// Takes in hand what is due, which is that one and no other.
    private Claimed claimed(long position) {
        var claimed = claim();
        assertThat(claimed).extracting(each -> each.event().position()).containsExactly(position);
        return claimed.getFirst();
    }

    private static void settle(List<Settled> all) {
        await(target.settle(all));
    }

    private static Settled delivered(Claimed claimed) {
        return new Settled(claimed, new Verdict.Delivered(), 200L, "", null);
    }

    private static Settled again(Claimed claimed) {
        return new Settled(claimed, new Verdict.Again(HOUR), 429L, "", null);
    }

    private void sendAgain(int position) {
        var isThere = await(database.transaction(
                "redelivering",
                tx -> tx.query("select event, subscription from delivery where tenant = " + tenant.no()
                                + " and position = " + position)
                        .execute()
                        .map(rows -> rows.iterator().next())
                        .map(row -> new MessageId(row.get(UUID.class, "event"), row.getLong("subscription")))
                        .compose(id -> deliveries.redeliver(tx, tenant, id))));
        assertThat(isThere).isTrue();
    }

    private long minutesUntilDue(int position) throws SQLException {
        return number("select round(extract(epoch from due_at - now()) / 60)::bigint from delivery where tenant = "
                + tenant.no() + " and position = " + position);
    }

    private void makeDue(int position) throws SQLException {
        execute("update delivery set due_at = now() where tenant = " + tenant.no() + " and position = " + position);
    }

    /// Until so many wait for a lock in this database.
    private static void awaitWaiting(int count) {
        Patience.until(() -> {
            try {
                return number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock'")
                        == count;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static long number(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
