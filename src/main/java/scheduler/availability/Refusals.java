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
        return refusalOf(pictures, outline, wanted, declined, Asker.leaving(leaving));
    }

    /// The same for what somebody needs who may want several seats.
    public static Future<Problem> refusalOf(
            Pictures pictures, Outline outline, Instant wanted, Declined declined, Asker asker) {
        return refusal(pictures, outline, wanted, declined, asker, null);
    }

    /// The same where only the database knows that a limit is reached, as it is for a customer.
    public static Future<Problem> limitReached(
            Pictures pictures, Outline outline, Instant wanted, Declined declined, Asker asker) {
        return refusal(pictures, outline, wanted, declined, asker, declined);
    }

    private static Future<Problem> refusal(
            Pictures pictures,
            Outline outline,
            Instant wanted,
            Declined declined,
            Asker asker,
            @Nullable Declined limited) {
        var range = new TimeRange(wanted, wanted.plus(outline.duration()));
        return alternatives(pictures, outline, wanted, asker)
                .compose(alternatives -> pictures.picture(outline, range, asker.leaving())
                        .map(picture -> Problem.at(declined.code(), "/start", declined.reason())
                                .with("alternatives", alternatives)
                                .with("rules", Trace.of(picture, wanted, asker.seats(), limited))));
    }

    /// The slots nearest to a start. Where limits count, and nothing near is left, the slots behind the periods in
    /// which the start lies are near.
    public static Future<JsonArray> alternatives(Pictures pictures, Outline outline, Instant wanted, Asker asker) {
        var periods = outline.service().limits().stream()
                .map(limit -> limit.per().around(wanted, outline.zone()))
                .toList();
        return outside(pictures, outline, wanted, asker)
                .compose(found -> found.isEmpty() && !periods.isEmpty()
                        ? outside(pictures, outline, wanted, asker.without(periods))
                        : Future.succeededFuture(found));
    }

    private static Future<JsonArray> outside(Pictures pictures, Outline outline, Instant wanted, Asker asker) {
        var range = near(outline, wanted, asker.closed(), pictures.now(outline.tenant()));
        // The first are the nearest, but for a start that is too late.
        int max = wanted.isBefore(range.end()) ? CONSIDERED_MAX : Integer.MAX_VALUE;
        return pictures.picture(outline, range, asker.leaving())
                .map(picture -> {
                    var starts = SlotFunction.starts(picture, range, max, asker.seats());
                    return SlotFunction.slots(picture, nearest(starts, wanted, asker), asker.seats());
                })
                .map(slots -> json(outline, slots));
    }

    /// Around the first time from the wanted one on that could be had by notice, horizon and limits. Where many could
    /// give the service, one is free soon; and a refusal has to be quick.
    private static TimeRange near(Outline outline, Instant wanted, List<TimeRange> closed, Instant now) {
        var reach = outline.reach(JUDGEMENTS_MAX);
        var back = shorter(BACK_MAX, reach.dividedBy(8));
        var ahead = shorter(AHEAD_MAX, reach);
        var earliest = outline.earliest(now);
        var tooLate = outline.tooLate(now);
        var first = firstLeft(wanted.isBefore(earliest) ? earliest : wanted, closed);
        return first.isBefore(tooLate)
                ? new TimeRange(first.minus(back), first.plus(ahead))
                : new TimeRange(tooLate.minus(ahead), tooLate);
    }

    /// The range in which alternatives are looked for.
    static TimeRange around(Outline outline, Instant wanted, Instant now) {
        return near(outline, wanted, List.of(), now);
    }

    private static Instant firstLeft(Instant from, List<TimeRange> closed) {
        for (var each : closed) {
            if (each.contains(from)) {
                return firstLeft(each.end(), closed);
            }
        }
        return from;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static List<Instant> nearest(List<Instant> starts, Instant wanted, Asker asker) {
        return starts.stream()
                .filter(asker::isOpen)
                .sorted(Comparator.comparing(
                        start -> Duration.between(wanted, start).abs()))
                .limit(OFFERED_MAX)
                .sorted()
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
