package scheduler.booking;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.picture.Pin;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Holds.HoldSlot;
import scheduler.message.Write;

/// What a customer wants to have: a booking, or with a `ttl` a hold of that length. `seats` are those of a session.
record Wish(
        Write write,
        String service,
        Start start,
        @Nullable Duration duration,
        List<Pin> pins,
        List<Attendee> attendees,
        int seats,
        JsonObject metadata,
        @Nullable Duration ttl) {

    static Wish of(BookSlot book) {
        return new Wish(
                book.write(),
                book.service(),
                book.start(),
                book.duration(),
                book.pins(),
                book.attendees(),
                seats(book.attendees()),
                book.metadata(),
                null);
    }

    static Wish of(HoldSlot hold) {
        return new Wish(
                hold.write(),
                hold.service(),
                hold.start(),
                hold.duration(),
                hold.pins(),
                hold.attendees(),
                Math.max(hold.seats(), hold.attendees().size()),
                new JsonObject(),
                hold.ttl());
    }

    /// One for each attendee, and one when none is named.
    static int seats(List<Attendee> attendees) {
        return Math.max(1, attendees.size());
    }

    boolean isForHold() {
        return ttl != null;
    }
}
