package scheduler.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Opening hours that nobody would think of, in any zone of the database, and ranges around the changes of its clocks.
public final class RandomHours {

    static final List<String> ZONES =
            ZoneId.getAvailableZoneIds().stream().sorted().toList();

    private static final Instant FIRST = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2028-01-01T00:00:00Z");

    private static final int SEEN_BEFORE_DAYS = 40;

    private final Random random;

    public RandomHours(Random random) {
        this.random = random;
    }

    public ZoneId zone() {
        return ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    }

    /// Up to `days` days that lie over a transition of the zone, or anywhere when it has none in those years.
    public TimeRange range(ZoneId zone, int days) {
        var changes = changes(zone);
        return around(changes.get(random.nextInt(changes.size())), days);
    }

    TimeRange around(Instant middle, int days) {
        var start = middle.minus(Duration.ofMinutes(random.nextInt(days * 1440 / 2) + 1L));
        return new TimeRange(start, middle.plus(Duration.ofMinutes(random.nextInt(days * 1440 / 2) + 1L)));
    }

    /// Five years of transitions of a zone, or some instant in them when it has none.
    List<Instant> changes(ZoneId zone) {
        var within = new ArrayList<Instant>();
        for (var next = zone.getRules().nextTransition(FIRST);
                next != null && next.getInstant().isBefore(LAST);
                next = zone.getRules().nextTransition(next.getInstant())) {
            within.add(next.getInstant());
        }
        return within.isEmpty() ? List.of(FIRST.plus(Duration.ofMinutes(random.nextInt(5 * 365 * 1440)))) : within;
    }

    /// Hours for the week, and around `range` dates, periods and journeys that differ from it. One in six is open round
    /// the clock but for those.
    public OpeningHours hours(ZoneId zone, TimeRange range) {
        return hours(zone, range, random.nextInt(6) == 0);
    }

    /// Hours that are closed every few days at least.
    OpeningHours hoursOfDays(ZoneId zone, TimeRange range) {
        return hours(zone, range, false);
    }

    private OpeningHours hours(ZoneId zone, TimeRange range, boolean always) {
        var first = range.start().atZone(zone).toLocalDate().minusDays(SEEN_BEFORE_DAYS);
        int dates = SEEN_BEFORE_DAYS + 10 + (int) range.length().toDays();
        var overrides = overrides(first, dates);
        return new OpeningHours(
                zone,
                week(always),
                overrides,
                closedHard(overrides.keySet()),
                random.nextInt(8) == 0 ? within(first, dates) : DateSpan.ALWAYS,
                holidays(first, dates),
                new Timeline<>(spans(first, random.nextInt(3)).stream()
                        .map(each -> new Timeline.Entry<>(each, week(always)))
                        .toList()),
                new Timeline<>(spans(first, random.nextInt(4)).stream()
                        .map(each -> new Timeline.Entry<>(each, zone()))
                        .toList()));
    }

    private Week week(boolean always) {
        var week = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        for (var day : DayOfWeek.values()) {
            week.put(day, always ? List.of(new DayWindow(0, 1440)) : windows());
        }
        return new Week(week);
    }

    private Map<LocalDate, List<DayWindow>> overrides(LocalDate first, int dates) {
        var overrides = new HashMap<LocalDate, List<DayWindow>>();
        for (int i = random.nextInt(5); i > 0; i--) {
            overrides.put(first.plusDays(random.nextInt(dates)), windows());
        }
        return overrides;
    }

    private Set<LocalDate> closedHard(Set<LocalDate> overrides) {
        return overrides.stream().sorted().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
    }

    /// A record, so that it can be read in a failure.
    private record Holidays(Set<LocalDate> dates) implements Predicate<LocalDate> {
        @Override
        public boolean test(LocalDate date) {
            return dates.contains(date);
        }
    }

    private Holidays holidays(LocalDate first, int dates) {
        var holidays = new HashSet<LocalDate>();
        for (int i = random.nextInt(5); i > 0; i--) {
            holidays.add(first.plusDays(random.nextInt(dates)));
        }
        return new Holidays(holidays);
    }

    private DateSpan within(LocalDate first, int dates) {
        var from = first.plusDays(random.nextInt(dates));
        var to = from.plusDays(random.nextInt(dates));
        return switch (random.nextInt(3)) {
            case 0 -> new DateSpan(LocalDate.MIN, to);
            case 1 -> new DateSpan(from, LocalDate.MAX);
            default -> new DateSpan(from, to);
        };
    }

    /// Some of them next to each other, and now and then the last one without an end.
    private List<DateSpan> spans(LocalDate first, int count) {
        var spans = new ArrayList<DateSpan>();
        var from = first.plusDays(
                SEEN_BEFORE_DAYS - 3 + random.nextInt(5) - (random.nextBoolean() ? random.nextInt(35) : 0));
        for (int i = 0; i < count; i++) {
            boolean endless = i == count - 1 && random.nextInt(8) == 0;
            var to = from.plusDays(random.nextInt(1 + random.nextInt(20)));
            spans.add(new DateSpan(from, endless ? LocalDate.MAX : to));
            from = to.plusDays(1L + (random.nextBoolean() ? 0 : random.nextInt(10)));
        }
        return spans;
    }

    /// None to three windows, mostly on the quarter hour, with a liking for midnight, for touching and for the hours at
    /// which clocks are changed.
    private List<DayWindow> windows() {
        var windows = new ArrayList<DayWindow>();
        int from = random.nextInt(3) == 0 ? 0 : edge(0, 600);
        for (int i = random.nextInt(4); i > 0 && from < 1440; i--) {
            int to = edge(from + 1, i == 1 && random.nextInt(4) == 0 ? 2880 : 1440);
            windows.add(new DayWindow(from, to));
            from = random.nextInt(3) == 0 ? to : edge(to, to + 300);
        }
        return windows;
    }

    private int edge(int min, int max) {
        int any = min + random.nextInt(max - min + 1);
        return random.nextInt(4) == 0 ? any : Math.min(max, (any + 14) / 15 * 15);
    }
}
