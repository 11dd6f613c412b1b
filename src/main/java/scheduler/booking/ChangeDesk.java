package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Refusals;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Keeping;
import scheduler.availability.slot.Verdict;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Bookings.RescheduleBooking;
import scheduler.booking.Bookings.TakeStep;
import scheduler.booking.ChangeRules.Change;
import scheduler.booking.Moves.Move;
import scheduler.database.Receipts;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.service.TimeZoneChange;
import scheduler.time.TimeRange;

/// Decides changes of bookings that are there: another time, another status.
final class ChangeDesk {

    static final String RESCHEDULED = "booking.rescheduled";

    private final Pictures pictures;
    private final Expiry expiry;
    private final Moves moves;
    private final BookingReader reader;
    private final Retrial retrial;
    private final Denials denials;
    private final Receipts receipts;
    private final Times times;
    private final Rebooking rebooking;

    ChangeDesk(
            Pictures pictures,
            Expiry expiry,
            Moves moves,
            BookingReader reader,
            Retrial retrial,
            Denials denials,
            Receipts receipts,
            Times times) {
        this.pictures = pictures;
        this.expiry = expiry;
        this.moves = moves;
        this.reader = reader;
        this.retrial = retrial;
        this.denials = denials;
        this.receipts = receipts;
        this.times = times;
        this.rebooking = new Rebooking(pictures, reader, times);
    }

    Future<Outcome> reschedule(RescheduleBooking wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(RescheduleBooking wish, Attempt attempt) {
        var tenant = wish.write().tenant();
        Function<Attempt, Future<Outcome>> again = next -> attempt(wish, next);
        return reader.find(tenant, wish.id())
                .map(found -> BookingDesk.expected(wish.write(), wish.id(), found))
                .compose(booking -> expiry.unlessOver(
                        tenant,
                        List.of(booking),
                        attempt,
                        again,
                        () -> rebooking
                                .wished(tenant, booking, wish.pin())
                                .compose(
                                        outline -> judge(wish, booking, outline, attempt),
                                        failure -> retrial.unlessFresh(failure, attempt, again))));
    }

    private Future<Outcome> judge(RescheduleBooking wish, Booking booking, Outline outline, Attempt attempt) {
        if (!booking.status().isOpen()) {
            throw ChangeRules.wrongStatus(booking, "moved");
        }
        var start = wish.start().in(outline.zone());
        if (start.equals(booking.time().start())
                && keepsResource(booking, wish.pin())
                && booking.beginsAtLocalStart()) {
            return receipts.keep(wish.write(), changed(booking));
        }
        var rules = ChangeRules.of(
                booking, outline, Change.RESCHEDULE, times.now(wish.write().tenant()));
        var tooLate = rules.declined();
        if (tooLate != null) {
            return refuse(outline, start, tooLate, rules);
        }
        var range = new TimeRange(start, start.plus(outline.duration()));
        return pictures.picture(outline, range, booking.leaving())
                .map(picture -> admit(picture, booking, wish.pin(), start))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted ->
                        rebooking
                                .answer(booking, outline)
                                .compose(answer -> move(wish, booking, outline, admitted, answer, attempt));
                    case Declined declined ->
                        retrial.later(outline, attempt)
                                .map(known -> known.compose(next -> attempt(wish, next)))
                                .orElseGet(() ->
                                        denials.decline(wish.write(), outline, start, declined, booking.leaving()));
                });
    }

    /// Whether the service that a booking was made with has it keep its local time.
    Future<Boolean> keepsLocal(Tenant tenant, Booking booking) {
        return pictures.version(tenant, booking.service(), booking.serviceVersion())
                .map(service -> service.policy().timeZoneChange() == TimeZoneChange.KEEP_LOCAL);
    }

    /// A booking that is to be had at the instant at which clocks show the time that was agreed, in the version that
    /// was compared; `change` is what the event tells of the rules.
    record LocalTime(Write write, UUID id, Instant start, JsonObject change) {}

    /// Moves it there. Nobody has asked for that, so neither notice nor cut-off count. Refused, it stays.
    Future<Outcome> keepLocal(LocalTime wish, Attempt attempt) {
        var tenant = wish.write.tenant();
        return reader.find(tenant, wish.id)
                .map(found -> BookingDesk.expected(wish.write, wish.id, found))
                .compose(booking -> rebooking
                        .wished(tenant, booking, null)
                        .compose(outline -> judge(wish, booking, outline, attempt)));
    }

    private Future<Outcome> judge(LocalTime wish, Booking booking, Outline outline, Attempt attempt) {
        var time = new TimeRange(wish.start, wish.start.plus(outline.duration()));
        return pictures.picture(outline, time, booking.leaving())
                .map(picture -> admit(picture.asOf(booking.createdAt()), booking, null, wish.start))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted ->
                        rebooking
                                .answer(booking, outline)
                                .compose(answer -> move(wish, booking, outline, admitted, answer, attempt));
                    case Declined declined ->
                        retrial.later(outline, attempt)
                                .map(known -> known.compose(next -> keepLocal(wish, next)))
                                .orElseGet(() -> Future.succeededFuture(
                                        Outcome.refused(Problem.of(declined.code(), declined.reason()))));
                });
    }

    private Future<Outcome> move(
            LocalTime wish,
            Booking booking,
            Outline outline,
            Admitted admitted,
            Optional<Instant> answer,
            Attempt attempt) {
        var moved = rebooking.moved(booking, outline, admitted, booking.zone(), answer, attempt);
        var more = new JsonObject().put("timeZoneChanged", wish.change);
        var move = new Move(wish.write, booking, moved, RESCHEDULED, more, changed(moved));
        var rules = Rebooking.rules(moved, outline, admitted);
        return moves.make(move, outline, rules, attempt, next -> keepLocal(wish, next));
    }

    /// No start can be had by moving any more; those that are offered can be booked besides.
    private Future<Outcome> refuse(Outline outline, Instant start, Declined tooLate, ChangeRules rules) {
        return Refusals.refusal(pictures, outline, start, tooLate, null)
                .map(ofStart -> Outcome.refused(ChangeRules.joined(tooLate, rules.trace(), ofStart)));
    }

    /// With those who have it already as far as they are free, or else with others of the same roles, where the outline
    /// has others. Who is wished for takes the place of another.
    private static Verdict admit(Picture picture, Booking booking, @Nullable Pin wished, Instant start) {
        var others = Rebooking.pins(booking).stream()
                .filter(pin -> wished == null || !pin.resource().equals(wished.resource()))
                .toList();
        return Keeping.admit(picture, others, start, booking.seats());
    }

    private static boolean keepsResource(Booking booking, @Nullable Pin pin) {
        return pin == null
                || booking.places().stream().anyMatch(place -> place.id().equals(pin.resource()));
    }

    private Future<Outcome> move(
            RescheduleBooking wish,
            Booking booking,
            Outline outline,
            Admitted admitted,
            Optional<Instant> answer,
            Attempt attempt) {
        var moved = rebooking.moved(booking, outline, admitted, outline.zone(), answer, attempt);
        var move = Move.of(wish.write(), booking, moved, RESCHEDULED, changed(moved));
        return moves.make(
                move, outline, Rebooking.rules(moved, outline, admitted), attempt, next -> attempt(wish, next));
    }

    private static Receipt changed(Booking booking) {
        return Receipt.changed(
                booking.id().toString(), booking.version(), booking.toJson().encode());
    }

    Future<Outcome> step(TakeStep wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(TakeStep wish, Attempt attempt) {
        var tenant = wish.write().tenant();
        Function<Attempt, Future<Outcome>> again = next -> attempt(wish, next);
        return reader.find(tenant, wish.id())
                .map(found -> BookingDesk.expected(wish.write(), wish.id(), found))
                .compose(booking -> expiry.unlessOver(tenant, List.of(booking), attempt, again, () -> {
                    if (!wish.step().mayFollow(booking.status())) {
                        throw ChangeRules.wrongStatus(booking, said(wish.step()));
                    }
                    return switch (wish.step()) {
                        case CANCEL ->
                            rebooking
                                    .outline(tenant, booking)
                                    .compose(outline -> cancel(wish, booking, outline, attempt));
                        case CONFIRM ->
                            booking.having().blocks()
                                    ? take(wish, booking, attempt)
                                    : rebooking
                                            .wished(tenant, booking, null)
                                            .compose(
                                                    outline -> grant(wish, booking, outline, attempt),
                                                    failure -> retrial.unlessFresh(failure, attempt, again));
                        default -> take(wish, booking, attempt);
                    };
                }));
    }

    private Future<Outcome> cancel(TakeStep wish, Booking booking, Outline outline, Attempt attempt) {
        ChangeRules.of(booking, outline, Change.CANCEL, times.now(wish.write().tenant()))
                .refuse();
        return take(wish, booking, attempt);
    }

    /// A request that does not hold its time gets it only now, if it is still there. The notice was kept when it was
    /// asked for.
    private Future<Outcome> grant(TakeStep wish, Booking booking, Outline outline, Attempt attempt) {
        var start = booking.time().start();
        return pictures.picture(outline, booking.time(), booking.leaving())
                .map(picture -> admit(picture.asOf(booking.createdAt()), booking, null, start))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted -> {
                        var places = booking.keptIn(BookingDesk.places(admitted.assigned(), outline, attempt));
                        var having = BookingDesk.blocking(outline, booking.time(), places, booking.seats());
                        var granted =
                                booking.granted(having, times.now(wish.write().tenant()));
                        var move = step(wish, booking, granted);
                        yield moves.make(
                                move,
                                outline,
                                Rebooking.rules(granted, outline, admitted),
                                attempt,
                                next -> attempt(wish, next));
                    }
                    case Declined declined ->
                        retrial.later(outline, attempt)
                                .map(known -> known.compose(next -> attempt(wish, next)))
                                .orElseGet(() ->
                                        denials.decline(wish.write(), outline, start, declined, booking.leaving()));
                });
    }

    private Future<Outcome> take(TakeStep wish, Booking booking, Attempt attempt) {
        var after =
                booking.after(wish.step(), wish.reason(), times.now(wish.write().tenant()));
        return moves.take(step(wish, booking, after), wish.step(), attempt, next -> attempt(wish, next));
    }

    private static Move step(TakeStep wish, Booking booking, Booking after) {
        return Move.of(wish.write(), booking, after, wish.step().event(), changed(after));
    }

    private static String said(Step step) {
        return step == Step.NO_SHOW ? "a no-show" : step.to().text().replace('_', ' ');
    }
}
