package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.component.VEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scheduler.ical.Labels.Thing;
import scheduler.ical.Labels.Version;
import scheduler.time.Instants;

/// A booking as an iCalendar object, read back by two parsers.
class InvitationTest {

    private static final Organizer CLINIC = new Organizer("Clinic", "clinic@example.org");

    @Test
    void a_file_says_what_was_booked() {
        var labels = new Labels(
                Map.of(new Version("check-up", 3), "Check-up, long"),
                Map.of("dr-lee", new Thing("Dr. Lee", false), "room-1", new Thing("Room 1", true)));

        var text = Invitation.file(booking(), labels);

        assertThat(unfolded(text)).containsExactly("""
                BEGIN:VCALENDAR
                PRODID:-//appointment-scheduler//Calendars 1.0//EN
                VERSION:2.0
                CALSCALE:GREGORIAN
                BEGIN:VTIMEZONE
                TZID:Europe/Berlin
                BEGIN:STANDARD
                DTSTART:20261025T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:20270328T020000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                END:DAYLIGHT
                END:VTIMEZONE
                BEGIN:VEVENT
                UID:019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e@scheduler
                SEQUENCE:2
                DTSTAMP:20261124T090000Z
                CREATED:20261124T080000Z
                LAST-MODIFIED:20261124T090000Z
                DTSTART;TZID=Europe/Berlin:20261201T090000
                DTEND;TZID=Europe/Berlin:20261201T093000
                STATUS:CONFIRMED
                TRANSP:OPAQUE
                SUMMARY:Check-up\\, long
                DESCRIPTION:Ada Lovelace\\, +49 30 1234\\nCharles Babbage
                LOCATION:Room 1
                RESOURCES:Dr. Lee,Room 1
                RELATED-TO:019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b70@scheduler
                ATTENDEE;CN=Ada Lovelace;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ada+1@example.org
                END:VEVENT
                END:VCALENDAR
                """.lines().toArray(String[]::new));
        assertThat(Parsers.instant(event(text), "DTSTART")).isEqualTo(Instant.parse("2026-12-01T08:00:00Z"));
        assertThat(biweekly(text).getDateStart().getValue().toInstant()).isEqualTo("2026-12-01T08:00:00Z");
    }

    @Test
    void what_has_no_other_name_is_called_by_its_id() {
        var event = event(Invitation.file(booking(), Labels.NONE));

        assertThat(Parsers.value(event, "SUMMARY")).isEqualTo("check-up");
        assertThat(Parsers.value(event, "RESOURCES")).isEqualTo("dr-lee,room-1");
        assertThat(event.getProperty("LOCATION")).isEmpty();
    }

    @Test
    void mails_invite_and_call_off_under_the_same_uid() {
        var invited = Invitation.request(booking(), Labels.NONE, CLINIC);
        var calledOff = Invitation.cancel(booking().put("sequence", 3), Labels.NONE, CLINIC);

        assertThat(Parsers.ical4j(invited).getMethod().getValue()).isEqualTo("REQUEST");
        assertThat(Parsers.ical4j(calledOff).getMethod().getValue()).isEqualTo("CANCEL");
        assertThat(Parsers.biweekly(calledOff).getMethod().getValue()).isEqualTo("CANCEL");
        for (var text : List.of(invited, calledOff)) {
            assertThat(Parsers.value(event(text), "UID")).isEqualTo("019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e@scheduler");
            assertThat(Parsers.value(event(text), "ORGANIZER")).isEqualTo("mailto:clinic@example.org");
            assertThat(Parsers.ical4j(text).validate().getEntries()).as(text).isEmpty();
        }
        assertThat(Parsers.value(event(invited), "STATUS")).isEqualTo("CONFIRMED");
        assertThat(Parsers.value(event(calledOff), "STATUS")).isEqualTo("CANCELLED");
        assertThat(Parsers.value(event(calledOff), "SEQUENCE")).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource({
        "pending,TENTATIVE,OPAQUE",
        "confirmed,CONFIRMED,OPAQUE",
        "checked_in,CONFIRMED,OPAQUE",
        "completed,CONFIRMED,OPAQUE",
        "no_show,CONFIRMED,OPAQUE",
        "cancelled,CANCELLED,TRANSPARENT",
        "declined,CANCELLED,TRANSPARENT",
        "expired,CANCELLED,TRANSPARENT"
    })
    void the_status_is_told_in_the_words_of_calendars(String status, String told, String transparency) {
        var event = event(Invitation.file(booking().put("status", status), Labels.NONE));

        assertThat(Parsers.value(event, "STATUS")).isEqualTo(told);
        assertThat(Parsers.value(event, "TRANSP")).isEqualTo(transparency);
    }

    /// With rules of all sorts. biweekly goes by java.util.Calendar, which takes one offset for the other near
    /// changes of the clocks and wherever they are changed by half an hour, so it is not asked.
    static Stream<String> zones() {
        return Stream.of(
                "Europe/Berlin",
                "Europe/Dublin",
                "America/New_York",
                "America/Sao_Paulo",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
                "Asia/Riyadh",
                "Africa/Casablanca",
                "Pacific/Apia",
                "Pacific/Chatham",
                "Asia/Tehran",
                "Etc/GMT+5",
                "UTC");
    }

    @ParameterizedTest
    @MethodSource("zones")
    void the_rules_of_the_zone_lead_to_the_very_instant(String name) {
        var zone = ZoneId.of(name);
        var starts = new ArrayList<Instant>();
        for (var at = Instant.parse("1990-01-01T00:30:00Z");
                at.isBefore(Instant.parse("2060-01-01T00:00:00Z"));
                at = at.plus(Duration.ofDays(211))) {
            starts.add(at);
        }
        var change = zone.getRules().nextTransition(Instant.parse("2011-01-01T00:00:00Z"));
        for (int i = 0; i < 6 && change != null; i++) {
            for (int hours = -3; hours <= 3; hours++) {
                starts.add(change.getInstant().plus(Duration.ofMinutes(60L * hours - 30)));
            }
            change = zone.getRules().nextTransition(change.getInstant());
        }

        for (var start : starts) {
            var end = start.plus(Duration.ofHours(2));
            var text = Invitation.file(
                    booking()
                            .put("timeZone", name)
                            .put("start", Instants.write(start, zone))
                            .put("end", Instants.write(end, zone)),
                    Labels.NONE);

            assertThat(Parsers.instant(event(text), "DTSTART")).as(text).isEqualTo(start);
            assertThat(Parsers.instant(event(text), "DTEND")).as(text).isEqualTo(end);
        }
    }

    /// Clocks show it twice, and readers would take the first.
    @Test
    void the_second_of_two_equal_hours_is_an_instant() {
        var text = Invitation.file(
                booking().put("start", "2026-10-25T02:30:00+01:00").put("end", "2026-10-25T03:00:00+01:00"),
                Labels.NONE);

        assertThat(text)
                .contains("DTSTART:20261025T013000Z\r\n", "DTEND:20261025T020000Z\r\n")
                .doesNotContain("TZID");
    }

    @Test
    void an_address_cannot_be_more_than_an_address() {
        var hostile = "a\",b;c:d?subject=x&bcc=%65<é>@example.org";
        var attendees = new JsonArray().add(new JsonObject().put("name", "A").put("email", hostile));

        var text = Invitation.file(booking().put("attendees", attendees), Labels.NONE);

        assertThat(Parsers.value(event(text), "ATTENDEE"))
                .isEqualTo("mailto:a%22%2Cb%3Bc%3Ad%3Fsubject%3Dx%26bcc%3D%2565%3C%C3%A9%3E@example.org");
    }

    /// Row I5: whatever stands in a name, it is a name and begins no line.
    @RepeatedTest(100)
    void no_name_injects_a_line(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var service = hostile(random);
        var resource = hostile(random);
        var attendee = hostile(random);
        var reason = hostile(random);
        var people = new JsonArray().add(new JsonObject().put("name", attendee).put("email", "a@example.org"));
        var labels = new Labels(
                Map.of(new Version("check-up", 3), service),
                Map.of("dr-lee", new Thing(resource, true), "room-1", new Thing("Room", false)));

        var text = Invitation.request(
                booking().put("attendees", people).put("reason", reason),
                labels,
                new Organizer(attendee, "clinic@example.org"));

        assertThat(names(text))
                .as(text)
                .containsExactlyElementsOf(names(Invitation.request(booking(), harmless(), CLINIC)));
        // The other parser takes a backslash before a line break for one before an n.
        if (!service.contains("\\")) {
            assertThat(Parsers.value(event(text), "SUMMARY")).isEqualTo(read(service, "\n"));
        }
        assertThat(biweekly(text).getSummary().getValue()).isEqualTo(read(service, "\n"));
        assertThat(biweekly(text).getLocation().getValue()).isEqualTo(read(resource, "\n"));
        assertThat(biweekly(text).getResources().getFirst().getValues().getFirst())
                .isEqualTo(read(resource, "\n"));
        assertThat(biweekly(text).getDescription().getValue())
                .isEqualTo(read(attendee, "\n") + "\n" + read(reason, "\n"));
        assertThat(biweekly(text).getAttendees())
                .singleElement()
                .satisfies(each -> assertThat(each.getCommonName()).isEqualTo(read(attendee, " ")))
                .satisfies(each -> assertThat(each.getEmail()).isEqualTo("a@example.org"));
    }

    private static Labels harmless() {
        return new Labels(Map.of(), Map.of("dr-lee", new Thing("Dr. Lee", true)));
    }

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\u0085",
            "\u2028",
            "\u2029",
            "\u000b",
            "\f",
            "\0",
            "\u001b",
            "\t",
            " ",
            "\"",
            "'",
            "^",
            "^n",
            "\\",
            "\\n",
            "\\N",
            ";",
            ":",
            ",",
            "=",
            "END:VEVENT",
            "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n",
            "\nATTENDEE:mailto:evil@example.org",
            "\"\r\nX-EVIL:1",
            "😀",
            "👩‍👩‍👧",
            "é",
            "e\u0301",
            "日本語",
            "\u202e",
            "\ufeff",
            "x".repeat(74),
            "ü".repeat(75),
            "Ada");

    /// Some hostile text, now and then one of ten thousand characters, which does not end in blanks that a parser may
    /// take away.
    private static String hostile(Random random) {
        var text = new StringBuilder();
        int pieces = random.nextInt(10) == 0 ? 500 : random.nextInt(1, 20);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return "A" + text + "Z";
    }

    /// What of a text should be read back.
    private static String read(String text, String lineBreak) {
        return text.replaceAll("\r\n|[\n\r\u0085\u2028\u2029\u000b\f]", lineBreak)
                .replaceAll("[\0\u001b]", "");
    }

    /// The names of all properties, in turn.
    private static List<String> names(String text) {
        return unfolded(text).stream().map(each -> each.split("[:;]", 2)[0]).toList();
    }

    private static List<String> unfolded(String text) {
        Parsers.lines(text);
        return text.replace("\r\n ", "").lines().toList();
    }

    private static net.fortuna.ical4j.model.component.VEvent event(String text) {
        return Parsers.events(Parsers.ical4j(text)).getFirst();
    }

    private static VEvent biweekly(String text) {
        var calendar = Parsers.biweekly(text);
        assertThat(calendar.getEvents()).hasSize(1);
        return calendar.getEvents().getFirst();
    }

    private static JsonObject booking() {
        return new JsonObject("""
                {"id": "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e", "version": 4, "sequence": 2, "status": "confirmed",
                 "service": "check-up", "serviceVersion": 3, "start": "2026-12-01T09:00:00+01:00",
                 "end": "2026-12-01T09:30:00+01:00", "timeZone": "Europe/Berlin", "localStart": "2026-12-01T09:00:00",
                 "resources": [{"role": "doctor", "id": "dr-lee"}, {"role": "room", "id": "room-1"}],
                 "attendees": [{"name": "Ada Lovelace", "email": "ada+1@example.org", "phone": "+49 30 1234"},
                               {"name": "Charles Babbage"},
                               {"name": "Grace Hopper", "email": "grace@example.org", "status": "cancelled"}],
                 "metadata": {"note": "secret"}, "series": "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b70", "occurrence": 1,
                 "icalUid": "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e@scheduler",
                 "createdAt": "2026-11-24T08:00:00Z", "updatedAt": "2026-11-24T09:00:00.123456Z"}
                """);
    }
}
