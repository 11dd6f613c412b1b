package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.booking.Plans.ApplyPlan;
import scheduler.booking.Plans.PlanAbsence;
import scheduler.http.Replies.Kind;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Plans for bookings over HTTP.
final class PlanRoutes {

    private final Vertx vertx;
    private final Ids ids;
    private final Times times;

    PlanRoutes(Vertx vertx, Ids ids, Times times) {
        this.vertx = vertx;
        this.ids = ids;
        this.times = times;
    }

    void bind(Api api) {
        api.read(
                "planBookings",
                exchange -> PlanAbsence.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> PlanAbsence.read(
                                exchange.tenant(), ids.next(), times.now(exchange.tenant()), fields))));
        api.write(
                "applyPlan",
                Kind.ACT,
                exchange -> ApplyPlan.ADDRESS.ask(
                        vertx,
                        exchange.read(fields ->
                                ApplyPlan.read(exchange.write(), ids.next(), times.now(exchange.tenant()), fields))));
    }
}
