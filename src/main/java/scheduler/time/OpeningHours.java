package scheduler.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import scheduler.time.OpenTime.Stretch;

/// When something is open, in local time. Every date has its windows and its zone:
///
/// - outside of `valid` it has none;
/// - else, where an override names it, the windows of the override, even on a holiday;
/// - else, on a holiday, none;
/// - else those of its day of the week, of the period that it lies in or of `weekly`;
/// - its zone is that of the travel that it lies in, or `zone`.
///
/// A window belongs, with all of its length, to the date on which it begins: of a closed date only its own windows are
/// closed, and 26:00 is two o'clock as the clocks show it where the provider is on that date. Only a date that is
/// `closedHard` ends the windows of the date before it at their 24:00, whatever it has itself. Dates of different zones
/// may overlap or leave a gap between them; open is what any of them covers.
///
/// Windows that touch or overlap, also across midnight, are one. What is open round the clock has no first instant to
/// count the grid from: where none lies within 32 days before a local day, that day counts from its own midnight, in
/// its own zone.
///
/// Equal hours are shared by many resources, so `holidays` should be a value too.
public record OpeningHours(
        ZoneId zone,
        Week weekly,
        Map<LocalDate, List<DayWindow>> overrides,
        Set<LocalDate> closedHard,
        DateSpan valid,
        Predicate<LocalDate> holidays,
        Timeline<Week> periods,
        Timeline<ZoneId> travel) {

    /// No date: for hours that know no holidays.
    public static final Predicate<LocalDate> NEVER = _ -> false;

    public OpeningHours {
        var dates = new HashMap<LocalDate, List<DayWindow>>();
        overrides.forEach((date, windows) -> dates.put(date, DayWindow.inOrder(windows, date.toString())));
        overrides = Map.copyOf(dates);
        closedHard = Set.copyOf(closedHard);
    }

    /// The same every week but for single dates, and never elsewhere.
    public OpeningHours(
            ZoneId zone, Map<DayOfWeek, List<DayWindow>> weekly, Map<LocalDate, List<DayWindow>> overrides) {
        this(zone, new Week(weekly), overrides, Set.of(), DateSpan.ALWAYS, NEVER, Timeline.empty(), Timeline.empty());
    }

    /// The sections of the grid that overlap `range`, in order. They do not depend on the range: two ranges that touch
    /// have together the sections of the whole.
    public List<OpenSection> sections(TimeRange range) {
        return new SlotGrid(this).sections(range);
    }

    /// The merged open time that overlaps `range`, each stretch whole, but looked back little more than a month before
    /// the range and ahead two months beyond it.
    public List<TimeRange> openRanges(TimeRange range) {
        return new OpenTime(this).around(range).stream().map(Stretch::range).toList();
    }

    List<DayWindow> windowsOf(LocalDate date) {
        var windows = wholeWindowsOf(date);
        return windows.isEmpty() || closedHard.isEmpty() || !isClosedHard(date.plusDays(1))
                ? windows
                : windows.stream().map(DayWindow::untilMidnight).toList();
    }

    private boolean isClosedHard(LocalDate date) {
        return closedHard.contains(date) && valid.contains(date);
    }

    private List<DayWindow> wholeWindowsOf(LocalDate date) {
        if (!valid.contains(date)) {
            return List.of();
        }
        var override = overrides.get(date);
        if (override != null) {
            return override;
        }
        var windows = periods.at(date, weekly).on(date.getDayOfWeek());
        return windows.isEmpty() || holidays.test(date) ? List.of() : windows;
    }

    ZoneId zoneOf(LocalDate date) {
        return travel.at(date, zone);
    }
}
