package scheduler.booking;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Keeping;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Decided.Verdict;
import scheduler.booking.Moves.Move;
import scheduler.booking.Together.Part;
import scheduler.event.Happened;
import scheduler.message.Code;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Rounds;
import scheduler.recurrence.Recurrence.Gap;
import scheduler.time.LocalStart;
import scheduler.time.TimeRange;
import scheduler.time.WallClock;

/// Moves bookings of a series by the same stretch of wall time, each judged as if those before it had moved already.
/// Whoever moves later moves last first, so that one does not stand in the way of the one that follows it.
final class SeriesMove {

    private final Pictures pictures;
    private final Rebooking rebooking;
    private final Write write;
    private final Map<UUID, Declined> staying;
    private final Attempt attempt;
    private final List<Part> parts = new ArrayList<>();
    private final List<Outline> outlines = new ArrayList<>();
    private final List<Impossible> impossible = new ArrayList<>();
    private final List<Happened> events = new ArrayList<>();
    private @Nullable Outline lastOutline;
    private @Nullable Known lastKnown;

    /// Those `staying` are known not to be movable, which only the database could tell.
    SeriesMove(Pictures pictures, Rebooking rebooking, Write write, Map<UUID, Declined> staying, Attempt attempt) {
        this.pictures = pictures;
        this.rebooking = rebooking;
        this.write = write;
        this.staying = staying;
        this.attempt = attempt;
    }

    /// Where a booking is to go, and by which clocks; `leftOut` has that it cannot, as these are put forward over it up
    /// to `start`.
    record Target(
            Booking booking,
            Instant start,
            ZoneId zone,
            @Nullable Declined leftOut) {

        boolean isThere() {
            return leftOut == null && start.equals(booking.time().start());
        }
    }

    /// A booking that cannot go there, and by which rule; `late` has those of a booking that is to stay wherever it was
    /// to go.
    record Impossible(
            Target target,
            Outline outline,
            Declined declined,
            @Nullable ChangeRules late) {

        int number() {
            return Repetition.number(target.booking);
        }
    }

    /// The parts in the order in which they have to be written, each with its outline.
    record Result(List<Part> parts, List<Outline> outlines, List<Impossible> impossible) {

        /// The one to be told of: the first for which another time may do, or else the first.
        Impossible first() {
            return impossible.stream()
                    .filter(each -> each.target.leftOut == null)
                    .findFirst()
                    .orElseGet(impossible::getFirst);
        }

        /// A part that could not be written for what the database has counted.
        Impossible beyond(int step, Verdict verdict) {
            var move = parts.get(step).move();
            var target = new Target(
                    move.before(), move.after().time().start(), move.after().zone(), null);
            return new Impossible(target, outlines.get(step), Judged.beyond(verdict), null);
        }
    }

    /// The first begins at `start` then, by the clocks of `zone`, and the others as much earlier or later. Those that
    /// went by the same clocks as the first do so still.
    static List<Target> targets(List<Booking> bookings, Start start, ZoneId zone, Repetition series) {
        var first = bookings.getFirst();
        var firstStart = start.in(zone);
        var shift = Duration.between(first.localStart(), firstStart.atZone(zone).toLocalDateTime());
        var targets = new ArrayList<Target>();
        for (var each : bookings) {
            targets.add(
                    each.equals(first)
                            ? new Target(each, firstStart, zone, null)
                            : target(
                                    each,
                                    each.localStart().plus(shift),
                                    each.zone().equals(first.zone()) ? zone : each.zone(),
                                    series));
        }
        targets.removeIf(Target::isThere);
        boolean earlier = zone.equals(first.zone())
                ? shift.isNegative()
                : firstStart.isBefore(first.time().start());
        return earlier ? targets : targets.reversed();
    }

    private static Target target(Booking booking, LocalDateTime local, ZoneId zone, Repetition series) {
        boolean stays = local.equals(booking.localStart()) && zone.equals(booking.zone());
        if (stays && booking.beginsAtLocalStart()) {
            // Where its local time is there twice, too.
            return new Target(booking, booking.time().start(), zone, null);
        }
        return switch (WallClock.resolve(local, zone)) {
            case LocalStart.Exact(var instant) -> new Target(booking, instant, zone, null);
            case LocalStart.Ambiguous twice -> new Target(booking, twice.earlier(), zone, null);
            case LocalStart.Nonexistent(var nextValid) ->
                series.nonexistent().equals(Gap.SHIFT.text())
                        ? new Target(booking, local.atZone(zone).toInstant(), zone, null)
                        : new Target(booking, nextValid, zone, Judged.leftOut(local, zone));
        };
    }

    /// Judges them in their order, by the `rules` too by which a booking may not be moved any more.
    Future<Result> judge(List<Target> targets, BiFunction<Booking, Outline, ChangeRules> rules) {
        return Rounds.inWaves(
                        targets,
                        1,
                        target -> rebooking
                                .wished(write.tenant(), target.booking, null)
                                .compose(outline -> judge(target, outline, rules), failure -> gone(target, failure)))
                .map(_ -> new Result(parts, outlines, impossible));
    }

    private Future<@Nullable Void> judge(
            Target target, Outline outline, BiFunction<Booking, Outline, ChangeRules> rules) {
        var late = rules.apply(target.booking, outline);
        if (late.declined() == null) {
            return known(outline)
                    .compose(known -> rebooking
                            .answer(target.booking, outline)
                            .map(answer -> judge(target, outline, known, answer)));
        }
        impossible.add(new Impossible(target, outline, late.declined(), late));
        return Future.succeededFuture();
    }

    /// Whom its customer had asked for cannot give it any more.
    private Future<@Nullable Void> gone(Target target, Throwable failure) {
        return failure instanceof Refusal refused && refused.problem().code() == Code.UNKNOWN_RESOURCE
                ? rebooking.ruledAsNow(write.tenant(), target.booking).map(outline -> {
                    var declined = new Declined(
                            Code.UNKNOWN_RESOURCE, refused.problem().detail());
                    impossible.add(new Impossible(target, outline, declined, null));
                    return null;
                })
                : Future.failedFuture(failure);
    }

    /// Most share an outline, so what is known is taken on from one to the next.
    private Future<Known> known(Outline outline) {
        return lastKnown != null && outline.equals(lastOutline)
                ? Future.succeededFuture(lastKnown)
                : pictures.supposing(events, outline);
    }

    private @Nullable Void judge(Target target, Outline outline, Known known, Optional<Instant> answer) {
        var booking = target.booking;
        var stays = target.leftOut == null ? staying.get(booking.id()) : target.leftOut;
        if (stays != null) {
            impossible.add(new Impossible(target, outline, stays, null));
            return null;
        }
        var range = new TimeRange(target.start, target.start.plus(outline.duration()));
        var picture = Picture.of(outline, range, known, booking.leaving());
        lastOutline = outline;
        lastKnown = known;
        switch (Keeping.admit(picture, Rebooking.pins(booking), target.start, booking.seats())) {
            case Admitted admitted -> {
                var moved = rebooking.moved(booking, outline, admitted, target.zone, answer, attempt);
                var receipt = Receipt.changed(moved.id().toString(), moved.version(), "");
                var move = Move.of(write, booking, moved, ChangeDesk.RESCHEDULED, receipt);
                parts.add(new Part.Moved(move, Rebooking.rules(moved, outline, admitted)));
                outlines.add(outline);
                events.add(move.event());
                lastKnown = pictures.supposing(move.event(), outline, known);
            }
            case Declined declined -> impossible.add(new Impossible(target, outline, declined, null));
        }
        return null;
    }
}
