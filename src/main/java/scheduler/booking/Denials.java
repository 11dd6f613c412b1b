package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
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
import scheduler.database.StoreFailure;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.service.Limit;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// Tells whoever is refused by which rule, and what else he can have. With an idempotency key it may be the wish's own
/// booking that stands in the way, made by the same request sent twice: then that is the answer.
final class Denials {

    /// So many look at once what a customer has. Of a crowd that wants the same the others are offered what anybody
    /// could have: whoever is hopeless is told at once, and does not keep the database from those who are not.
    private static final int LOOKING_MAX = 8;

    private final AtomicInteger looking = new AtomicInteger();
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
                                : moving(outline, start, declined, leaving))
                        .map(Outcome::refused));
    }

    private Future<Problem> moving(Outline outline, Instant start, Declined declined, Leaving leaving) {
        var asker = Asker.leaving(leaving);
        return Refusals.refusalOf(pictures, outline, start, declined, asker)
                .compose(refusal -> Had.matters(outline)
                        ? attendees(outline, leaving)
                                .compose(attendees -> suited(outline, start, attendees, asker, refusal))
                        : Future.succeededFuture(refusal));
    }

    private Future<JsonArray> attendees(Outline outline, Leaving leaving) {
        return store.attendees(outline.tenant().no(), leaving.booking())
                .recover(failure -> unlessAway(failure, new JsonArray()));
    }

    /// The same for who leaves nothing, whatever his key and whoever he is.
    Future<Problem> refusal(Outline outline, Instant start, Declined declined, int seats) {
        return shared.refusal(outline, start, declined, seats);
    }

    /// A refusal with alternatives that its customers can have. What they have by now only the database knows, so it is
    /// asked only where that matters.
    Future<Problem> suited(Outline outline, Instant start, JsonArray attendees, Asker asker, Problem refusal) {
        var offered = refusal.more().getJsonArray("alternatives");
        if (offered.isEmpty()) {
            return Future.succeededFuture(refusal);
        }
        if (Had.isUnique(outline)
                && asker.leaving() == null
                && Attendee.twice(attendees).isPresent()) {
            return Future.succeededFuture(refusal.with("alternatives", new JsonArray()));
        }
        return closed(outline, Quota.emails(attendees), asker)
                .map(asker::without)
                .compose(suiting -> areOpen(offered, suiting)
                        ? Future.succeededFuture(refusal)
                        : Refusals.alternatives(pictures, outline, start, suiting)
                                .map(found -> refusal.with("alternatives", found)));
    }

    private static boolean areOpen(JsonArray offered, Asker asker) {
        return offered.stream()
                .map(each -> Instants.readBack(((JsonObject) each).getString("start")))
                .allMatch(asker::isOpen);
    }

    private Future<List<TimeRange>> closed(Outline outline, String[] emails, Asker asker) {
        if (emails.length == 0 || !Had.matters(outline) || looking.get() >= LOOKING_MAX) {
            return Future.succeededFuture(List.of());
        }
        var leaving = asker.leaving();
        var since = Had.since(outline, times.now(outline.tenant()));
        looking.incrementAndGet();
        return store.had(outline, since, leaving == null ? null : leaving.booking(), emails)
                .onComplete((_, _) -> looking.decrementAndGet())
                .map(had -> Had.closed(outline, had))
                .recover(failure -> unlessAway(failure, List.of()));
    }

    /// Where the database does not answer somebody is refused all the same, and offered what anybody could have.
    private static <T> Future<T> unlessAway(Throwable failure, T nothing) {
        boolean isAway = failure instanceof StoreFailure stored
                ? stored.effect() != StoreFailure.Effect.NONE
                : failure instanceof Refusal refusal && refusal.isPassing();
        return isAway ? Future.succeededFuture(nothing) : Future.failedFuture(failure);
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
                        .compose(holder -> closed(denied)
                                .compose(closed -> refusal(denied, declined, closed, time))
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
        return closed(denied)
                .compose(closed -> refusal(
                        denied,
                        declined,
                        closed,
                        closed.stream().anyMatch(each -> each.contains(denied.start()))
                                ? List.of()
                                : Quota.periods(ofCustomers, denied.start(), denied.outline.zone())));
    }

    private Future<List<TimeRange>> closed(Denied denied) {
        return closed(denied.outline, Quota.emails(denied.wanted), denied.asker());
    }

    private Future<Problem> refusal(Denied denied, Declined declined, List<TimeRange> closed, List<TimeRange> besides) {
        var asker = denied.asker().without(closed).without(besides);
        return Refusals.limitReached(pictures, denied.outline, denied.start(), declined, asker);
    }
}
