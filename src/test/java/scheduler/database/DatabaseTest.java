package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.StoreFailure.Effect;
import scheduler.testing.Databases;
import scheduler.testing.Meeting;
import scheduler.testing.Postgres;

/// What a statement is run with, and what its failure means.
class DatabaseTest {

    private static final int SIZE = 4;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database target;

    @BeforeAll
    static void open() throws SQLException {
        vertx = Vertx.vertx();
        target = Databases.of(SIZE)
                .statementTimeout(Duration.ofSeconds(3))
                .lockTimeout(Duration.ofMillis(2500))
                .open(vertx, postgres.url());
        try (var connection = postgres.jdbc()) {
            execute(connection, "create table thing (id bigint constraint thing_pk primary key, text text)");
            execute(connection, "create sequence attempt");
            execute(connection, """
                    create function fail(state text, times bigint) returns text language plpgsql as $$
                    begin
                      if nextval('attempt') <= times then
                        raise exception using errcode = state, message = 'injected';
                      end if;
                      return 'passed';
                    end $$
                    """);
        }
    }

    @AfterAll
    static void close() {
        await(target.close());
        await(vertx.close());
    }

    @Test
    void every_connection_has_the_settings_of_its_start() {
        var rows = onEveryConnection("""
                select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
                       current_setting('idle_in_transaction_session_timeout') as idle,
                       current_setting('application_name') as name
                """);

        assertThat(rows).hasSize(SIZE).allSatisfy(row -> {
            assertThat(row.getString("statement")).isEqualTo("3s");
            assertThat(row.getString("lock")).isEqualTo("2500ms");
            assertThat(row.getString("idle")).isEqualTo("3s");
            assertThat(row.getString("name")).isEqualTo("appointment-scheduler");
        });
    }

    @Test
    void what_a_transaction_sets_ends_with_it() {
        var set = "select set_config('app.tenant', 'seven', true), set_config('statement_timeout', '7s', true)";

        onEveryConnection(set);

        assertThat(onEveryConnection("""
                select coalesce(current_setting('app.tenant', true), '') as tenant,
                       current_setting('statement_timeout') as statement
                """)).hasSize(SIZE).allSatisfy(row -> {
            assertThat(row.getString("tenant")).isEmpty();
            assertThat(row.getString("statement")).isEqualTo("3s");
        });
    }

    @Test
    void transactions_that_deadlock_are_run_again() {
        var met = new Meeting(2);
        var attempts = new AtomicInteger();

        var one = target.transaction("locking", tx -> {
            attempts.incrementAndGet();
            return lock(tx, 1).compose(_ -> met.join()).compose(_ -> lock(tx, 2));
        });
        var other = target.transaction("locking", tx -> {
            attempts.incrementAndGet();
            return lock(tx, 2).compose(_ -> met.join()).compose(_ -> lock(tx, 1));
        });

        await(Future.all(one, other));
        assertThat(attempts).hasValueGreaterThan(2);
        assertThat(await(target.query("counting", """
                select deadlocks > 0 as some from pg_stat_database where datname = current_database()
                """, Tuple.tuple()))
                        .iterator()
                        .next()
                        .getBoolean("some"))
                .isTrue();
    }

    @Test
    void a_statement_that_collides_is_run_again_until_it_passes() throws SQLException {
        restart();

        assertThat(await(fail("40001", 3)).iterator().next().getString(0)).isEqualTo("passed");
    }

    @Test
    void a_statement_that_always_collides_is_given_up() throws SQLException {
        restart();

        var failure = failure(fail("40P01", 1000));

        assertThat(failure.effect()).isEqualTo(Effect.NONE_TRY_AGAIN);
        assertThat(failure).hasMessageContaining("while failing");
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select last_value from attempt")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(4);
        }
    }

    @Test
    void a_statement_that_takes_too_long_may_be_tried_again() {
        var failure = failure(target.query("sleeping", "select pg_sleep(10)", Tuple.tuple()));

        assertThat(failure.effect()).isEqualTo(Effect.NONE_TRY_AGAIN);
        assertThat(failure).hasMessageContaining("while sleeping").hasMessageContaining("statement timeout");
    }

    @Test
    void a_lock_that_is_not_to_be_had_may_be_tried_again() throws SQLException {
        var hasty = Databases.of(1).lockTimeout(Duration.ofMillis(50)).open(vertx, postgres.url());
        try (var connection = postgres.jdbc()) {
            connection.setAutoCommit(false);
            execute(connection, "select pg_advisory_xact_lock(77)");

            var failure = failure(hasty.transaction("locking", tx -> lock(tx, 77)));

            assertThat(failure.effect()).isEqualTo(Effect.NONE_TRY_AGAIN);
        } finally {
            await(hasty.close());
        }
    }

    @Test
    void a_database_that_is_not_there_has_changed_nothing() {
        var nowhere = Databases.of(1).open(vertx, "postgresql://nobody:secret@127.0.0.1:1/nothing");

        var failure = failure(nowhere.query("asking", "select 1", Tuple.tuple()));

        assertThat(failure.effect()).isEqualTo(Effect.NONE_TRY_AGAIN);
        assertThat(failure).hasMessageContaining("while asking").hasMessageNotContaining("secret");
        assertThat(nowhere.free()).isEqualTo(1);
    }

    @Test
    void a_broken_rule_would_be_broken_again() {
        var insert = "insert into thing (id) values ($1::bigint)";
        await(target.query("adding", insert, Tuple.of(1L)));

        assertThat(failure(target.query("adding", insert, Tuple.of(1L))).effect())
                .isEqualTo(Effect.NONE);
        assertThat(failure(target.query("talking", "select nonsense", Tuple.tuple()))
                        .effect())
                .isEqualTo(Effect.NONE);
    }

    @Test
    void what_a_statement_refuses_is_an_answer() {
        var refused = catchThrowable(() -> await(target.query("refusing", "select refuse('TAKEN')", Tuple.tuple())));

        assertThat(Refused.reason(refused)).isEqualTo("TAKEN");
    }

    @Test
    void a_transaction_that_fails_or_throws_is_rolled_back_and_gives_its_connection_back() {
        for (int i = 0; i < 3 * SIZE; i++) {
            boolean thrown = i % 2 == 0;
            var failure = catchThrowable(() -> await(target.transaction("adding", tx -> {
                var added = tx.query("insert into thing (id) values (1000)").execute();
                return thrown ? thrown(added) : added.compose(_ -> Future.failedFuture(new Deliberate()));
            })));
            assertThat(failure).hasRootCauseInstanceOf(Deliberate.class);
        }

        assertThat(await(target.query("counting", "select from thing where id = 1000", Tuple.tuple())))
                .isEmpty();
        assertThat(onEveryConnection("select 1")).hasSize(SIZE);
        assertThat(target.free()).isEqualTo(SIZE);
    }

    private static Future<Void> thrown(Future<?> ignored) {
        assertThat(ignored).isNotNull();
        throw new Deliberate();
    }

    private static final class Deliberate extends RuntimeException {}

    /// Runs the statement in as many transactions as there are connections; each waits for all the others.
    private static List<Row> onEveryConnection(String sql) {
        var met = new Meeting(SIZE);
        var rows = IntStream.range(0, SIZE)
                .mapToObj(_ -> target.transaction(
                        "asking",
                        tx -> tx.query(sql)
                                .execute()
                                .compose(
                                        found -> met.join().map(found.iterator().next()))))
                .toList();
        return await(Future.all(rows)).list();
    }

    private static Future<RowSet<Row>> fail(String state, long times) {
        return target.query("failing", "select fail($1::text, $2::bigint)", Tuple.of(state, times));
    }

    private static Future<RowSet<Row>> lock(SqlConnection tx, long number) {
        return tx.preparedQuery("select pg_advisory_xact_lock($1::bigint)").execute(Tuple.of(number));
    }

    private static StoreFailure failure(Future<?> future) {
        return catchThrowableOfType(StoreFailure.class, () -> await(future));
    }

    private static void restart() throws SQLException {
        try (var connection = postgres.jdbc()) {
            execute(connection, "alter sequence attempt restart");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
