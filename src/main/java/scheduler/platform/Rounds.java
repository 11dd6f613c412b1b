package scheduler.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Repeats asynchronous work, however often: composed into each other, the steps would pile up on the stack.
public final class Rounds {

    private Rounds() {}

    /// Runs `round` again for as long as it answers that there is more.
    public static Future<Void> whileMore(Supplier<Future<Boolean>> round) {
        var done = Promise.<Void>promise();
        run(round, done);
        return done.future();
    }

    /// Works on all `items` in their order, `width` at once. A wave is waited for to its end, also when a part of it
    /// fails, because what is still under way must not go on in what comes after; the failure is the earliest.
    public static <T> Future<Void> inWaves(List<T> items, int width, Function<T, Future<?>> work) {
        var left = items.iterator();
        return whileMore(() -> {
            var wave = new ArrayList<Future<?>>(width);
            while (wave.size() < width && left.hasNext()) {
                var item = left.next();
                wave.add(Future.succeededFuture().compose(_ -> work.apply(item)));
            }
            var earliest = Future.all(wave);
            return Future.join(wave).transform(_ -> earliest).map(_ -> left.hasNext());
        });
    }

    /// The same, and what fails of one keeps nothing from the others; the failure is the earliest.
    public static <T> Future<Void> inWavesToTheEnd(List<T> items, int width, Function<T, Future<?>> work) {
        var failures = new ArrayList<Throwable>();
        return inWaves(
                        items,
                        width,
                        item -> Future.succeededFuture()
                                .<Object>compose(_ -> work.apply(item).mapEmpty())
                                .otherwise(failure -> failures.add(failure)))
                .compose(_ -> failures.isEmpty() ? Future.succeededFuture() : Future.failedFuture(failures.getFirst()));
    }

    private static void run(Supplier<Future<Boolean>> round, Promise<Void> done) {
        Future<Boolean> more;
        do {
            more = Future.succeededFuture().compose(_ -> round.get());
        } while (more.succeeded() && more.result());
        more.onComplete((isMore, failure) -> {
            if (failure != null) {
                done.fail(failure);
            } else if (isMore) {
                run(round, done);
            } else {
                done.complete();
            }
        });
    }
}
