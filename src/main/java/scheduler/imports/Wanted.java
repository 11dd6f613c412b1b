package scheduler.imports;

import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import scheduler.egress.TargetUrl;
import scheduler.message.Fields;
import scheduler.time.CalendarDuration;
import scheduler.time.Zones;

/// Which calendar a client wants to be read, how often, and in which zone days and times stand there that name none:
/// without one it is that of the resource.
public record Wanted(String url, @Nullable ZoneId zone, Duration refresh) {

    private static final Duration REFRESH = Duration.ofMinutes(15);
    private static final Duration REFRESH_MIN = Duration.ofMinutes(1);
    private static final Duration REFRESH_MAX = Duration.ofDays(1);

    /// What calendars call the addresses of others; it is HTTP all the same.
    private static final String WEBCAL = "webcal://";

    static Wanted read(Fields fields) {
        return new Wanted(
                fields.text("url", Wanted::url),
                fields.optional("timeZone", Zones::read),
                fields.text("refresh", Wanted::refresh, REFRESH));
    }

    private static String url(String text) {
        var url = text.regionMatches(true, 0, WEBCAL, 0, WEBCAL.length())
                ? "https://" + text.substring(WEBCAL.length())
                : text;
        TargetUrl.read(url);
        return url;
    }

    private static Duration refresh(String text) {
        // Nobody reads on the minute, so that a day is as good as 24 hours.
        var read = CalendarDuration.parse(text.equals("P1D") ? "PT24H" : text);
        var found = read.exact();
        if (!read.isExact() || found.compareTo(REFRESH_MIN) < 0 || found.compareTo(REFRESH_MAX) > 0) {
            throw new IllegalArgumentException("It must be from PT1M to P1D.");
        }
        return found.truncatedTo(ChronoUnit.SECONDS);
    }

    TargetUrl target() {
        return TargetUrl.read(url);
    }
}
