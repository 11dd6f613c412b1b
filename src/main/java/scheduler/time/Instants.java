package scheduler.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Instants as they travel: RFC 3339 with an offset. Nothing finer than a microsecond, which is what the database
/// keeps.
public final class Instants {

    private static final Instant MIN = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("2200-01-01T00:00:00Z");

    private Instants() {}

    /// Reads an instant; IllegalArgumentException says what is wrong with it.
    public static Instant read(String text) {
        var plain = PlainInstant.read(text);
        return inReach(plain == null ? readAny(text) : plain).truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant readAny(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "It is not an instant: write it like 2026-12-01T09:00:00+01:00 or 2026-12-01T08:00:00Z.", e);
        }
    }

    /// Refuses what lies outside 1900 to 2200: an appointment there is a slip of the pen.
    public static Instant inReach(Instant instant) {
        if (instant.isBefore(MIN) || instant.isAfter(MAX)) {
            throw new IllegalArgumentException("It must lie between the years 1900 and 2200.");
        }
        return instant;
    }

    /// Writes an instant with the offset that `zone` has then: `2026-12-01T09:00:00+01:00`.
    public static String write(Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        var plain = PlainInstant.write(local.toLocalDateTime(), local.getOffset());
        return plain == null ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local) : plain;
    }
}
