package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.availability.memory.Pictures;
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
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.Follower;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Serves bookings and holds: wishes for new ones, changes of old ones, and questions about them.
public final class BookingVerticle extends VerticleBase {

    private final BookingReader reader;
    private final BookingDesk desk;
    private final ChangeDesk changes;
    private final HoldDesk holds;

    public BookingVerticle(Database database, Pictures pictures, Follower log, Expiry expiry, Ids ids, Times times) {
        var receipts = new Receipts(database);
        var store = new BookingStore(database, ids);
        this.reader = new BookingReader(database);
        this.desk = new BookingDesk(pictures, log, expiry, store, receipts, ids, times);
        var moves = new Moves(pictures, expiry, store, desk);
        this.changes = new ChangeDesk(pictures, expiry, moves, reader, desk, receipts, times);
        this.holds = new HoldDesk(pictures, moves, reader, receipts, times);
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(
                BookSlot.ADDRESS.serve(vertx, desk::book),
                RescheduleBooking.ADDRESS.serve(vertx, changes::reschedule),
                TakeStep.ADDRESS.serve(vertx, changes::step),
                HoldSlot.ADDRESS.serve(vertx, desk::hold),
                BookHold.ADDRESS.serve(vertx, holds::book),
                ExtendHold.ADDRESS.serve(vertx, holds::extend),
                ReleaseHold.ADDRESS.serve(vertx, holds::release),
                GetHold.ADDRESS.serve(vertx, holds::get),
                GetBooking.ADDRESS.serve(vertx, reader::get),
                ListBookings.ADDRESS.serve(vertx, reader::list)));
    }
}
