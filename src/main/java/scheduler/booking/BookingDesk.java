package scheduler.booking;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import scheduler.availability.Asker;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Booking.Having;
import scheduler.booking.Booking.Place;
import scheduler.booking.Booking.Standing;
import scheduler.booking.BookingStore.Placing;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Crowds.Asked;
import scheduler.booking.Denials.Denied;
import scheduler.booking.Holds.HoldSlot;
import scheduler.database.KeyUsed;
import scheduler.database.Receipts;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.time.TimeRange;

/// Decides wishes for bookings: admits them through the slot function and has the store write them. A wish that
/// loses a race is judged again on what is there now, so that it is refused only for a reason that holds.
final class BookingDesk {

    private final Pictures pictures;
    private final Expiry expiry;
    private final BookingStore store;
    private final Retrial retrial;
    private final Denials denials;
    private final Receipts receipts;
    private final Drafts drafts;
    private final Crowds<Said> crowds = new Crowds<>();

    BookingDesk(
            Pictures pictures,
            Expiry expiry,
            BookingStore store,
            Retrial retrial,
            Denials denials,
            Receipts receipts,
            Drafts drafts) {
        this.pictures = pictures;
        this.expiry = expiry;
        this.store = store;
        this.retrial = retrial;
        this.denials = denials;
        this.receipts = receipts;
        this.drafts = drafts;
    }

    /// A key that was used before is not looked up ahead: it is found when the wish is refused or its receipt
    /// cannot be kept.
    Future<Outcome> book(BookSlot book) {
        return decide(Wish.of(book));
    }

    Future<Outcome> hold(HoldSlot hold) {
        return decide(Wish.of(hold));
    }

    private Future<Outcome> decide(Wish wish) {
        if (store.isFull()) {
            return Future.failedFuture(Refusal.overloaded("Too many bookings are being decided."));
        }
        return crowds.decide(Asked.of(wish), () -> attempt(wish, new Attempt()), said -> refused(wish, said))
                .recover(failure -> receipts.settle(wish.write(), failure));
    }

    private Future<Outcome> attempt(Wish wish, Attempt attempt) {
        var wanted = wish.wanted();
        return pictures.outline(wish.write().tenant(), wanted.service(), null, wanted.duration(), _ -> wanted.pins())
                .compose(outline -> judge(wish, outline, wanted.start().in(outline.zone()), attempt));
    }

    private Future<Outcome> judge(Wish wish, Outline outline, Instant start, Attempt attempt) {
        refuseTooMany(wish, outline);
        var range = new TimeRange(start, start.plus(outline.duration()));
        return pictures.pictureFor(wish.wanted().customer(), outline, range)
                .map(picture -> SlotFunction.admit(picture, start, wish.seats()))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted -> place(wish, outline, admitted, attempt);
                    case Declined declined ->
                        retrial.later(outline, attempt)
                                .map(known -> crowds.gather(Asked.of(wish), known.compose(next -> attempt(wish, next))))
                                .orElseGet(() -> denials.refusal(outline, start, declined, wish.seats())
                                        .map(refusal -> new Said(outline, start, refusal))
                                        .onSuccess(said -> crowds.refuse(Asked.of(wish), said))
                                        .compose(said -> refused(wish, said)));
                });
    }

    /// How whoever wants a start is refused.
    private record Said(Outline outline, Instant start, Problem refusal) {}

    /// Unless it is the wish's own booking, made by the same request sent twice, that stands in the way.
    private Future<Outcome> refused(Wish wish, Said said) {
        return receipts.replayOr(wish.write(), () -> suited(wish, said).map(Outcome::refused));
    }

    private Future<Problem> suited(Wish wish, Said said) {
        return Had.matters(said.outline)
                ? denials.suited(
                        said.outline,
                        said.start,
                        Attendee.toJson(wish.wanted().attendees()),
                        Asker.of(wish.seats()),
                        said.refusal)
                : Future.succeededFuture(said.refusal);
    }

    /// More seats than any session has are no matter of the start.
    static void refuseTooMany(Wish wish, Outline outline) {
        var capacity = outline.service().capacity();
        if (capacity != null && wish.seats() > capacity) {
            throw wish.seats() > wish.wanted().attendees().size()
                    ? Refusal.invalid("/seats", "A session of this service has " + capacity + " seats.")
                    : Refusal.invalid("/attendees", "A booking of this service may have " + capacity + " attendees.");
        }
    }

    private Future<Outcome> place(Wish wish, Outline outline, Admitted admitted, Attempt attempt) {
        var placing = drafts.placing(wish, outline, admitted, attempt);
        var event = placing.event();
        var denied = new Denied(wish.write(), outline, placing.booking(), null);
        return written(placing).compose(decided -> switch (decided.verdict()) {
            case DONE -> {
                decided.told(event).ifPresent(expiry::hear);
                yield Future.succeededFuture(new Changed(placing.receipt()));
            }
            case TAKEN, RULES_MOVED, CHANGED -> retrial.again(outline, attempt).compose(next -> attempt(wish, next));
            case LIMITED -> denials.limited(denied, attempt, next -> attempt(wish, next));
            case ALREADY_BOOKED -> denials.alreadyBooked(denied, attempt, next -> attempt(wish, next));
            case KEY_USED -> Future.failedFuture(new KeyUsed());
        });
    }

    /// Nobody is to go for somebody else because of what is only tried.
    private Future<Decided> written(Placing placing) {
        return placing.write().isDryRun()
                ? store.place(placing)
                : pictures.expecting(
                        placing.event(), () -> store.place(placing), decided -> decided.told(placing.event()));
    }

    /// The type of the event with which a status begins.
    static String began(Status status) {
        return switch (status) {
            case HELD -> "hold.created";
            case PENDING -> "booking.requested";
            default -> "booking.confirmed";
        };
    }

    /// Where a booking stands once its customer has agreed. A request is over when it would begin, or earlier.
    static Standing agreed(Outline outline, Instant start, Instant now) {
        var service = outline.service();
        if (!service.approval()) {
            return Standing.of(Status.CONFIRMED);
        }
        var expiry = service.policy().pendingExpiry();
        var asked = expiry == null ? start : expiry.after(now, outline.zone());
        return new Standing(Status.PENDING, false, asked.isBefore(start) ? asked : start, null);
    }

    /// What a booking has in a status: a request may have nothing yet but who is asked for.
    static Having having(Outline outline, Status status, TimeRange time, List<Place> places, int seats) {
        return status != Status.PENDING || outline.service().policy().pendingBlocks()
                ? blocking(outline, time, places, seats)
                : new Having(places, null, seats, false);
    }

    static Having blocking(Outline outline, TimeRange time, List<Place> places, int seats) {
        return new Having(places, Sessions.of(outline, time, places), seats, true);
    }

    /// The unit that suits best. Once that has been lost to somebody else one at random, so that a thousand wishes
    /// for a hall with a thousand places do not go for the same unit all the way; but those who share sessions had
    /// better meet.
    static List<Place> places(List<Assigned> assigned, Outline outline, Attempt attempt) {
        boolean isFirst = attempt.number() == 1 || outline.service().capacity() != null;
        return assigned.stream()
                .map(each -> new Place(
                        each.role(),
                        each.id(),
                        each.resource(),
                        isFirst ? each.units().getFirst() : any(each.units()),
                        each.during(),
                        each.lead(),
                        each.choice() == null ? null : each.choice().toJson(),
                        each.choice() == null && !outline.isNamed(each.role(), each.id())))
                .toList();
    }

    private static int any(List<Integer> units) {
        return units.get(ThreadLocalRandom.current().nextInt(units.size()));
    }

    /// The booking of a change, refused when there is none or when it is not the one that was expected.
    static Booking expected(Write write, UUID id, Optional<Booking> found) {
        var booking = found.orElseThrow(() -> new Refusal(Problem.notFound("booking", id.toString())));
        if (!write.expected().accepts(booking.version())) {
            throw new Refusal(write.expected().mismatch(booking.version()));
        }
        return booking;
    }
}
