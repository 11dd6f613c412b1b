package scheduler.time;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;

/// The days of the week as documents name them.
public final class Weekdays {

    public static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private Weekdays() {}

    public static DayOfWeek read(String name) {
        int index = NAMES.indexOf(name.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new IllegalArgumentException("A day is one of " + String.join(", ", NAMES) + ".");
        }
        return DayOfWeek.of(index + 1);
    }

    public static String name(DayOfWeek day) {
        return NAMES.get(day.getValue() - 1);
    }
}
