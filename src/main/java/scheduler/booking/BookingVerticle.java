package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.Supplier;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Attending.Join;
import scheduler.booking.Attending.TakeOwnStep;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Bookings.GetBooking;
import scheduler.booking.Bookings.ListBookings;
import scheduler.booking.Bookings.RescheduleBooking;
import scheduler.booking.Bookings.TakeStep;
import scheduler.booking.Holds.BookHold;
import scheduler.booking.Holds.ExtendHold;
import scheduler.booking.Holds.GetHold;
import scheduler.booking.Holds.HoldSlot;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.booking.Plans.ApplyPlan;
import scheduler.booking.Plans.PlanAbsence;
import scheduler.booking.Series.BookSeries;
import scheduler.booking.Series.CancelSeries;
import scheduler.booking.Series.GetSeries;
import scheduler.booking.Series.RescheduleSeries;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.message.Outcome;
import scheduler.platform.Ids;
import scheduler.platform.Pressure;
import scheduler.platform.Times;

/// Serves bookings, series and holds: wishes for new ones, changes of old ones, and questions about them.
public final class BookingVerticle extends VerticleBase {

    private final Desks desks;

    private BookingVerticle(Desks desks) {
        this.desks = desks;
    }

    /// Makes instances for several event loops, whose wishes are decided together; `pressure` tells when as many
    /// wait as may.
    public static Supplier<BookingVerticle> several(
            Database database,
            Pictures pictures,
            Follower log,
            Expiry expiry,
            Ids ids,
            Times times,
            Pressure pressure) {
        var store = new BookingStore(database, ids, pressure);
        return () -> new BookingVerticle(Desks.of(database, store, pictures, log, expiry, ids, times));
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(
                BookSlot.ADDRESS.serve(vertx, desks.bookings()::book),
                RescheduleBooking.ADDRESS.serve(vertx, desks.changes()::reschedule),
                TakeStep.ADDRESS.serve(vertx, desks.changes()::step),
                HoldSlot.ADDRESS.serve(vertx, desks.bookings()::hold),
                BookHold.ADDRESS.serve(vertx, desks.holds()::book),
                ExtendHold.ADDRESS.serve(vertx, desks.holds()::extend),
                ReleaseHold.ADDRESS.serve(vertx, desks.holds()::release),
                GetHold.ADDRESS.serve(vertx, desks.holds()::get),
                Join.ADDRESS.serve(vertx, desks.attendees()::join),
                TakeOwnStep.ADDRESS.serve(vertx, desks.attendees()::step),
                PlanAbsence.ADDRESS.serve(vertx, desks.plans()::plan),
                ApplyPlan.ADDRESS.serve(vertx, desks.plans()::apply),
                BookSeries.ADDRESS.serve(vertx, desks.series()::book),
                GetSeries.ADDRESS.serve(vertx, desks.series()::get),
                CancelSeries.ADDRESS.serve(vertx, desks.seriesChanges()::cancel),
                RescheduleSeries.ADDRESS.serve(vertx, desks.seriesChanges()::reschedule),
                GetBooking.ADDRESS.serve(vertx, this::get),
                ListBookings.ADDRESS.serve(vertx, this::list)));
    }

    private Future<Outcome> get(GetBooking get) {
        var asOf = get.asOf();
        return asOf == null ? desks.reader().get(get) : desks.past().get(get, asOf);
    }

    private Future<Outcome> list(ListBookings list) {
        var asOf = list.asOf();
        return asOf == null ? desks.reader().list(list) : desks.past().list(list, asOf);
    }
}
