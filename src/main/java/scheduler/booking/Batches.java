package scheduler.booking;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Decided.Verdict;
import scheduler.database.StoreFailure;
import scheduler.database.StoreFailure.Effect;
import scheduler.message.Refusal;
import scheduler.platform.Pressure;

/// Gathers wishes that arrive together, so that one transaction decides all of them: the commit is what costs
/// most. A lone wish leaves at once; while a batch is on its way those that come wait for the next one. Only when
/// many wait does a second batch leave beside it, so that nobody waits behind more than two.
///
/// All event loops of a node share one, for two batches of thirty cost half as much again as one of sixty. Everybody
/// gets his verdict on the event loop that he came from.
final class Batches<W> {

    static final int SIZE_MAX = 256;
    static final int SECOND_MIN = SIZE_MAX / 2;

    /// One batch more, so that nobody waits behind others than the two that may be under way.
    static final int WAITING_MAX = SIZE_MAX;

    private final Function<List<W>, Future<List<Verdict>>> decide;
    private final Pressure pressure;
    private final ArrayDeque<Waiting<W>> waiting = new ArrayDeque<>();
    private int underWay;

    private record Waiting<W>(
            W wish, Promise<Verdict> verdict, @Nullable Context context) {

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
    Batches(Function<List<W>, Future<List<Verdict>>> decide, Pressure pressure) {
        this.decide = decide;
        this.pressure = pressure;
    }

    /// Refused as overloaded when as many wait as a batch takes.
    Future<Verdict> decide(W wish) {
        var waits = new Waiting<>(wish, Promise.<Verdict>promise(), Vertx.currentContext());
        List<Waiting<W>> leaving;
        synchronized (this) {
            if (waiting.size() == WAITING_MAX) {
                return Future.failedFuture(Refusal.overloaded("Too many bookings are being decided."));
            }
            waiting.add(waits);
            leaving = nextIfDue();
            pressure.full(waiting.size() == WAITING_MAX);
        }
        send(leaving);
        return waits.verdict.future();
    }

    /// Who leaves now: nobody while a batch is under way, unless it is worth a second one.
    private List<Waiting<W>> nextIfDue() {
        boolean due = underWay == 0 || (underWay == 1 && waiting.size() >= SECOND_MIN);
        if (!due || waiting.isEmpty()) {
            return List.of();
        }
        underWay++;
        var batch = new ArrayList<Waiting<W>>(Math.min(waiting.size(), SIZE_MAX));
        while (batch.size() < SIZE_MAX && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return batch;
    }

    private synchronized List<Waiting<W>> nextAfterOne() {
        underWay--;
        var leaving = nextIfDue();
        pressure.full(waiting.size() == WAITING_MAX);
        return leaving;
    }

    private void send(List<Waiting<W>> batch) {
        if (!batch.isEmpty()) {
            decided(batch).onComplete((verdicts, failure) -> {
                send(nextAfterOne());
                bringBack(batch, verdicts, failure);
            });
        }
    }

    private Future<List<Verdict>> decided(List<Waiting<W>> batch) {
        return Future.succeededFuture(batch.stream().map(Waiting::wish).toList())
                .compose(decide);
    }

    private void bringBack(List<Waiting<W>> batch, List<Verdict> verdicts, Throwable failure) {
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
    private void retry(List<Waiting<W>> batch, Waiting<W> each, Throwable failure) {
        boolean isUndone = failure instanceof StoreFailure store && store.effect() != Effect.UNKNOWN;
        if (isUndone && batch.size() > 1) {
            decided(List.of(each)).map(List::getFirst).onComplete(each.verdict);
        } else {
            each.verdict.fail(failure);
        }
    }
}
