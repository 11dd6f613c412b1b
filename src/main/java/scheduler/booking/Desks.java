package scheduler.booking;

import scheduler.availability.memory.Pictures;
import scheduler.catalog.Blocking;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.event.Past;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Those who decide about bookings on one event loop, each with what it needs of the others.
record Desks(
        BookingReader reader,
        PastReader past,
        BookingDesk bookings,
        ChangeDesk changes,
        HoldDesk holds,
        SeriesDesk series,
        SeriesChangeDesk seriesChanges,
        AttendeeDesk attendees,
        PlanDesk plans) {

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
        var retrial = new Retrial(pictures, log, expiry);
        var denials = new Denials(pictures, store, retrial, receipts, times);
        var events = new EventLog(ids, times);
        var repetitions = new SeriesStore(database, store, events);
        var together = new Together(pictures, expiry, ids, times);
        var blocking = new Blocking(database, events);
        var moves = new Moves(pictures, expiry, new ChangeStore(database, ids, times), retrial, denials);
        return new Desks(
                reader,
                new PastReader(database, new Past(database, times)),
                new BookingDesk(pictures, expiry, store, retrial, denials, receipts, new Drafts(ids, times)),
                new ChangeDesk(pictures, expiry, moves, reader, retrial, denials, receipts, times),
                new HoldDesk(pictures, moves, reader, receipts, times),
                new SeriesDesk(database, pictures, expiry, repetitions, retrial, denials, receipts, ids, times),
                new SeriesChangeDesk(
                        database, repetitions, pictures, expiry, together, retrial, denials, receipts, times),
                new AttendeeDesk(pictures, expiry, reader, moves, retrial, receipts, times),
                new PlanDesk(database, pictures, log, together, blocking, receipts, times));
    }
}
