package scheduler.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opening hours as a test writes them: `mon 09:00-17:00`, `mon-fri 09:00-12:00 13:00-17:00`, `daily 00:00-24:00`, and
/// for dates that differ `2026-12-24 09:00-12:00` or `2026-12-25 closed`.
public final class WrittenHours {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private WrittenHours() {}

    public static OpeningHours read(String zone, String... lines) {
        var weekly = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        var overrides = new HashMap<LocalDate, List<DayWindow>>();
        for (var line : lines) {
            var words = line.split(" ", 2);
            var windows = windows(words[1]);
            if (Character.isDigit(words[0].charAt(0))) {
                overrides.put(LocalDate.parse(words[0]), windows);
            } else {
                days(words[0])
                        .forEach(day -> weekly.computeIfAbsent(day, _ -> new ArrayList<>())
                                .addAll(windows));
            }
        }
        return new OpeningHours(ZoneId.of(zone), Map.copyOf(weekly), Map.copyOf(overrides));
    }

    private static List<DayOfWeek> days(String text) {
        if (text.equals("daily")) {
            return List.of(DayOfWeek.values());
        }
        var ends = text.split("-", 2);
        var days = new ArrayList<DayOfWeek>();
        for (int day = DAYS.indexOf(ends[0]); day <= DAYS.indexOf(ends[ends.length - 1]); day++) {
            days.add(DayOfWeek.of(day + 1));
        }
        return days;
    }

    private static List<DayWindow> windows(String text) {
        var windows = new ArrayList<DayWindow>();
        if (!text.equals("closed")) {
            for (var word : text.split(" ", -1)) {
                var ends = word.split("-", 2);
                windows.add(DayWindow.parse(ends[0], ends[1]));
            }
        }
        return windows;
    }
}
