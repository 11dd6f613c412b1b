package scheduler.availability;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.time.OpenSection;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// A resource that could give a service, as one picture shows it. `rules` is the number of the rules it was read under;
/// `sections` is where it is open around the range that the picture is of.
record Candidate(
        long no,
        String id,
        long rules,
        int capacity,
        ZoneId zone,
        List<String> pools,
        Optional<OpeningHours> hours,
        List<OpenSection> sections,
        List<TimeRange> open,
        Busy busy) {

    /// How a start suits a resource, from worst to best.
    enum Fit {
        CLOSED,
        OFF_GRID,
        BLOCKED,
        TAKEN,
        FREE
    }

    /// A fit, and the units that are free when it is FREE.
    record Suits(Fit fit, List<Integer> units) {
        private static final Suits CLOSED = new Suits(Fit.CLOSED, List.of());
        private static final Suits OFF_GRID = new Suits(Fit.OFF_GRID, List.of());
        private static final Suits BLOCKED = new Suits(Fit.BLOCKED, List.of());
        private static final Suits TAKEN = new Suits(Fit.TAKEN, List.of());
    }

    /// The same resource with what is known of a range.
    Candidate during(TimeRange range, Busy known) {
        return new Candidate(
                no,
                id,
                rules,
                capacity,
                zone,
                pools,
                hours,
                hours.map(each -> each.sections(range)).orElse(List.of()),
                hours.map(each -> each.openRanges(range)).orElse(List.of()),
                known);
    }

    /// Whether a booking for [start, start + duration) could have this resource. Who sets the grid has to have a slot
    /// beginning there; the others only have to be open.
    Suits suits(Instant start, Times times, boolean setsGrid) {
        var hoursFit = setsGrid ? gridFit(start, times) : openFit(start, times);
        if (hoursFit != Fit.FREE) {
            return hoursFit == Fit.CLOSED ? Suits.CLOSED : Suits.OFF_GRID;
        }
        long from = Busy.micros(start.minus(times.before()));
        long to = Busy.micros(start.plus(times.duration()).plus(times.after()));
        if (busy.isBlocked(from, to)) {
            return Suits.BLOCKED;
        }
        var units = busy.freeUnits(capacity, from, to);
        return units.isEmpty() ? Suits.TAKEN : new Suits(Fit.FREE, units);
    }

    private Fit gridFit(Instant start, Times times) {
        var section = lastBefore(start);
        if (section == null
                || !start.isBefore(section.until())
                || start.plus(times.duration()).isAfter(section.openUntil())) {
            return Fit.CLOSED;
        }
        return isMultiple(Duration.between(section.anchor(), start), times.step()) ? Fit.FREE : Fit.OFF_GRID;
    }

    /// The section that begins last at or before `start`: they follow each other without overlapping.
    private @Nullable OpenSection lastBefore(Instant start) {
        int low = 0;
        int high = sections.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sections.get(middle).anchor().isAfter(start)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == 0 ? null : sections.get(low - 1);
    }

    private Fit openFit(Instant start, Times times) {
        var needed = new TimeRange(start, start.plus(times.duration()));
        for (var each : open) {
            if (each.contains(needed)) {
                return Fit.FREE;
            }
        }
        return Fit.CLOSED;
    }

    private static boolean isMultiple(Duration length, Duration step) {
        return length.equals(length.truncatedTo(ChronoUnit.SECONDS)) && length.toSeconds() % step.toSeconds() == 0;
    }

    /// The lengths that decide whether a start fits.
    record Times(Duration duration, Duration step, Duration before, Duration after) {}
}
