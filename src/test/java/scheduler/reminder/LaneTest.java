package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;
import static scheduler.testing.Patience.until;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.MovableClock;
import scheduler.testing.Postgres;

/// A channel that takes its time, and a node that stands still.
class LaneTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration GRACE = Duration.ofHours(6);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final Tenant NORTH = new Tenant(1, "north");

    /// One more than are sent to at once.
    private static final Map<Long, Tenant> TENANTS = LongStream.rangeClosed(1, 9)
            .mapToObj(no -> no == 1 ? NORTH : new Tenant(no, "tenant-" + no))
            .collect(Collectors.toMap(Tenant::no, each -> each));

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static final ReminderTable table = new ReminderTable(postgres);
    private static final MovableClock clock = new MovableClock(NOW);

    private static Vertx vertx;
    private static Database database;
    private static ReminderStore store;

    private final Slow channel = new Slow();
    private final Lane target = new Lane(
            vertx,
            store,
            new LookStore(database, new Times(clock)),
            channel,
            TENANTS,
            new Times(clock),
            GRACE,
            INTERVAL,
            new Lease.Terms(LEASE, Duration.ofMillis(20)));

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        var times = new Times(clock);
        store = new ReminderStore(database, new EventLog(new Ids(clock), times));
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void empty() throws SQLException {
        table.empty();
    }

    @AfterEach
    void stop() {
        channel.go();
        await(target.stop());
    }

    @Test
    void what_is_sent_for_longer_than_a_lease_is_not_sent_by_others_too() throws SQLException {
        table.plan(NORTH, 1, "bus", clock.instant());
        table.book();
        start();
        until(() -> channel.asked.size() == 1);

        for (int i = 0; i < 3; i++) {
            clock.advance(LEASE.minusSeconds(1));
            until(() -> kept() == 1);
            assertThat(await(store.claim("bus", TENANTS, 10, LEASE))).isEmpty();
        }
        channel.go();

        until(() -> count("status = 'sent'") == 1);
        assertThat(channel.asked).hasSize(1);
    }

    /// Its bookings cannot be looked at for as long as the test locks them.
    @Test
    void a_node_that_stood_still_does_not_send_what_another_has_taken() throws SQLException {
        table.plan(NORTH, 2, "bus", clock.instant());
        table.book();
        var lost = table.texts("select id from reminder order by id").getFirst();
        try (var other = postgres.jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table booking in access exclusive mode");
            start();
            until(() -> kept() == 2);
            table.execute("update reminder set fence = fence + 1 where id = '" + lost + "'");
            clock.advance(Duration.ofSeconds(1));
            until(() -> kept() == 1);
            other.commit();
        }
        channel.go();

        until(() -> count("status = 'sent'") == 1);
        assertThat(channel.asked).hasSize(1).doesNotContain(lost);
    }

    /// For longer than a statement waits for a lock.
    @Test
    void what_cannot_be_noted_for_a_while_is_not_sent_again() throws SQLException {
        table.plan(NORTH, 3, "bus", clock.instant());
        table.book();
        channel.go();
        try (var other = postgres.jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table event in access exclusive mode");
            start();
            until(() -> channel.asked.size() == 3);
            clock.advance(LEASE.minusSeconds(1));
            until(() -> kept() == 3);
            clock.advance(LEASE.minusSeconds(1));
            until(() -> kept() == 3);
            other.commit();
        }

        until(() -> count("status = 'sent'") == 3);
        assertThat(channel.asked).hasSize(3);
        assertThat(table.events()).containsOnly("reminder.sent").hasSize(3);
    }

    @Test
    void one_that_cannot_be_noted_keeps_nothing_from_the_others_and_is_not_sent_again() throws SQLException {
        table.plan(NORTH, 5, "bus", clock.instant());
        table.book();
        var poisoned = table.texts("select id from reminder order by id").getFirst();
        table.execute("alter table event add constraint poison check (data ->> 'id' <> '" + poisoned + "')");
        channel.go();
        try {
            start();
            until(() -> count("status = 'sent'") == 4 && count("status = 'failed'") == 1);
        } finally {
            table.execute("alter table event drop constraint poison");
        }

        assertThat(table.texts("select id || ': ' || note from reminder where status = 'failed'"))
                .containsExactly(poisoned + ": What became of it could not be noted.");
        assertThat(channel.asked).hasSize(5);
    }

    @Test
    void no_tenant_waits_for_what_is_sent_to_another() throws SQLException {
        for (var tenant : TENANTS.values()) {
            table.plan(tenant, 1, "bus", clock.instant());
        }
        table.book();
        start();

        until(() -> channel.asked.size() == TENANTS.size());
    }

    /// Nothing of the others either that one provider takes his time with.
    @Test
    void what_is_sent_is_noted_while_others_are_not() throws SQLException {
        table.plan(NORTH, 3, "bus", clock.instant());
        table.book();
        var slow = table.texts("select id from reminder order by id").getFirst();
        channel.slow = slow;
        channel.go();
        start();

        until(() -> count("status = 'sent' and leased_until is null") == 2);
        assertThat(count("status = 'planned' and leased_until is not null and id = '" + slow + "'"))
                .isEqualTo(1);
        channel.last.complete(Channel.InLog.NOTHING);
        until(() -> count("status = 'sent'") == 3);
    }

    /// Nobody can look at bookings for as long as the test locks them.
    @Test
    void what_was_not_begun_when_it_is_told_to_stop_is_given_back() throws SQLException {
        for (var tenant : TENANTS.values()) {
            table.plan(tenant, 1, "bus", clock.instant());
        }
        table.book();
        channel.go();
        var stopped = new AtomicReference<Future<Void>>();
        try (var other = postgres.jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table booking in access exclusive mode");
            start();
            until(() -> kept() == TENANTS.size());
            vertx.runOnContext(_ -> stopped.set(target.stop()));
            until(() -> stopped.get() != null);
            other.commit();
        }
        await(stopped.get());

        assertThat(count("status = 'sent'")).isEqualTo(TENANTS.size() - 1);
        assertThat(count("status = 'planned' and leased_until is null")).isEqualTo(1);
    }

    @Test
    void what_cannot_be_looked_at_is_given_back() throws SQLException {
        table.plan(NORTH, 2, "bus", clock.instant());
        table.book();
        table.execute("alter table booking rename column reason to reason_away");
        try {
            start();
            until(() -> count("fence > 0 and leased_until is null") == 2);
        } finally {
            table.execute("alter table booking rename column reason_away to reason");
        }
        channel.go();

        until(() -> count("status = 'sent'") == 2);
        assertThat(channel.asked).hasSize(2);
    }

    private void start() {
        vertx.runOnContext(_ -> target.start());
    }

    /// How many are kept for a whole lease from now on.
    private static int kept() {
        return count("leased_until = '" + clock.instant().plus(LEASE) + "'");
    }

    private static int count(String which) {
        try {
            return table.texts("select id from reminder where " + which).size();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes what it is given, and has it when it is told to.
    private static final class Slow implements Channel {

        private final Queue<String> asked = new ConcurrentLinkedQueue<>();
        private final Promise<InLog> done = Promise.promise();
        private final Promise<InLog> last = Promise.promise();
        private volatile String slow = "";

        @Override
        public String name() {
            return "bus";
        }

        @Override
        public int width() {
            return 10;
        }

        @Override
        public Future<InLog> send(Tenant tenant, JsonObject message) {
            asked.add(message.getString("id"));
            return message.getString("id").equals(slow) ? last.future() : done.future();
        }

        void go() {
            done.tryComplete(InLog.NOTHING);
            if (slow.isEmpty()) {
                last.tryComplete(InLog.NOTHING);
            }
        }
    }
}
