package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.booking.Series.BookSeries;
import scheduler.booking.Series.CancelSeries;
import scheduler.booking.Series.GetSeries;
import scheduler.booking.Series.RescheduleSeries;
import scheduler.http.Replies.Kind;

/// Series of bookings over HTTP.
final class SeriesRoutes {

    private final Vertx vertx;

    SeriesRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.write(
                "bookSeries",
                Kind.CREATE,
                _ -> "/v1/series/",
                exchange -> BookSeries.ADDRESS.ask(
                        vertx, exchange.read(fields -> BookSeries.read(exchange.write(), fields))));
        api.read(
                "getSeries",
                exchange ->
                        GetSeries.ADDRESS.ask(vertx, new GetSeries(exchange.tenant(), exchange.uuid("id", "series"))));
        api.write(
                "rescheduleSeries",
                Kind.ACT,
                exchange -> RescheduleSeries.ADDRESS.ask(
                        vertx,
                        exchange.read(fields ->
                                RescheduleSeries.read(exchange.write(), exchange.uuid("id", "series"), fields))));
        api.write(
                "cancelSeries",
                Kind.ACT,
                exchange -> CancelSeries.ADDRESS.ask(
                        vertx,
                        exchange.read(
                                fields -> CancelSeries.read(exchange.write(), exchange.uuid("id", "series"), fields))));
    }
}
