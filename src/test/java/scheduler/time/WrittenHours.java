package scheduler.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Opening hours as a test writes them: `mon 09:00-17:00`, `mon-fri 09:00-12:00 13:00-17:00`, `daily 00:00-24:00`, and
/// for dates that differ `2026-12-24 09:00-12:00`, `2026-12-25 closed` or `2026-12-25 hard closed`. Besides these
/// `holiday 2026-12-25`, `period 2026-06-01..2026-08-31 mon-fri 07:00-15:00`, `valid 2026-06-01..` and
/// `travel 2026-06-16..2026-06-19 Asia/Tokyo`.
public final class WrittenHours {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private final Map<DayOfWeek, List<DayWindow>> weekly = new EnumMap<>(DayOfWeek.class);
    private final Map<LocalDate, List<DayWindow>> overrides = new HashMap<>();
    private final Set<LocalDate> closedHard = new HashSet<>();
    private final Set<LocalDate> holidays = new HashSet<>();
    private final Map<DateSpan, Map<DayOfWeek, List<DayWindow>>> periods = new LinkedHashMap<>();
    private final List<Timeline.Entry<ZoneId>> travel = new ArrayList<>();
    private DateSpan valid = DateSpan.ALWAYS;

    private WrittenHours() {}

    public static OpeningHours read(String zone, String... lines) {
        var written = new WrittenHours();
        Arrays.stream(lines).forEach(written::read);
        var periods = written.periods.entrySet().stream()
                .map(each -> new Timeline.Entry<>(each.getKey(), new Week(each.getValue())))
                .toList();
        return new OpeningHours(
                ZoneId.of(zone),
                new Week(written.weekly),
                written.overrides,
                written.closedHard,
                written.valid,
                written.holidays::contains,
                new Timeline<>(periods),
                new Timeline<>(written.travel));
    }

    private void read(String line) {
        var words = line.split(" ", 3);
        switch (words[0]) {
            case "holiday" -> holidays.add(LocalDate.parse(words[1]));
            case "valid" -> valid = span(words[1]);
            case "travel" -> travel.add(new Timeline.Entry<>(span(words[1]), ZoneId.of(words[2])));
            case "period" ->
                addWeekly(words[2], periods.computeIfAbsent(span(words[1]), _ -> new EnumMap<>(DayOfWeek.class)));
            default -> {
                if (Character.isDigit(line.charAt(0))) {
                    var date = LocalDate.parse(words[0]);
                    boolean isHard = words[1].equals("hard");
                    overrides.put(date, windows(isHard ? words[2] : line.split(" ", 2)[1]));
                    if (isHard) {
                        closedHard.add(date);
                    }
                } else {
                    addWeekly(line, weekly);
                }
            }
        }
    }

    private static void addWeekly(String line, Map<DayOfWeek, List<DayWindow>> week) {
        var words = line.split(" ", 2);
        days(words[0])
                .forEach(
                        day -> week.computeIfAbsent(day, _ -> new ArrayList<>()).addAll(windows(words[1])));
    }

    private static DateSpan span(String text) {
        var ends = text.split("\\.\\.", -1);
        return new DateSpan(
                ends[0].isEmpty() ? LocalDate.MIN : LocalDate.parse(ends[0]),
                ends[1].isEmpty() ? LocalDate.MAX : LocalDate.parse(ends[1]));
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
