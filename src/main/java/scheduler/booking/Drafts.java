package scheduler.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.booking.Booking.Member;
import scheduler.booking.Booking.Standing;
import scheduler.booking.Booking.When;
import scheduler.booking.BookingStore.Placing;
import scheduler.message.Receipt;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Makes of a wish that has been admitted what is to be written: the booking, the rules that it was admitted under, its
/// event and its receipt.
record Drafts(Ids ids, Times times) {

    Placing placing(Wish wish, Outline outline, Admitted admitted, Attempt attempt) {
        return placing(wish, outline, booking(wish, outline, admitted, attempt, null), admitted);
    }

    /// An occurrence of a series. Whoever gives the `first` one too was chosen with that.
    Placing placing(
            Wish wish, Outline outline, Admitted admitted, Attempt attempt, Member member, @Nullable Booking first) {
        var booking = booking(wish, outline, admitted, attempt, member);
        return placing(wish, outline, first == null ? booking : booking.givenAs(first), admitted);
    }

    private static Placing placing(Wish wish, Outline outline, Booking booking, Admitted admitted) {
        var seen = booking.toJson();
        var receipt = Receipt.created(booking.id().toString(), booking.version(), seen.encode());
        var event = booking.began(wish.write().tenant(), BookingDesk.began(booking.status()), seen);
        var quotas = Quota.of(outline, admitted.start(), admitted.assigned(), booking);
        var rules = Rules.of(outline, booking, admitted.assigned(), outline.serviceVersion(), quotas);
        return new Placing(wish.write(), booking, rules, event, receipt);
    }

    private Booking booking(Wish wish, Outline outline, Admitted admitted, Attempt attempt, @Nullable Member member) {
        var time = new TimeRange(admitted.start(), admitted.end());
        var places = BookingDesk.places(admitted.assigned(), outline, attempt);
        var zone = outline.service()
                .timeZone()
                .orElse(admitted.assigned().getFirst().zone());
        var now = times.now(outline.tenant());
        var standing = wish.ttl() == null
                ? BookingDesk.agreed(outline, time.start(), now)
                : new Standing(Status.HELD, true, end(wish, now.plus(wish.ttl()), time.start()), null);
        return new Booking(
                ids.next(),
                1,
                0,
                standing,
                outline.serviceNo(),
                outline.service().id(),
                outline.serviceVersion(),
                When.at(time, zone),
                BookingDesk.having(outline, standing.status(), time, places, wish.seats()),
                Attendee.toJson(wish.wanted().attendees()),
                wish.metadata(),
                member,
                now,
                now);
    }

    private static Instant end(Wish wish, Instant expiresAt, Instant start) {
        return wish.isUntilStart() && expiresAt.isAfter(start) ? start : expiresAt;
    }
}
