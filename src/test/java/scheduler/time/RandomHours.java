package scheduler.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Opening hours that nobody would think of, in any zone of the database, and ranges around the changes of its clocks.
public final class RandomHours {

    private static final Instant FIRST = Instant.parse("2023-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2028-01-01T00:00:00Z");
    private static final List<String> NAMES =
            ZoneId.getAvailableZoneIds().stream().sorted().toList();

    private final Random random;

    public RandomHours(Random random) {
        this.random = random;
    }

    public ZoneId zone() {
        return ZoneId.of(NAMES.get(random.nextInt(NAMES.size())));
    }

    /// Up to `days` days that lie over a transition of the zone, or anywhere when it has none in those years.
    public TimeRange range(ZoneId zone, int days) {
        var middle = transition(zone);
        var start = middle.minus(Duration.ofMinutes(random.nextInt(days * 1440 / 2) + 1L));
        return new TimeRange(start, middle.plus(Duration.ofMinutes(random.nextInt(days * 1440 / 2) + 1L)));
    }

    /// Hours for the week, and dates around `range` that differ from it.
    public OpeningHours hours(ZoneId zone, TimeRange range) {
        int habit = random.nextInt(6);
        var weekly = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        for (var day : DayOfWeek.values()) {
            weekly.put(day, habit == 0 ? List.of(new DayWindow(0, 1440)) : windows());
        }
        var overrides = new HashMap<LocalDate, List<DayWindow>>();
        var date = range.start().atZone(zone).toLocalDate().minusDays(random.nextInt(40));
        for (int i = random.nextInt(5); i > 0; i--) {
            overrides.put(date, windows());
            date = date.plusDays(random.nextInt(20) + 1L);
        }
        return new OpeningHours(zone, Map.copyOf(weekly), Map.copyOf(overrides));
    }

    private Instant transition(ZoneId zone) {
        var within = new ArrayList<ZoneOffsetTransition>();
        for (var next = zone.getRules().nextTransition(FIRST);
                next != null && next.getInstant().isBefore(LAST);
                next = zone.getRules().nextTransition(next.getInstant())) {
            within.add(next);
        }
        return within.isEmpty()
                ? FIRST.plus(Duration.ofMinutes(random.nextInt(5 * 365 * 1440)))
                : within.get(random.nextInt(within.size())).getInstant();
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
