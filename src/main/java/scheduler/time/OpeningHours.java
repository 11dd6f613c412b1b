package scheduler.time;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When something is open, in local time: windows for the days of the week, and dates that differ. An override replaces
/// the windows that belong to its date; a window of the day before that runs past midnight stays.
///
/// Windows that touch or overlap, also across midnight, are one. What is open round the clock has no first instant to
/// count the grid from: where none lies within 32 days before a local day, that day counts from its own midnight.
public record OpeningHours(
        ZoneId zone, Map<DayOfWeek, List<DayWindow>> weekly, Map<LocalDate, List<DayWindow>> overrides) {

    private static final int LOOK_BACK_DAYS = 32;
    private static final int LOOK_AHEAD_DAYS = 64;

    public OpeningHours {
        var days = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        weekly.forEach((day, windows) -> days.put(day, ordered(windows, day.toString())));
        var dates = new HashMap<LocalDate, List<DayWindow>>();
        overrides.forEach((date, windows) -> dates.put(date, ordered(windows, date.toString())));
        weekly = Map.copyOf(days);
        overrides = Map.copyOf(dates);
    }

    /// The sections of the grid that overlap `range`, in order. They do not depend on the range: two ranges that touch
    /// have together the sections of the whole.
    public List<OpenSection> sections(TimeRange range) {
        var sections = new ArrayList<OpenSection>();
        for (var open : openRanges(range)) {
            addSections(open, range, sections);
        }
        return sections;
    }

    /// The merged open time that overlaps `range`, each stretch whole, but looked back at most 32 days before the range
    /// and ahead at most 64 days beyond it.
    public List<TimeRange> openRanges(TimeRange range) {
        // A window belongs to the day on which it begins, and may last into the second day after.
        var first = localDate(range.start()).minusDays(2);
        var last = localDate(range.end()).plusDays(1);
        var merged = merged(first, last);
        if (mayHaveBegunEarlier(merged, range, first)) {
            merged = joined(merged(first.minusDays(LOOK_BACK_DAYS + 2L), first.minusDays(1)), merged);
        }
        if (!merged.isEmpty() && goesOn(merged.getLast(), range, last)) {
            merged = joined(merged, merged(last.plusDays(1), last.plusDays(LOOK_AHEAD_DAYS)));
        }
        merged.removeIf(each -> !each.overlaps(range));
        return merged;
    }

    /// Up to `boundary` the grid counts from the window's first instant; from there on each local day has its own.
    private void addSections(TimeRange open, TimeRange range, List<OpenSection> sections) {
        var boundary = WallClock.startOfDay(localDate(open.start()).plusDays(LOOK_BACK_DAYS + 1L), zone);
        if (range.start().isBefore(boundary)) {
            sections.add(new OpenSection(open.start(), earlier(boundary, open.end()), open.end()));
        }
        var day = localDate(later(range.start(), boundary));
        for (var midnight = WallClock.startOfDay(day, zone);
                midnight.isBefore(range.end()) && midnight.isBefore(open.end());
                midnight = WallClock.startOfDay(day, zone)) {
            day = day.plusDays(1);
            var next = WallClock.startOfDay(day, zone);
            // A skipped date is empty, and where clocks go back over midnight a date is shown again after its end.
            if (!midnight.isBefore(boundary)
                    && midnight.isBefore(next)
                    && range.start().isBefore(next)) {
                sections.add(new OpenSection(midnight, earlier(next, open.end()), open.end()));
            }
        }
    }

    /// What windows of days before `first` can still reach is known only after that day.
    private boolean mayHaveBegunEarlier(List<TimeRange> merged, TimeRange range, LocalDate first) {
        var known = WallClock.startOfDay(first.plusDays(1), zone);
        for (var each : merged) {
            if (each.end().isAfter(range.start()) && !each.start().isAfter(known)) {
                return true;
            }
        }
        return false;
    }

    private boolean goesOn(TimeRange latest, TimeRange range, LocalDate last) {
        return latest.start().isBefore(range.end())
                && !latest.end().isBefore(WallClock.startOfDay(last.plusDays(1), zone));
    }

    private List<TimeRange> merged(LocalDate first, LocalDate last) {
        var windows = new ArrayList<TimeRange>();
        for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
            for (var window : windowsOf(day)) {
                var from = WallClock.windowEdge(day, window.fromMinute(), zone);
                var to = WallClock.windowEdge(day, window.toMinute(), zone);
                if (from.isBefore(to)) {
                    add(windows, new TimeRange(from, to));
                }
            }
        }
        return windows;
    }

    private static List<TimeRange> joined(List<TimeRange> before, List<TimeRange> after) {
        after.forEach(each -> add(before, each));
        return before;
    }

    /// Days come in order, but a window that runs past midnight may begin after and reach beyond the next day's first.
    private static void add(List<TimeRange> windows, TimeRange next) {
        var joined = next;
        while (!windows.isEmpty() && !windows.getLast().end().isBefore(joined.start())) {
            var before = windows.removeLast();
            joined = new TimeRange(earlier(before.start(), joined.start()), later(before.end(), joined.end()));
        }
        windows.add(joined);
    }

    private List<DayWindow> windowsOf(LocalDate day) {
        var override = overrides.get(day);
        return override != null ? override : weekly.getOrDefault(day.getDayOfWeek(), List.of());
    }

    private LocalDate localDate(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    private static List<DayWindow> ordered(List<DayWindow> windows, String day) {
        var ordered = windows.stream()
                .sorted(Comparator.comparingInt(DayWindow::fromMinute))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            var before = ordered.get(i - 1);
            var next = ordered.get(i);
            if (next.fromMinute() < before.toMinute()) {
                throw new IllegalArgumentException("The windows " + before.from() + "–" + before.to() + " and "
                        + next.from() + "–" + next.to() + " of " + day + " overlap.");
            }
        }
        return ordered;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
