package scheduler.ical;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import scheduler.time.TimeRange;

/// Calendars as others write them, and when they say that somebody is busy in a winter in Berlin.
final class OtherCalendars {

    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final TimeRange WINTER = range("2026-10-01T00:00:00Z", "2027-04-01T00:00:00Z");

    private OtherCalendars() {}

    static List<TimeRange> read(String... components) {
        return BusyTimes.read(calendar(components), BERLIN, WINTER);
    }

    static String calendar(String... components) {
        return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + String.join("", components) + "END:VCALENDAR\n")
                .replace("\n", "\r\n");
    }

    static String event(String... lines) {
        return "BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n" + String.join("\n", Arrays.asList(lines)) + "\nEND:VEVENT\n";
    }

    static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
