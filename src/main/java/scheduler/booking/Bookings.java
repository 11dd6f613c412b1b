package scheduler.booking;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.picture.Pin;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Names;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about bookings. Each command and query is a record with its own address on the event bus.
public final class Bookings {

    static final int ATTENDEES_MAX = 100;
    private static final int RESOURCES_MAX = 50;
    private static final int REASON_MAX = 500;

    private Bookings() {}

    /// The wish for a booking.
    public record BookSlot(Write write, Wanted wanted, JsonObject metadata) {
        public static final Address<BookSlot> ADDRESS = new Address<>("scheduler.command.book");

        public static BookSlot read(Write write, Fields fields) {
            return new BookSlot(write, Wanted.read(fields), Metadata.read(fields));
        }
    }

    /// The wish to have a booking at another time.
    public record RescheduleBooking(
            Write write, UUID id, Start start, @Nullable Pin pin) {
        public static final Address<RescheduleBooking> ADDRESS = new Address<>("scheduler.command.reschedule");

        public static RescheduleBooking read(Write write, UUID id, Fields fields) {
            var resource = fields.optional("resource", Names::check);
            return new RescheduleBooking(
                    write,
                    id,
                    fields.text("start", Start::read),
                    resource == null ? null : new Pin(null, resource, "/resource"));
        }
    }

    /// A step in the life of a booking: confirm, decline, cancel, check in, complete, no-show.
    public record TakeStep(
            Write write, UUID id, Step step, @Nullable String reason) {
        public static final Address<TakeStep> ADDRESS = new Address<>("scheduler.command.booking.step");

        public static TakeStep read(Write write, UUID id, Step step, Fields fields) {
            return new TakeStep(write, id, step, fields.optional("reason", Fields.plain(REASON_MAX)));
        }
    }

    /// Reads one booking, as it is or as it was at an instant.
    public record GetBooking(
            Tenant tenant, UUID id, @Nullable Instant asOf) {
        public static final Address<GetBooking> ADDRESS = new Address<>("scheduler.command.booking.get");
    }

    /// Lists bookings by start, as they are or as they were at an instant. Every filter may be missing.
    public record ListBookings(
            Tenant tenant,
            @Nullable String resource,
            @Nullable String service,
            List<String> statuses,
            Starting starting,
            @Nullable String attendee,
            int limit,
            @Nullable String cursor,
            @Nullable Instant asOf) {
        public static final Address<ListBookings> ADDRESS = new Address<>("scheduler.command.booking.list");

        /// The statuses by their names.
        public static List<String> statuses(List<String> names) {
            try {
                return names.stream().map(Status::ofBooking).map(Status::text).toList();
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid("?status", String.valueOf(e.getMessage()));
            }
        }
    }

    static List<Attendee> readAttendees(Fields fields) {
        return fields.objects("attendees", ATTENDEES_MAX, Attendee::read);
    }

    static List<Pin> readPins(Fields fields) {
        var one = fields.optional("resource", Names::check);
        var several = fields.list("resources", RESOURCES_MAX, Bookings::pin);
        if (one == null) {
            return several;
        }
        if (!several.isEmpty()) {
            throw fields.invalid("resource", "Give resource or resources, not both.");
        }
        return List.of(new Pin(null, one, "/resource"));
    }

    private static Pin pin(@Nullable Object item, String pointer) {
        return switch (item) {
            case String id -> new Pin(null, checked(id, pointer), pointer);
            case JsonObject object ->
                Fields.readWhole(
                        object,
                        pointer,
                        fields -> new Pin(
                                fields.optional("role", Names::check), fields.text("id", Names::check), pointer));
            case null, default -> throw unreadable(pointer);
        };
    }

    private static String checked(String id, String pointer) {
        try {
            return Names.check(id);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(pointer, String.valueOf(e.getMessage()));
        }
    }

    private static Refusal unreadable(String pointer) {
        return Refusal.malformed(pointer, "It must be the id of a resource, or an object with role and id.");
    }
}
