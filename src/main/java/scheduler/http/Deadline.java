package scheduler.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/// Answers 503 for what takes too long. Once an answer has begun it may take its time: a long one goes as fast as the
/// client takes it, and one that stands still ends with the connection.
final class Deadline {

    private Deadline() {}

    static Handler<RoutingContext> of(Vertx vertx, Duration most) {
        return ctx -> {
            long timer = vertx.setTimer(most.toMillis(), _ -> end(ctx));
            ctx.addEndHandler(_ -> vertx.cancelTimer(timer));
            ctx.next();
        };
    }

    private static void end(RoutingContext ctx) {
        if (!ctx.response().headWritten()) {
            ctx.fail(503);
        }
    }
}
