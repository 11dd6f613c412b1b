package scheduler.time;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// A part of a local day, in minutes of its wall clock from 00:00. It may run past midnight: `26:00` is two o'clock of
/// the next day.
public record DayWindow(int fromMinute, int toMinute) {

    public static final int DAY_MINUTES = 24 * 60;

    private static final Pattern CLOCK = Pattern.compile("(\\d{2}):([0-5]\\d)");

    public DayWindow {
        if (fromMinute < 0 || fromMinute >= DAY_MINUTES) {
            throw new IllegalArgumentException("A window begins between 00:00 and 23:59.");
        }
        if (toMinute <= fromMinute) {
            throw new IllegalArgumentException(
                    "A window ends after it begins; past midnight the hours go on, as in 26:00.");
        }
        if (toMinute > 2 * DAY_MINUTES) {
            throw new IllegalArgumentException("A window ends at 48:00 at the latest.");
        }
    }

    /// Reads `09:00` and `17:00`, `24:00` for the end of the day, `26:00` for two o'clock in the night after it.
    public static DayWindow parse(String from, String to) {
        return new DayWindow(minute(from), minute(to));
    }

    /// The windows of one day by their beginning; `day` names it should they overlap.
    public static List<DayWindow> inOrder(List<DayWindow> windows, String day) {
        var ordered = windows.stream()
                .sorted(Comparator.comparingInt(DayWindow::fromMinute))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            var before = ordered.get(i - 1);
            var next = ordered.get(i);
            if (next.fromMinute < before.toMinute) {
                throw new IllegalArgumentException("The windows " + before.from() + "–" + before.to() + " and "
                        + next.from() + "–" + next.to() + " of " + day + " overlap.");
            }
        }
        return ordered;
    }

    DayWindow untilMidnight() {
        return toMinute <= DAY_MINUTES ? this : new DayWindow(fromMinute, DAY_MINUTES);
    }

    public String from() {
        return text(fromMinute);
    }

    public String to() {
        return text(toMinute);
    }

    private static int minute(String text) {
        var matcher = CLOCK.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("A time of day is written HH:MM, as in 09:00, and not " + text + ".");
        }
        return Integer.parseInt(matcher.group(1)) * 60 + Integer.parseInt(matcher.group(2));
    }

    private static String text(int minute) {
        int hours = minute / 60;
        int minutes = minute % 60;
        return (hours < 10 ? "0" : "") + hours + (minutes < 10 ? ":0" : ":") + minutes;
    }
}
