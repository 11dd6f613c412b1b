package scheduler.ical;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import scheduler.time.WallClock;

/// A time as a calendar says it: local, in a zone; or a whole day.
record Moment(LocalDateTime local, ZoneRules zone, boolean isDate) {

    /// Of a time that the clocks leave out, as much later as they are put forward; of one that they show twice,
    /// the first (RFC 5545 §3.3.5): both are by the offset before the change. A day begins when its zone says so.
    Instant instant() {
        return isDate ? WallClock.startOfDay(local.toLocalDate(), zone) : local.toInstant(zone.getOffset(local));
    }

    /// What the clocks of its zone show at an instant.
    LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone.getOffset(instant));
    }

    Moment at(LocalDateTime other) {
        return new Moment(other, zone, isDate);
    }

    Moment plusDays(long days) {
        return at(local.plusDays(days));
    }
}
