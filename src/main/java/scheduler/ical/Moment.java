package scheduler.ical;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import scheduler.time.WallClock;

/// A time as a calendar says it: local, in a zone; or a whole day.
record Moment(LocalDateTime local, ZoneId zone, boolean isDate) {

    /// Of a time that the clocks leave out, as much later as they are put forward; of one that they show twice,
    /// the first (RFC 5545 §3.3.5). A day begins when its zone says so.
    Instant instant() {
        return isDate
                ? WallClock.startOfDay(local.toLocalDate(), zone)
                : local.atZone(zone).toInstant();
    }

    Moment at(LocalDateTime other) {
        return new Moment(other, zone, isDate);
    }

    Moment plusDays(long days) {
        return at(local.plusDays(days));
    }
}
