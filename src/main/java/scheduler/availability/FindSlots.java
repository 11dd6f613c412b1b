package scheduler.availability;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.recurrence.Recurrence;
import scheduler.time.Instants;
import scheduler.time.TimeRange;
import scheduler.time.WallClock;

/// Asks for the slots of a service. Times are given in `timeZone`, or else in the zone of the service. With a `rule` it
/// is asked for those with which a series could begin, and with `asOf` for those that could be booked then.
public record FindSlots(
        Tenant tenant,
        String service,
        @Nullable String resource,
        @Nullable Duration duration,
        Bounds bounds,
        Optional<ZoneId> timeZone,
        Optional<Recurrence> rule,
        @Nullable Instant asOf) {

    public static final Address<FindSlots> ADDRESS = new Address<>("scheduler.command.slots.query");

    public static final int DAYS_MAX = 400;

    private static final ZoneId UTC = ZoneId.of("UTC");

    /// From when to when: two dates, both included, or two instants, the second excluded.
    public sealed interface Bounds {

        /// Whole local days.
        record Days(LocalDate from, LocalDate to) implements Bounds {}

        /// Instants.
        record Moments(Instant from, Instant to) implements Bounds {}

        /// Everything that they may mean, whatever the zone is.
        default TimeRange inAnyZone() {
            return switch (this) {
                case Days(var from, var to) ->
                    new TimeRange(
                            WallClock.startOfDay(from.minusDays(1), UTC), WallClock.startOfDay(to.plusDays(2), UTC));
                case Moments(var from, var to) -> new TimeRange(from, to);
            };
        }

        /// From two query parameters.
        static Bounds read(String from, String to) {
            return read(from, to, "?");
        }

        /// The same from two texts whose pointers are `at`, followed by `from` and `to`.
        static Bounds read(String from, String to, String at) {
            boolean dates = isDate(from);
            if (dates != isDate(to)) {
                throw Refusal.invalid(at + "to", "Give two dates or two instants, not one of each.");
            }
            return dates ? days(from, to, at) : moments(from, to, at);
        }

        /// Empty where the days are left out altogether, as one was in Samoa when it crossed the date line.
        default Optional<TimeRange> in(ZoneId zone) {
            return switch (this) {
                case Days(var from, var to) ->
                    between(WallClock.startOfDay(from, zone), WallClock.startOfDay(to.plusDays(1), zone));
                case Moments(var from, var to) -> Optional.of(new TimeRange(from, to));
            };
        }

        private static Optional<TimeRange> between(Instant from, Instant to) {
            return from.isBefore(to) ? Optional.of(new TimeRange(from, to)) : Optional.empty();
        }

        private static Bounds days(String from, String to, String at) {
            var first = date(at + "from", from);
            var last = date(at + "to", to);
            if (last.isBefore(first)) {
                throw Refusal.invalid(at + "to", "It must not be before from.");
            }
            if (first.plusDays(DAYS_MAX).isBefore(last.plusDays(1))) {
                throw tooLong(at);
            }
            return new Days(first, last);
        }

        private static Bounds moments(String from, String to, String at) {
            var first = instant(at + "from", from);
            var last = instant(at + "to", to);
            if (!first.isBefore(last)) {
                throw Refusal.invalid(at + "to", "It must be after from.");
            }
            if (Duration.between(first, last).compareTo(Duration.ofDays(DAYS_MAX + 1)) > 0) {
                throw tooLong(at);
            }
            return new Moments(first, last);
        }

        private static boolean isDate(String text) {
            return text.length() <= "2026-12-01".length();
        }

        private static LocalDate date(String pointer, String text) {
            try {
                var date = LocalDate.parse(text);
                Instants.inReach(WallClock.startOfDay(date, ZoneId.of("UTC")));
                return date;
            } catch (DateTimeException | IllegalArgumentException e) {
                throw Refusal.invalid(
                        pointer, "It is neither a date like 2026-12-01 nor an instant like 2026-12-01T09:00:00Z.");
            }
        }

        private static Instant instant(String pointer, String text) {
            try {
                return Instants.read(text);
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid(pointer, String.valueOf(e.getMessage()));
            }
        }

        private static Refusal tooLong(String at) {
            return Refusal.invalid(
                    at + "to", "The range may be " + DAYS_MAX + " days long at most: ask for less at once.");
        }
    }
}
