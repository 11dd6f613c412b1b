package scheduler.time;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The starts that sections of the grid offer, and the few words that tests need to ask for them.
final class OfferedStarts {

    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("dd HH:mmxxx");

    private OfferedStarts() {}

    static List<Instant> starts(OpeningHours hours, TimeRange range, String length, String step) {
        var starts = new ArrayList<Instant>();
        for (var section : hours.sections(range)) {
            var start = section.anchor();
            while (start.isBefore(section.until())) {
                if (range.contains(start) && !start.plus(Duration.parse(length)).isAfter(section.openUntil())) {
                    starts.add(start);
                }
                start = start.plus(Duration.parse(step));
            }
        }
        return starts;
    }

    static TimeRange day(String date, String zone) {
        var day = LocalDate.parse(date);
        return new TimeRange(
                WallClock.startOfDay(day, ZoneId.of(zone)), WallClock.startOfDay(day.plusDays(1), ZoneId.of(zone)));
    }

    static OpeningHours on(DayOfWeek day, String zone, String... windows) {
        return new OpeningHours(ZoneId.of(zone), Map.of(day, windows(windows)), Map.of());
    }

    static OpeningHours daily(String zone, String... windows) {
        var everyDay = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        for (var day : DayOfWeek.values()) {
            everyDay.put(day, windows(windows));
        }
        return new OpeningHours(ZoneId.of(zone), everyDay, Map.of());
    }

    static List<DayWindow> windows(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.split("-", 2))
                .map(ends -> DayWindow.parse(ends[0], ends[1]))
                .toList();
    }

    static List<String> labels(List<Instant> starts, String zone) {
        return starts.stream()
                .map(start -> LABEL.format(start.atZone(ZoneId.of(zone))))
                .toList();
    }

    static Instant at(String dateAndTime) {
        return Instant.parse("2026-" + dateAndTime + ":00Z");
    }

    /// The other way round.
    static String text(Instant instant) {
        return instant.toString().substring("2026-".length(), "2026-06-15T00:00".length());
    }
}
