package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Code;
import scheduler.message.Outcome.Found;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// Deleting what is old of the log while others delete and read.
class PruningTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Retention.Need NOTHING = (_, _) -> Future.succeededFuture(Optional.empty());

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    LogWriter writer = new LogWriter(postgres, 0);
    Tenant tenant = new Tenant(0, "none");
    EventStore store = new EventStore(vertx, database);
    Times times = new Times(InstantSource.fixed(Instant.parse("2100-01-01T00:00:00Z")));
    Retention target = new Retention(database, times);

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void write_events_of_ones_own() {
        writer = LogWriter.ofOneTenant(postgres);
        tenant = new Tenant(writer.tenant(), "t" + writer.tenant());
        writer.writeMany(200);
    }

    private Future<Long> prune(Retention.Need need) {
        return target.prune(List.of(tenant), DAY, need);
    }

    @Test
    void several_nodes_delete_each_event_once_and_leave_the_last() throws SQLException {
        var all = writer.positions(null);

        var deleted = IntStream.range(0, 3).mapToObj(_ -> prune(NOTHING)).toList();

        long sum = deleted.stream().mapToLong(each -> await(each)).sum();
        assertThat(sum).isEqualTo(all.size() - 1);
        assertThat(writer.positions(null)).containsExactly(all.getLast());
    }

    @Test
    void what_is_needed_from_an_instant_on_stays() throws SQLException {
        var all = writer.positions(null);

        assertThat(await(prune((_, _) -> Future.succeededFuture(Optional.of(Instant.EPOCH)))))
                .isZero();

        assertThat(writer.positions(null)).isEqualTo(all);
    }

    @Test
    void the_past_is_told_back_to_the_latest_that_is_gone_where_more_is_needed() throws SQLException {
        writer = LogWriter.ofOneTenant(postgres);
        tenant = new Tenant(writer.tenant(), "t" + writer.tenant());
        write("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z");
        var needed = Instant.parse("2026-02-01T00:00:00Z");
        var past = new Past(database, times);

        assertThat(await(prune((_, _) -> Future.succeededFuture(Optional.of(needed)))))
                .isEqualTo(1);

        for (var told : List.of(Instant.parse("2026-01-01T00:00:00Z"), needed, needed.plus(DAY.multipliedBy(300)))) {
            assertThat(await(past.at(tenant, told, "?asOf")).instant()).isEqualTo(told);
        }
        assertThatThrownBy(() -> await(past.at(tenant, Instant.parse("2025-12-31T23:59:59Z"), "?asOf")))
                .isInstanceOfSatisfying(Refusal.class, told -> {
                    assertThat(told.problem().code()).isEqualTo(Code.EVENTS_GONE);
                    assertThat(told.problem().toJson().getString("since")).isEqualTo("2026-01-01T00:00:00Z");
                });
    }

    private void write(String... times) throws SQLException {
        try (var connection = postgres.jdbc();
                var event = connection.prepareStatement("""
                        insert into event (tenant, id, type, subject, time, data)
                        values (?, gen_random_uuid(), 'test.happened', 'old', ?::timestamptz, '{}')
                        """)) {
            for (var time : times) {
                event.setLong(1, writer.tenant());
                event.setString(2, time);
                event.execute();
            }
        }
    }

    @Test
    void who_holds_the_log_keeps_it_also_when_nothing_has_ever_been_deleted() throws SQLException {
        var all = writer.positions(null);
        var held = Promise.<Void>promise();
        var used = Promise.<Void>promise();
        var using = database.transaction(
                "using the log",
                tx -> LogFloor.hold(tx, tenant, 0, "/after").onComplete(held).compose(_ -> used.future()));
        await(held.future());

        var pruned = prune(NOTHING);
        Patience.until(() -> pruned.isComplete() || waitsForALock());
        assertThat(writer.positions(null)).isEqualTo(all);
        used.complete();

        await(using);
        // It may have waited for longer than a statement does.
        await(pruned.otherwise(0L));
        await(prune(NOTHING));
        assertThat(writer.positions(null)).containsExactly(all.getLast());
        assertThatThrownBy(() ->
                        await(database.transaction("using what is gone", tx -> LogFloor.hold(tx, tenant, 0, "/after"))))
                .isInstanceOfSatisfying(
                        Refusal.class, told -> assertThat(told.problem().code()).isEqualTo(Code.EVENTS_GONE));
    }

    private static boolean waitsForALock() {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock' and query like '%log_floor%'
                        """)) {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void who_reads_while_it_is_deleted_misses_nothing_without_being_told() throws SQLException {
        var all = writer.positions(null);
        var pruned = prune(NOTHING);
        var left = new ArrayList<>(all);
        long after = 0;
        boolean isTold = false;

        while (!left.isEmpty()) {
            try {
                var page = read(after);
                assertThat(page).isEqualTo(left.subList(0, page.size())).isNotEmpty();
                left.subList(0, page.size()).clear();
                after = page.getLast();
            } catch (Refusal told) {
                assertThat(told.problem().code()).isEqualTo(Code.EVENTS_GONE);
                after = Long.parseLong(told.problem().toJson().getString("after"));
                long behind = after;
                left.removeIf(each -> each <= behind);
                isTold = true;
            }
            if (after < all.get(all.size() / 2)) {
                await(pruned);
            }
        }

        assertThat(isTold).isTrue();
    }

    private List<Long> read(long after) {
        var found = (Found) await(store.read(new ReadEvents(tenant, after, 7, List.of(), null)));
        JsonArray items = new JsonObject(found.body()).getJsonArray("items");
        return items.stream()
                .map(each -> ((JsonObject) each).getLong("sequence"))
                .toList();
    }

    @Test
    void a_stream_that_is_overtaken_is_told_so() throws SQLException {
        var all = writer.positions(null);
        var watch = new WatchEvents(tenant, 0, List.of(), null);
        await(store.replay(watch, 0, all.getLast(), 7));

        await(prune(NOTHING));

        assertThatThrownBy(() -> await(store.replay(watch, all.get(6), all.getLast(), 7)))
                .isInstanceOfSatisfying(
                        Refusal.class, told -> assertThat(told.problem().code()).isEqualTo(Code.EVENTS_GONE));
        assertThat(await(store.replay(watch, all.get(all.size() - 2), all.getLast(), 7)))
                .hasSize(1);
    }
}
