package scheduler.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.database.StoreFailure.Effect;
import scheduler.message.Refusal;
import scheduler.platform.Pressure;

/// Gathers wishes that arrive together, so that one transaction decides all of them: the commit is what costs
/// most, and to ask at all for what only reads. A lone wish leaves at once; while a batch is on its way those that come
/// wait for the next one. A second batch leaves beside one of a wish or two, which takes little time from it, or when
/// many wait. Nobody waits behind more than two.
///
/// All event loops that ask share one, for two batches of thirty cost half as much again as one of sixty. Everybody
/// gets his verdict on the event loop that he came from.
public final class Batches<W, V> {

    /// How many wishes leave together at most, and how many may wait for that.
    public record Bounds(int batch, int waiting) {

        /// From here on a second batch is worth its transaction.
        int second() {
            return batch / 2;
        }

        /// Up to here one leaves room for another beside it. What a batch costs whatever is in it, seven wishes cost,
        /// so under load those that gather behind a larger one are decided sooner than by two at once.
        int small() {
            return batch / 256;
        }
    }

    private final Function<List<W>, Future<List<V>>> decide;
    private final Bounds bounds;
    private final Pressure pressure;
    private final ArrayDeque<Waiting<W, V>> waiting = new ArrayDeque<>();
    private int underWay;
    private int lastSize;

    private record Waiting<W, V>(
            W wish, Promise<V> verdict, @Nullable Context context) {

        void onItsLoop(Runnable work) {
            if (context == null || context.equals(Vertx.currentContext())) {
                work.run();
            } else {
                context.runOnContext(_ -> work.run());
            }
        }
    }

    /// Has batches decided by `decide`, which gives a verdict for each wish or fails for all of them; `pressure` is
    /// full while no more can wait.
    public Batches(Function<List<W>, Future<List<V>>> decide, Bounds bounds, Pressure pressure) {
        this.decide = decide;
        this.bounds = bounds;
        this.pressure = pressure;
    }

    /// Refused as overloaded when as many wait as may.
    public Future<V> decide(W wish) {
        var waits = new Waiting<>(wish, Promise.<V>promise(), Vertx.currentContext());
        List<Waiting<W, V>> leaving;
        synchronized (this) {
            if (waiting.size() == bounds.waiting) {
                return Future.failedFuture(Refusal.overloaded("Too many are waiting to be decided."));
            }
            waiting.add(waits);
            leaving = nextIfDue();
            pressure.full(waiting.size() == bounds.waiting);
        }
        send(leaving);
        return waits.verdict.future();
    }

    /// Who leaves now: nobody while a batch is under way, unless it is small or a second one is worth it.
    private List<Waiting<W, V>> nextIfDue() {
        boolean hasRoom = lastSize <= bounds.small() || waiting.size() >= bounds.second();
        boolean due = underWay == 0 || (underWay == 1 && hasRoom);
        if (!due || waiting.isEmpty()) {
            return List.of();
        }
        underWay++;
        var batch = new ArrayList<Waiting<W, V>>(Math.min(waiting.size(), bounds.batch));
        while (batch.size() < bounds.batch && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        lastSize = batch.size();
        return batch;
    }

    private synchronized List<Waiting<W, V>> nextAfterOne() {
        underWay--;
        var leaving = nextIfDue();
        pressure.full(waiting.size() == bounds.waiting);
        return leaving;
    }

    private void send(List<Waiting<W, V>> batch) {
        if (!batch.isEmpty()) {
            decided(batch).onComplete((verdicts, failure) -> {
                send(nextAfterOne());
                bringBack(batch, verdicts, failure);
            });
        }
    }

    private Future<List<V>> decided(List<Waiting<W, V>> batch) {
        return Future.succeededFuture(batch.stream().map(Waiting::wish).toList())
                .compose(decide);
    }

    private void bringBack(List<Waiting<W, V>> batch, List<V> verdicts, Throwable failure) {
        for (int i = 0; i < batch.size(); i++) {
            var each = batch.get(i);
            var verdict = failure == null ? verdicts.get(i) : null;
            each.onItsLoop(() -> {
                if (verdict == null) {
                    retry(batch, each, failure);
                } else {
                    each.verdict.complete(verdict);
                }
            });
        }
    }

    /// When it is known that nothing has been done, the fault is with one of them, and each is tried alone.
    private void retry(List<Waiting<W, V>> batch, Waiting<W, V> each, Throwable failure) {
        boolean isUndone = failure instanceof StoreFailure store && store.effect() != Effect.UNKNOWN;
        if (isUndone && batch.size() > 1) {
            decided(List.of(each)).map(List::getFirst).onComplete(each.verdict);
        } else {
            each.verdict.fail(failure);
        }
    }
}
