package scheduler.booking;

import scheduler.availability.memory.Pictures;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.Follower;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Those who decide about bookings on one event loop, each with what it needs of the others.
record Desks(BookingReader reader, BookingDesk bookings, ChangeDesk changes, HoldDesk holds) {

    static Desks of(
            Database database,
            BookingStore store,
            Pictures pictures,
            Follower log,
            Expiry expiry,
            Ids ids,
            Times times) {
        var receipts = new Receipts(database);
        var reader = new BookingReader(database);
        var bookings = new BookingDesk(pictures, log, expiry, store, receipts, ids, times);
        var moves = new Moves(pictures, expiry, store, bookings);
        return new Desks(
                reader,
                bookings,
                new ChangeDesk(pictures, expiry, moves, reader, bookings, receipts, times),
                new HoldDesk(pictures, moves, reader, receipts, times));
    }
}
