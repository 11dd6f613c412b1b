package scheduler.ical;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about calendars.
public final class Calendars {

    /// How long a feed is good for before it is asked for again.
    static final Duration REFRESH = Duration.ofMinutes(15);

    static final int DAYS_BACK = 30;
    static final int DAYS_AHEAD = 400;
    static final int BOOKINGS_MAX = 2_000;
    static final int BLOCKS_MAX = 500;

    private static final int NAME_MAX = 200;

    private Calendars() {}

    /// Whose bookings a feed has: those of a resource, or those of a customer by his e-mail address.
    record Subject(@Nullable String resource, @Nullable String attendee) {

        Subject {
            if ((resource == null) == (attendee == null)) {
                throw new IllegalArgumentException("Give resource or attendee, one of them.");
            }
        }
    }

    /// The wish for a feed that can be read without a key by whoever knows its address.
    public record CreateCalendar(
            Write write,
            Subject subject,
            boolean details,
            @Nullable String name) {
        public static final Address<CreateCalendar> ADDRESS = new Address<>("scheduler.command.calendar.create");

        public static CreateCalendar read(Write write, Fields fields) {
            return new CreateCalendar(
                    write,
                    new Subject(
                            fields.optional("resource", Names::check), fields.optional("attendee", EmailAddress::read)),
                    fields.flag("details", false),
                    fields.optional("name", Fields.plain(NAME_MAX)));
        }
    }

    /// Ends a feed: its address leads nowhere any more.
    public record RevokeCalendar(Write write, UUID id) {
        public static final Address<RevokeCalendar> ADDRESS = new Address<>("scheduler.command.calendar.revoke");
    }

    /// Reads what a feed is of; nobody is told its address again.
    public record GetCalendar(Tenant tenant, UUID id) {
        public static final Address<GetCalendar> ADDRESS = new Address<>("scheduler.command.calendar.get");
    }

    /// Lists feeds in the order in which they were made.
    public record ListCalendars(
            Tenant tenant, int limit, @Nullable String cursor) {
        public static final Address<ListCalendars> ADDRESS = new Address<>("scheduler.command.calendar.list");
    }

    /// Reads a feed, as events or as the times that are taken. Whose it is follows from the token.
    public record ReadFeed(String token, boolean freeBusy) {
        public static final Address<ReadFeed> ADDRESS = new Address<>("scheduler.command.calendar.read");
    }

    /// Reads one booking as a calendar file.
    public record GetFile(Tenant tenant, UUID booking) {
        public static final Address<GetFile> ADDRESS = new Address<>("scheduler.command.calendar.file");
    }
}
