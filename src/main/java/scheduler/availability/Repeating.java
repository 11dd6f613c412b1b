package scheduler.availability;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Judgement;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.message.Refusal;
import scheduler.recurrence.Occurrence;
import scheduler.recurrence.Occurrence.Meaning;
import scheduler.recurrence.Recurrence;
import scheduler.recurrence.Recurrence.Gap;
import scheduler.time.TimeRange;

/// Keeps of the slots those with which a series could begin: every occurrence can be had, each judged by itself.
final class Repeating {

    /// What one question may cost: occurrences that are worked out, and held against a resource.
    private static final int OCCURRENCES_MAX = 100_000;

    private static final int JUDGEMENTS_MAX = 2_000_000;

    private final Pictures pictures;
    private final Outline outline;
    private final Recurrence rule;

    Repeating(Pictures pictures, Outline outline, Recurrence rule) {
        this.pictures = pictures;
        this.outline = outline;
        this.rule = rule;
    }

    Future<List<Slot>> startable(List<Slot> slots) {
        var starts = new LinkedHashMap<Slot, List<Instant>>();
        long count = 0;
        for (var each : slots) {
            var occurrences = occurrences(each.start());
            if (occurrences != null) {
                starts.put(each, occurrences);
                count += occurrences.size();
                if (count > OCCURRENCES_MAX || count * outline.size() > JUDGEMENTS_MAX) {
                    throw Refusal.invalid("?to", "That is too much at once for a series: ask for a shorter range.");
                }
            }
        }
        return starts.isEmpty() ? Future.succeededFuture(List.of()) : judged(starts);
    }

    /// The instants of a series that begins then; null where none can.
    private @Nullable List<Instant> occurrences(Instant start) {
        var local = start.atZone(outline.zone()).toLocalDateTime();
        if (!rule.hasFirst(local)) {
            return null;
        }
        try {
            return rule.from(local, outline.zone(), Gap.SKIP).stream()
                    .filter(each -> !(each.meaning() instanceof Meaning.LeftOut))
                    .map(each -> each.number() == 1 ? start : instant(each))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("?rrule", String.valueOf(e.getMessage()));
        }
    }

    private static Instant instant(Occurrence occurrence) {
        return switch (occurrence.meaning()) {
            case Meaning.Exact(var start) -> start;
            case Meaning.First(var start) -> start;
            case Meaning.Shifted(var start) -> start;
            case Meaning.LeftOut(var nextValid) -> nextValid;
        };
    }

    private Future<List<Slot>> judged(Map<Slot, List<Instant>> starts) {
        var first = starts.keySet().iterator().next().start();
        var last = starts.values().stream()
                .map(List::getLast)
                .max(Instant::compareTo)
                .orElseThrow();
        return pictures.picture(outline, new TimeRange(first, last.plus(outline.duration())), null)
                .map(picture -> {
                    var judgement = new Judgement(picture);
                    var known = new HashMap<Instant, Boolean>();
                    return starts.keySet().stream()
                            .filter(slot -> starts.getOrDefault(slot, List.of()).stream()
                                    .allMatch(start -> known.computeIfAbsent(
                                            start,
                                            each -> SlotFunction.admits(
                                                    picture.outline(), judgement, Busy.micros(each)))))
                            .toList();
                });
    }
}
