package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Trace;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Problem;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// What somebody is told whose start cannot be had: by which rules, and the slots nearest to it.
public final class Refusals {

    private static final int OFFERED_MAX = 3;
    private static final Duration BACK_MAX = Duration.ofDays(1);
    private static final Duration AHEAD_MAX = Duration.ofDays(14);
    private static final int JUDGEMENTS_MAX = 30_000;
    private static final int CONSIDERED_MAX = 2_000;

    private Refusals() {}

    /// A problem with the trace of rules and the nearest alternatives. A booking that is leaving its time does not
    /// count.
    public static Future<Problem> refusal(
            Pictures pictures, Outline outline, Instant wanted, Declined declined, @Nullable Leaving leaving) {
        return refusal(pictures, outline, wanted, declined, leaving, List.of(), null);
    }

    /// The same where only the database knows that a limit is reached, as it is for a customer. `usedUp` are the
    /// periods in which he has had as many bookings as he may have.
    public static Future<Problem> limitReached(
            Pictures pictures,
            Outline outline,
            Instant wanted,
            Declined declined,
            @Nullable Leaving leaving,
            List<TimeRange> usedUp) {
        return refusal(pictures, outline, wanted, declined, leaving, usedUp, declined);
    }

    private static Future<Problem> refusal(
            Pictures pictures,
            Outline outline,
            Instant wanted,
            Declined declined,
            @Nullable Leaving leaving,
            List<TimeRange> usedUp,
            @Nullable Declined limited) {
        var range = new TimeRange(wanted, wanted.plus(outline.duration()));
        return alternatives(pictures, outline, wanted, leaving, usedUp)
                .compose(alternatives -> pictures.picture(outline, range, leaving)
                        .map(picture -> Problem.at(declined.code(), "/start", declined.reason())
                                .with("alternatives", alternatives)
                                .with("rules", Trace.of(picture, wanted, limited))));
    }

    /// The slots nearest to a start.
    static Future<JsonArray> alternatives(
            Pictures pictures, Outline outline, Instant wanted, @Nullable Leaving leaving) {
        return alternatives(pictures, outline, wanted, leaving, List.of());
    }

    /// Where limits count, and nothing near is left, the slots behind the periods in which the start lies are near.
    private static Future<JsonArray> alternatives(
            Pictures pictures, Outline outline, Instant wanted, @Nullable Leaving leaving, List<TimeRange> usedUp) {
        var periods = outline.service().limits().stream()
                .map(limit -> limit.per().around(wanted, outline.zone()))
                .toList();
        return outside(pictures, outline, wanted, leaving, usedUp)
                .compose(found -> found.isEmpty() && !periods.isEmpty()
                        ? outside(pictures, outline, wanted, leaving, periods)
                        : Future.succeededFuture(found));
    }

    private static Future<JsonArray> outside(
            Pictures pictures, Outline outline, Instant wanted, @Nullable Leaving leaving, List<TimeRange> usedUp) {
        var range = near(outline, wanted, usedUp, pictures.now(outline.tenant()));
        // The first are the nearest, but for a start that is too late.
        int max = wanted.isBefore(range.end()) ? CONSIDERED_MAX : Integer.MAX_VALUE;
        return pictures.picture(outline, range, leaving)
                .map(picture -> SlotFunction.list(picture, range, max).slots())
                .map(slots -> json(outline, nearest(slots, wanted, usedUp)));
    }

    /// Around the first time from the wanted one on that could be had by notice, horizon and limits. Where many could
    /// give the service, one is free soon; and a refusal has to be quick.
    private static TimeRange near(Outline outline, Instant wanted, List<TimeRange> usedUp, Instant now) {
        var reach = outline.reach(JUDGEMENTS_MAX);
        var back = shorter(BACK_MAX, reach.dividedBy(8));
        var ahead = shorter(AHEAD_MAX, reach);
        var earliest = outline.earliest(now);
        var tooLate = outline.tooLate(now);
        var first = firstLeft(wanted.isBefore(earliest) ? earliest : wanted, usedUp);
        return first.isBefore(tooLate)
                ? new TimeRange(first.minus(back), first.plus(ahead))
                : new TimeRange(tooLate.minus(ahead), tooLate);
    }

    /// The range in which alternatives are looked for.
    static TimeRange around(Outline outline, Instant wanted, Instant now) {
        return near(outline, wanted, List.of(), now);
    }

    private static Instant firstLeft(Instant from, List<TimeRange> usedUp) {
        for (var each : usedUp) {
            if (each.contains(from)) {
                return firstLeft(each.end(), usedUp);
            }
        }
        return from;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static List<Slot> nearest(List<Slot> slots, Instant wanted, List<TimeRange> usedUp) {
        return slots.stream()
                .filter(slot -> usedUp.stream().noneMatch(each -> each.contains(slot.start())))
                .sorted(Comparator.comparing(
                        slot -> Duration.between(wanted, slot.start()).abs()))
                .limit(OFFERED_MAX)
                .sorted(Comparator.comparing(Slot::start))
                .toList();
    }

    private static JsonArray json(Outline outline, List<Slot> slots) {
        var json = new JsonArray();
        slots.forEach(slot -> json.add(new JsonObject()
                .put("start", Instants.write(slot.start(), outline.zone()))
                .put("end", Instants.write(slot.end(), outline.zone()))
                .put("resources", new JsonArray(slot.resources()))));
        return json;
    }
}
