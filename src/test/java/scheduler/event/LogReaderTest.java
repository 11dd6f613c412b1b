package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// Following the log: at once what is committed, later what commits later, and nothing never.
class LogReaderTest {

    private static final int WRITERS = 8;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    final LogWriter writer = LogWriter.ofOneTenant(postgres);
    final LogWriter stranger = LogWriter.ofOneTenant(postgres);
    final LogReader target = new LogReader(database, List.of(writer.tenant()), (_, _, _) -> false);

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(2).open(vertx, postgres.url());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void it_begins_at_the_end() throws SQLException {
        commit("before");

        var first = await(target.next());
        var second = await(target.next());
        commit("after");

        assertThat(first.anew()).isTrue();
        assertThat(second.anew()).as("nothing was open").isTrue();
        assertThat(first.events()).isEmpty();
        assertThat(List.of(first.lost(), second.lost()))
                .as("nothing was missed")
                .containsOnly(false);
        assertThat(subjects()).containsExactly("after");
        assertThat(subjects()).isEmpty();
    }

    @Test
    void what_is_committed_is_not_held_up_by_what_is_not_and_that_comes_when_it_is() throws SQLException {
        begin();
        try (var earlier = writer.begin();
                var later = writer.begin()) {
            writer.write(earlier, "earlier");
            writer.write(later, "later");
            later.commit();

            assertThat(subjects()).containsExactly("later");
            assertThat(subjects()).isEmpty();

            earlier.commit();
            assertThat(subjects()).containsExactly("earlier");
            assertThat(subjects()).isEmpty();
        }
    }

    @Test
    void a_transaction_that_began_first_and_took_its_position_last_is_heard() throws SQLException {
        begin();
        try (var first = writer.begin();
                var second = writer.begin()) {
            writer.claim(first);
            writer.write(second, "taken first");
            writer.append(first, "taken second");
            first.commit();

            assertThat(subjects()).containsExactly("taken second");
            second.commit();
            assertThat(subjects()).containsExactly("taken first");
        }
    }

    @Test
    void what_is_open_when_a_month_begins_is_heard_when_it_ends() throws SQLException {
        begin();
        try (var one = writer.begin();
                var two = writer.begin();
                var three = writer.begin()) {
            writer.write(one, "one");
            writer.write(two, "two");
            writer.write(three, "three");
            LogPartsTest.begin(new LogParts(database, Duration.ZERO), YearMonth.of(2030, 1));
            commit("of the next month");

            assertThat(subjects()).containsExactly("of the next month");
            three.commit();
            assertThat(subjects()).containsExactly("three");
            one.commit();
            commit("another");
            assertThat(subjects()).containsExactly("one", "another");
            two.commit();
            assertThat(subjects()).containsExactly("two");
        }
        var page = await(target.next());
        assertThat(page.events()).isEmpty();
        assertThat(page.anew()).isFalse();
    }

    /// By then it would have been open for as long as a part of the log takes.
    @Test
    void what_is_open_over_two_parts_makes_it_begin_anew() throws SQLException {
        begin();
        var parts = new LogParts(database, Duration.ZERO);
        try (var open = writer.begin()) {
            writer.write(open, "open");
            LogPartsTest.begin(parts, YearMonth.of(2040, 1));
            commit("in the next");
            assertThat(subjects()).containsExactly("in the next");
            LogPartsTest.begin(parts, YearMonth.of(2040, 2));
            commit("in the one behind it");
            assertThat(subjects()).containsExactly("in the one behind it");

            assertThat(await(target.next()).lost()).isTrue();
            open.commit();
        }
        assertThat(await(target.next()).anew()).isTrue();
        commit("later");
        assertThat(subjects()).containsExactly("later");
    }

    @Test
    void positions_of_strangers_and_of_what_was_taken_back_are_no_matter() throws SQLException {
        begin();
        try (var back = writer.begin();
                var theirs = stranger.begin()) {
            writer.write(back, "taken back");
            back.rollback();
            stranger.write(theirs, "theirs");
            theirs.commit();
        }
        commit("mine");

        assertThat(subjects()).containsExactly("mine");
        assertThat(subjects()).isEmpty();
    }

    @Test
    void what_strangers_write_is_passed_by_but_not_what_was_taken_meanwhile() throws SQLException {
        begin();
        try (var open = writer.begin()) {
            writer.write(open, "taken early");
            insert(stranger, LogReader.MISSING_MAX + 10);
            assertThat(subjects()).isEmpty();
            assertThat(subjects()).isEmpty();
            open.commit();
        }

        assertThat(subjects()).containsExactly("taken early");
        insert(stranger, LogReader.MISSING_MAX + 10);
        assertThat(subjects()).isEmpty();
        assertThat(subjects()).isEmpty();
        commit("later");
        var page = await(target.next());
        assertThat(page.anew()).isFalse();
        assertThat(page.events()).extracting(Happened::subject).containsExactly("later");
    }

    @Test
    void what_was_open_when_it_began_makes_it_begin_anew_once() throws SQLException {
        try (var open = writer.begin()) {
            writer.write(open, "open");
            assertThat(await(target.next()).anew()).isTrue();
            assertThat(await(target.next()).anew()).isFalse();

            open.commit();

            assertThat(await(target.next()).anew()).isTrue();
            assertThat(await(target.next()).anew()).isFalse();
        }
    }

    @Test
    void whatever_many_write_at_once_is_heard_once() throws SQLException {
        begin();
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            var writing = IntStream.range(0, WRITERS)
                    .mapToObj(i ->
                            CompletableFuture.runAsync(() -> (i % 4 == 0 ? stranger : writer).writeMany(60), threads))
                    .toList();
            var all = CompletableFuture.allOf(writing.toArray(CompletableFuture<?>[]::new));
            int heard = 0;
            boolean finished;
            do {
                finished = all.isDone();
                heard += await(target.next()).events().size();
            } while (!finished);
            all.join();

            assertThat(heard).isEqualTo(writer.positions(null).size());
        }
    }

    @Test
    void more_than_a_page_comes_page_by_page() throws SQLException {
        var both = new LogReader(database, List.of(writer.tenant(), stranger.tenant()), (_, _, _) -> false);
        await(both.next());
        await(both.next());
        insert(writer, 2 * LogReader.PAGE_MAX + 10);
        insert(stranger, LogReader.PAGE_MAX / 2);
        commit("last");

        var heard = new ArrayList<Happened>();
        LogReader.Page page;
        do {
            page = await(both.next());
            heard.addAll(page.events());
        } while (page.more());

        assertThat(heard).hasSize(2 * LogReader.PAGE_MAX + 10 + LogReader.PAGE_MAX / 2 + 1);
        assertThat(heard.getLast().subject()).isEqualTo("last");
        assertThat(await(both.next()).events()).isEmpty();
    }

    @Test
    void whoever_is_too_far_behind_begins_anew() throws SQLException {
        begin();
        insert(writer, (LogReader.PAGES_MAX + 2) * LogReader.PAGE_MAX);

        LogReader.Page page;
        do {
            page = await(target.next());
        } while (page.more());

        assertThat(page.anew()).isTrue();
        assertThat(page.lost()).isTrue();
        assertThat(page.events()).isEmpty();
        commit("next");
        assertThat(subjects()).containsExactly("next");
    }

    @Test
    void who_knows_an_event_is_not_told_of_it() throws SQLException {
        var knowing = new LogReader(database, List.of(writer.tenant()), (_, _, subject) -> subject.equals("known"));
        await(knowing.next());
        await(knowing.next());
        commit("known");
        commit("unknown");

        assertThat(await(knowing.next()).events()).extracting(Happened::subject).containsExactly("unknown");
        commit("known");
        assertThat(await(knowing.next()).events()).isEmpty();
        commit("last");
        assertThat(await(knowing.next()).events()).extracting(Happened::subject).containsExactly("last");
    }

    private void begin() {
        await(target.next());
        await(target.next());
    }

    private void commit(String subject) throws SQLException {
        try (var connection = writer.begin()) {
            writer.write(connection, subject);
            connection.commit();
        }
    }

    private static void insert(LogWriter whose, int count) throws SQLException {
        try (var connection = whose.begin();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select %d, gen_random_uuid(), 'test.happened', 'many', now(), '{}' from generate_series(1, %d)
                    """.formatted(whose.tenant(), count));
            connection.commit();
        }
    }

    private List<String> subjects() {
        return await(target.next()).events().stream().map(Happened::subject).toList();
    }
}
