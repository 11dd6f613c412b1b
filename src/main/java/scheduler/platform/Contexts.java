package scheduler.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Objects;

/// Brings what happens elsewhere back to whoever waits for it.
public final class Contexts {

    private Contexts() {}

    /// The same future, which goes on where this was called and not on the event loop that completes it.
    public static <T> Future<T> here(Vertx vertx, Future<T> future) {
        return future.isComplete() ? future : moved(vertx, future);
    }

    /// Lets whatever else waits for this event loop have its turn; a task put behind the others would not let it look
    /// at its connections.
    public static Future<?> breath() {
        return Objects.requireNonNull(Vertx.currentContext(), "only an event loop has to breathe")
                .owner()
                .timer(1);
    }

    /// The same also for one that is complete already, where it matters on which event loop its continuation runs.
    public static <T> Future<T> moved(Vertx vertx, Future<T> future) {
        var asker = vertx.getOrCreateContext();
        var answer = Promise.<T>promise();
        future.onComplete(result -> asker.runOnContext(_ -> answer.handle(result)));
        return answer.future();
    }
}
