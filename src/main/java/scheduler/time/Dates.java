package scheduler.time;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Dates as they travel: ISO 8601.
public final class Dates {

    private Dates() {}

    /// Reads a date; IllegalArgumentException says what is wrong with it.
    public static LocalDate read(String text) {
        LocalDate date;
        try {
            date = LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("It is not a date: write it like 2026-12-24.", e);
        }
        Instants.inReach(date.atStartOfDay().toInstant(ZoneOffset.UTC));
        return date;
    }
}
