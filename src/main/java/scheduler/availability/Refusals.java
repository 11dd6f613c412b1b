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
        var range = new TimeRange(wanted, wanted.plus(outline.duration()));
        return alternatives(pictures, outline, wanted, leaving)
                .compose(alternatives -> pictures.picture(outline, range, leaving)
                        .map(picture -> Problem.at(declined.code(), "/start", declined.reason())
                                .with("alternatives", alternatives)
                                .with("rules", Trace.of(picture, wanted))));
    }

    /// The slots nearest to a start.
    static Future<JsonArray> alternatives(
            Pictures pictures, Outline outline, Instant wanted, @Nullable Leaving leaving) {
        // Where many could give the service, one is free soon; and a refusal has to be quick.
        var reach = outline.reach(JUDGEMENTS_MAX);
        var range = new TimeRange(
                wanted.minus(shorter(BACK_MAX, reach.dividedBy(8))), wanted.plus(shorter(AHEAD_MAX, reach)));
        return pictures.picture(outline, range, leaving)
                .map(picture ->
                        SlotFunction.list(picture, range, CONSIDERED_MAX).slots())
                .map(slots -> json(outline, nearest(slots, wanted)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static List<Slot> nearest(List<Slot> slots, Instant wanted) {
        return slots.stream()
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
