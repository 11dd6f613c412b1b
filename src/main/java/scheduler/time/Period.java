package scheduler.time;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// A part of the calendar, as limits count by it. Weeks begin on Monday (ISO 8601).
public enum Period {
    DAY,
    WEEK,
    MONTH,
    YEAR;

    /// The one that an instant lies in, by the local date in `zone`.
    public TimeRange around(Instant instant, ZoneId zone) {
        var date = instant.atZone(zone).toLocalDate();
        var first = first(date);
        return new TimeRange(WallClock.startOfDay(first, zone), WallClock.startOfDay(after(first), zone));
    }

    private LocalDate first(LocalDate date) {
        return switch (this) {
            case DAY -> date;
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case YEAR -> date.withDayOfYear(1);
        };
    }

    private LocalDate after(LocalDate first) {
        return switch (this) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
            case YEAR -> first.plusYears(1);
        };
    }

    /// More days than it ever has.
    public int daysMax() {
        return switch (this) {
            case DAY -> 2;
            case WEEK -> 8;
            case MONTH -> 32;
            case YEAR -> 367;
        };
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads `day`, `week`, `month` or `year`.
    public static Period read(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("It is one of day, week, month, year.");
    }
}
