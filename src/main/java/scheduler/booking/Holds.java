package scheduler.booking;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.picture.Pin;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Names;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.service.Service;

/// What can be asked about holds: a time that is kept for a customer who has not agreed yet.
public final class Holds {

    static final Duration TTL = Duration.ofMinutes(5);
    static final Duration TTL_MIN = Duration.ofSeconds(1);
    static final Duration TTL_MAX = Duration.ofHours(1);

    /// However often it is extended.
    static final Duration LENGTH_MAX = Duration.ofDays(1);

    private static final int SEATS_MAX = 100;
    private static final Pattern ID = Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Holds() {}

    /// The wish for a hold, which may have to end when what it holds begins.
    public record HoldSlot(Write write, Wanted wanted, int seats, Duration ttl, boolean isUntilStart) {
        public static final Address<HoldSlot> ADDRESS = new Address<>("scheduler.command.hold");

        public static HoldSlot read(Write write, Fields fields) {
            return new HoldSlot(
                    write, Wanted.read(fields), (int) fields.whole("seats", 1, SEATS_MAX, 1), readTtl(fields), false);
        }
    }

    /// The wish to turn a hold into a booking. What else is said of the time has to be what the hold says; without
    /// `attendees` they are those of the hold.
    public record BookHold(
            Write write,
            UUID hold,
            @Nullable String service,
            @Nullable Start start,
            @Nullable Duration duration,
            List<Pin> pins,
            @Nullable List<Attendee> attendees,
            JsonObject metadata) {
        public static final Address<BookHold> ADDRESS = new Address<>("scheduler.command.hold.book");

        public static BookHold read(Write write, Fields fields) {
            return new BookHold(
                    write,
                    fields.text("hold", Holds::id),
                    fields.optional("service", Names::check),
                    fields.optional("start", Start::read),
                    fields.optional("duration", Service::length),
                    Bookings.readPins(fields),
                    fields.has("attendees") ? Bookings.readAttendees(fields) : null,
                    Metadata.read(fields));
        }
    }

    /// The wish to have a hold last for so long from now on.
    public record ExtendHold(Write write, UUID id, Duration ttl) {
        public static final Address<ExtendHold> ADDRESS = new Address<>("scheduler.command.hold.extend");

        public static ExtendHold read(Write write, UUID id, Fields fields) {
            return new ExtendHold(write, id, readTtl(fields));
        }
    }

    /// Gives a hold up.
    public record ReleaseHold(Write write, UUID id) {
        public static final Address<ReleaseHold> ADDRESS = new Address<>("scheduler.command.hold.release");
    }

    /// Reads one hold.
    public record GetHold(Tenant tenant, UUID id) {
        public static final Address<GetHold> ADDRESS = new Address<>("scheduler.command.hold.get");
    }

    private static Duration readTtl(Fields fields) {
        return fields.text("ttl", Service.length(TTL_MIN, TTL_MAX), TTL);
    }

    private static UUID id(String text) {
        if (!ID.matcher(text).matches()) {
            throw new IllegalArgumentException("It must be the id of a hold.");
        }
        return UUID.fromString(text);
    }
}
