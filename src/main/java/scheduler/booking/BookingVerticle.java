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
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.Follower;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Serves bookings: wishes for new ones, changes of old ones, and questions about them.
public final class BookingVerticle extends VerticleBase {

    private final BookingReader reader;
    private final BookingDesk desk;
    private final ChangeDesk changes;

    public BookingVerticle(Database database, Pictures pictures, Follower log, Ids ids, Times times) {
        var receipts = new Receipts(database);
        var store = new BookingStore(database, ids);
        this.reader = new BookingReader(database);
        this.desk = new BookingDesk(pictures, log, store, receipts, ids, times);
        this.changes = new ChangeDesk(pictures, store, reader, desk, receipts, times);
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(
                BookSlot.ADDRESS.serve(vertx, desk::book),
                RescheduleBooking.ADDRESS.serve(vertx, changes::reschedule),
                TakeStep.ADDRESS.serve(vertx, changes::step),
                GetBooking.ADDRESS.serve(vertx, reader::get),
                ListBookings.ADDRESS.serve(vertx, reader::list)));
    }
}
