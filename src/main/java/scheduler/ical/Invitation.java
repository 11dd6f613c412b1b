package scheduler.ical;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One booking as an iCalendar object, of its JSON as `GET /v1/bookings/{id}` has it. The UID stays for life and
/// SEQUENCE goes up with every move, so a calendar that has it already changes what it has.
///
/// Each occurrence of a series is an event of its own, since it may be moved and cancelled on its own; RELATED-TO names
/// the series.
public final class Invitation {

    public static final String TYPE = "text/calendar; charset=utf-8";

    private Invitation() {}

    /// A file to be opened. It says no METHOD: PUBLISH would need an ORGANIZER and allow no ATTENDEE (RFC 5546
    /// §3.2.1), and who opens a file wants to keep what is in it.
    public static String file(JsonObject booking, Labels labels) {
        return written(booking, labels, null, null);
    }

    /// The part of a mail that invites, or says that something has changed. The mail's part is of `TYPE`, with
    /// `; method=REQUEST`.
    public static String request(JsonObject booking, Labels labels, Organizer organizer) {
        return written(booking, labels, "REQUEST", organizer);
    }

    /// The part of a mail that calls it off, with `; method=CANCEL`.
    public static String cancel(JsonObject booking, Labels labels, Organizer organizer) {
        return written(booking, labels, "CANCEL", organizer);
    }

    private static String written(
            JsonObject booking, Labels labels, @Nullable String method, @Nullable Organizer organizer) {
        var event = new BookingEvent(booking);
        var text = IcsText.calendar();
        if (method != null) {
            text.value("METHOD", method);
        }
        BookingEvent.writeZones(text, List.of(event));
        event.write(text, labels, "CANCEL".equals(method) ? BookingEvent.CANCELLED : event.status(), organizer);
        return text.end("VCALENDAR").written();
    }
}
