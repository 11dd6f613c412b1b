package scheduler.time;

import java.time.DayOfWeek;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The windows of every week, by the day on which they begin.
public record Week(Map<DayOfWeek, List<DayWindow>> days) {

    public Week {
        var ordered = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        days.forEach((day, windows) -> ordered.put(day, DayWindow.inOrder(windows, day.toString())));
        days = Map.copyOf(ordered);
    }

    List<DayWindow> on(DayOfWeek day) {
        return days.getOrDefault(day, List.of());
    }
}
