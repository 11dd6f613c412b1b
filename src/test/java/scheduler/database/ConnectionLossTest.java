package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scheduler.database.StoreFailure.Effect;
import scheduler.message.Code;
import scheduler.message.Refusal;
import scheduler.testing.Databases;
import scheduler.testing.Meeting;
import scheduler.testing.Postgres;
import scheduler.testing.Proxy;
import scheduler.testing.Proxy.Loss;

/// The way to PostgreSQL breaks: whoever asked learns what is known, and the pool comes back by itself.
class ConnectionLossTest {

    private static final int SIZE = 3;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    Vertx vertx = Vertx.vertx();
    Proxy proxy = Proxy.before(postgres.url());
    Database target = Databases.of(SIZE)
            .statementTimeout(Duration.ofMillis(500))
            .lockTimeout(Duration.ofMillis(400))
            .open(vertx, proxy.url());

    @BeforeAll
    static void create() throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("create table thing (text text not null)");
        }
    }

    @BeforeEach
    void open_every_connection() {
        assertThat(backends()).doesNotHaveDuplicates().hasSize(SIZE);
    }

    @AfterEach
    void close() {
        await(target.close());
        proxy.close();
        await(vertx.close());
    }

    @Test
    void a_backend_that_ends_in_the_middle_leaves_it_unknown() {
        var ending = target.transaction(
                "writing",
                tx -> tx.query("insert into thing values ('ended')")
                        .execute()
                        .compose(_ -> tx.query("select pg_terminate_backend(pg_backend_pid())")
                                .execute())
                        .compose(_ -> tx.query("select 1").execute()));

        assertThat(failure(ending).effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(count("ended")).isZero();
        assertThat(backends()).doesNotHaveDuplicates().hasSize(SIZE);
    }

    @Test
    void connections_that_were_ended_while_idle_are_replaced() throws SQLException {
        var before = backends();
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    select pg_terminate_backend(pid, 5000) from pg_stat_activity
                    where datname = current_database() and application_name = 'appointment-scheduler'
                    """);
        }

        assertThat(eventually(this::backends)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(before);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_answer_leaves_it_unknown_though_it_was_done(Loss loss) {
        var lost = proxy.loseAnswerTo("lost statement", loss);

        var asked = target.query("writing", INSERT, Tuple.of("lost statement " + loss));

        assertThat(failure(asked).effect()).isEqualTo(Effect.UNKNOWN);
        await(lost);
        assertThat(count("lost statement " + loss)).isEqualTo(1);
        assertThat(backends()).hasSize(SIZE);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_commit_leaves_it_unknown_though_it_was_done(Loss loss) {
        var lost = proxy.loseAnswerTo("COMMIT", loss);

        var asked =
                target.transaction("writing", tx -> tx.preparedQuery(INSERT).execute(Tuple.of("lost commit " + loss)));

        assertThat(failure(asked).effect()).isEqualTo(Effect.UNKNOWN);
        await(lost);
        assertThat(count("lost commit " + loss)).isEqualTo(1);
        assertThat(backends()).hasSize(SIZE);
    }

    @Test
    void a_network_that_swallows_everything_holds_no_connection_for_ever() {
        proxy.swallow();

        var asked = IntStream.range(0, SIZE)
                .mapToObj(_ -> target.query("asking", "select 1", Tuple.tuple()))
                .toList();

        assertThat(asked).allSatisfy(each -> assertThat(failure(each).effect()).isEqualTo(Effect.UNKNOWN));
        assertThat(target.free()).isEqualTo(SIZE);
        proxy.forward();
        assertThat(backends()).doesNotHaveDuplicates().hasSize(SIZE);
    }

    @Test
    void connections_that_cannot_be_made_because_of_silence_are_given_up() {
        proxy.cut();
        proxy.swallow();

        var failures = IntStream.range(0, 2 * SIZE)
                .mapToObj(_ -> failure(target.query("asking", "select 1", Tuple.tuple())))
                .toList();

        assertThat(failures).isNotEmpty();
        proxy.forward();
        assertThat(eventually(this::backends)).doesNotHaveDuplicates().hasSize(SIZE);
        assertThat(target.free()).isEqualTo(SIZE);
    }

    @Test
    void a_connection_that_was_idle_has_the_whole_time_of_a_statement() {
        for (int i = 0; i < 4; i++) {
            await(vertx.timer(600 + 100 * i, TimeUnit.MILLISECONDS));
            assertThat(await(target.query("sleeping", "select pg_sleep(0.4)", Tuple.tuple())))
                    .hasSize(1);
        }
    }

    private static final String INSERT = "insert into thing values ($1::text)";

    private int count(String text) {
        return await(target.query("counting", "select from thing where text = $1::text", Tuple.of(text)))
                .size();
    }

    /// The processes behind all connections, found by using all at once.
    private List<Integer> backends() {
        var met = new Meeting(SIZE);
        return await(Future.all(IntStream.range(0, SIZE)
                        .mapToObj(_ -> target.transaction(
                                "asking",
                                tx -> tx.query("select pg_backend_pid()")
                                        .execute()
                                        .compose(found -> met.join().map(number(found)))))
                        .toList()))
                .list();
    }

    private static int number(RowSet<Row> rows) {
        return rows.iterator().next().getInteger(0);
    }

    /// A connection that has just died may be given out once more, so each may fail once; those that meant to
    /// meet it keep theirs until the server ends them.
    private static <T> T eventually(Supplier<T> work) {
        for (int i = 0; i < SIZE; i++) {
            try {
                return work.get();
            } catch (StoreFailure e) {
                assertThat(e.effect()).isNotEqualTo(Effect.NONE);
            } catch (Refusal busy) {
                assertThat(busy.problem().code()).isEqualTo(Code.OVERLOADED);
            }
        }
        return work.get();
    }

    private static StoreFailure failure(Future<?> future) {
        return catchThrowableOfType(StoreFailure.class, () -> await(future));
    }
}
