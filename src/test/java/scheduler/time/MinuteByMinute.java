package scheduler.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What opening hours mean, worked out as slowly and plainly as can be: somebody looks at the wall clock every minute.
/// A window opens in the first minute at which the clock of its date shows its beginning or later, and closes likewise.
public final class MinuteByMinute {

    private static final int DAY = 24 * 60;
    private static final int SEEN_BEFORE_DAYS = 42;
    private static final int SEEN_AFTER_DAYS = 6;
    private static final int LATEST_ANCHOR_DAYS = 32;

    private final OpeningHours hours;
    private final TimeRange range;
    private final Instant origin;
    private final int minutes;
    private final Map<ZoneId, long[]> clocks = new HashMap<>();
    private final BitSet open;
    private final NavigableMap<Integer, LocalDate> days = new TreeMap<>();

    public MinuteByMinute(OpeningHours hours, TimeRange range) {
        this(hours, range, SEEN_BEFORE_DAYS);
    }

    /// For hours that are closed at some time within any so many days.
    MinuteByMinute(OpeningHours hours, TimeRange range, int seenBeforeDays) {
        this.hours = hours;
        this.range = range;
        this.origin = range.start().minus(Duration.ofDays(seenBeforeDays));
        this.minutes = minute(range.end().plus(Duration.ofDays(SEEN_AFTER_DAYS)));
        this.open = new BitSet(minutes);
        var last = utcDate(instant(minutes)).plusDays(2);
        for (var date = utcDate(origin).minusDays(4); !date.isAfter(last); date = date.plusDays(1)) {
            begin(date);
            for (var window : windows(date)) {
                int from = firstMinute(date, window.fromMinute());
                int to = firstMinute(date, window.toMinute());
                int midnight = endsAtMidnight(date) ? firstMinute(date, DAY) : to;
                open.set(from, Math.max(from, Math.min(to, midnight)));
            }
        }
    }

    /// The open time within the range.
    public List<TimeRange> open() {
        var found = new ArrayList<TimeRange>();
        int end = minute(range.end());
        int from = open.nextSetBit(minute(range.start()));
        while (from >= 0 && from < end) {
            int to = Math.min(end, open.nextClearBit(from));
            found.add(new TimeRange(instant(from), instant(to)));
            from = open.nextSetBit(to);
        }
        return found;
    }

    /// The starts of the grid within the range from which something of that length fits.
    public Set<Instant> starts(Duration length, Duration step) {
        var found = new TreeSet<Instant>();
        for (int minute = minute(range.start()); minute < minute(range.end()); minute++) {
            if (open.get(minute)
                    && open.nextClearBit(minute) >= minute + length.toMinutes()
                    && (minute - anchor(minute)) % step.toMinutes() == 0) {
                found.add(instant(minute));
            }
        }
        return found;
    }

    /// The grid counts from the first minute of the open stretch, unless that is more than a month ago.
    private int anchor(int minute) {
        int opened = open.previousClearBit(minute) + 1;
        var today = days.floorEntry(minute);
        if (opened == 0 && minute < LATEST_ANCHOR_DAYS * DAY) {
            throw new IllegalStateException("open for longer than was looked at: " + hours);
        }
        boolean longAgo = opened == 0
                || days.floorEntry(opened)
                        .getValue()
                        .plusDays(LATEST_ANCHOR_DAYS)
                        .isBefore(today.getValue());
        return longAgo ? today.getKey() : opened;
    }

    /// A date begins with its first minute, and ends all dates before it.
    private void begin(LocalDate date) {
        int minute = firstMinute(date, 0);
        days.tailMap(minute, true).clear();
        days.put(minute, date);
    }

    private int firstMinute(LocalDate date, int minuteOfDay) {
        var clock = clocks.computeIfAbsent(zone(date), this::clock);
        long wanted = date.toEpochDay() * DAY + minuteOfDay;
        int minute = Math.max(
                0, minute(date.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
        while (minute < minutes && clock[minute] < wanted) {
            minute++;
        }
        return minute;
    }

    /// What the clock of a zone shows in each minute, in minutes since 1970.
    private long[] clock(ZoneId zone) {
        var clock = new long[minutes];
        for (int minute = 0; minute < minutes; minute++) {
            var instant = instant(minute);
            long shown = instant.getEpochSecond()
                    + zone.getRules().getOffset(instant).getTotalSeconds();
            clock[minute] = Math.floorDiv(shown, 60L);
        }
        return clock;
    }

    private ZoneId zone(LocalDate date) {
        for (var each : hours.travel().entries()) {
            if (isIn(each.dates(), date)) {
                return each.value();
            }
        }
        return hours.zone();
    }

    private List<DayWindow> windows(LocalDate date) {
        if (!isIn(hours.valid(), date)) {
            return List.of();
        }
        if (hours.overrides().containsKey(date)) {
            return hours.overrides().get(date);
        }
        if (hours.holidays().test(date)) {
            return List.of();
        }
        var week = hours.weekly();
        for (var each : hours.periods().entries()) {
            if (isIn(each.dates(), date)) {
                week = each.value();
            }
        }
        return week.days().getOrDefault(date.getDayOfWeek(), List.of());
    }

    /// The date after it closes all that it finds open.
    private boolean endsAtMidnight(LocalDate date) {
        var next = date.plusDays(1);
        return isIn(hours.valid(), next) && hours.closedHard().contains(next);
    }

    private static boolean isIn(DateSpan dates, LocalDate date) {
        return dates.from().compareTo(date) <= 0 && dates.to().compareTo(date) >= 0;
    }

    private static LocalDate utcDate(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private Instant instant(int minute) {
        return origin.plusSeconds(60L * minute);
    }

    private int minute(Instant instant) {
        return Math.toIntExact(Duration.between(origin, instant).toMinutes());
    }
}
