package scheduler.booking;

import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.recurrence.Recurrence;
import scheduler.recurrence.Recurrence.Gap;
import scheduler.time.WallClock;

/// What can be asked about series: bookings that repeat by a rule.
public final class Series {

    static final int REASON_MAX = 500;

    private Series() {}

    /// What is done when some of the occurrences cannot be had.
    public enum OnConflict {
        /// None of them is booked.
        ALL_OR_NOTHING,
        /// The others are.
        SKIP;

        static OnConflict read(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("It must be all_or_nothing or skip."));
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The wish for a series, of which `wanted` has the first occurrence. A dry run says of each what would become of
    /// it.
    public record BookSeries(
            Write write, Wanted wanted, JsonObject metadata, Recurrence rule, OnConflict onConflict, Gap nonexistent) {
        public static final Address<BookSeries> ADDRESS = new Address<>("scheduler.command.series");

        public static BookSeries read(Write write, Fields fields) {
            return new BookSeries(
                    write,
                    Wanted.read(fields),
                    Metadata.read(fields),
                    fields.text("rrule", Recurrence::read),
                    fields.text("onConflict", OnConflict::read, OnConflict.ALL_OR_NOTHING),
                    fields.text("nonexistent", Gap::read, Gap.SKIP));
        }
    }

    /// Reads a series.
    public record GetSeries(Tenant tenant, UUID id) {
        public static final Address<GetSeries> ADDRESS = new Address<>("scheduler.command.series.get");
    }

    /// Cancels all of a series that lies ahead, or what begins at `from` or later.
    public record CancelSeries(
            Write write,
            UUID id,
            @Nullable From from,
            @Nullable String reason) {
        public static final Address<CancelSeries> ADDRESS = new Address<>("scheduler.command.series.cancel");

        public static CancelSeries read(Write write, UUID id, Fields fields) {
            return new CancelSeries(
                    write,
                    id,
                    fields.optional("from", From::read),
                    fields.optional("reason", Fields.plain(REASON_MAX)));
        }
    }

    /// Moves all of a series that lies ahead, or what begins at `from` or later: the first of them to `start`,
    /// the others by the same stretch of wall time.
    public record RescheduleSeries(
            Write write, UUID id, @Nullable From from, Start start, OnConflict onConflict) {
        public static final Address<RescheduleSeries> ADDRESS = new Address<>("scheduler.command.series.reschedule");

        public static RescheduleSeries read(Write write, UUID id, Fields fields) {
            return new RescheduleSeries(
                    write,
                    id,
                    fields.optional("from", From::read),
                    fields.text("start", Start::read),
                    fields.text("onConflict", OnConflict::read, OnConflict.ALL_OR_NOTHING));
        }
    }

    /// From when on: a date, a local time or an instant.
    public sealed interface From {

        /// All of a day.
        record Day(LocalDate date) implements From {}

        /// A moment of it.
        record Moment(Start start) implements From {}

        static From read(String text) {
            try {
                return new Day(LocalDate.parse(text));
            } catch (DateTimeException noDate) {
                return new Moment(Start.read(text));
            }
        }

        default Instant in(ZoneId zone) {
            return switch (this) {
                case Day(var date) -> WallClock.startOfDay(date, zone);
                case Moment(var start) -> start.in(zone, "/from");
            };
        }
    }
}
