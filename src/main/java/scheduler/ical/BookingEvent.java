package scheduler.ical;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// A booking, as its JSON tells of it, as an event of a calendar (VEVENT).
///
/// Its times are the local ones that were agreed, with the name of their zone: a calendar shows them right where its
/// owner travels, and still when the rules of the zone change. Where local times cannot say what is meant they are
/// instants of UTC.
final class BookingEvent {

    static final String TENTATIVE = "TENTATIVE";
    static final String CONFIRMED = "CONFIRMED";
    static final String CANCELLED = "CANCELLED";

    private final JsonObject booking;
    private final TimeRange time;
    private final ZoneId zone;
    private final boolean isLocal;

    BookingEvent(JsonObject booking) {
        this.booking = booking;
        this.time = new TimeRange(instant("start"), instant("end"));
        this.zone = ZoneId.of(booking.getString("timeZone"));
        this.isLocal = ZoneText.canTell(zone, time);
    }

    TimeRange time() {
        return time;
    }

    /// The zone whose rules a reader has to know.
    @Nullable
    ZoneId zone() {
        return isLocal ? zone : null;
    }

    Instant updatedAt() {
        return instant("updatedAt");
    }

    String status() {
        return switch (booking.getString("status")) {
            case "pending" -> TENTATIVE;
            case "cancelled", "declined", "expired" -> CANCELLED;
            default -> CONFIRMED;
        };
    }

    /// Writes it with all that is known of it.
    void write(IcsText text, Labels labels, String status, @Nullable Organizer organizer) {
        begin(text, status);
        text.text("SUMMARY", labels.service(booking.getString("service"), booking.getLong("serviceVersion")));
        var description = description();
        if (!description.isEmpty()) {
            text.text("DESCRIPTION", description);
        }
        var resources = objects("resources").map(each -> each.getString("id")).toList();
        var places = labels.places(resources);
        if (!places.isEmpty()) {
            text.text("LOCATION", String.join(", ", places));
        }
        if (!resources.isEmpty()) {
            text.texts("RESOURCES", labels.names(resources));
        }
        if (booking.containsKey("series")) {
            text.text("RELATED-TO", booking.getString("series") + "@scheduler");
        }
        if (organizer != null) {
            text.value("ORGANIZER", Map.of("CN", organizer.name()), mailto(organizer.email()));
        }
        coming().filter(each -> each.containsKey("email")).forEach(each -> attendee(text, each));
        text.end("VEVENT");
    }

    /// Writes that the time is taken, and not by whom or for what.
    void writeBusy(IcsText text) {
        begin(text, status());
        text.text("SUMMARY", "Busy").end("VEVENT");
    }

    private void begin(IcsText text, String status) {
        text.begin("VEVENT")
                .text("UID", booking.getString("icalUid"))
                .value("SEQUENCE", String.valueOf(booking.getLong("sequence")))
                .instant("DTSTAMP", updatedAt())
                .instant("CREATED", instant("createdAt"))
                .instant("LAST-MODIFIED", updatedAt());
        moment(text, "DTSTART", time.start());
        moment(text, "DTEND", time.end());
        text.value("STATUS", status).value("TRANSP", status.equals(CANCELLED) ? "TRANSPARENT" : "OPAQUE");
    }

    private void moment(IcsText text, String name, Instant instant) {
        if (isLocal) {
            text.value(name, Map.of("TZID", zone.getId()), IcsText.local(LocalDateTime.ofInstant(instant, zone)));
        } else {
            text.instant(name, instant);
        }
    }

    private static void attendee(IcsText text, JsonObject attendee) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("CN", attendee.getString("name"));
        parameters.put("ROLE", "REQ-PARTICIPANT");
        parameters.put("PARTSTAT", "ACCEPTED");
        parameters.put("RSVP", "FALSE");
        text.value("ATTENDEE", parameters, mailto(attendee.getString("email")));
    }

    /// As a part of a URI (RFC 6068), in which a comma or a quote would mean something.
    private static String mailto(String email) {
        var encoded = URLEncoder.encode(email, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%40", "@")
                .replace("%2B", "+");
        return "mailto:" + encoded;
    }

    /// Who comes, also those without an e-mail address, whom no ATTENDEE can name.
    private String description() {
        var lines = new ArrayList<String>();
        coming().forEach(each -> lines.add(
                each.containsKey("phone")
                        ? each.getString("name") + ", " + each.getString("phone")
                        : each.getString("name")));
        if (booking.containsKey("reason")) {
            lines.add(booking.getString("reason"));
        }
        return String.join("\n", lines);
    }

    private Stream<JsonObject> coming() {
        return objects("attendees").filter(each -> !"cancelled".equals(each.getString("status")));
    }

    private Stream<JsonObject> objects(String field) {
        return booking.getJsonArray(field, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    private Instant instant(String field) {
        return Instants.readBack(booking.getString(field));
    }

    /// Writes the rules of the zones of some events, each once and for all of them.
    static void writeZones(IcsText text, List<BookingEvent> events) {
        var times = new LinkedHashMap<ZoneId, TimeRange>();
        for (var each : events) {
            var zone = each.zone();
            if (zone != null) {
                times.merge(zone, each.time, BookingEvent::around);
            }
        }
        times.forEach((zone, time) -> ZoneText.write(text, zone, time));
    }

    private static TimeRange around(TimeRange one, TimeRange other) {
        return new TimeRange(
                one.start().isBefore(other.start()) ? one.start() : other.start(),
                one.end().isAfter(other.end()) ? one.end() : other.end());
    }
}
