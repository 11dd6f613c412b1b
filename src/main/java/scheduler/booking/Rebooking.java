package scheduler.booking;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Pin;
import scheduler.availability.picture.Pins;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.booking.Booking.Having;
import scheduler.booking.Booking.Place;
import scheduler.booking.Booking.When;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.service.Service;
import scheduler.time.TimeRange;

/// Makes of a booking what it is to be at another time.
record Rebooking(Pictures pictures, BookingReader reader, Times times) {

    /// The service in the version that the booking was made with, and who can give it.
    Future<Outline> outline(Tenant tenant, Booking booking) {
        return outline(tenant, booking, List.of());
    }

    /// The same for a booking that takes another place or more of it, by the capacity and the limits that its service
    /// has now.
    Future<Outline> ruledAsNow(Tenant tenant, Booking booking) {
        return outline(tenant, booking).compose(pictures::ruledAsNow);
    }

    /// The same for a booking that is wanted at another time, with `pin` or with whom its customer had asked
    /// for: nobody else takes the place of those. Refused where one of them cannot give it any more.
    Future<Outline> wished(Tenant tenant, Booking booking, @Nullable Pin pin) {
        return outline(tenant, booking, pin == null ? List.of() : List.of(pin))
                .map(outline -> withNamed(outline, booking, pin))
                .compose(pictures::ruledAsNow);
    }

    private static Outline withNamed(Outline outline, Booking booking, @Nullable Pin pin) {
        var narrowed = outline;
        for (var each : named(booking)) {
            boolean gone = outline.roles().stream().noneMatch(role -> isOf(each, role) && has(role, each));
            if (gone
                    && (pin == null
                            || outline.roles().stream().noneMatch(role -> isOf(each, role) && has(role, pin)))) {
                throw gone(each);
            }
            narrowed = Pins.tried(narrowed, List.of(each)).orElse(narrowed);
        }
        return narrowed;
    }

    private static boolean isOf(Pin pin, Outline.Role role) {
        return role.requirement().role().equals(pin.role());
    }

    private static boolean has(Outline.Role role, Pin pin) {
        return role.ids().contains(pin.resource());
    }

    private static Refusal gone(Pin pin) {
        return new Refusal(Problem.of(
                Code.UNKNOWN_RESOURCE,
                "The resource " + pin.resource() + ", who was asked for as " + pin.role()
                        + ", cannot give it any more."));
    }

    private Future<Outline> outline(Tenant tenant, Booking booking, List<Pin> pins) {
        return pictures.outline(
                tenant,
                booking.service(),
                booking.serviceVersion(),
                booking.time().length(),
                service -> pins(service, booking, pins));
    }

    /// Where a service names no requirement its customer chose the resource, so another cannot take its place.
    private static List<Pin> pins(Service service, Booking booking, List<Pin> pins) {
        return pins.isEmpty() && service.requirements().isEmpty() ? pins(booking) : pins;
    }

    /// Those whom the customer has chosen, as no strategy has, or the service that names nobody else.
    private static List<Pin> named(Booking booking) {
        return booking.places().stream()
                .filter(Place::isNamed)
                .map(Rebooking::pin)
                .toList();
    }

    /// Those who give it.
    static List<Pin> pins(Booking booking) {
        return booking.places().stream().map(Rebooking::pin).toList();
    }

    private static Pin pin(Place place) {
        return new Pin(place.role(), place.id(), "/resource");
    }

    /// When the answer to a request is due by the service that it was made with; empty where nothing is said of that,
    /// and where nobody waits for one. Once that was later than its start, when it is over does not tell any more.
    Future<Optional<Instant>> answer(Booking booking, Outline outline) {
        var after = outline.service().policy().pendingExpiry();
        if (after == null || !booking.waitsUntilStart()) {
            return Future.succeededFuture(
                    booking.waitsUntilStart()
                            ? Optional.empty()
                            : Optional.ofNullable(booking.standing().expiresAt()));
        }
        return reader.asked(outline.tenant(), booking).map(asked -> Optional.of(after.after(asked, outline.zone())));
    }

    /// `answer` is when that to a request is due.
    Booking moved(
            Booking booking,
            Outline outline,
            Admitted admitted,
            ZoneId zone,
            Optional<Instant> answer,
            Attempt attempt) {
        var when = When.at(new TimeRange(admitted.start(), admitted.end()), zone);
        var places = booking.keptIn(BookingDesk.places(admitted.assigned(), outline, attempt));
        var having = booking.having().blocks()
                ? BookingDesk.blocking(outline, when.time(), places, booking.seats())
                : new Having(places, null, booking.seats(), false);
        return booking.movedTo(when, having, answer.orElse(null), times.now(outline.tenant()));
    }

    /// What has to hold for it when it is written.
    static Rules rules(Booking booking, Outline outline, Admitted admitted) {
        var quotas = Quota.of(outline, admitted.start(), admitted.assigned(), booking);
        return Rules.of(outline, booking, admitted.assigned(), outline.ruledBy(), quotas);
    }
}
