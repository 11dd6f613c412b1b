package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Asker;
import scheduler.availability.Refusals;
import scheduler.availability.SharedRefusals;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Trace;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// Tells whoever is refused by which rule, and what else he can have. With an idempotency key it may be the wish's own
/// booking that stands in the way, made by the same request sent twice: then that is the answer.
final class Denials {

    private final Pictures pictures;
    private final SharedRefusals shared;
    private final BookingStore store;
    private final Retrial retrial;
    private final Receipts receipts;
    private final Times times;

    Denials(Pictures pictures, BookingStore store, Retrial retrial, Receipts receipts, Times times) {
        this.pictures = pictures;
        this.shared = new SharedRefusals(pictures);
        this.store = store;
        this.retrial = retrial;
        this.receipts = receipts;
        this.times = times;
    }

    /// Who asked for something, what of, as whom he would have had it, and what he would have left for it.
    record Denied(
            Write write,
            Outline outline,
            Booking wanted,
            @Nullable Leaving leaving) {

        long tenant() {
            return write.tenant().no();
        }

        Instant start() {
            return wanted.time().start();
        }

        Asker asker() {
            return new Asker(wanted.seats(), leaving, List.of());
        }
    }

    /// A start that cannot be had, with the rules that hold for it and the nearest alternatives.
    Future<Outcome> decline(Write write, Outline outline, Instant start, Declined declined, @Nullable Leaving leaving) {
        return receipts.replayOr(
                write,
                () -> (leaving == null
                                ? refusal(outline, start, declined, 1)
                                : Refusals.refusal(pictures, outline, start, declined, leaving))
                        .map(Outcome::refused));
    }

    /// The same for who leaves nothing, whatever his key.
    Future<Problem> refusal(Outline outline, Instant start, Declined declined, int seats) {
        return shared.refusal(outline, start, declined, seats);
    }

    /// One of the attendees has a seat in the session, where each may have one, so other times are left.
    Future<Outcome> alreadyBooked(Denied denied, Attempt attempt, Function<Attempt, Future<Outcome>> again) {
        var sweep = retrial.sweep(denied.outline, attempt);
        return sweep.isPresent() ? sweep.get().compose(again) : alreadyBooked(denied);
    }

    private Future<Outcome> alreadyBooked(Denied denied) {
        // At no other time either.
        var twice = Attendee.twice(denied.wanted.attendees());
        if (denied.leaving == null && twice.isPresent()) {
            return receipts.replayOr(denied.write, () -> Future.succeededFuture(Outcome.refused(twice.get())));
        }
        var declined = new Declined(
                Code.ALREADY_BOOKED, "One of the attendees has a seat then already, and each may have one.");
        var time = List.of(denied.wanted.time());
        return receipts.replayOr(
                denied.write,
                () -> store.holder(denied.tenant(), denied.wanted)
                        .compose(holder -> refusal(denied, declined, time)
                                .map(problem -> problem.with("state", seat(denied.wanted, holder))))
                        .map(Outcome::refused));
    }

    /// Whose seat stands in the way.
    private static JsonObject seat(Booking wanted, Optional<UUID> holder) {
        var state = new JsonObject().put("session", String.valueOf(wanted.session()));
        holder.ifPresent(each -> state.put("booking", each.toString()));
        return state;
    }

    /// The database has counted as many bookings as there may be. Unless the customer has had them the next look
    /// shows it too, with the rule; of customers only the database knows.
    Future<Outcome> limited(Denied denied, Attempt attempt, Function<Attempt, Future<Outcome>> again) {
        var limits = denied.outline.service().limits();
        boolean onlyOfCustomers = limits.stream().allMatch(each -> each.of().equals(Limit.OF_CUSTOMER));
        if (attempt.number() == 1 && !onlyOfCustomers) {
            return retrial.again(denied.outline, attempt).compose(again);
        }
        var sweep = retrial.sweep(denied.outline, attempt);
        return sweep.isPresent() ? sweep.get().compose(again) : limited(denied);
    }

    private Future<Outcome> limited(Denied denied) {
        var wanted = denied.wanted;
        return receipts.replayOr(
                denied.write,
                () -> store.usedUp(denied.tenant(), wanted, Quota.holders(wanted), times.now(denied.tenant()))
                        .compose(held -> held.isEmpty()
                                ? limitReached(denied)
                                : Future.succeededFuture(heldEnough(denied.outline)))
                        .map(Outcome::refused));
    }

    /// No other time would help, so none is offered.
    private static Problem heldEnough(Outline outline) {
        int most = outline.service().policy().holdsPerCustomer();
        var said = "A customer may have " + most + " holds at once of this service, and has as many.";
        return Problem.at(Code.LIMIT_REACHED, "/attendees", said)
                .with("state", new JsonObject().put("holds", most))
                .with("rules", new JsonArray().add(Trace.rule("holds", false, Code.LIMIT_REACHED, said)));
    }

    private Future<Problem> limitReached(Denied denied) {
        var limits = denied.outline.service().limits();
        var ofCustomers = limits.stream()
                .filter(each -> each.of().equals(Limit.OF_CUSTOMER))
                .toList();
        var said = (ofCustomers.isEmpty() ? limits : ofCustomers)
                .stream().map(Limit::said).toList();
        var declined = new Declined(
                Code.LIMIT_REACHED,
                "One more booking would be beyond the limit of " + String.join(", or of ", said) + ".");
        return store.usedUp(denied.tenant(), denied.wanted, Quota.customers(denied.wanted), times.now(denied.tenant()))
                .map(known -> known.stream().anyMatch(each -> each.contains(denied.start()))
                        ? known
                        : Quota.periods(ofCustomers, denied.start(), denied.outline.zone()))
                .compose(usedUp -> refusal(denied, declined, usedUp));
    }

    private Future<Problem> refusal(Denied denied, Declined declined, List<TimeRange> usedUp) {
        return Refusals.limitReached(
                pictures,
                denied.outline,
                denied.start(),
                declined,
                denied.asker().without(usedUp));
    }
}
