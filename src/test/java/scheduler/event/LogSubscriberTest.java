package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// Reading for good: each event once and in its order, whoever reads, whatever fails.
class LogSubscriberTest {

    private static final Duration PAUSE = Duration.ofMillis(5);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    final LogWriter writer = LogWriter.ofOneTenant(postgres);
    final Tenant tenant = new Tenant(writer.tenant(), "t");
    final List<LogSubscriber> open = new ArrayList<>();
    final AtomicInteger failing = new AtomicInteger();

    @BeforeAll
    static void open() throws SQLException {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute(
                    "create table taken (no bigint generated always as identity, tenant bigint, subject text)");
        }
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @AfterEach
    void stop() {
        open.forEach(LogSubscriber::stop);
    }

    @Test
    void each_event_is_taken_once_and_in_order_whoever_of_two_reads() throws SQLException {
        commit("before");
        subscribe("pair");
        subscribe("pair");
        for (int i = 0; i < 50; i++) {
            commit("event " + i);
            open.forEach(LogSubscriber::stirred);
        }

        Patience.until(() -> taken().size() >= 51);
        assertThat(taken())
                .startsWith("before")
                .endsWith("event 49")
                .hasSize(51)
                .doesNotHaveDuplicates();
        assertThat(taken().subList(1, 51)).isSortedAccordingTo((one, other) -> Integer.compare(no(one), no(other)));
    }

    @Test
    void what_commits_late_is_waited_for_and_comes_in_its_order() throws SQLException {
        subscribe("late");
        try (var earlier = writer.begin();
                var later = writer.begin()) {
            writer.write(earlier, "earlier");
            writer.write(later, "later");
            later.commit();
            open.getFirst().stirred();
            earlier.commit();
        }

        Patience.until(() -> taken().size() >= 2);
        assertThat(taken()).containsExactly("earlier", "later");
    }

    @Test
    void what_failed_is_taken_again_and_leaves_nothing_twice() throws SQLException {
        failing.set(1);
        commit("one");
        commit("two");
        subscribe("failing");

        Patience.until(() -> taken().size() >= 2);
        assertThat(failing).hasValue(0);
        assertThat(taken()).containsExactly("one", "two");
    }

    @Test
    void whoever_comes_later_goes_on_where_the_other_ended() throws SQLException {
        commit("one");
        subscribe("heir");
        Patience.until(() -> taken().size() == 1);
        open.getFirst().stop();
        commit("two");
        subscribe("heir");

        Patience.until(() -> taken().size() >= 2);
        assertThat(taken()).containsExactly("one", "two");
    }

    @Test
    void what_nobody_wants_is_passed_by() throws SQLException {
        var isWanted = new AtomicBoolean();
        var subscriber =
                new LogSubscriber(vertx, database, "choosy", List.of(tenant), PAUSE, new LogSubscriber.Taker() {
                    @Override
                    public Future<?> take(SqlConnection tx, List<Logged> events) {
                        return LogSubscriberTest.this.take(tx, events);
                    }

                    @Override
                    public Future<Boolean> wants(SqlConnection tx, Tenant whose) {
                        return Future.succeededFuture(isWanted.get());
                    }
                });
        open.add(subscriber);
        commit("unwanted");
        await(subscriber.start());
        long unwanted = writer.positions("unwanted").getFirst();
        Patience.until(() -> place("choosy") >= unwanted);

        isWanted.set(true);
        commit("wanted");
        subscriber.stirred();

        Patience.until(() -> !taken().isEmpty());
        assertThat(taken()).containsExactly("wanted");
    }

    private long place(String name) {
        var rows = await(database.query(
                "looking",
                "select position from log_reader where tenant = $1 and name = $2",
                Tuple.of(tenant.no(), name)));
        return rows.iterator().next().getLong("position");
    }

    private static int no(String subject) {
        return Integer.parseInt(subject.substring("event ".length()));
    }

    private void subscribe(String name) {
        var subscriber = new LogSubscriber(vertx, database, name, List.of(tenant), PAUSE, this::take);
        open.add(subscriber);
        await(subscriber.start());
    }

    private Future<?> take(SqlConnection tx, List<Logged> events) {
        var all = Future.<Void>succeededFuture();
        for (var event : events) {
            all = all.compose(_ -> tx.preparedQuery("insert into taken (tenant, subject) values ($1, $2)")
                    .execute(Tuple.of(tenant.no(), event.subject()))
                    .mapEmpty());
        }
        return all.compose(_ -> failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Future.failedFuture("it fails once")
                : Future.succeededFuture());
    }

    private List<String> taken() {
        var rows = await(database.query(
                "looking", "select subject from taken where tenant = $1 order by no", Tuple.of(tenant.no())));
        return rows.stream().map(row -> row.getString("subject")).toList();
    }

    private void commit(String subject) throws SQLException {
        try (var transaction = writer.begin()) {
            writer.write(transaction, subject);
            transaction.commit();
        }
    }
}
