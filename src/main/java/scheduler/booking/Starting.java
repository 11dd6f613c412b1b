package scheduler.booking;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;
import scheduler.time.Instants;
import scheduler.time.WallClock;

/// When the bookings of a list begin. Dates are whole days, both included: of each booking's own zone, or of the zone
/// that is named. Instants are from the first up to the second. Whatever is missing does not bound.
public record Starting(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable LocalDateTime localFrom,
        @Nullable LocalDateTime localTo) {

    private static final String DATE = "2026-12-01";

    /// Reads the two ends, refused by the name of the query parameter.
    public static Starting read(@Nullable String from, @Nullable String to, @Nullable ZoneId zone) {
        var starting = new Starting(
                moment("?from", from, zone, 0),
                moment("?to", to, zone, 1),
                zone == null ? localDay("?from", from, 0) : null,
                zone == null ? localDay("?to", to, 1) : null);
        // A day that a zone left out is over when it begins.
        boolean oneDay = from != null && from.equals(to) && isDate(from);
        if (!oneDay && (isInverted(starting.from, starting.to) || isInverted(starting.localFrom, starting.localTo))) {
            throw Refusal.invalid("?to", "It must be after from.");
        }
        return starting;
    }

    private static <T extends Comparable<? super T>> boolean isInverted(@Nullable T from, @Nullable T to) {
        return from != null && to != null && from.compareTo(to) >= 0;
    }

    private static @Nullable Instant moment(
            String parameter, @Nullable String text, @Nullable ZoneId zone, int daysLater) {
        if (text == null || (isDate(text) && zone == null)) {
            return null;
        }
        return isDate(text) && zone != null
                ? WallClock.startOfDay(date(parameter, text).plusDays(daysLater), zone)
                : instant(parameter, text);
    }

    private static @Nullable LocalDateTime localDay(String parameter, @Nullable String text, int daysLater) {
        return text == null || !isDate(text)
                ? null
                : date(parameter, text).plusDays(daysLater).atStartOfDay();
    }

    private static boolean isDate(String text) {
        return text.length() <= DATE.length();
    }

    private static LocalDate date(String parameter, String text) {
        try {
            var date = LocalDate.parse(text);
            Instants.inReach(date.atStartOfDay(ZoneId.of("UTC")).toInstant());
            return date;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw Refusal.invalid(
                    parameter, "It is neither a date like 2026-12-01 nor an instant like 2026-12-01T09:00:00Z.");
        }
    }

    private static Instant instant(String parameter, String text) {
        try {
            return Instants.read(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(parameter, String.valueOf(e.getMessage()));
        }
    }
}
