package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Trace;
import scheduler.booking.Booking.Place;
import scheduler.booking.Holds.BookHold;
import scheduler.booking.Holds.ExtendHold;
import scheduler.booking.Holds.GetHold;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.booking.Moves.Move;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.time.Instants;

/// Decides what becomes of holds: a booking in their place, more time, or nothing. Whether a hold is over is told by
/// the clock and not by whether it has been ended yet; the version of its row settles who was first.
final class HoldDesk {

    private static final String RELEASED = "released";

    private final Rebooking rebooking;
    private final Moves moves;
    private final BookingReader reader;
    private final Receipts receipts;
    private final Times times;

    HoldDesk(Pictures pictures, Moves moves, BookingReader reader, Receipts receipts, Times times) {
        this.rebooking = new Rebooking(pictures, reader, times);
        this.moves = moves;
        this.reader = reader;
        this.receipts = receipts;
        this.times = times;
    }

    Future<Outcome> get(GetHold get) {
        return reader.findHold(get.tenant(), get.id()).map(found -> {
            var hold = found.filter(each -> !isReleased(each)).orElseThrow(() -> unknown(get.id(), null));
            if (hold.isHold()) {
                refuseOver(get.tenant(), hold);
            }
            return new Found(hold.toHold().encode(), hold.version());
        });
    }

    Future<Outcome> book(BookHold wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(BookHold wish, Attempt attempt) {
        var tenant = wish.write().tenant();
        return reader.findHold(tenant, wish.hold()).compose(found -> {
            var hold = held(tenant, found.orElseThrow(() -> unknown(wish.hold(), "/hold")));
            refuseOthers(wish, hold);
            return rebooking.outline(tenant, hold).compose(outline -> agree(wish, hold, outline, attempt));
        });
    }

    private Future<Outcome> agree(BookHold wish, Booking hold, Outline outline, Attempt attempt) {
        var start = hold.time().start();
        if (wish.start() != null && !wish.start().in(hold.zone()).equals(start)) {
            throw Refusal.invalid("/start", "The hold is of another time: leave it out, or give its start.");
        }
        var attendees = attendees(wish, hold);
        var now = times.now(wish.write().tenant());
        if (start.isBefore(now)) {
            throw new Refusal(Problem.at(
                    Code.TOO_SOON, "/hold", "What is held began at " + Instants.write(start, hold.zone()) + "."));
        }
        var standing = BookingDesk.agreed(outline, start, now);
        var having = BookingDesk.having(outline, standing.status(), hold.time(), places(wish, hold), hold.seats());
        var after = hold.agreed(standing, having, attendees, wish.metadata(), now);
        // Those who had the hold are counted with it, until the request frees what it had.
        var rules = after.holdsTime()
                ? Rules.withoutClaims(outline, Quota.ofCustomers(outline, start, Quota.customers(after)))
                : Rules.asking(outline, Quota.ofCustomers(outline, start, Quota.newcomers(hold, after)));
        var receipt = Receipt.created(
                after.id().toString(), after.version(), after.toJson().encode());
        var move = Move.of(wish.write(), hold, after, BookingDesk.began(after.status()), receipt);
        return moves.make(move, outline, rules, attempt, next -> attempt(wish, next));
    }

    /// Whom a strategy had chosen for the hold is whom the customer asks for, once he names him.
    private static List<Place> places(BookHold wish, Booking hold) {
        return hold.places().stream()
                .map(place -> wish.pins().stream().anyMatch(pin -> isOf(pin, place)) ? place.askedFor() : place)
                .toList();
    }

    private static JsonArray attendees(BookHold wish, Booking hold) {
        if (wish.attendees() == null) {
            return hold.attendees();
        }
        if (hold.session() != null && Wish.seats(wish.attendees().size()) > hold.seats()) {
            throw Refusal.invalid("/attendees", "The hold has " + hold.seats() + " seats.");
        }
        return Attendee.toJson(wish.attendees());
    }

    /// What is said beside the hold has to be what it is of.
    private static void refuseOthers(BookHold wish, Booking hold) {
        if (wish.service() != null && !wish.service().equals(hold.service())) {
            throw Refusal.invalid("/service", "The hold is of another service, " + hold.service() + ".");
        }
        if (wish.duration() != null && !wish.duration().equals(hold.time().length())) {
            throw Refusal.invalid("/duration", "The hold lasts " + hold.time().length() + ".");
        }
        for (var pin : wish.pins()) {
            if (hold.places().stream().noneMatch(place -> isOf(pin, place))) {
                throw Refusal.invalid(pin.pointer(), "The hold is of others.");
            }
        }
    }

    private static boolean isOf(Pin pin, Place place) {
        return place.id().equals(pin.resource())
                && (pin.role() == null || pin.role().equals(place.role()));
    }

    Future<Outcome> extend(ExtendHold wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(ExtendHold wish, Attempt attempt) {
        return find(wish.write(), wish.id()).compose(hold -> {
            var now = times.now(wish.write().tenant());
            var expiresAt = now.plus(wish.ttl());
            var last = hold.createdAt().plus(Holds.LENGTH_MAX);
            if (expiresAt.isAfter(last)) {
                throw Refusal.invalid(
                        "/ttl",
                        "A hold lasts " + Holds.LENGTH_MAX + " in all at most, so this one until " + last + ".");
            }
            var after = hold.until(expiresAt, now);
            var receipt = Receipt.changed(
                    after.id().toString(), after.version(), after.toJson().encode());
            var move = Move.of(wish.write(), hold, after, Step.EXTEND_HOLD.event(), receipt);
            return moves.take(move, Step.EXTEND_HOLD, attempt, next -> attempt(wish, next));
        });
    }

    Future<Outcome> release(ReleaseHold wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(ReleaseHold wish, Attempt attempt) {
        return find(wish.write(), wish.id()).compose(hold -> {
            var after = hold.after(
                    Step.RELEASE_HOLD, RELEASED, times.now(wish.write().tenant()));
            var receipt = Receipt.changed(after.id().toString(), after.version(), "");
            var move = Move.of(wish.write(), hold, after, Step.RELEASE_HOLD.event(), receipt);
            return moves.take(move, Step.RELEASE_HOLD, attempt, next -> attempt(wish, next));
        });
    }

    /// A hold that is there to be changed.
    private Future<Booking> find(Write write, UUID id) {
        return reader.findHold(write.tenant(), id).map(found -> {
            var hold =
                    held(write.tenant(), found.filter(each -> !isReleased(each)).orElseThrow(() -> unknown(id, null)));
            if (!write.expected().accepts(hold.version())) {
                throw new Refusal(write.expected().mismatch(hold.version()));
            }
            return hold;
        });
    }

    private Booking held(Tenant tenant, Booking hold) {
        if (!hold.isHold()) {
            var state = new JsonObject()
                    .put("status", hold.status().text())
                    .put("version", hold.version())
                    .put("booking", hold.id().toString());
            var detail = "The hold has become a booking already.";
            throw new Refusal(Problem.of(Code.WRONG_STATUS, detail)
                    .with("state", state)
                    .with("rules", new JsonArray().add(Trace.rule("status", false, Code.WRONG_STATUS, detail))));
        }
        refuseOver(tenant, hold);
        return hold;
    }

    private void refuseOver(Tenant tenant, Booking hold) {
        boolean isOver = hold.status() != Status.HELD || Expiry.isOver(hold, times.now(tenant));
        if (isOver) {
            var at = Optional.ofNullable(hold.standing().expiresAt()).orElse(hold.updatedAt());
            throw new Refusal(Problem.of(
                    Code.HOLD_EXPIRED,
                    isReleased(hold) ? "The hold has been released." : "The hold was over at " + at + "."));
        }
    }

    private static boolean isReleased(Booking hold) {
        return hold.isHold() && RELEASED.equals(hold.standing().reason());
    }

    private static Refusal unknown(UUID id, @Nullable String pointer) {
        var problem = Problem.notFound("hold", id.toString());
        return new Refusal(pointer == null ? problem : Problem.at(problem.code(), pointer, problem.detail()));
    }
}
