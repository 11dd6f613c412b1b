package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.ChangeRules.Change;
import scheduler.booking.Decided.Verdict;
import scheduler.booking.Moves.Move;
import scheduler.booking.Series.CancelSeries;
import scheduler.booking.Series.From;
import scheduler.booking.Series.OnConflict;
import scheduler.booking.Series.RescheduleSeries;
import scheduler.booking.SeriesMove.Impossible;
import scheduler.booking.SeriesMove.Target;
import scheduler.booking.Together.Part;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Times;

/// Decides changes of several bookings of a series at once, in one transaction. The versions of the bookings guard it.
final class SeriesChangeDesk {

    private static final String CHANGING = "changing a series";

    private final Database database;
    private final SeriesStore store;
    private final Rebooking rebooking;
    private final Pictures pictures;
    private final Expiry expiry;
    private final Together together;
    private final Retrial retrial;
    private final Denials denials;
    private final Receipts receipts;
    private final Times times;

    SeriesChangeDesk(
            Database database,
            SeriesStore store,
            Pictures pictures,
            Expiry expiry,
            Together together,
            Retrial retrial,
            Denials denials,
            Receipts receipts,
            Times times) {
        this.database = database;
        this.store = store;
        this.rebooking = new Rebooking(pictures, new BookingReader(database), times);
        this.pictures = pictures;
        this.expiry = expiry;
        this.together = together;
        this.retrial = retrial;
        this.denials = denials;
        this.receipts = receipts;
        this.times = times;
    }

    /// A series and its bookings as they stand.
    private record Standing(Repetition series, List<Booking> bookings) {

        long version() {
            return Repetition.version(bookings);
        }

        /// Those that can still be changed, from a moment on or else all that have not begun, in the order of their
        /// times.
        List<Booking> open(@Nullable From from, Instant now) {
            var first = from == null ? now.plusNanos(1) : from.in(series.zone());
            return bookings.stream()
                    .filter(each ->
                            each.status().isOpen() && !each.time().start().isBefore(first))
                    .sorted((one, other) ->
                            one.time().start().compareTo(other.time().start()))
                    .toList();
        }

        Refusal noneLeft() {
            var state = new JsonObject().put("series", series.id().toString()).put("version", version());
            return new Refusal(
                    Problem.of(Code.WRONG_STATUS, "None of its bookings from then on can be changed any more.")
                            .with("state", state));
        }

        /// As it is once some of its bookings have changed.
        JsonObject after(List<Part> parts) {
            var changed = new HashMap<UUID, Booking>();
            parts.forEach(
                    each -> changed.put(each.move().after().id(), each.move().after()));
            return series.toJson(bookings.stream()
                    .map(each -> changed.getOrDefault(each.id(), each))
                    .toList());
        }
    }

    private Future<Standing> find(Write write, UUID id) {
        var tenant = write.tenant();
        return store.find(tenant, id).compose(found -> {
            var series = found.orElseThrow(() -> new Refusal(Problem.notFound("series", id.toString())));
            return store.bookings(tenant, id).map(bookings -> {
                var standing = new Standing(series, bookings);
                if (!write.expected().accepts(standing.version())) {
                    throw new Refusal(write.expected().mismatch(standing.version()));
                }
                return standing;
            });
        });
    }

    /// The same once those that are over have been ended.
    private Future<Outcome> found(
            Write write,
            UUID id,
            Attempt attempt,
            Function<Attempt, Future<Outcome>> again,
            Function<Standing, Future<Outcome>> decision) {
        return find(write, id)
                .compose(standing -> expiry.unlessOver(
                        write.tenant(), standing.bookings, attempt, again, () -> decision.apply(standing)));
    }

    Future<Outcome> cancel(CancelSeries wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(CancelSeries wish, Attempt attempt) {
        return found(wish.write(), wish.id(), attempt, next -> attempt(wish, next), standing -> {
            var open = standing.open(wish.from(), times.now(wish.write().tenant()));
            if (open.isEmpty()) {
                throw standing.noneLeft();
            }
            return rebooking.outline(wish.write().tenant(), open.getFirst()).compose(outline -> {
                open.forEach(each -> refuseLate(each, rules(each, outline, Change.CANCEL)));
                var parts = open.stream().map(each -> cancelled(wish, each)).toList();
                return write(wish.write(), parts, standing.after(parts))
                        .recover(failure -> failure instanceof Undone
                                ? changed(attempt).compose(next -> attempt(wish, next))
                                : Future.failedFuture(failure));
            });
        });
    }

    private Part cancelled(CancelSeries wish, Booking booking) {
        var after =
                booking.after(Step.CANCEL, wish.reason(), times.now(wish.write().tenant()));
        return new Part.Taken(move(wish.write(), booking, after, Step.CANCEL.event()), Step.CANCEL);
    }

    private static Move move(Write write, Booking before, Booking after, String type) {
        var receipt = Receipt.changed(after.id().toString(), after.version(), "");
        return Move.of(Together.part(write), before, after, type, receipt);
    }

    private ChangeRules rules(Booking booking, Outline outline, Change change) {
        return ChangeRules.of(booking, outline, change, times.now(outline.tenant()));
    }

    private static void refuseLate(Booking booking, @Nullable ChangeRules rules) {
        if (rules == null) {
            return;
        }
        var declined = rules.declined();
        if (declined != null) {
            throw new Refusal(
                    naming(Problem.of(declined.code(), declined.reason()).with("rules", rules.trace()), booking));
        }
    }

    /// A refusal that says which occurrence it is about.
    private static Problem naming(Problem problem, Booking booking) {
        int number = Repetition.number(booking);
        var detail = "Occurrence " + number + ", at " + booking.localStart() + ": " + problem.detail();
        return new Problem(problem.code(), detail, problem.pointer(), problem.more()).with("occurrence", number);
    }

    private Future<Outcome> write(Write write, List<Part> parts, JsonObject body) {
        var receipt = Receipt.changed(body.getString("id"), body.getLong("version"), body.encode());
        var id = UUID.fromString(body.getString("id"));
        return database.together(
                        write,
                        CHANGING,
                        tx -> store.lock(tx, write.tenant(), id)
                                .compose(_ -> together.write(tx, parts))
                                .compose(done -> receipts.keep(tx, write, new Changed(receipt))
                                        .map(done)))
                .onSuccess(together::hear)
                .map(new Changed(receipt));
    }

    Future<Outcome> reschedule(RescheduleSeries wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, Map.of(), new Attempt()));
    }

    /// Of those `staying` the database has counted that they cannot be moved.
    private Future<Outcome> attempt(RescheduleSeries wish, Map<UUID, Declined> staying, Attempt attempt) {
        return found(wish.write(), wish.id(), attempt, next -> attempt(wish, staying, next), standing -> {
            var open = standing.open(wish.from(), times.now(wish.write().tenant()));
            if (open.isEmpty()) {
                throw standing.noneLeft();
            }
            return rebooking
                    .outline(wish.write().tenant(), open.getFirst())
                    .compose(outline -> judge(wish, standing, open, outline.zone(), staying, attempt));
        });
    }

    private Future<Outcome> judge(
            RescheduleSeries wish,
            Standing standing,
            List<Booking> open,
            ZoneId zone,
            Map<UUID, Declined> staying,
            Attempt attempt) {
        var targets = SeriesMove.targets(open, wish.start(), zone, standing.series);
        if (wish.onConflict() == OnConflict.ALL_OR_NOTHING) {
            targets.stream()
                    .filter(each -> each.leftOut() != null)
                    .min(Comparator.comparing(Target::start))
                    .ifPresent(SeriesChangeDesk::refuseLeftOut);
        }
        return new SeriesMove(pictures, rebooking, Together.part(wish.write()), staying, attempt)
                .judge(targets, (booking, outline) -> rules(booking, outline, Change.RESCHEDULE))
                .compose(judged -> decide(wish, standing, judged, staying, attempt));
    }

    private Future<Outcome> decide(
            RescheduleSeries wish,
            Standing standing,
            SeriesMove.Result judged,
            Map<UUID, Declined> staying,
            Attempt attempt) {
        if (!judged.impossible().isEmpty()) {
            boolean isRefused = wish.onConflict() == OnConflict.ALL_OR_NOTHING
                    || judged.parts().isEmpty();
            if (isRefused) {
                refuseLate(judged.impossible());
            }
            var first = judged.first();
            // Nothing that is not known yet could change what the clocks leave out.
            var later = first.target().leftOut() == null
                    ? retrial.later(first.outline(), attempt)
                    : Optional.<Future<Attempt>>empty();
            if (later.isPresent()) {
                return later.get().compose(next -> attempt(wish, staying, next));
            }
            if (isRefused) {
                refuseLeftOut(first.target());
                refuseGone(first);
                return refuse(wish.write(), first);
            }
        }
        if (judged.parts().isEmpty()) {
            var body = standing.after(List.of());
            return receipts.keep(
                    wish.write(), Receipt.changed(body.getString("id"), body.getLong("version"), body.encode()));
        }
        var written = wish.onConflict() == OnConflict.SKIP
                ? writeSome(wish, standing, judged, attempt)
                : write(wish.write(), judged.parts(), standing.after(judged.parts()));
        return written.recover(failure -> failure instanceof Undone undone
                ? again(wish, judged, undone, staying, attempt)
                : Future.failedFuture(failure));
    }

    /// Those that the database lets be moved. Where it lets none that is refused like all of them.
    private Future<Outcome> writeSome(
            RescheduleSeries wish, Standing standing, SeriesMove.Result judged, Attempt attempt) {
        var write = wish.write();
        return database.withSavepoints(
                        write,
                        CHANGING,
                        tx -> store.lock(tx, write.tenant(), standing.series.id())
                                .compose(_ -> together.writeSome(tx, judged.parts()))
                                .compose(some -> kept(tx, write, standing, judged, some)))
                .compose(kept -> {
                    var some = kept.some;
                    if (kept.receipt == null) {
                        var first = some.leftOut().firstEntry();
                        return counted(wish, judged, new Undone(first.getKey(), first.getValue()), attempt);
                    }
                    together.hear(some.done());
                    return Future.succeededFuture(new Changed(kept.receipt));
                });
    }

    /// What has been written, and what is answered unless that is nothing.
    private record Kept(Together.Some some, @Nullable Receipt receipt) {}

    private Future<Kept> kept(
            SqlConnection tx, Write write, Standing standing, SeriesMove.Result judged, Together.Some some) {
        if (some.parts().isEmpty()) {
            return Future.succeededFuture(new Kept(some, null));
        }
        var body = standing.after(some.parts());
        var impossible = new ArrayList<>(judged.impossible());
        some.leftOut().forEach((step, verdict) -> impossible.add(judged.beyond(step, verdict)));
        if (!impossible.isEmpty()) {
            body.put("unmoved", unmoved(impossible));
        }
        var receipt = Receipt.changed(body.getString("id"), body.getLong("version"), body.encode());
        return receipts.keep(tx, write, new Changed(receipt)).map(new Kept(some, receipt));
    }

    /// The clock has decided that, so nothing has to be known first: the first of them in time is named.
    private static void refuseLate(List<Impossible> impossible) {
        impossible.stream()
                .filter(each -> each.late() != null)
                .min(Comparator.comparing(each -> each.target().booking().time().start()))
                .ifPresent(first -> refuseLate(first.target().booking(), first.late()));
    }

    private static void refuseLeftOut(Target target) {
        var leftOut = target.leftOut();
        if (leftOut != null) {
            throw new Refusal(naming(Problem.at(leftOut.code(), "/start", leftOut.reason()), target.booking()));
        }
    }

    /// What others could give then is nothing for whoever has asked for him.
    private static void refuseGone(Impossible first) {
        var declined = first.declined();
        if (declined.code() == Code.UNKNOWN_RESOURCE) {
            throw new Refusal(naming(
                    Problem.of(declined.code(), declined.reason()),
                    first.target().booking()));
        }
    }

    private static JsonArray unmoved(List<Impossible> impossible) {
        var json = new JsonArray();
        impossible.stream()
                .sorted(Comparator.comparingInt(Impossible::number))
                .forEach(each -> json.add(new JsonObject()
                        .put("number", each.number())
                        .put("booking", each.target().booking().id().toString())
                        .put("code", each.declined().code().text())
                        .put("detail", each.declined().reason())));
        return json;
    }

    private Future<Outcome> refuse(Write write, Impossible first) {
        Target target = first.target();
        return denials.decline(
                        write,
                        first.outline(),
                        target.start(),
                        first.declined(),
                        target.booking().leaving())
                .map(outcome -> naming(outcome, target.booking()));
    }

    private Future<Outcome> again(
            RescheduleSeries wish,
            SeriesMove.Result judged,
            Undone undone,
            Map<UUID, Declined> staying,
            Attempt attempt) {
        return switch (undone.verdict()) {
            case LIMITED, ALREADY_BOOKED -> {
                if (wish.onConflict() == OnConflict.ALL_OR_NOTHING) {
                    yield counted(wish, judged, undone, attempt);
                }
                // It was left out, and in the way of one that was to come after it.
                var more = new HashMap<>(staying);
                more.put(judged.parts().get(undone.step()).move().before().id(), Judged.beyond(undone.verdict()));
                yield attempt(wish, more, attempt);
            }
            case CHANGED -> changed(attempt).compose(next -> attempt(wish, staying, next));
            case TAKEN, RULES_MOVED, DONE, KEY_USED ->
                retrial.again(judged.outlines().get(undone.step()), attempt)
                        .compose(next -> attempt(wish, staying, next));
        };
    }

    /// Refused because of what the database has counted.
    private Future<Outcome> counted(RescheduleSeries wish, SeriesMove.Result judged, Undone undone, Attempt attempt) {
        var move = judged.parts().get(undone.step()).move();
        var denied = new Denials.Denied(
                wish.write(),
                judged.outlines().get(undone.step()),
                move.after(),
                move.before().leaving());
        Function<Attempt, Future<Outcome>> again = next -> attempt(wish, Map.of(), next);
        return (undone.verdict() == Verdict.LIMITED
                        ? denials.limited(denied, attempt, again)
                        : denials.alreadyBooked(denied, attempt, again))
                .map(outcome -> naming(outcome, move.before()));
    }

    /// Unless it was judged once more and says so already.
    private static Outcome naming(Outcome outcome, Booking booking) {
        return outcome instanceof Refused(var problem) && !problem.more().containsKey("occurrence")
                ? Outcome.refused(naming(problem, booking))
                : outcome;
    }

    /// Somebody else has changed one of the bookings, which is seen when they are read again.
    private static Future<Attempt> changed(Attempt attempt) {
        return attempt.isLast()
                ? Future.failedFuture(Refusal.overloaded("The series changes too often to be changed now."))
                : Future.succeededFuture(attempt.next());
    }
}
