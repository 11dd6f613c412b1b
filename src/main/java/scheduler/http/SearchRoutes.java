package scheduler.http;

import io.vertx.core.Vertx;
import java.util.Optional;
import scheduler.availability.WatchSlots;
import scheduler.availability.search.SearchSlots;

/// Slots in bulk over HTTP.
final class SearchRoutes {

    private final Vertx vertx;

    SearchRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.read(
                "searchSlots",
                exchange -> SearchSlots.ADDRESS.ask(
                        vertx, exchange.read(fields -> SearchSlots.read(exchange.tenant(), fields))));
        api.read(
                "streamSlots",
                exchange -> WatchSlots.ADDRESS.ask(
                        vertx, new WatchSlots(BookingRoutes.findSlots(exchange, Optional.empty()))));
    }
}
