package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Outcome.Found;
import scheduler.message.Tenant;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// Reading the log while transactions commit in another order than they took their positions in.
class EventStoreTest {

    private static final int WRITERS = 8;
    private static final int ROUNDS = 60;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;
    static long tenants = 100;

    Tenant tenant = new Tenant(0, "none");
    EventStore target = new EventStore(vertx, database);

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
    void take_a_tenant_of_ones_own() {
        tenants++;
        tenant = new Tenant(tenants, "t" + tenants);
    }

    @Test
    void a_later_event_is_not_shown_before_an_earlier_one_is_settled() throws SQLException {
        try (var earlier = begin();
                var later = begin()) {
            write(earlier, "earlier");
            write(later, "later");
            later.commit();

            assertThat(read(0).subjects()).isEmpty();

            earlier.commit();
            assertThat(read(0).subjects()).containsExactly("earlier", "later");
        }
    }

    @Test
    void what_was_taken_back_does_not_hold_up_what_came_after() throws SQLException {
        try (var earlier = begin();
                var later = begin()) {
            write(earlier, "earlier");
            write(later, "later");
            later.commit();

            earlier.rollback();

            assertThat(read(0).subjects()).containsExactly("later");
        }
    }

    @Test
    void a_transaction_that_began_first_and_took_its_position_last_hides_nothing() throws SQLException {
        try (var first = begin();
                var second = begin()) {
            claim(first);
            write(second, "taken first");
            append(first, "taken second");
            first.commit();

            var before = read(0);
            second.commit();
            var after = read(Long.parseLong(before.next));

            assertThat(before.subjects()).isEmpty();
            assertThat(after.subjects()).containsExactly("taken first", "taken second");
        }
    }

    @Test
    void what_was_settled_before_is_shown_while_a_transaction_stays_open() throws SQLException {
        try (var open = begin();
                var writer = begin()) {
            write(writer, "before");
            writer.commit();
            read(0);
            write(open, "open");
            write(writer, "after");
            writer.commit();

            assertThat(read(0).subjects()).containsExactly("before");

            open.commit();
            assertThat(read(0).subjects()).containsExactly("before", "open", "after");
        }
    }

    @Test
    void a_reader_that_follows_while_many_write_sees_every_event_once() throws SQLException {
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            var writing = IntStream.range(0, WRITERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(this::writeMany, threads))
                    .toList();
            var all = CompletableFuture.allOf(writing.toArray(CompletableFuture<?>[]::new));
            var seen = new ArrayList<Long>();
            long after = 0;
            boolean finished;
            do {
                finished = all.isDone();
                var page = read(after, 7, null, null);
                seen.addAll(page.sequences());
                finished &= page.items.isEmpty();
                after = Long.parseLong(page.next);
            } while (!finished);
            all.join();

            assertThat(seen).isSorted().containsExactlyElementsOf(positions(null));
        }
    }

    @Test
    void a_filter_loses_nothing_and_does_not_stand_still() throws SQLException {
        try (var writer = begin()) {
            for (int i = 0; i < 40; i++) {
                write(writer, i % 10 == 3 ? "wanted" : "other");
            }
            writer.commit();
        }
        var wanted = positions("wanted");

        var found = new ArrayList<Long>();
        long after = 0;
        for (int page = 0; page < 3; page++) {
            var read = read(after, 2, "test.happened", "wanted");
            found.addAll(read.sequences());
            after = Long.parseLong(read.next);
        }

        assertThat(found).containsExactlyElementsOf(wanted).hasSize(4);
        assertThat(after).isGreaterThanOrEqualTo(positions(null).getLast());
        assertThat(read(0, 10, "test.unheard", null).items).isEmpty();
        assertThat(read(0, 10, "test.unheard", null).next)
                .isEqualTo(Long.toString(positions(null).getLast()));
    }

    @Test
    void a_cursor_beyond_the_end_stays_where_it_is() {
        assertThat(read(1_000_000).next).isEqualTo("1000000");
    }

    @Test
    void tenants_see_their_own() throws SQLException {
        var mine = tenant;
        try (var writer = begin()) {
            write(writer, "mine");
            take_a_tenant_of_ones_own();
            write(writer, "theirs");
            writer.commit();
        }

        assertThat(read(0).subjects()).containsExactly("theirs");
        tenant = mine;
        assertThat(read(0).subjects()).containsExactly("mine");
    }

    private record Page(List<JsonObject> items, String next) {

        List<String> subjects() {
            return items.stream().map(each -> each.getString("subject")).toList();
        }

        List<Long> sequences() {
            return items.stream().map(each -> each.getLong("sequence")).toList();
        }
    }

    private Page read(long after) {
        return read(after, 100, null, null);
    }

    private Page read(long after, int limit, @Nullable String type, @Nullable String subject) {
        var found = (Found) await(target.read(new ReadEvents(tenant, after, limit, type, subject)));
        var json = new JsonObject(found.body());
        return new Page(
                json.getJsonArray("items").stream().map(JsonObject.class::cast).toList(), json.getString("next"));
    }

    /// Transactions of one to three events, some of which are rolled back.
    private void writeMany() {
        var random = ThreadLocalRandom.current();
        try (var connection = begin()) {
            for (int round = 0; round < ROUNDS; round++) {
                claim(connection);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    append(connection, "busy");
                }
                if (random.nextInt(5) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection begin() throws SQLException {
        var connection = postgres.jdbc();
        connection.setAutoCommit(false);
        return connection;
    }

    private void write(Connection connection, String subject) throws SQLException {
        claim(connection);
        append(connection, subject);
    }

    /// What a booking does before its event: from here on its transaction has a number.
    private void claim(Connection connection) throws SQLException {
        try (var claim = connection.prepareStatement("""
                insert into claim (tenant, resource, unit, during, booking)
                values (?, ?, 1, '[2026-01-01, 2026-01-02)', gen_random_uuid())
                """)) {
            claim.setLong(1, tenant.no());
            claim.setLong(2, ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
            claim.execute();
        }
    }

    private void append(Connection connection, String subject) throws SQLException {
        try (var event = connection.prepareStatement("""
                insert into event (tenant, id, type, subject, time, data)
                values (?, gen_random_uuid(), 'test.happened', ?, now(), '{}')
                """)) {
            event.setLong(1, tenant.no());
            event.setString(2, subject);
            event.execute();
        }
    }

    private List<Long> positions(@Nullable String subject) throws SQLException {
        var positions = LongStream.builder();
        try (var connection = postgres.jdbc();
                var query = connection.prepareStatement("""
                        select position from event where tenant = ? and subject = coalesce(?, subject) order by position
                        """)) {
            query.setLong(1, tenant.no());
            query.setString(2, subject);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    positions.add(rows.getLong(1));
                }
            }
        }
        return positions.build().boxed().toList();
    }
}
