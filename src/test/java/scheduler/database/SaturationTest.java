package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scheduler.message.Refusal;
import scheduler.testing.Databases;
import scheduler.testing.Meeting;
import scheduler.testing.Postgres;

/// Far more is asked for seconds than the connections can do: the driver would lose them all (see Gate).
class SaturationTest {

    private static final int SIZE = 4;
    private static final int ASKING = 40;
    private static final int LOOPS = 4;
    private static final Duration LOAD = Duration.ofMillis(2500);

    enum Way {
        QUERY,
        TRANSACTION
    }

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @ParameterizedTest
    @EnumSource
    void every_connection_is_usable_after_it(Way way) {
        var vertx = Vertx.vertx();
        var target = Databases.of(SIZE).queue(64, Duration.ofMillis(50)).open(vertx, postgres.url());
        var passed = new AtomicLong();
        var refused = new AtomicLong();
        var failed = new AtomicLong();
        long end = System.nanoTime() + LOAD.toNanos();

        // On several event loops, as in the service: the driver's mistake is a race between two of them.
        var askers = IntStream.range(0, LOOPS)
                .mapToObj(_ -> vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return Future.all(IntStream.range(0, ASKING / LOOPS)
                                .mapToObj(i -> ask(target, way, i, end, passed, refused, failed))
                                .toList());
                    }
                }))
                .toList();
        await(Future.all(askers));

        assertThat(passed).hasPositiveValue();
        assertThat(refused).hasPositiveValue();
        assertThat(failed).hasValue(0);
        assertThat(target.waiting()).isZero();
        assertThat(target.free()).isEqualTo(SIZE);
        assertThat(connectionsAtOnce(target)).isEqualTo(SIZE);
        await(target.close());
        await(vertx.close());
    }

    @Test
    void beyond_the_queue_it_is_refused_at_once() {
        var vertx = Vertx.vertx();
        var target = Databases.of(1).queue(2, Duration.ofSeconds(10)).open(vertx, postgres.url());
        var asked = IntStream.range(0, 10)
                .mapToObj(_ -> target.query("sleeping", "select pg_sleep(0.2)", Tuple.tuple()))
                .toList();

        var refused = asked.stream().filter(Future::isComplete).toList();

        assertThat(refused)
                .hasSize(7)
                .allSatisfy(each -> assertThat(each.cause()).isInstanceOf(Refusal.class));
        await(Future.join(asked).otherwiseEmpty());
        assertThat(asked).filteredOn(Future::succeeded).hasSize(3);
        await(target.close());
        await(vertx.close());
    }

    @Test
    void lists_take_a_quarter_of_the_connections_and_of_the_queue() {
        var vertx = Vertx.vertx();
        var target = Databases.of(SIZE).queue(20, Duration.ofSeconds(10)).open(vertx, postgres.url());
        var lists = IntStream.range(0, ASKING)
                .mapToObj(_ -> target.list("listing", SLEEP, Tuple.of(0.2)))
                .toList();

        var refused = lists.stream().filter(Future::isComplete).count();

        assertThat(target.free()).isEqualTo(SIZE - 1);
        assertThat(target.waiting()).isZero();
        assertThat(refused).isEqualTo(ASKING - 1 - 5);
        assertThat(await(target.query("asking", "select 1", Tuple.tuple()))).hasSize(1);
        assertThat(lists).filteredOn(Future::succeeded).isEmpty();
        await(Future.join(lists).otherwiseEmpty());
        assertThat(lists).filteredOn(Future::succeeded).hasSize(6);
        await(target.close());
        await(vertx.close());
    }

    private static Future<Void> ask(
            Database target, Way way, int i, long end, AtomicLong passed, AtomicLong refused, AtomicLong failed) {
        if (System.nanoTime() > end) {
            return Future.succeededFuture();
        }
        return slow(target, way, i).transform((_, failure) -> {
            var count = failure == null ? passed : failure instanceof Refusal ? refused : failed;
            count.incrementAndGet();
            return ask(target, way, i, end, passed, refused, failed);
        });
    }

    private static Future<?> slow(Database target, Way way, int i) {
        return switch (way) {
            case QUERY -> target.query("sleeping", SLEEP, Tuple.of(i % 4 * 0.03));
            case TRANSACTION ->
                target.transaction("sleeping", tx -> sleep(tx, i).compose(_ -> sleep(tx, i)));
        };
    }

    private static final String SLEEP = "select pg_sleep($1::float8)";

    private static Future<?> sleep(SqlClient tx, int i) {
        return tx.preparedQuery(SLEEP).execute(Tuple.of(i % 4 * 0.015));
    }

    /// How many transactions can be open at the same time, each on a connection of its own.
    private static long connectionsAtOnce(Database target) {
        var met = new Meeting(SIZE);
        return await(Future.all(IntStream.range(0, SIZE)
                        .mapToObj(_ -> target.transaction(
                                "asking",
                                tx -> tx.query("select pg_backend_pid()")
                                        .execute()
                                        .compose(found -> met.join()
                                                .map(found.iterator().next().getInteger(0)))))
                        .toList()))
                .<Integer>list()
                .stream()
                .distinct()
                .count();
    }
}
