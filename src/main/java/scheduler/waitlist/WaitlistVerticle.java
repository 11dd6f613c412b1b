package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.availability.memory.Pictures;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.message.Tenant;
import scheduler.waitlist.Waitlist.GetEntry;
import scheduler.waitlist.Waitlist.JoinWaitlist;
import scheduler.waitlist.Waitlist.LeaveWaitlist;
import scheduler.waitlist.Waitlist.ListEntries;

/// Serves the waitlist, and looks after it every `interval`.
public final class WaitlistVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(WaitlistVerticle.class);

    private final Database database;
    private final Pictures pictures;
    private final Offers offers;
    private final EventLog events;
    private final List<Tenant> tenants;
    private final Duration interval;

    public WaitlistVerticle(
            Database database,
            Pictures pictures,
            Offers offers,
            EventLog events,
            List<Tenant> tenants,
            Duration interval) {
        this.database = database;
        this.pictures = pictures;
        this.offers = offers;
        this.events = events;
        this.tenants = List.copyOf(tenants);
        this.interval = interval;
    }

    /// Those who offer, who also have to be listeners of the log.
    public static Offers offers(
            Vertx vertx, Database database, Pictures pictures, EventLog events, List<Tenant> tenants) {
        return new Offers(vertx, new WaitlistStore(database, events), pictures, tenants, events.times());
    }

    @Override
    public Future<?> start() {
        var store = new WaitlistStore(database, events);
        var desk =
                new WaitlistDesk(vertx, pictures, store, new Receipts(database), offers, events.ids(), events.times());
        pause();
        return Future.all(List.of(
                JoinWaitlist.ADDRESS.serve(vertx, desk::join),
                LeaveWaitlist.ADDRESS.serve(vertx, desk::leave),
                GetEntry.ADDRESS.serve(vertx, desk::get),
                ListEntries.ADDRESS.serve(vertx, desk::list)));
    }

    private void sweep() {
        var all = Future.<Void>succeededFuture();
        for (var tenant : tenants) {
            all = all.compose(_ -> offers.sweep(tenant));
        }
        all.onSuccess(_ -> offers.sweepAll())
                .onFailure(failure -> LOG.atWarn().log(failure.getMessage()))
                .onComplete(_ -> pause());
    }

    private void pause() {
        vertx.setTimer(interval.toMillis(), _ -> sweep());
    }
}
