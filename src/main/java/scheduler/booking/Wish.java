package scheduler.booking;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Holds.HoldSlot;
import scheduler.message.Write;

/// A wish that is decided: for a booking, or with a `ttl` for a hold of that length, which may have to end when what it
/// holds begins. `seats` are those of a session.
record Wish(
        Write write,
        Wanted wanted,
        int seats,
        JsonObject metadata,
        @Nullable Duration ttl,
        boolean isUntilStart) {

    /// A wish for a booking.
    Wish(Write write, Wanted wanted, int seats, JsonObject metadata, @Nullable Duration ttl) {
        this(write, wanted, seats, metadata, ttl, false);
    }

    static Wish of(BookSlot book) {
        var wanted = book.wanted();
        return new Wish(book.write(), wanted, seats(wanted.attendees().size()), book.metadata(), null);
    }

    static Wish of(HoldSlot hold) {
        int seats = Math.max(hold.seats(), hold.wanted().attendees().size());
        return new Wish(hold.write(), hold.wanted(), seats, new JsonObject(), hold.ttl(), hold.isUntilStart());
    }

    /// One for each attendee, and one when none is named.
    static int seats(int attendees) {
        return Math.max(1, attendees);
    }
}
