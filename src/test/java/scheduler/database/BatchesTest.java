package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scheduler.database.Batches.Bounds;
import scheduler.message.Code;
import scheduler.message.Refusal;
import scheduler.platform.Pressure;

/// Who goes with whom, and who waits for whom.
class BatchesTest {

    private enum Verdict {
        DONE,
        TAKEN
    }

    private static final int BATCH = 8;
    private static final int SECOND = 4;
    private static final int WAITING = 6;

    private final List<List<String>> sent = new ArrayList<>();
    private final List<Promise<List<Verdict>>> answers = new ArrayList<>();
    private final Pressure pressure = new Pressure();
    private final Batches<String, Verdict> target = new Batches<>(this::send, new Bounds(BATCH, WAITING), pressure);

    private Future<List<Verdict>> send(List<String> batch) {
        sent.add(batch);
        answers.add(Promise.promise());
        return answers.getLast().future();
    }

    private void answer(int batch, Verdict... verdicts) {
        answers.get(batch).complete(List.of(verdicts));
    }

    @Test
    void a_lone_wish_leaves_at_once() {
        target.decide("a");

        assertThat(sent).containsExactly(List.of("a"));
    }

    @Test
    void those_that_come_meanwhile_go_together() {
        target.decide("a");
        target.decide("b");
        target.decide("c");
        assertThat(sent).hasSize(1);

        answer(0, Verdict.DONE);

        assertThat(sent).containsExactly(List.of("a"), List.of("b", "c"));
    }

    @Test
    void each_gets_a_verdict_of_its_own() {
        target.decide("a");
        var b = target.decide("b");
        var c = target.decide("c");
        answer(0, Verdict.DONE);

        answer(1, Verdict.TAKEN, Verdict.DONE);

        assertThat(b.result()).isEqualTo(Verdict.TAKEN);
        assertThat(c.result()).isEqualTo(Verdict.DONE);
    }

    @Test
    void a_second_batch_leaves_when_it_is_worth_a_transaction() {
        target.decide("first");
        come(SECOND - 1);
        assertThat(sent).hasSize(1);

        come(1);

        assertThat(sent).hasSize(2);
        assertThat(sent.get(1)).hasSize(SECOND);
        come(1);
        answers.get(1).complete(Collections.nCopies(SECOND, Verdict.DONE));
        assertThat(sent).hasSize(2);
        answer(0, Verdict.DONE);
        assertThat(sent).hasSize(3);
    }

    @Test
    void beside_a_small_batch_another_leaves_at_once() {
        var roomy = new Batches<>(this::send, new Bounds(256, 256), pressure);
        roomy.decide("first");
        roomy.decide("beside");
        assertThat(sent).containsExactly(List.of("first"), List.of("beside"));
        for (int i = 0; i < 5; i++) {
            roomy.decide("w");
        }
        assertThat(sent).hasSize(2);
        answer(0, Verdict.DONE);
        assertThat(sent).hasSize(3);
        assertThat(sent.get(2)).hasSize(5);
        answer(1, Verdict.DONE);

        roomy.decide("waits for the five");

        assertThat(sent).hasSize(3);
        answers.get(2).complete(Collections.nCopies(5, Verdict.DONE));
        assertThat(sent).hasSize(4);
    }

    @Test
    void nobody_waits_behind_more_than_two() {
        target.decide("first");
        come(SECOND);
        var waiting = come(WAITING);

        var refused = target.decide("too many");

        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        Refusal.class, each -> assertThat(each.problem().code()).isEqualTo(Code.OVERLOADED));
        assertThat(pressure.isFull()).isTrue();
        answer(0, Verdict.DONE);
        assertThat(pressure.isFull()).isFalse();
        assertThat(sent.get(2)).hasSize(WAITING);
        answers.get(1).complete(Collections.nCopies(SECOND, Verdict.DONE));
        answers.get(2).complete(Collections.nCopies(WAITING, Verdict.DONE));
        assertThat(waiting).allSatisfy(each -> assertThat(each.result()).isEqualTo(Verdict.DONE));
        target.decide("next");
        assertThat(sent).hasSize(4);
    }

    @Test
    void each_gets_his_verdict_where_he_came_from() {
        var vertx = Vertx.vertx();
        try {
            var one = loop(vertx);
            var other = loop(vertx);
            var placeOfOne = decidedOn(one);
            var placeOfOther = decidedOn(other);

            answer(0, Verdict.DONE);
            answer(1, Verdict.DONE);

            assertThat(placeOfOne.await()).isEqualTo(one);
            assertThat(placeOfOther.await()).isEqualTo(other);
        } finally {
            vertx.close().await();
        }
    }

    private static Context loop(Vertx vertx) {
        var loop = Promise.<Context>promise();
        vertx.deployVerticle(context -> {
                    loop.complete(context);
                    return Future.succeededFuture();
                })
                .await();
        return loop.future().await();
    }

    private Future<Context> decidedOn(Context loop) {
        var place = Promise.<Context>promise();
        var asked = Promise.<Void>promise();
        loop.runOnContext(_ -> {
            target.decide("w").onComplete(_ -> place.complete(Vertx.currentContext()));
            asked.complete();
        });
        asked.future().await();
        return place.future();
    }

    private List<Future<Verdict>> come(int many) {
        return IntStream.range(0, many).mapToObj(i -> target.decide("w" + i)).toList();
    }

    @Test
    void what_fails_for_all_fails_each_when_it_may_have_been_done() {
        target.decide("a");
        var b = target.decide("b");
        var c = target.decide("c");
        answer(0, Verdict.DONE);

        answers.get(1).fail(new IllegalStateException("gone"));

        assertThat(sent).hasSize(2);
        assertThat(List.of(b, c)).allSatisfy(each -> assertThat(each.cause()).hasMessage("gone"));
    }

    @Test
    void who_comes_after_a_failure_is_not_kept_waiting() {
        target.decide("a");
        target.decide("b");

        answers.getFirst().fail(new IllegalStateException("gone"));

        assertThat(sent).containsExactly(List.of("a"), List.of("b"));
    }
}
