package scheduler.availability;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Judgement;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Succession;
import scheduler.message.Refusal;
import scheduler.recurrence.Occurrence;
import scheduler.recurrence.Occurrence.Meaning;
import scheduler.recurrence.Recurrence;
import scheduler.recurrence.Recurrence.Gap;
import scheduler.time.TimeRange;

/// Keeps of the slots those with which a series could begin: every occurrence can be had, each as if those before it
/// were booked.
final class Repeating {

    /// What one question may cost: occurrences that are worked out, and held against a resource.
    private static final int OCCURRENCES_MAX = 100_000;

    private static final int JUDGEMENTS_MAX = 2_000_000;

    /// The same where each is judged after those before it, which takes longer.
    private static final int JUDGEMENTS_IN_TURN_MAX = 100_000;

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
        long looked = 0;
        long judged = 0;
        for (var each : slots) {
            var local = each.start().atZone(outline.zone()).toLocalDateTime();
            if (rule.hasFirst(local, outline.zone())) {
                var occurrences = occurrences(each.start(), local);
                if (!occurrences.isEmpty()) {
                    starts.put(each, occurrences);
                }
                // That they are too many, or go on for too long, may have shown at the last of them.
                looked += occurrences.isEmpty() ? Recurrence.OCCURRENCES_MAX : occurrences.size();
                judged += occurrences.size();
                if (looked > OCCURRENCES_MAX || judged * outline.size() > JUDGEMENTS_MAX) {
                    throw tooMuch();
                }
            }
        }
        return starts.isEmpty() ? Future.succeededFuture(List.of()) : judged(starts);
    }

    /// The instants of a series that begins then; none where it has more than a series may, or goes on for too long.
    private List<Instant> occurrences(Instant start, LocalDateTime local) {
        try {
            return rule.from(local, outline.zone(), Gap.SKIP).stream()
                    .filter(each -> !(each.meaning() instanceof Meaning.LeftOut))
                    .map(each -> each.number() == 1 ? start : instant(each))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
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
        return pictures.known(outline).map(known -> {
            var range = new TimeRange(first, last.plus(outline.duration()));
            var succession = new Succession(outline, range, known);
            var judgement = new Judgement(succession.picture());
            var alone = new HashMap<Instant, Boolean>();
            return starts.keySet().stream()
                    .filter(slot -> {
                        var series = starts.getOrDefault(slot, List.of());
                        return series.stream()
                                        .allMatch(start -> alone.computeIfAbsent(
                                                start, each -> admits(succession, judgement, each)))
                                && admits(succession, series);
                    })
                    .toList();
        });
    }

    private static boolean admits(Succession succession, Judgement judgement, Instant start) {
        return SlotFunction.admits(succession.picture().outline(), judgement, Busy.micros(start));
    }

    private static boolean admits(Succession succession, List<Instant> series) {
        if (succession.cost() > JUDGEMENTS_IN_TURN_MAX) {
            throw tooMuch();
        }
        return succession.admits(series);
    }

    private static Refusal tooMuch() {
        return Refusal.invalid("?to", "That is too much at once for a series: ask for a shorter range.");
    }
}
