package scheduler.availability;

import java.time.LocalDate;
import java.time.ZoneId;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Spans;
import scheduler.time.WallClock;

/// Walks along stretches of time by local days: a part of a day each, in order.
public final class Days {

    private final Spans spans;
    private final ZoneId zone;

    private int span = -1;
    private LocalDate date = LocalDate.MIN;
    private long from;
    private long to;

    public Days(Spans spans, ZoneId zone) {
        this.spans = spans;
        this.zone = zone;
    }

    /// Goes to the next part; false when there is none. A date that a zone has left out is no day.
    public boolean next() {
        if (span >= 0 && to < spans.to(span)) {
            date = date.plusDays(1);
        } else if (++span < spans.size()) {
            to = spans.from(span);
            date = Busy.instant(to).atZone(zone).toLocalDate();
        } else {
            return false;
        }
        from = to;
        // Where the clocks go back over midnight a date may end before its own last hour.
        to = Math.max(from, Math.min(spans.to(span), end()));
        return from < to || next();
    }

    private long end() {
        return Busy.micros(WallClock.startOfDay(date.plusDays(1), zone));
    }

    public LocalDate date() {
        return date;
    }

    public long from() {
        return from;
    }

    public long to() {
        return to;
    }
}
