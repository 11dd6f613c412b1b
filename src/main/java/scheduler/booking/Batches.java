package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import scheduler.booking.BookingStore.Verdict;
import scheduler.database.StoreFailure;
import scheduler.database.StoreFailure.Effect;
import scheduler.message.Refusal;

/// Gathers wishes that arrive together, so that one transaction decides all of them: the commit is what costs
/// most. A lone wish leaves at once; while a batch is on its way those that come wait for the next one, and
/// nobody behind more than that. Used on one event loop only.
final class Batches<W> {

    static final int SIZE_MAX = 256;

    private final Function<List<W>, Future<List<Verdict>>> decide;
    private List<Waiting<W>> waiting = new ArrayList<>();
    private boolean isUnderWay;

    private record Waiting<W>(W wish, Promise<Verdict> verdict) {}

    /// Has batches decided by `decide`, which gives a verdict for each wish or fails for all of them.
    Batches(Function<List<W>, Future<List<Verdict>>> decide) {
        this.decide = decide;
    }

    /// Refused as overloaded when as many wait as the next batch takes.
    Future<Verdict> decide(W wish) {
        if (waiting.size() == SIZE_MAX) {
            return Future.failedFuture(Refusal.overloaded("Too many bookings are being decided."));
        }
        var waits = new Waiting<>(wish, Promise.<Verdict>promise());
        waiting.add(waits);
        if (!isUnderWay) {
            leave();
        }
        return waits.verdict.future();
    }

    private void leave() {
        isUnderWay = !waiting.isEmpty();
        if (isUnderWay) {
            var batch = waiting;
            waiting = new ArrayList<>();
            decided(batch).onComplete((verdicts, failure) -> {
                leave();
                settle(batch, verdicts, failure);
            });
        }
    }

    private Future<List<Verdict>> decided(List<Waiting<W>> batch) {
        return Future.succeededFuture(batch.stream().map(Waiting::wish).toList())
                .compose(decide);
    }

    private void settle(List<Waiting<W>> batch, List<Verdict> verdicts, Throwable failure) {
        if (failure != null) {
            batch.forEach(each -> retry(batch, each, failure));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).verdict.complete(verdicts.get(i));
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
