package scheduler.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/// Turns local times into instants. The JDK moves a time in a gap on by the length of the gap, which is right for one
/// event and wrong for the edge of a window; here each question has its own answer.
public final class WallClock {

    private WallClock() {}

    /// The instant of a window's edge: in a gap the transition, in an overlap the first occurrence (RFC 5545 §3.3.5 has
    /// the same for overlaps). `minuteOfDay` goes on past 1440 into the next days.
    public static Instant windowEdge(LocalDate day, int minuteOfDay, ZoneId zone) {
        return windowEdge(day, minuteOfDay, zone.getRules());
    }

    private static Instant windowEdge(LocalDate day, int minuteOfDay, ZoneRules rules) {
        var local = day.plusDays(minuteOfDay / DayWindow.DAY_MINUTES)
                .atStartOfDay()
                .plusMinutes(minuteOfDay % DayWindow.DAY_MINUTES);
        // One look into the rules instead of two; in an overlap the offset before the transition comes first.
        var offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
    }

    /// The first instant of a date, which is not 00:00 where a gap takes midnight away.
    public static Instant startOfDay(LocalDate day, ZoneId zone) {
        return windowEdge(day, 0, zone);
    }

    /// The same by rules that no zone has.
    public static Instant startOfDay(LocalDate day, ZoneRules rules) {
        return windowEdge(day, 0, rules);
    }

    /// What a local time means, without a guess.
    public static LocalStart resolve(LocalDateTime local, ZoneId zone) {
        var rules = zone.getRules();
        var transition = rules.getTransition(local);
        if (transition == null) {
            return new LocalStart.Exact(local.toInstant(rules.getOffset(local)));
        }
        return transition.isGap()
                ? new LocalStart.Nonexistent(transition.getInstant())
                : new LocalStart.Ambiguous(
                        local.toInstant(transition.getOffsetBefore()), local.toInstant(transition.getOffsetAfter()));
    }
}
