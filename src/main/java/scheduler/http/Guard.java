package scheduler.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import scheduler.access.Access;
import scheduler.message.Refusal;

/// Stands before every request: bounds how many are under way at once, says who asks, and sets the headers that every
/// answer has. One for each event loop, so it counts without locks.
final class Guard {

    private final Access access;
    private final int inFlightMax;
    private int inFlight;

    Guard(Access access, int inFlightMax) {
        this.access = access;
        this.inFlightMax = inFlightMax;
    }

    void bound(RoutingContext ctx) {
        ctx.response().putHeader("X-Content-Type-Options", "nosniff");
        if (isHealth(ctx)) {
            ctx.next();
            return;
        }
        if (inFlight >= inFlightMax) {
            ctx.fail(Refusal.overloaded("Too many requests are under way."));
            return;
        }
        inFlight++;
        ctx.addEndHandler(_ -> inFlight--);
        ctx.next();
    }

    /// Health is for whoever runs the service, and says nothing of what is in it.
    void identify(RoutingContext ctx) {
        if (!isHealth(ctx)) {
            Exchange.admit(ctx, access.of(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)));
        }
        ctx.next();
    }

    private static boolean isHealth(RoutingContext ctx) {
        var path = ctx.request().path();
        return path != null && (path.equals("/health") || path.startsWith("/health/"));
    }
}
