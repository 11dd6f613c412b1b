package scheduler.http;

import io.vertx.core.Vertx;
import java.util.Objects;
import scheduler.http.Replies.Kind;
import scheduler.ical.Calendars.CreateCalendar;
import scheduler.ical.Calendars.GetCalendar;
import scheduler.ical.Calendars.GetFile;
import scheduler.ical.Calendars.ListCalendars;
import scheduler.ical.Calendars.ReadFeed;
import scheduler.ical.Calendars.RevokeCalendar;

/// Calendars over HTTP.
final class CalendarRoutes {

    private final Vertx vertx;

    CalendarRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.read(
                "getBookingCalendar",
                exchange -> GetFile.ADDRESS.ask(vertx, new GetFile(exchange.tenant(), exchange.uuid("id", "booking"))));
        api.write(
                "createCalendar",
                Kind.CREATE,
                _ -> "/v1/calendars/",
                exchange -> CreateCalendar.ADDRESS.ask(
                        vertx, exchange.read(fields -> CreateCalendar.read(exchange.write(), fields))));
        api.write(
                "revokeCalendar",
                Kind.DELETE,
                exchange -> RevokeCalendar.ADDRESS.ask(
                        vertx, new RevokeCalendar(exchange.write(), exchange.uuid("id", "calendar"))));
        api.read(
                "getCalendar",
                exchange -> GetCalendar.ADDRESS.ask(
                        vertx, new GetCalendar(exchange.tenant(), exchange.uuid("id", "calendar"))));
        api.read(
                "listCalendars",
                exchange -> ListCalendars.ADDRESS.ask(
                        vertx, new ListCalendars(exchange.tenant(), exchange.limit(), exchange.query("cursor"))));
        api.open(
                "readCalendar",
                ctx -> ReadFeed.ADDRESS.ask(
                        vertx,
                        new ReadFeed(
                                Objects.requireNonNull(ctx.pathParam("token")),
                                Query.values(ctx, "freebusy").contains("true"))));
    }
}
