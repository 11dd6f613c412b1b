package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
    Tenant tenant = new Tenant(0, "none");
    LogWriter writer = new LogWriter(postgres, 0);
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
        writer = LogWriter.ofOneTenant(postgres);
        tenant = new Tenant(writer.tenant(), "t" + writer.tenant());
    }

    @Test
    void a_later_event_is_not_shown_before_an_earlier_one_is_settled() throws SQLException {
        try (var earlier = writer.begin();
                var later = writer.begin()) {
            writer.write(earlier, "earlier");
            writer.write(later, "later");
            later.commit();

            assertThat(read(0).subjects()).isEmpty();

            earlier.commit();
            assertThat(read(0).subjects()).containsExactly("earlier", "later");
        }
    }

    @Test
    void what_was_taken_back_does_not_hold_up_what_came_after() throws SQLException {
        try (var earlier = writer.begin();
                var later = writer.begin()) {
            writer.write(earlier, "earlier");
            writer.write(later, "later");
            later.commit();

            earlier.rollback();

            assertThat(read(0).subjects()).containsExactly("later");
        }
    }

    @Test
    void a_transaction_that_began_first_and_took_its_position_last_hides_nothing() throws SQLException {
        try (var first = writer.begin();
                var second = writer.begin()) {
            writer.claim(first);
            writer.write(second, "taken first");
            writer.append(first, "taken second");
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
        try (var open = writer.begin();
                var writing = writer.begin()) {
            writer.write(writing, "before");
            writing.commit();
            read(0);
            writer.write(open, "open");
            writer.write(writing, "after");
            writing.commit();

            assertThat(read(0).subjects()).containsExactly("before");

            open.commit();
            assertThat(read(0).subjects()).containsExactly("before", "open", "after");
        }
    }

    @Test
    void a_reader_that_follows_while_many_write_sees_every_event_once() throws SQLException {
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            var writing = IntStream.range(0, WRITERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(() -> writer.writeMany(ROUNDS), threads))
                    .toList();
            var all = CompletableFuture.allOf(writing.toArray(CompletableFuture<?>[]::new));
            var seen = new ArrayList<Long>();
            long after = 0;
            boolean finished;
            do {
                finished = all.isDone();
                var page = read(after, 7, List.of(), null);
                seen.addAll(page.sequences());
                finished &= page.items.isEmpty();
                after = Long.parseLong(page.next);
            } while (!finished);
            all.join();

            assertThat(seen).isSorted().containsExactlyElementsOf(writer.positions(null));
        }
    }

    @Test
    void a_filter_loses_nothing_and_does_not_stand_still() throws SQLException {
        try (var writing = writer.begin()) {
            for (int i = 0; i < 40; i++) {
                writer.write(writing, i % 10 == 3 ? "wanted" : "other");
            }
            writing.commit();
        }
        var wanted = writer.positions("wanted");

        var found = new ArrayList<Long>();
        long after = 0;
        for (int page = 0; page < 3; page++) {
            var read = read(after, 2, List.of("test.happened"), "wanted");
            found.addAll(read.sequences());
            after = Long.parseLong(read.next);
        }

        assertThat(found).containsExactlyElementsOf(wanted).hasSize(4);
        assertThat(after).isGreaterThanOrEqualTo(writer.positions(null).getLast());
        assertThat(read(0, 100, List.of("test.happened", "test.unheard", "test.happened"), null)
                        .sequences())
                .containsExactlyElementsOf(writer.positions(null));
        assertThat(read(0, 10, List.of("test.unheard"), null).items).isEmpty();
        assertThat(read(0, 10, List.of("test.unheard"), null).next)
                .isEqualTo(Long.toString(writer.positions(null).getLast()));
    }

    @Test
    void the_end_is_told_without_what_is_before_it() throws SQLException {
        try (var writing = writer.begin()) {
            writer.write(writing, "before");
            writing.commit();
        }

        var end = read(ReadEvents.END);

        assertThat(end.items).isEmpty();
        assertThat(end.next).isEqualTo(Long.toString(writer.positions(null).getLast()));
    }

    @Test
    void the_end_is_not_told_as_it_was_once_while_it_cannot_be_known() throws SQLException {
        try (var open = writer.begin();
                var writing = writer.begin()) {
            writer.claim(open);
            assertThat(await(target.end(tenant))).as("there is nothing").isZero();
            open.rollback();
            writer.write(writing, "before");
            writing.commit();
            assertThat(read(0).subjects()).containsExactly("before");
            writer.claim(open);
            writer.write(writing, "since");
            writing.commit();

            for (var each : List.of(target, store())) {
                assertThatThrownBy(() -> await(each.end(tenant)))
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                told -> assertThat(told.problem().code()).isEqualTo(Code.OVERLOADED));
            }
            assertThat(read(0).subjects()).as("what was settled").containsExactly("before");
        }
        assertThat(read(ReadEvents.END).next)
                .isEqualTo(Long.toString(writer.positions(null).getLast()));
    }

    @Test
    void who_asks_for_the_end_gets_it_when_what_was_open_then_has_ended() throws SQLException {
        try (var open = writer.begin();
                var writing = writer.begin()) {
            writer.write(open, "open");
            writer.write(writing, "behind it");
            writing.commit();
            var end = target.end(tenant);
            open.commit();

            assertThat(await(end)).isEqualTo(writer.positions("behind it").getLast());
        }
    }

    private static EventStore store() {
        return new EventStore(vertx, database);
    }

    @Test
    void a_cursor_beyond_the_end_stays_where_it_is() {
        assertThat(read(1_000_000).next).isEqualTo("1000000");
    }

    @Test
    void tenants_see_their_own() throws SQLException {
        var mine = tenant;
        try (var writing = writer.begin()) {
            writer.write(writing, "mine");
            take_a_tenant_of_ones_own();
            writer.write(writing, "theirs");
            writing.commit();
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
        return read(after, 100, List.of(), null);
    }

    private Page read(long after, int limit, List<String> types, @Nullable String subject) {
        var found = (Found) await(target.read(new ReadEvents(tenant, after, limit, types, subject)));
        var json = new JsonObject(found.body());
        return new Page(
                json.getJsonArray("items").stream().map(JsonObject.class::cast).toList(), json.getString("next"));
    }
}
