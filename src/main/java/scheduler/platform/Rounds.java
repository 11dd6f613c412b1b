package scheduler.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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
