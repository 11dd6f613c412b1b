package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Refusals;
import scheduler.availability.SharedRefusals;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Booking.Having;
import scheduler.booking.Booking.Place;
import scheduler.booking.Booking.Standing;
import scheduler.booking.Booking.When;
import scheduler.booking.BookingStore.Placing;
import scheduler.booking.BookingStore.Rules;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Holds.HoldSlot;
import scheduler.database.KeyUsed;
import scheduler.database.Receipts;
import scheduler.event.Follower;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// Decides wishes for bookings: admits them through the slot function and has the store write them. A wish that
/// loses a race is judged again on what is there now, so that it is refused only for a reason that holds.
final class BookingDesk {

    private final Pictures pictures;
    private final Follower log;
    private final BookingStore store;
    private final Receipts receipts;
    private final Expiry expiry;
    private final Ids ids;
    private final Times times;
    private final SharedRefusals shared;

    BookingDesk(
            Pictures pictures,
            Follower log,
            Expiry expiry,
            BookingStore store,
            Receipts receipts,
            Ids ids,
            Times times) {
        this.pictures = pictures;
        this.log = log;
        this.expiry = expiry;
        this.store = store;
        this.receipts = receipts;
        this.ids = ids;
        this.times = times;
        this.shared = new SharedRefusals(pictures);
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
        return attempt(wish, new Attempt()).recover(failure -> receipts.settle(wish.write(), failure));
    }

    private Future<Outcome> attempt(Wish wish, Attempt attempt) {
        return pictures.outline(wish.write().tenant(), wish.service(), null, wish.duration(), _ -> wish.pins())
                .compose(outline -> judge(wish, outline, wish.start().in(outline.zone()), attempt));
    }

    private Future<Outcome> judge(Wish wish, Outline outline, Instant start, Attempt attempt) {
        refuseTooMany(wish, outline);
        var range = new TimeRange(start, start.plus(outline.duration()));
        return pictures.pictureFor(customer(wish), outline, range)
                .map(picture -> SlotFunction.admit(picture, start, wish.seats()))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted -> place(wish, outline, admitted, attempt);
                    case Declined declined ->
                        later(outline, attempt)
                                .map(known -> known.compose(next -> attempt(wish, next)))
                                .orElseGet(() -> decline(wish.write(), outline, start, declined, null));
                });
    }

    /// What has to be known before somebody is refused, if it is not yet: what this node is just writing, what had
    /// happened elsewhere when he asked, and that what is over takes no time any more.
    Optional<Future<Attempt>> later(Outline outline, Attempt attempt) {
        var undecided = pictures.undecided(outline);
        if (undecided != null && !attempt.isLast()) {
            return Optional.of(undecided
                    .compose(_ -> attempt.isFresh() ? Future.succeededFuture() : log.caughtUp())
                    .map(_ -> attempt.fresh()));
        }
        if (!attempt.isFresh()) {
            return Optional.of(log.caughtUp().map(_ -> attempt.fresh()));
        }
        return isToBeSwept(outline, attempt) ? Optional.of(swept(outline, attempt)) : Optional.empty();
    }

    private boolean isToBeSwept(Outline outline, Attempt attempt) {
        return !attempt.isSwept() && expiry.isDue(outline.tenant().no());
    }

    /// Another node may have ended it, so the log is looked at in any case.
    private Future<Attempt> swept(Outline outline, Attempt attempt) {
        return expiry.run(outline.tenant())
                .otherwiseEmpty()
                .compose(_ -> log.caughtUp())
                .map(_ -> attempt.swept());
    }

    private static void refuseTooMany(Wish wish, Outline outline) {
        var capacity = outline.service().capacity();
        if (capacity != null && wish.seats() > capacity) {
            throw wish.seats() > wish.attendees().size()
                    ? Refusal.invalid("/seats", "A session of this service has " + capacity + " seats.")
                    : Refusal.invalid("/attendees", "A booking of this service may have " + capacity + " attendees.");
        }
    }

    /// By whom the customer is known: the first of those who come.
    private static @Nullable String customer(Wish wish) {
        return wish.attendees().isEmpty() ? null : wish.attendees().getFirst().email();
    }

    private Future<Outcome> place(Wish wish, Outline outline, Admitted admitted, Attempt attempt) {
        var booking = booking(wish, outline, admitted, attempt);
        var receipt = Receipt.created(
                booking.id().toString(), booking.version(), booking.toJson().encode());
        var event = BookingStore.happened(wish.write(), booking, began(booking.status()), booking.toEvent());
        var quotas = Quota.of(outline, admitted.start(), admitted.assigned(), booking);
        var rules = Rules.of(outline, booking, admitted.assigned(), outline.serviceVersion(), quotas);
        return pictures.expecting(
                        event,
                        () -> store.place(new Placing(wish.write(), booking, rules, event, receipt)),
                        decided -> decided.told(event))
                .compose(decided -> switch (decided.verdict()) {
                    case DONE -> {
                        expiry.hear(event);
                        yield Future.succeededFuture(new Changed(receipt));
                    }
                    case TAKEN, RULES_MOVED, CHANGED -> again(outline, attempt).compose(next -> attempt(wish, next));
                    case LIMITED -> limited(wish.write(), outline, booking, attempt, null, next -> attempt(wish, next));
                    case ALREADY_BOOKED ->
                        alreadyBooked(wish.write(), outline, booking, attempt, null, next -> attempt(wish, next));
                    case KEY_USED -> Future.failedFuture(new KeyUsed());
                });
    }

    /// The type of the event with which a status begins.
    static String began(Status status) {
        return switch (status) {
            case HELD -> "hold.created";
            case PENDING -> "booking.requested";
            default -> "booking.confirmed";
        };
    }

    /// One of the attendees has a seat in the session, where each may have one, so other times are left. With an
    /// idempotency key it may be the wish's own booking by which he has it.
    Future<Outcome> alreadyBooked(
            Write write,
            Outline outline,
            Booking wanted,
            Attempt attempt,
            @Nullable Leaving leaving,
            Function<Attempt, Future<Outcome>> again) {
        if (isToBeSwept(outline, attempt)) {
            return swept(outline, attempt).compose(again);
        }
        var declined = new Declined(
                Code.ALREADY_BOOKED, "One of the attendees has a seat then already, and each may have one.");
        var time = wanted.time();
        return receipts.replayOr(
                write,
                () -> store.holder(write.tenant().no(), wanted)
                        .compose(holder -> Refusals.refusal(
                                        pictures, outline, time.start(), declined, leaving, List.of(time))
                                .map(problem -> Outcome.refused(problem.with("state", seat(wanted, holder))))));
    }

    /// Whose seat stands in the way.
    private static JsonObject seat(Booking wanted, Optional<UUID> holder) {
        var state = new JsonObject().put("session", String.valueOf(wanted.session()));
        holder.ifPresent(each -> state.put("booking", each.toString()));
        return state;
    }

    /// The database has counted as many bookings as there may be. Unless the customer has had them the next look
    /// shows it too, with the rule; of customers only the database knows.
    Future<Outcome> limited(
            Write write,
            Outline outline,
            Booking wanted,
            Attempt attempt,
            @Nullable Leaving leaving,
            Function<Attempt, Future<Outcome>> again) {
        boolean onlyOfCustomers =
                outline.service().limits().stream().allMatch(each -> each.of().equals(Limit.OF_CUSTOMER));
        if (attempt.number() == 1 && !onlyOfCustomers) {
            return again(outline, attempt).compose(again);
        }
        if (isToBeSwept(outline, attempt)) {
            return swept(outline, attempt).compose(again);
        }
        long tenant = write.tenant().no();
        return receipts.replayOr(
                write,
                () -> store.usedUp(tenant, wanted, Quota.holders(wanted), times.now())
                        .compose(held -> held.isEmpty()
                                ? limited(tenant, outline, wanted, leaving)
                                : Future.succeededFuture(Outcome.refused(heldEnough(outline)))));
    }

    /// No other time would help, so none is offered.
    private static Problem heldEnough(Outline outline) {
        int most = outline.service().policy().holdsPerCustomer();
        return Problem.at(
                        Code.LIMIT_REACHED,
                        "/attendees",
                        "A customer may have " + most + " holds at once of this service, and has as many.")
                .with("state", new JsonObject().put("holds", most));
    }

    private Future<Outcome> limited(long tenant, Outline outline, Booking wanted, @Nullable Leaving leaving) {
        var limits = outline.service().limits();
        var ofCustomers = limits.stream()
                .filter(each -> each.of().equals(Limit.OF_CUSTOMER))
                .toList();
        var start = wanted.time().start();
        var said = (ofCustomers.isEmpty() ? limits : ofCustomers)
                .stream().map(Limit::said).toList();
        var declined = new Declined(
                Code.LIMIT_REACHED,
                "One more booking would be beyond the limit of " + String.join(", or of ", said) + ".");
        return store.usedUp(tenant, wanted, Quota.customers(wanted), times.now())
                .map(known -> known.stream().anyMatch(each -> each.contains(start))
                        ? known
                        : Quota.periods(ofCustomers, start, outline.zone()))
                .compose(usedUp -> Refusals.refusal(pictures, outline, start, declined, leaving, usedUp))
                .map(Outcome::refused);
    }

    /// The database knew better than the memory of this node, which has to learn it before the wish is judged
    /// again.
    Future<Attempt> again(Outline outline, Attempt attempt) {
        if (attempt.isLast()) {
            return Future.failedFuture(Refusal.overloaded("The time is fought over too much to decide now."));
        }
        if (attempt.isStuck()) {
            pictures.forget(outline);
        }
        return log.caughtUp().map(_ -> attempt.next());
    }

    private Booking booking(Wish wish, Outline outline, Admitted admitted, Attempt attempt) {
        var time = new TimeRange(admitted.start(), admitted.end());
        var places = places(admitted.assigned(), outline, attempt);
        var zone = outline.service()
                .timeZone()
                .orElse(admitted.assigned().getFirst().zone());
        var now = times.now();
        var standing = wish.ttl() == null
                ? agreed(outline, time.start(), now)
                : new Standing(Status.HELD, true, now.plus(wish.ttl()), null);
        var attendees = new JsonArray();
        wish.attendees().forEach(each -> attendees.add(each.toJson()));
        return new Booking(
                ids.next(),
                1,
                0,
                standing,
                outline.serviceNo(),
                outline.service().id(),
                outline.serviceVersion(),
                When.at(time, zone),
                having(outline, standing.status(), time, places, wish.seats()),
                attendees,
                wish.metadata(),
                now,
                now);
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

    /// A refusal with its rules and the nearest alternatives. With an idempotency key it may be the wish's own
    /// booking that stands in the way, made by the same request sent twice: then that is the answer.
    Future<Outcome> decline(Write write, Outline outline, Instant start, Declined declined, @Nullable Leaving leaving) {
        return receipts.replayOr(
                write,
                () -> (leaving == null
                                ? shared.refusal(outline, start, declined)
                                : Refusals.refusal(pictures, outline, start, declined, leaving))
                        .map(Outcome::refused));
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
                        each.choice() == null ? null : each.choice().toJson()))
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
