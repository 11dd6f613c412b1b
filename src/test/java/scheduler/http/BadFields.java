package scheduler.http;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a text of a body cannot be, by the name of its field.
final class BadFields {

    static final List<String> NAMES = List.of(
            "-x", "_x", ".", "..", "../x", "a b", "a/b", "ä", "x".repeat(65), "a\\u000ab", "%00", "a%2Fb", "🦊");
    private static final List<String> NO_INSTANT = List.of(
            "x",
            "now",
            "2026",
            "2026-12-01",
            "2026-02-30T09:00:00Z",
            "2026-13-01T09:00:00Z",
            "2026-12-01T25:00:00Z",
            "2026-12-01T09:60:00Z",
            "2026-12-01T09:00:00+99:00",
            "2026-12-01T09:00:00+01:00[Europe/Berlin]",
            "0000-12-01T09:00:00Z",
            "999999-12-01T09:00:00Z",
            "+999999-12-01T09:00:00Z",
            "-0001-12-01T09:00:00Z",
            "1800-01-01T00:00:00Z",
            "2300-01-01T00:00:00Z",
            "1764579600",
            "2026-12-01 09:00:00Z",
            "01.12.2026 09:00",
            "2026-12-01T09:00:00Z ",
            "2026-12-01T24:00:01Z");
    private static final List<String> NO_DURATION = List.of(
            "P",
            "PT",
            "30",
            "30m",
            "-PT5M",
            "PT-5M",
            "P-1D",
            "PT5",
            "P1H",
            "PTM",
            "PT1.5H",
            "P1.5D",
            "PT999999999999H",
            "PT99999999999999999999H",
            "P99999999999D",
            "PT5M ",
            "pt5m",
            "P1D1D",
            "P4000D",
            "PT1000000H");
    private static final List<String> NO_ZONE = List.of(
            "Mars/Olympus",
            "SystemV/EST5",
            "+01:00",
            "UTC+1",
            "GMT+1",
            "europe/berlin",
            "Europe/Berlin ",
            "Z",
            "CEST",
            "../UTC",
            "x".repeat(65));
    private static final List<String> NO_CLOCK =
            List.of("9:00", "09:60", "99:99", "25", "09:00:00", "-1:00", "0９:00", "48:01", "ab:cd", "09:00 ");
    private static final List<String> NO_DATE =
            List.of("2026-02-30", "2026-13-01", "2026-00-10", "26-12-01", "x", "0000-01-01", "+999999-12-01");
    private static final List<String> NO_CLOCK_NOR_DATE =
            Stream.concat(NO_CLOCK.stream(), NO_DATE.stream()).toList();

    private static final Map<String, List<String>> BY_FIELD = Map.ofEntries(
            Map.entry("start", NO_INSTANT),
            Map.entry("end", NO_INSTANT),
            Map.entry("duration", NO_DURATION),
            Map.entry("step", NO_DURATION),
            Map.entry("align", NO_DURATION),
            Map.entry("offset", NO_DURATION),
            Map.entry("before", NO_DURATION),
            Map.entry("after", NO_DURATION),
            Map.entry("minNotice", NO_DURATION),
            Map.entry("horizon", NO_DURATION),
            Map.entry("cancelCutoff", NO_DURATION),
            Map.entry("rescheduleCutoff", NO_DURATION),
            Map.entry("timeZone", NO_ZONE),
            // Of a window a clock, of a period a date.
            Map.entry("from", NO_CLOCK_NOR_DATE),
            Map.entry("to", NO_CLOCK_NOR_DATE),
            Map.entry("date", NO_DATE),
            Map.entry("validFrom", NO_DATE),
            Map.entry("validTo", NO_DATE),
            Map.entry("locale", List.of("x", "not a tag", "de_DE", "ä")),
            Map.entry("email", List.of("x", "no at", "a@", "@b", "a b@c.d", "a@b\\u000ac")));

    private BadFields() {}

    static List<String> of(String field) {
        return BY_FIELD.getOrDefault(field, List.of());
    }
}
