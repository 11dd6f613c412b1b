package scheduler.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// A length of time as ISO 8601 writes it: `P1D` is calendar time and ends at the same wall clock time, `PT24H` is
/// elapsed time; on the day the clocks change they differ. `P1DT2H` is the one, then the other.
public record CalendarDuration(Period period, Duration exact) {

    private static final Pattern WRITTEN = Pattern.compile("P(?=\\d|T\\d)"
            + "((?:\\d{1,5}Y)?(?:\\d{1,5}M)?(?:\\d{1,5}W)?(?:\\d{1,6}D)?)"
            + "(?:T(?=\\d)((?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}(?:\\.\\d{1,6})?S)?))?");
    private static final int YEARS_MAX = 100;
    private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

    public CalendarDuration {
        var end = ANY_DAY.plus(period).plusDays(exact.toDays());
        if (period.isNegative() || exact.isNegative() || end.isAfter(ANY_DAY.plusYears(YEARS_MAX))) {
            throw new IllegalArgumentException("A duration is not negative and at most " + YEARS_MAX + " years.");
        }
    }

    /// Reads an ISO 8601 duration without a sign; IllegalArgumentException says what is wrong with it.
    public static CalendarDuration parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "It must be an ISO 8601 duration, as in PT30M, PT24H or P1D, and not " + text + ".");
        }
        try {
            var calendar = matcher.group(1);
            var clock = matcher.group(2);
            return new CalendarDuration(
                    calendar.isEmpty() ? Period.ZERO : Period.parse("P" + calendar),
                    clock == null ? Duration.ZERO : Duration.parse("PT" + clock));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("It is too long a duration: " + text + ".", e);
        }
    }

    /// Whether it is elapsed time alone.
    public boolean isExact() {
        return period.isZero();
    }

    /// The instant this much later: the calendar part on the wall clock of `zone`, then the elapsed part.
    public Instant after(Instant from, ZoneId zone) {
        return isExact()
                ? from.plus(exact)
                : from.atZone(zone).plus(period).toInstant().plus(exact);
    }

    /// The instant this much earlier.
    public Instant before(Instant from, ZoneId zone) {
        return isExact()
                ? from.minus(exact)
                : from.atZone(zone).minus(period).toInstant().minus(exact);
    }

    @Override
    public String toString() {
        if (isExact()) {
            return exact.truncatedTo(ChronoUnit.MICROS).toString();
        }
        return exact.isZero() ? period.toString() : period + exact.toString().substring(1);
    }
}
