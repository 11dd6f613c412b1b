package scheduler.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Repeating what takes its time.
@ExtendWith(VertxExtension.class)
class RoundsTest {

    private static final int MANY = 200_000;

    @Test
    void rounds_that_are_done_at_once_leave_nothing_on_the_stack() {
        var rounds = new AtomicInteger();

        await(Rounds.whileMore(() -> Future.succeededFuture(rounds.incrementAndGet() < MANY)));

        assertThat(rounds).hasValue(MANY);
    }

    @Test
    void nor_do_those_that_take_their_time(Vertx vertx) {
        var rounds = new AtomicInteger();

        await(Rounds.whileMore(() -> {
            var later = Promise.<Boolean>promise();
            vertx.runOnContext(_ -> later.complete(rounds.incrementAndGet() < MANY));
            return later.future();
        }));

        assertThat(rounds).hasValue(MANY);
    }

    @Test
    void a_round_that_fails_or_throws_is_the_last() {
        var failure = new IllegalStateException("no");
        var rounds = new AtomicInteger();

        assertThat(catchThrowable(() -> await(Rounds.whileMore(() -> Future.failedFuture(failure)))))
                .isSameAs(failure);
        assertThat(catchThrowable(() -> await(Rounds.whileMore(() -> {
                    if (rounds.incrementAndGet() == 3) {
                        throw failure;
                    }
                    return Future.succeededFuture(true);
                }))))
                .isSameAs(failure);
        assertThat(rounds).hasValue(3);
    }

    @Test
    void waves_keep_the_order_and_the_width(Vertx vertx) {
        var items = IntStream.range(0, 10).boxed().toList();
        var begun = new ArrayList<Integer>();
        var open = new AtomicInteger();
        var most = new AtomicInteger();

        await(Rounds.inWaves(items, 4, item -> {
            begun.add(item);
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            return vertx.timer(1).onComplete(_ -> open.decrementAndGet());
        }));

        assertThat(begun).isEqualTo(items);
        assertThat(most).hasValue(4);
    }

    @Test
    void a_wave_that_fails_is_the_last_and_is_waited_for_to_its_end() {
        var earliest = new IllegalStateException("earliest");
        var late = new IllegalStateException("late");
        var wave = new ArrayList<Promise<Void>>();

        var all = Rounds.inWaves(List.of(1, 2, 3, 4), 3, _ -> {
            wave.add(Promise.promise());
            return wave.getLast().future();
        });
        wave.get(1).fail(earliest);
        wave.get(0).fail(late);
        var beforeTheEnd = all.isComplete();
        wave.get(2).fail(late);

        assertThat(beforeTheEnd).isFalse();
        assertThat(all.cause()).isSameAs(earliest);
        assertThat(wave).hasSize(3);
    }
}
