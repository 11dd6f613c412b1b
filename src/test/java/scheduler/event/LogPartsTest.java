package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Outcome.Found;
import scheduler.message.Tenant;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// The log in parts, of which another begins while others write and read.
class LogPartsTest {

    private static final int WRITERS = 6;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    /// Months only come after each other, so each test begins in one of its own.
    static final AtomicInteger YEARS = new AtomicInteger(2030);

    final LogWriter writer = LogWriter.ofOneTenant(postgres);
    final YearMonth month = YearMonth.of(YEARS.getAndIncrement(), 1);
    final LogParts target = new LogParts(database, Duration.ZERO);

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(8).open(vertx, postgres.url());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    /// In a month, whatever the clock of the database says.
    static Future<Void> keep(LogParts months, YearMonth now) {
        return months.state().compose(found -> months.keep(new LogParts.State(now, found.last(), found.parts())));
    }

    /// What a node does first and what it does some minutes later.
    static void begin(LogParts parts, YearMonth now) {
        await(keep(parts, now));
        await(keep(parts, now));
    }

    @Test
    void the_log_goes_on_in_the_part_of_the_month() throws SQLException {
        writer.write("before");
        begin(target, month);
        writer.write("first");
        begin(target, month);
        writer.write("second");

        assertThat(writer.positions("first")).containsExactly(LogParts.first(month));
        assertThat(writer.positions("second")).containsExactly(LogParts.first(month) + 1);
        assertThat(part("first")).isEqualTo(name(month)).isEqualTo(part("second"));
        assertThat(part("before")).isNotEqualTo(name(month));
        assertThat(parts()).contains(name(month), name(month.plusMonths(1)), name(month.plusMonths(2)));
    }

    @Test
    void a_part_that_was_only_just_made_is_not_used_yet() throws SQLException {
        begin(new LogParts(database, Duration.ofHours(1)), month);
        writer.write("early");

        assertThat(part("early")).isNotEqualTo(name(month));
    }

    @Test
    void nobody_who_writes_or_reads_notices_that_a_month_begins() throws SQLException {
        var reader = new LogReader(database, List.of(writer.tenant()), (_, _, _) -> false);
        // Transactions of anybody may be open when it begins.
        await(reader.next());
        Patience.until(() -> await(reader.next()).anew());
        var heard = new ArrayList<String>();
        var left = ConcurrentHashMap.newKeySet();
        var seen = new ArrayList<Long>();
        var store = new EventStore(vertx, database);
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            var writing = IntStream.range(0, WRITERS)
                    .mapToObj(_ -> CompletableFuture.runAsync(() -> writer.writeMany(150), threads));
            // Four nodes that do the same at once, for three months that follow each other.
            var turning = Stream.of(CompletableFuture.runAsync(() -> {
                for (var now = month; now.isBefore(month.plusMonths(3)); now = now.plusMonths(1)) {
                    var at = now;
                    var nodes = IntStream.range(0, 4)
                            .mapToObj(_ -> new LogParts(database, Duration.ZERO))
                            .toList();
                    // Who finds somebody at it tries again later.
                    Patience.until(() -> {
                        await(Future.join(nodes.stream()
                                        .map(each -> keep(each, at))
                                        .toList())
                                .otherwiseEmpty());
                        return positionsOf(at);
                    });
                    // A month is longer than any transaction that is open when it begins.
                    writer.write("in " + at);
                    Patience.until(() -> left.contains("in " + at));
                }
            }));
            var all = CompletableFuture.allOf(Stream.concat(writing, turning).toArray(CompletableFuture<?>[]::new));
            long after = 0;
            boolean finished;
            do {
                finished = all.isDone();
                var page = await(reader.next());
                assertThat(page.anew()).isFalse();
                page.events().forEach(each -> heard.add(each.subject()));
                if (reader.hasLeftPart()) {
                    left.addAll(heard);
                }
                var read = page(store, after);
                seen.addAll(read.sequences());
                finished &= read.sequences().isEmpty();
                after = read.next();
            } while (!finished);
            all.join();
        }

        var written = writer.positions(null);
        assertThat(heard).hasSameSizeAs(written);
        assertThat(seen).isSorted().containsExactlyElementsOf(written);
        writer.write("last");
        assertThat(part("last")).isEqualTo(name(month.plusMonths(2)));
    }

    private boolean positionsOf(YearMonth month) {
        return await(target.state()).last() >= LogParts.first(month) - 1;
    }

    private record Page(List<Long> sequences, long next) {}

    private Page page(EventStore store, long after) {
        var tenant = new Tenant(writer.tenant(), "t" + writer.tenant());
        var found = (Found) await(store.read(new ReadEvents(tenant, after, 100, List.of(), null)));
        var json = new JsonObject(found.body());
        return new Page(
                json.getJsonArray("items").stream()
                        .map(each -> ((JsonObject) each).getLong("sequence"))
                        .toList(),
                Long.parseLong(json.getString("next")));
    }

    @Test
    void a_part_in_which_nothing_is_left_is_given_back() throws SQLException {
        begin(target, month);
        writer.write("stays");
        begin(target, month.plusMonths(1));
        writer.write("goes");
        begin(target, month.plusMonths(2));
        run("delete from event where tenant = " + writer.tenant() + " and subject = 'goes'");

        begin(target, month.plusMonths(2));
        assertThat(parts()).contains(name(month.plusMonths(1)));
        begin(target, month.plusMonths(3));
        writer.write("latest");
        await(keep(target, month.plusMonths(3)));

        assertThat(parts())
                .contains(name(month), name(month.plusMonths(2)), name(month.plusMonths(3)))
                .doesNotContain(name(month.plusMonths(1)));
        assertThat(writer.positions(null)).containsExactly(LogParts.first(month), LogParts.first(month.plusMonths(3)));
    }

    @Test
    void a_part_that_is_full_is_followed_by_the_next_in_the_same_month() throws SQLException {
        begin(target, month);
        run("select setval('event_position', " + (LogParts.first(month.plusMonths(1)) - 2) + ")");
        writer.write("last of the part");
        writer.write("first of the next");
        begin(target, month);
        writer.write("second of the next");

        assertThat(part("last of the part")).isEqualTo(name(month));
        assertThat(part("first of the next")).isEqualTo(name(month.plusMonths(1)));
        assertThat(writer.positions("second of the next")).containsExactly(LogParts.first(month.plusMonths(1)) + 1);
        assertThat(parts()).contains(name(month.plusMonths(3)));
        begin(target, month.plusMonths(1));
        writer.write("in the month of its part");
        assertThat(writer.positions("in the month of its part"))
                .containsExactly(LogParts.first(month.plusMonths(1)) + 2);
    }

    @Test
    void the_log_goes_on_where_no_part_was_made_and_leaves_the_rest_with_the_next() throws SQLException {
        begin(target, month);
        var beyond = month.plusMonths(6);
        run("select setval('event_position', " + LogParts.first(beyond) + ")");
        writer.write("in the rest");
        await(target.keep());
        writer.write("and another");
        run("select setval('event_position', " + (LogParts.first(beyond.plusMonths(1)) - 1) + ")");
        writer.write("in the next");

        assertThat(part("in the rest")).isEqualTo("event_rest").isEqualTo(part("and another"));
        assertThat(part("in the next")).isEqualTo(name(beyond.plusMonths(1)));
        run("delete from event_rest");
    }

    @Test
    void a_part_into_which_somebody_is_about_to_commit_stays() throws SQLException {
        begin(target, month);
        try (var open = writer.begin()) {
            writer.write(open, "open");
            begin(target, month.plusMonths(2));
            writer.write("later");
            await(keep(target, month.plusMonths(2)));
            open.commit();
        }
        await(keep(target, month.plusMonths(2)));

        assertThat(writer.positions("open")).containsExactly(LogParts.first(month));
    }

    @Test
    void who_does_not_own_the_log_goes_on_in_the_part_that_it_has() throws SQLException {
        run("create role visitor login password 'visitor'");
        run("grant select, insert, update, delete on event to visitor");
        run("grant usage, select on sequence event_position to visitor");
        var theirs = Databases.of(1).open(vertx, postgres.url().replaceFirst("//[^@]*@", "//visitor:visitor@"));
        try {
            var before = await(target.state());
            await(new LogParts(theirs, Duration.ZERO).keep());

            assertThat(await(target.state())).isEqualTo(before);
        } finally {
            await(theirs.close());
            run("drop owned by visitor; drop role visitor");
        }
    }

    private static String name(YearMonth month) {
        return "event_" + YearMonth.of(2026, 11).until(month, ChronoUnit.MONTHS);
    }

    private List<String> parts() {
        return await(target.state()).parts().stream().map(LogParts.Part::name).toList();
    }

    private String part(String subject) throws SQLException {
        try (var connection = postgres.jdbc();
                var query = connection.prepareStatement(
                        "select tableoid::regclass::text from event where tenant = ? and subject = ?")) {
            query.setLong(1, writer.tenant());
            query.setString(2, subject);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static void run(String sql) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
