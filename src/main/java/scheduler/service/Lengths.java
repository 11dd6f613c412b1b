package scheduler.service;

import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import scheduler.time.CalendarDuration;

/// Reads the durations of a service within their bounds.
final class Lengths {

    private static final LocalDate ANY_DAY = LocalDate.of(2000, 1, 1);

    private Lengths() {}

    /// Elapsed time in whole seconds.
    static Function<String, Duration> exact(Duration min, Duration max) {
        return text -> {
            var read = CalendarDuration.parse(text);
            if (!read.isExact()) {
                throw new IllegalArgumentException(
                        "It must be elapsed time, as in PT30M or PT24H; P1D would be longer or shorter when clocks change.");
            }
            var found = read.exact();
            if (!found.equals(found.truncatedTo(ChronoUnit.SECONDS))) {
                throw new IllegalArgumentException("It must be whole seconds.");
            }
            if (found.compareTo(min) < 0 || found.compareTo(max) > 0) {
                throw new IllegalArgumentException("It must be from " + min + " to " + max + ".");
            }
            return found;
        };
    }

    /// Elapsed or calendar time of about `days` days at most.
    static Function<String, CalendarDuration> upTo(int days) {
        return text -> {
            var read = CalendarDuration.parse(text);
            var end = ANY_DAY.plus(read.period()).plusDays(read.exact().toDays());
            if (end.isAfter(ANY_DAY.plusDays(days))) {
                throw new IllegalArgumentException("It may be P" + days + "D at most.");
            }
            return read;
        };
    }
}
