package scheduler.availability;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Spans;
import scheduler.time.WallClock;

/// A local date, or the part of it that lies within a stretch of time, in microseconds.
public record Day(LocalDate date, long from, long to) {

    /// Stretches of time by local days, in order. A date that a zone has left out is no day.
    public static List<Day> of(Spans spans, ZoneId zone) {
        var days = new ArrayList<Day>();
        for (int i = 0; i < spans.size(); i++) {
            var date = Busy.instant(spans.from(i)).atZone(zone).toLocalDate();
            for (long from = spans.from(i); from < spans.to(i); date = date.plusDays(1)) {
                // Where the clocks go back over midnight a date may end before its own last hour.
                long to = Math.max(from, Math.min(spans.to(i), end(date, zone)));
                if (from < to) {
                    days.add(new Day(date, from, to));
                }
                from = to;
            }
        }
        return days;
    }

    private static long end(LocalDate date, ZoneId zone) {
        return Busy.micros(WallClock.startOfDay(date.plusDays(1), zone));
    }
}
