package scheduler.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The windows of dates as stretches of time, merged where they touch or overlap.
///
/// Since each date may be of another zone, dates are counted in UTC with a margin: a local day lies within 18 hours of
/// the day of that date in UTC, the most that an offset can be.
final class OpenTime {

    /// So long that the start of a stretch is known to every day that could count its grid from there.
    private static final int LOOK_BACK_DAYS = SlotGrid.COUNTED_DAYS + 4;

    private static final int LOOK_AHEAD_DAYS = 64;
    private static final long MARGIN_SECONDS = ZoneOffset.MAX.getTotalSeconds();

    /// An open time, and the zone in which its first window is meant.
    record Stretch(Instant start, Instant end, ZoneId zone) {

        TimeRange range() {
            return new TimeRange(start, end);
        }

        private boolean overlaps(TimeRange range) {
            return start.isBefore(range.end()) && range.start().isBefore(end);
        }
    }

    private final OpeningHours hours;
    private final Edges edges = new Edges();

    OpenTime(OpeningHours hours) {
        this.hours = hours;
    }

    List<Stretch> around(TimeRange range) {
        // A window may last until the end of the day after its own.
        var first = utcDate(range.start()).minusDays(2);
        var last = utcDate(range.end()).plusDays(1);
        var open = merged(first, last);
        boolean earlier = mayHaveBegunEarlier(open, range, first);
        boolean later = mayGoOn(open, range, last);
        if (earlier || later) {
            open = merged(
                    earlier ? first.minusDays(LOOK_BACK_DAYS) : first, later ? last.plusDays(LOOK_AHEAD_DAYS) : last);
        }
        open.removeIf(each -> !each.overlaps(range));
        return open;
    }

    /// What windows of dates before `first` can still reach is known only after the end of that day everywhere.
    private static boolean mayHaveBegunEarlier(List<Stretch> open, TimeRange range, LocalDate first) {
        var known = utcMidnight(first.plusDays(1)).plusSeconds(MARGIN_SECONDS);
        return open.stream()
                .anyMatch(each ->
                        each.end().isAfter(range.start()) && !each.start().isAfter(known));
    }

    private static boolean mayGoOn(List<Stretch> open, TimeRange range, LocalDate last) {
        var known = utcMidnight(last.plusDays(1)).minusSeconds(MARGIN_SECONDS);
        return open.stream()
                .anyMatch(each ->
                        each.start().isBefore(range.end()) && !each.end().isBefore(known));
    }

    private List<Stretch> merged(LocalDate first, LocalDate last) {
        var windows = windows(first, last);
        var merged = new ArrayList<Stretch>(windows.size());
        for (var next : windows) {
            var before = merged.isEmpty() ? null : merged.getLast();
            if (before == null || before.end().isBefore(next.start())) {
                merged.add(next);
            } else if (next.end().isAfter(before.end())) {
                merged.set(merged.size() - 1, new Stretch(before.start(), next.end(), before.zone()));
            }
        }
        return merged;
    }

    private List<Stretch> windows(LocalDate first, LocalDate last) {
        var windows = new ArrayList<Stretch>();
        for (var date = first; !date.isAfter(last); date = date.plusDays(1)) {
            for (var window : hours.windowsOf(date)) {
                var zone = hours.zoneOf(date);
                var from = edges.at(date, window.fromMinute(), zone);
                var to = edges.at(date, window.toMinute(), zone);
                if (from.isBefore(to)) {
                    windows.add(new Stretch(from, to, zone));
                }
            }
        }
        // They come in order but for dates of different zones.
        windows.sort(Comparator.comparing(Stretch::start));
        return windows;
    }

    private static LocalDate utcDate(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant utcMidnight(LocalDate date) {
        return date.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
