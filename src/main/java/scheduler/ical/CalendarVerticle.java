package scheduler.ical;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.ical.Calendars.CreateCalendar;
import scheduler.ical.Calendars.GetCalendar;
import scheduler.ical.Calendars.GetFile;
import scheduler.ical.Calendars.ListCalendars;
import scheduler.ical.Calendars.ReadFeed;
import scheduler.ical.Calendars.RevokeCalendar;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Serves calendars.
public final class CalendarVerticle extends VerticleBase {

    private final Database database;
    private final List<Tenant> tenants;
    private final Ids ids;
    private final Times times;

    public CalendarVerticle(Database database, List<Tenant> tenants, Ids ids, Times times) {
        this.database = database;
        this.tenants = List.copyOf(tenants);
        this.ids = ids;
        this.times = times;
    }

    @Override
    public Future<?> start() {
        var desk = new CalendarDesk(
                vertx,
                new CalendarStore(database),
                new LabelStore(database),
                new Receipts(database),
                tenants,
                ids,
                times);
        return Future.all(List.of(
                CreateCalendar.ADDRESS.serve(vertx, desk::create),
                RevokeCalendar.ADDRESS.serve(vertx, desk::revoke),
                GetCalendar.ADDRESS.serve(vertx, desk::get),
                ListCalendars.ADDRESS.serve(vertx, desk::list),
                ReadFeed.ADDRESS.serve(vertx, desk::read),
                GetFile.ADDRESS.serve(vertx, desk::file)));
    }
}
