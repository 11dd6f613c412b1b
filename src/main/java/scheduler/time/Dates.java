package scheduler.time;

import java.time.DateTimeException;
import java.time.LocalDate;

/// Dates as they travel: ISO 8601.
public final class Dates {

    private static final LocalDate MIN = LocalDate.of(1900, 1, 1);
    private static final LocalDate MAX = LocalDate.of(2199, 12, 31);

    private Dates() {}

    /// Reads a date; IllegalArgumentException says what is wrong with it.
    public static LocalDate read(String text) {
        LocalDate date;
        try {
            date = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("It is not a date: write it like 2026-12-24.", e);
        }
        if (date.isBefore(MIN) || date.isAfter(MAX)) {
            throw new IllegalArgumentException("It must lie between " + MIN + " and " + MAX + ".");
        }
        return date;
    }

    /// Reads what this service has stored, in any version: the day after the last was taken once.
    public static LocalDate readBack(String text) {
        return LocalDate.parse(text);
    }
}
