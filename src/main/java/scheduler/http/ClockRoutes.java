package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.clock.Clocks.GetClock;
import scheduler.clock.Clocks.MoveClock;
import scheduler.http.Replies.Kind;

/// The clock of a tenant over HTTP.
final class ClockRoutes {

    private final Vertx vertx;

    ClockRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.read("getClock", exchange -> GetClock.ADDRESS.ask(vertx, new GetClock(exchange.tenant())));
        api.write(
                "moveClock",
                Kind.ACT,
                exchange -> MoveClock.ADDRESS.ask(
                        vertx, exchange.read(fields -> MoveClock.read(exchange.write(), fields))));
    }
}
