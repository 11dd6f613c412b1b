package scheduler.recurrence;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.jspecify.annotations.Nullable;

/// The end of a rule (`UNTIL`): with a Z it is an instant, else wall time, and as a date all of that day.
record Until(LocalDateTime last, boolean isInstant) {

    /// Null where the rule has none. The library takes whatever digits stand there.
    static @Nullable Until of(RecurrenceRule rule) {
        var until = rule.getUntil();
        if (until == null) {
            return null;
        }
        try {
            var last = Recurrence.local(until);
            return until.isAllDay()
                    ? new Until(last.plusDays(1).minusNanos(1), false)
                    : new Until(last, !until.isFloating());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "UNTIL must be a date or a time that there is, such as 20271231 or 20271231T235959Z.", e);
        }
    }

    /// Whether an instant is behind it, if it is one itself.
    boolean isBefore(Instant instant) {
        return isInstant && last.toInstant(ZoneOffset.UTC).isBefore(instant);
    }

    /// Whether a local time is behind it. Instants are told apart as such, for where the clocks are put back an earlier
    /// one has the later wall time. A time that the clocks leave out is where they do.
    boolean isBefore(LocalDateTime local, ZoneRules zone) {
        if (!isInstant) {
            return last.isBefore(local);
        }
        var offsets = zone.getValidOffsets(local);
        var instant = offsets.isEmpty() ? zone.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
        return isBefore(instant);
    }
}
