package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Session;
import scheduler.availability.slot.Trace;
import scheduler.booking.Attending.Join;
import scheduler.booking.Attending.OwnStep;
import scheduler.booking.Attending.TakeOwnStep;
import scheduler.booking.Booking.Having;
import scheduler.booking.ChangeRules.Change;
import scheduler.booking.Moves.Move;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Times;

/// Decides who comes to a booking that stands: one more, or one less, with a seat in its session for each; who has
/// arrived, and who has stayed away.
final class AttendeeDesk {

    private static final String JOINED = "booking.attendee_joined";

    private final Pictures pictures;
    private final Expiry expiry;
    private final BookingReader reader;
    private final Rebooking rebooking;
    private final Moves moves;
    private final Retrial retrial;
    private final Receipts receipts;
    private final Times times;

    AttendeeDesk(
            Pictures pictures,
            Expiry expiry,
            BookingReader reader,
            Moves moves,
            Retrial retrial,
            Receipts receipts,
            Times times) {
        this.pictures = pictures;
        this.expiry = expiry;
        this.reader = reader;
        this.rebooking = new Rebooking(pictures, reader, times);
        this.moves = moves;
        this.retrial = retrial;
        this.receipts = receipts;
        this.times = times;
    }

    Future<Outcome> join(Join wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(Join wish, Attempt attempt) {
        Function<Attempt, Future<Outcome>> again = next -> attempt(wish, next);
        return found(wish.write(), wish.booking(), rebooking::ruledAsNow, attempt, again, (booking, outline) -> {
            if (!booking.status().isOpen()) {
                throw ChangeRules.wrongStatus(booking, "joined");
            }
            var attendees = booking.attendees().copy().add(wish.attendee().toJson());
            if (attendees.size() > Bookings.ATTENDEES_MAX) {
                throw Refusal.invalid("", "A booking may have " + Bookings.ATTENDEES_MAX + " attendees at most.");
            }
            int seats = Math.max(booking.seats(), Attending.coming(attendees));
            var after = booking.attendedBy(
                    attendees,
                    seated(booking, seats),
                    booking.standing(),
                    times.now(wish.write().tenant()));
            return full(booking, outline, seats, attempt)
                    .compose(full -> full.isEmpty()
                            ? move(wish.write(), booking, after, JOINED, attendees.size() - 1, outline, attempt, again)
                            : retrial.sweep(outline, attempt)
                                    .map(known -> known.compose(again))
                                    .orElseGet(() -> Future.failedFuture(full.get())));
        });
    }

    /// The database counts the seats of a session. Once it has not let one more in, what is remembered says why. Of a
    /// request that holds nothing nobody counts them, so it must not ask for more than there are.
    private Future<Optional<Refusal>> full(Booking booking, Outline outline, int seats, Attempt attempt) {
        var session = booking.session();
        var capacity = outline.service().capacity();
        int more = seats - booking.seats();
        if (capacity == null || more == 0) {
            return Future.succeededFuture(Optional.empty());
        }
        if (seats > capacity) {
            return Future.succeededFuture(Optional.of(full(booking, capacity)));
        }
        if (session == null || attempt.number() == 1) {
            return Future.succeededFuture(Optional.empty());
        }
        return pictures.known(outline).map(known -> {
            int taken = known.sessions().find(session).map(Session::seated).orElse(0);
            return taken + more > capacity ? Optional.of(full(booking, capacity)) : Optional.empty();
        });
    }

    private static Refusal full(Booking booking, int capacity) {
        var said = "No seat is left in the session, which has " + capacity + ".";
        var session = booking.session();
        var state = session == null
                ? new JsonObject().put("status", booking.status().text()).put("version", booking.version())
                : new JsonObject().put("session", session.toString());
        return new Refusal(Problem.of(Code.SLOT_TAKEN, said)
                .with("state", state)
                .with("rules", new JsonArray().add(Trace.rule("seats", false, Code.SLOT_TAKEN, said))));
    }

    Future<Outcome> step(TakeOwnStep wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(TakeOwnStep wish, Attempt attempt) {
        Function<Attempt, Future<Outcome>> again = next -> attempt(wish, next);
        return found(wish.write(), wish.booking(), rebooking::outline, attempt, again, (booking, outline) -> {
            if (wish.position() >= booking.attendees().size()) {
                throw new Refusal(Problem.notFound("attendee", String.valueOf(wish.position())));
            }
            refuse(wish, booking, outline);
            var attendees = Attending.after(booking.attendees(), wish.position(), wish.step(), wish.reason());
            var after = after(wish, booking, attendees);
            var type = after.status() == booking.status()
                    ? wish.step().event()
                    : wish.step().ofAll().event();
            return move(wish.write(), booking, after, type, wish.position(), outline, attempt, again);
        });
    }

    private void refuse(TakeOwnStep wish, Booking booking, Outline outline) {
        boolean allowed = switch (wish.step()) {
            case CANCELLED -> booking.status().isOpen();
            case CHECKED_IN, NO_SHOW -> booking.status() == Status.CONFIRMED || booking.status() == Status.CHECKED_IN;
        };
        var said = wish.step().text().replace('_', ' ');
        if (!allowed) {
            throw ChangeRules.wrongStatus(booking, said);
        }
        var status = Attending.status(booking.attendees(), wish.position());
        if (!wish.step().mayFollow(status)) {
            var detail = "An attendee who is " + String.valueOf(status).replace('_', ' ') + " cannot be " + said + ".";
            throw new Refusal(Problem.of(Code.WRONG_STATUS, detail)
                    .with(
                            "state",
                            new JsonObject().put("attendee", wish.position()).put("status", status))
                    .with("rules", new JsonArray().add(Trace.rule("status", false, Code.WRONG_STATUS, detail))));
        }
        if (wish.step() == OwnStep.CANCELLED) {
            if (Attending.expected(booking.attendees()) == 1) {
                throw ChangeRules.lastOne(booking);
            }
            ChangeRules.of(
                            booking,
                            outline,
                            Change.CANCEL,
                            times.now(wish.write().tenant()))
                    .refuse();
        }
    }

    /// The first who checks in checks the booking in; it is a no-show when nobody has come, unless it was checked in as
    /// a whole.
    private Booking after(TakeOwnStep wish, Booking booking, JsonArray attendees) {
        var now = times.now(wish.write().tenant());
        return switch (wish.step()) {
            case CANCELLED ->
                booking.attendedBy(
                        attendees, seated(booking, Math.max(1, booking.seats() - 1)), booking.standing(), now);
            case CHECKED_IN ->
                booking.attendedBy(
                        attendees, booking.having(), booking.standing().at(Status.CHECKED_IN), now);
            case NO_SHOW ->
                booking.attendedBy(
                        attendees,
                        booking.having(),
                        booking.status() == Status.CONFIRMED && Attending.all(attendees, OwnStep.NO_SHOW)
                                ? booking.standing().at(Status.NO_SHOW)
                                : booking.standing(),
                        now);
        };
    }

    private static Having seated(Booking booking, int seats) {
        var having = booking.having();
        return new Having(having.places(), having.session(), seats, having.blocks());
    }

    /// What is decided about a booking and its service.
    private interface Decision {
        Future<Outcome> of(Booking booking, Outline outline);
    }

    private Future<Outcome> found(
            Write write,
            UUID id,
            BiFunction<Tenant, Booking, Future<Outline>> outlined,
            Attempt attempt,
            Function<Attempt, Future<Outcome>> again,
            Decision decision) {
        var tenant = write.tenant();
        return reader.find(tenant, id)
                .map(found -> BookingDesk.expected(write, id, found))
                .compose(booking -> expiry.unlessOver(
                        tenant,
                        List.of(booking),
                        attempt,
                        again,
                        () -> outlined.apply(tenant, booking).compose(outline -> decision.of(booking, outline))));
    }

    private Future<Outcome> move(
            Write write,
            Booking booking,
            Booking after,
            String type,
            int position,
            Outline outline,
            Attempt attempt,
            Function<Attempt, Future<Outcome>> again) {
        var receipt = Receipt.changed(
                after.id().toString(), after.version(), after.toJson().encode());
        var more = new JsonObject().put("attendee", position);
        var move = new Move(write, booking, after, type, more, receipt);
        var start = booking.time().start();
        var rules = after.holdsTime()
                ? Rules.withoutClaims(outline, Quota.ofCustomers(outline, start, Quota.customers(after)))
                : Rules.asking(outline, Quota.ofCustomers(outline, start, Quota.newcomers(booking, after)));
        return moves.make(move, outline, rules, attempt, again);
    }
}
