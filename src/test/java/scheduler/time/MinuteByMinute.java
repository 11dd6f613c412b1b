package scheduler.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What opening hours mean, worked out as slowly and plainly as can be: somebody looks at the wall clock every minute.
/// A window opens in the first minute at which the clock shows its beginning or later, and closes likewise.
public final class MinuteByMinute {

    private static final int SEEN_BEFORE_DAYS = 42;
    private static final int SEEN_AFTER_DAYS = 6;
    private static final int LATEST_ANCHOR_DAYS = 32;

    private final OpeningHours hours;
    private final TimeRange range;
    private final Instant origin;
    private final LocalDateTime[] clock;
    private final BitSet open;
    private final NavigableMap<Integer, LocalDate> days = new TreeMap<>();

    public MinuteByMinute(OpeningHours hours, TimeRange range) {
        this.hours = hours;
        this.range = range;
        this.origin = range.start().minus(Duration.ofDays(SEEN_BEFORE_DAYS));
        int minutes = minute(range.end().plus(Duration.ofDays(SEEN_AFTER_DAYS)));
        this.clock = new LocalDateTime[minutes];
        for (int minute = 0; minute < minutes; minute++) {
            clock[minute] = LocalDateTime.ofInstant(instant(minute), hours.zone());
        }
        this.open = new BitSet(minutes);
        var last = clock[minutes - 1].toLocalDate();
        for (var date = clock[0].toLocalDate(); !date.isAfter(last); date = date.plusDays(1)) {
            days.put(firstMinute(date, 0), date);
            for (var window : windows(date)) {
                int from = firstMinute(date, window.fromMinute());
                open.set(from, Math.max(from, firstMinute(date, window.toMinute())));
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
                    && (minute - anchor(minute)) % step.toMinutes() == 0
                    && open.nextClearBit(minute) >= minute + length.toMinutes()) {
                found.add(instant(minute));
            }
        }
        return found;
    }

    /// The grid counts from the first minute of the open stretch, unless that is more than a month ago.
    private int anchor(int minute) {
        int opened = open.previousClearBit(minute) + 1;
        var today = days.floorEntry(minute);
        boolean longAgo = opened == 0
                || days.floorEntry(opened)
                        .getValue()
                        .plusDays(LATEST_ANCHOR_DAYS)
                        .isBefore(today.getValue());
        return longAgo ? today.getKey() : opened;
    }

    private int firstMinute(LocalDate date, int minuteOfDay) {
        var wanted = date.atTime(LocalTime.MIDNIGHT).plusMinutes(minuteOfDay);
        int minute =
                Math.max(0, minute(date.minusDays(1).atStartOfDay(hours.zone()).toInstant()));
        while (minute < clock.length && clock[minute].isBefore(wanted)) {
            minute++;
        }
        return minute;
    }

    private List<DayWindow> windows(LocalDate date) {
        var override = hours.overrides().get(date);
        return override != null ? override : hours.weekly().getOrDefault(date.getDayOfWeek(), List.of());
    }

    private Instant instant(int minute) {
        return origin.plusSeconds(60L * minute);
    }

    private int minute(Instant instant) {
        return Math.toIntExact(Duration.between(origin, instant).toMinutes());
    }
}
