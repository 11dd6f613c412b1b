package scheduler.booking;

import io.vertx.core.Future;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.booking.Booking.Having;
import scheduler.booking.Booking.When;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.service.Service;
import scheduler.time.TimeRange;

/// Makes of a booking what it is to be at another time.
record Rebooking(Pictures pictures, Times times) {

    /// The service in the version that the booking was made with, and who can give it.
    Future<Outline> outline(Tenant tenant, Booking booking, @Nullable Pin pin) {
        return pictures.outline(
                tenant,
                booking.service(),
                booking.serviceVersion(),
                booking.time().length(),
                service -> pins(service, booking, pin));
    }

    /// Where a service names no requirement its customer chose the resource, so another cannot take its place.
    static List<Pin> pins(Service service, Booking booking, @Nullable Pin pin) {
        if (pin != null) {
            return List.of(pin);
        }
        return service.requirements().isEmpty() ? pins(booking) : List.of();
    }

    /// Those who give it.
    static List<Pin> pins(Booking booking) {
        return booking.places().stream()
                .map(place -> new Pin(place.role(), place.id(), "/resource"))
                .toList();
    }

    Booking moved(Booking booking, Outline outline, Admitted admitted, ZoneId zone, Attempt attempt) {
        var when = When.at(new TimeRange(admitted.start(), admitted.end()), zone);
        var places = booking.keptIn(BookingDesk.places(admitted.assigned(), outline, attempt));
        var having = booking.having().blocks()
                ? BookingDesk.blocking(outline, when.time(), places, booking.seats())
                : new Having(places, null, booking.seats(), false);
        return booking.movedTo(when, having, times.now());
    }

    /// What has to hold for it when it is written.
    static Rules rules(Booking booking, Outline outline, Admitted admitted) {
        var quotas = Quota.of(outline, admitted.start(), admitted.assigned(), booking);
        return Rules.of(outline, booking, admitted.assigned(), null, quotas);
    }
}
