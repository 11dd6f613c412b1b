package scheduler.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashSet;

/// Answers 503 for what takes too long. Once an answer has begun it may take its time: a long one goes as fast as the
/// client takes it, and one that stands still ends with the connection.
///
/// All have the same time, so those under way stand in the order in which theirs ends, and one timer looks at the first
/// of them; a timer each would be a tenth of what it costs to refuse a booking.
final class Deadline {

    private static final Duration LOOK_MAX = Duration.ofMillis(100);

    private final long nanosMax;
    private final LinkedHashSet<Open> underWay = new LinkedHashSet<>();

    private static final class Open {
        private final RoutingContext ctx;
        private final long began = System.nanoTime();

        Open(RoutingContext ctx) {
            this.ctx = ctx;
        }
    }

    /// For the event loop on which it is made.
    Deadline(Vertx vertx, Duration most) {
        this.nanosMax = most.toNanos();
        var look = most.dividedBy(8).compareTo(LOOK_MAX) < 0 ? most.dividedBy(8) : LOOK_MAX;
        vertx.setPeriodic(Math.max(1, look.toMillis()), _ -> look());
    }

    void begin(RoutingContext ctx) {
        var open = new Open(ctx);
        underWay.add(open);
        ctx.addEndHandler(_ -> underWay.remove(open));
        ctx.next();
    }

    private void look() {
        long now = System.nanoTime();
        while (!underWay.isEmpty() && now - underWay.getFirst().began >= nanosMax) {
            end(underWay.removeFirst().ctx);
        }
    }

    private static void end(RoutingContext ctx) {
        if (!ctx.response().headWritten()) {
            ctx.fail(503);
        }
    }
}
