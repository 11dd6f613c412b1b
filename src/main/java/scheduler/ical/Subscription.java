package scheduler.ical;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.ical.Calendars.Subject;

/// A feed of bookings that calendars subscribe to. Without `details` it says when somebody is busy, and nothing else.
record Subscription(
        UUID id, Subject subject, boolean details, @Nullable String name, Instant createdAt) {

    JsonObject toJson() {
        var json = new JsonObject().put("id", id.toString());
        if (subject.resource() != null) {
            json.put("resource", subject.resource());
        }
        if (subject.attendee() != null) {
            json.put("attendee", subject.attendee());
        }
        json.put("details", details);
        if (name != null) {
            json.put("name", name);
        }
        return json.put("createdAt", createdAt.toString());
    }

    /// What calendars call it.
    String title() {
        if (name != null) {
            return name;
        }
        var subjects = subject.resource() == null ? subject.attendee() : subject.resource();
        return details && subjects != null ? subjects : "Busy";
    }
}
