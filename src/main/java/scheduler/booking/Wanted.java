package scheduler.booking;

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
        return new Wanted(
                fields.text("service", Names::check),
                fields.text("start", Start::read),
                fields.optional("duration", Service::length),
                Bookings.readPins(fields),
                Bookings.readAttendees(fields));
    }

    /// By whom the customer is known: the first of those who come.
    @Nullable
    String customer() {
        return attendees.isEmpty() ? null : attendees.getFirst().email();
    }
}
