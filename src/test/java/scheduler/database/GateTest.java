package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.message.Code;
import scheduler.message.Refusal;

/// Who gets to a connection, who waits, who is sent away.
class GateTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @Test
    void what_has_a_permit_runs_at_once_and_the_rest_waits() {
        var target = new Gate(vertx, 2, 5, LONG);
        var first = Promise.<String>promise();

        var done = target.pass(first::future);
        target.pass(GateTest::never);
        target.pass(GateTest::never);

        assertThat(target.free()).isZero();
        assertThat(target.waiting()).isEqualTo(1);
        first.complete("done");
        assertThat(await(done)).isEqualTo("done");
        assertThat(target.waiting()).isZero();
        assertThat(target.free()).isZero();
    }

    @Test
    void a_full_queue_refuses_at_once() {
        var target = new Gate(vertx, 1, 2, LONG);
        target.pass(GateTest::never);
        target.pass(GateTest::never);
        target.pass(GateTest::never);

        var refused = target.pass(GateTest::never);

        assertThat(refused.isComplete()).isTrue();
        assertOverloaded(refused);
        assertThat(target.waiting()).isEqualTo(2);
    }

    @Test
    void without_a_queue_nobody_waits() {
        var target = new Gate(vertx, 1, 0, LONG);
        target.pass(GateTest::never);

        assertOverloaded(target.pass(GateTest::never));
    }

    @Test
    void who_waited_too_long_is_refused_and_never_runs() {
        var target = new Gate(vertx, 1, 5, Duration.ofMillis(20));
        var holding = Promise.<String>promise();
        var ran = new AtomicInteger();
        var held = target.pass(holding::future);

        assertOverloaded(target.pass(() -> Future.succeededFuture(ran.incrementAndGet())));

        holding.complete("done");
        await(held);
        assertThat(ran).hasValue(0);
        assertThat(target.waiting()).isZero();
        assertThat(target.free()).isEqualTo(1);
    }

    @Test
    void those_who_wait_come_in_in_their_order() {
        var target = new Gate(vertx, 1, 100, LONG);
        var holding = Promise.<String>promise();
        var order = new CopyOnWriteArrayList<Integer>();
        target.pass(holding::future);
        var waiting = IntStream.range(0, 50)
                .mapToObj(i -> target.pass(() -> Future.succeededFuture(order.add(i))))
                .toList();

        holding.complete("done");

        await(Future.all(waiting));
        assertThat(order).isSorted().hasSize(50);
    }

    @Test
    void work_and_result_are_on_the_context_that_asked() {
        var target = new Gate(vertx, 1, 100, LONG);
        var contexts = IntStream.range(0, 4).mapToObj(_ -> context()).toList();
        var holding = Promise.<String>promise();
        target.pass(holding::future);
        var places = contexts.stream().map(context -> places(target, context)).toList();
        await(Future.all(contexts.stream().map(GateTest::turn).toList()));

        holding.complete("done");

        for (int i = 0; i < contexts.size(); i++) {
            assertThat(await(places.get(i))).containsOnly(contexts.get(i));
        }
    }

    @Test
    void a_refusal_is_on_the_context_that_asked() {
        var target = new Gate(vertx, 1, 1, Duration.ofMillis(20));
        target.pass(GateTest::never);
        var context = context();
        var place = Promise.<Context>promise();

        context.runOnContext(_ -> target.pass(GateTest::never).onFailure(_ -> place.complete(Vertx.currentContext())));

        assertThat(await(place.future())).isSameAs(context);
    }

    @Test
    void work_that_throws_gives_its_permit_back() {
        var target = new Gate(vertx, 1, 5, LONG);

        var thrown = target.pass(() -> {
            throw new IllegalStateException("thrown");
        });

        assertThat(thrown.cause()).hasMessage("thrown");
        assertThat(target.free()).isEqualTo(1);
        assertThat(await(target.pass(() -> Future.succeededFuture("next")))).isEqualTo("next");
    }

    @Test
    void work_that_fails_gives_its_permit_to_the_next() {
        var target = new Gate(vertx, 1, 5, LONG);
        var failing = Promise.<String>promise();
        target.pass(failing::future);
        var thrown = target.pass(() -> {
            throw new IllegalStateException("thrown");
        });
        var next = target.pass(() -> Future.succeededFuture("next"));

        failing.fail("failed");

        assertThat(catchThrowableOfType(IllegalStateException.class, () -> await(thrown)))
                .hasMessage("thrown");
        assertThat(await(next)).isEqualTo("next");
        assertThat(target.free()).isEqualTo(1);
    }

    @Test
    void never_more_runs_than_there_are_permits_and_none_is_lost() {
        var target = new Gate(vertx, 3, 40, Duration.ofMillis(5));
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var asking = new ArrayList<Future<Void>>();
        for (int i = 0; i < 64; i++) {
            var asker = Promise.<Void>promise();
            context().runOnContext(_ -> ask(target, running, most, 200).onComplete(asker));
            asking.add(asker.future());
        }

        await(Future.all(asking));

        assertThat(most).hasValueBetween(1, 3);
        assertThat(running).hasValue(0);
        assertThat(target.free()).isEqualTo(3);
        assertThat(target.waiting()).isZero();
    }

    /// Asks again and again, with work that now and then throws and is often slower than the wait.
    private static Future<Void> ask(Gate target, AtomicInteger running, AtomicInteger most, int times) {
        if (times == 0) {
            return Future.succeededFuture();
        }
        return target.pass(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    int luck = ThreadLocalRandom.current().nextInt(20);
                    if (luck == 0) {
                        running.decrementAndGet();
                        throw new IllegalStateException("thrown");
                    }
                    return pause(luck < 2 ? 8 : 1).onComplete(_ -> running.decrementAndGet());
                })
                .transform(_ -> pause(1))
                .compose(_ -> ask(target, running, most, times - 1));
    }

    private static Future<Long> pause(long millis) {
        return vertx.timer(millis, TimeUnit.MILLISECONDS).map(millis);
    }

    /// Where the work and each look at its result run.
    private static Future<List<Context>> places(Gate target, Context context) {
        var places = new CopyOnWriteArrayList<Context>();
        var done = Promise.<List<Context>>promise();
        context.runOnContext(_ -> target.pass(() -> Future.succeededFuture(places.add(Vertx.currentContext())))
                .onComplete(_ -> places.add(Vertx.currentContext()))
                .onComplete(_ -> done.complete(places)));
        return done.future();
    }

    /// Completes when the context has done what it was given before.
    private static Future<Void> turn(Context context) {
        var turn = Promise.<Void>promise();
        context.runOnContext(_ -> turn.complete());
        return turn.future();
    }

    private static Context context() {
        var made = Promise.<Context>promise();
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        made.complete(context);
                        return Future.succeededFuture();
                    }
                })
                .await();
        return await(made.future());
    }

    private static Future<String> never() {
        return Promise.<String>promise().future();
    }

    private static void assertOverloaded(Future<?> future) {
        var refusal = catchThrowableOfType(Refusal.class, () -> await(future));
        assertThat(refusal.problem().code()).isEqualTo(Code.OVERLOADED);
    }
}
