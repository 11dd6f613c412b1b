package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.picture.Pin;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.service.Service;

/// What a customer wants to have: a service at a start, how long if there is a choice, whom he insists on, and who
/// comes.
public record Wanted(
        String service, Start start, @Nullable Duration duration, List<Pin> pins, List<Attendee> attendees) {

    static Wanted read(Fields fields) {
        return read(fields, fields.text("start", Start::read));
    }

    /// Where the start is known otherwise.
    public static Wanted read(Fields fields, Start start) {
        return new Wanted(
                fields.text("service", Names::check),
                start,
                fields.optional("duration", Service::length),
                Bookings.readPins(fields),
                Bookings.readAttendees(fields));
    }

    /// What can be read again, without the start.
    public JsonObject toJson() {
        var resources = new JsonArray();
        pins.forEach(each -> resources.add(
                each.role() == null
                        ? each.resource()
                        : new JsonObject().put("role", each.role()).put("id", each.resource())));
        var json = new JsonObject().put("service", service);
        if (duration != null) {
            json.put("duration", duration.toString());
        }
        if (!pins.isEmpty()) {
            json.put("resources", resources);
        }
        return json.put("attendees", Attendee.toJson(attendees));
    }

    /// By whom the customer is known: the first of those who come.
    public @Nullable String customer() {
        return attendees.isEmpty() ? null : attendees.getFirst().email();
    }
}
