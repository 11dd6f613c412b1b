package scheduler.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Instants as they travel: RFC 3339 with an offset. Nothing finer than a microsecond, which is what the database
/// keeps.
public final class Instants {

    private static final Instant MIN = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("2200-01-01T00:00:00Z");

    /// The JDK also knows offsets without minutes, without a colon and with seconds.
    private static final Pattern FORM =
            Pattern.compile(".+[Tt]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([Zz]|[+-]\\d\\d:\\d\\d)");

    private static final Pattern TIME =
            Pattern.compile("[Tt]\\d\\d:\\d\\d:(?<second>\\d\\d)(\\.(\\d{6}(?<finer>\\d+)|(?<none>\\D|$)))?");

    private static final int SECONDS = 60;

    private Instants() {}

    /// Reads an instant, without what is finer than a microsecond; IllegalArgumentException says what is wrong with it.
    public static Instant read(String text) {
        var plain = PlainInstant.read(text);
        return inReach(plain == null ? readAny(cut(text)) : plain).truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant readAny(String text) {
        try {
            if (FORM.matcher(text).matches()) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (DateTimeException e) {
            throw unreadable(e);
        }
        throw unreadable(null);
    }

    private static IllegalArgumentException unreadable(@Nullable DateTimeException cause) {
        return new IllegalArgumentException(
                "It is not an instant: write it like 2026-12-01T09:00:00+01:00 or 2026-12-01T08:00:00Z.", cause);
    }

    /// A date and time whose microseconds are all that it has. One that is finer is refused where it is to be kept: who
    /// is answered another start than the one that he has asked for would not find it again.
    public static String kept(String text) {
        var cut = cut(text);
        var time = TIME.matcher(text);
        if (time.find()
                && time.group("finer") != null
                && !time.group("finer").chars().allMatch(digit -> digit == '0')) {
            throw new IllegalArgumentException(
                    "It is finer than a microsecond: give six digits after the point at most.");
        }
        return cut;
    }

    /// A date and time without what is finer than a microsecond. A leap second, which can be written and which no clock
    /// here counts, is refused.
    private static String cut(String text) {
        var time = TIME.matcher(text);
        if (!time.find()) {
            return text;
        }
        if (time.group("second").equals("60")) {
            throw new IllegalArgumentException(
                    "Leap seconds are not counted here: give the second before or after it.");
        }
        if (time.group("none") != null) {
            throw unreadable(null);
        }
        var finer = time.group("finer");
        return finer == null ? text : text.substring(0, time.start("finer")) + text.substring(time.end("finer"));
    }

    /// Reads what this service has written, in any version: there were offsets with seconds, as of years before clocks
    /// had zones.
    public static Instant readBack(String text) {
        var plain = PlainInstant.read(text);
        return plain == null ? OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS) : plain;
    }

    /// An instant that was stored as it was given, in a form that `read` takes: it took more of them once, and cut what
    /// was finer. Anything else stays as it is.
    public static String stored(String text) {
        try {
            return FORM.matcher(kept(text)).matches() ? text : readBack(text).toString();
        } catch (IllegalArgumentException tooFine) {
            return readBack(text).toString();
        } catch (DateTimeException never) {
            return text;
        }
    }

    /// Refuses what lies outside 1900 to 2200: an appointment there is a slip of the pen.
    public static Instant inReach(Instant instant) {
        if (instant.isBefore(MIN) || instant.isAfter(MAX)) {
            throw new IllegalArgumentException("It must lie between the years 1900 and 2200.");
        }
        return instant;
    }

    /// Writes an instant with the offset that `zone` has then: `2026-12-01T09:00:00+01:00`. RFC 3339 has none with
    /// seconds, so the instant is in UTC where clocks went by the sun.
    public static String write(Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        if (local.getOffset().getTotalSeconds() % SECONDS != 0) {
            return write(instant, ZoneOffset.UTC);
        }
        var plain = PlainInstant.write(local.toLocalDateTime(), local.getOffset());
        return plain == null ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local) : plain;
    }
}
