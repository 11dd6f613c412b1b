package scheduler.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// What a query parameter of each name cannot be.
final class BadValues {

    private static final List<String> NO_NAME = List.of(
            "",
            " ",
            "-x",
            "a b",
            "a/b",
            "ä",
            "\u0000",
            "x\u0000",
            "'",
            "\"",
            "x'--",
            "..",
            "x".repeat(65),
            "x".repeat(3_000),
            "🦊");
    private static final List<String> NO_NUMBER = List.of(
            "",
            "x",
            "0",
            "-1",
            "201",
            "1.5",
            "1e3",
            "1e999",
            "99999999999999999999",
            "9223372036854775807",
            " 1",
            "+1",
            "0x1",
            "١",
            "null",
            "\u0000",
            "1,2");
    private static final List<String> NO_INSTANT = List.of(
            "",
            "x",
            "2026",
            "2026-02-30",
            "2026-13-01",
            "2026-02-30T00:00:00Z",
            "2026-12-01T25:00:00Z",
            "0000-01-01",
            "999999-01-01",
            "0000-01-01T00:00:00Z",
            "+999999-01-01T00:00:00Z",
            "2026-12-01T09:00:00+99:00",
            "2026-12-01T09:00:00",
            "\u0000",
            "x".repeat(41));
    private static final List<String> NO_ZONE =
            List.of("", "Mars/Olympus", "SystemV/EST5", "+01:00", "UTC+1", "europe/berlin", "\u0000", "x".repeat(65));
    private static final List<String> NO_LENGTH = List.of(
            "", "x", "30", "PT", "P1D", "PT-5M", "-PT5M", "PT30S", "PT7H", "PT999999999999H", "\u0000", "x".repeat(41));
    private static final List<String> NO_STATUS =
            List.of("", "x", "confirmed,", ",", "CONFIRMED", "confirmed;x", "\u0000");
    private static final List<String> NO_TEXT = List.of("", "\u0000", "a\u0000b", "x".repeat(300));
    private static final List<String> NO_TYPE =
            List.of("", "\u0000", "a\u0000b", "x".repeat(300), ",", "booking.confirmed,", " , ", "a,".repeat(51) + "a");
    private static final List<String> NO_CURSOR = List.of(
            "",
            "x",
            "!",
            "%",
            "\u0000",
            cursor("1"),
            cursor("[]"),
            cursor("[1]"),
            cursor("[1,2]"),
            cursor("[null]"),
            cursor("[null,null]"),
            cursor("[\"a\",\"b\"]"),
            cursor("[{},[]]"),
            cursor("[\"\\u0000\"]"),
            cursor("[\"x\\u0000\",\"x\"]"),
            cursor("[1,2,3]"),
            cursor("["),
            cursor("[true,false]"),
            cursor("[[\"a\"]]"),
            cursor("[\"2026-12-01T00:00:00Z\",\"x\"]"),
            cursor("[\"2026-12-01T00:00:00Z\",1]"),
            "x".repeat(513),
            cursor("[".repeat(300)));
    private static final List<String> NO_SEQUENCE = List.of(
            "", "x", "-1", "+1", "-0", "1.5", "1e3", "١", "１", "99999999999999999999", " 1", "\u0000", "x".repeat(41));
    private static final Map<String, List<String>> BAD = Map.ofEntries(
            Map.entry("kind", NO_NAME),
            Map.entry("pool", NO_NAME),
            Map.entry("service", NO_NAME),
            Map.entry("resource", NO_NAME),
            Map.entry("subscription", NO_NAME),
            Map.entry("limit", NO_NUMBER),
            Map.entry("from", NO_INSTANT),
            Map.entry("to", NO_INSTANT),
            Map.entry("timeZone", NO_ZONE),
            Map.entry("duration", NO_LENGTH),
            Map.entry("status", NO_STATUS),
            Map.entry("attendee", NO_TEXT),
            Map.entry("type", NO_TYPE),
            Map.entry("subject", NO_TEXT),
            Map.entry("cursor", NO_CURSOR),
            Map.entry("after", NO_SEQUENCE));

    private BadValues() {}

    static List<String> of(String parameter) {
        return BAD.getOrDefault(parameter, List.of());
    }

    private static String cursor(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
