package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.message.Fields;
import scheduler.service.Reminder;

/// When what is to be said, and to whom.
class PlannedTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    // The clocks of New York are put forward on 2026-03-08.
    @ParameterizedTest
    @CsvSource({
        "PT24H, 2026-03-07T16:00:00Z",
        "P1D,   2026-03-07T17:00:00Z",
        "PT0S,  2026-03-08T16:00:00Z",
        "P1DT2H, 2026-03-07T15:00:00Z"
    })
    void elapsed_time_and_calendar_time_differ_when_clocks_change(String before, Instant due) {
        var planned = plan(newYork(), "{\"before\":\"" + before + "\",\"channel\":\"log\"}");

        assertThat(planned).singleElement().extracting(Planned::due).isEqualTo(due);
    }

    // The attendee lives in Berlin: 12:00 in New York is 17:00 there, while only one of them has changed the clocks.
    @ParameterizedTest
    @CsvSource({
        "PT24H, 16:00, 18:00, 2026-03-07T17:00:00Z",
        "PT24H, 21:00, 08:00, 2026-03-07T16:00:00Z",
        "PT10H, 21:00, 08:00, 2026-03-08T07:00:00Z",
        "PT12H, 22:00, 17:30, 2026-03-07T21:00:00Z",
        "PT20H, 21:00, 08:00, 2026-03-08T07:00:00Z"
    })
    void quiet_hours_are_kept_where_the_attendee_lives(String before, String from, String to, Instant due) {
        var rule = "{\"before\":\"%s\",\"channel\":\"log\",\"quietHours\":{\"from\":\"%s\",\"to\":\"%s\"}}"
                .formatted(before, from, to);

        assertThat(plan(newYork(), rule))
                .singleElement()
                .extracting(Planned::due)
                .isEqualTo(due);
    }

    @Test
    void mail_goes_to_those_who_have_an_address_and_the_staff_is_told_where_a_rule_says_so() {
        var booking = newYork();
        booking.getJsonArray("attendees")
                .add(new JsonObject().put("name", "Bob").put("email", "bob@example.com"));

        assertThat(keys(booking, "{\"before\":\"P1D\",\"channel\":\"email\"}")).containsExactly("attendee:1");
        assertThat(keys(booking, "{\"before\":\"P1D\",\"channel\":\"bus\",\"audience\":\"both\"}"))
                .containsExactly("attendee:0", "attendee:1", "staff:doctor:lee");
        assertThat(keys(booking, "{\"after\":\"P1D\",\"channel\":\"bus\",\"audience\":\"staff\"}"))
                .containsExactly("staff:doctor:lee");
    }

    @ParameterizedTest
    @CsvSource({
        "pending, false, false", "confirmed, true, true", "checked_in, true, true", "completed, false, true",
        "no_show, false, false", "cancelled, false, false", "declined, false, false", "expired, false, false"
    })
    void what_is_planned_depends_on_the_status(String status, boolean before, boolean after) {
        var booking = newYork().put("status", status);

        assertThat(plan(booking, "{\"before\":\"P1D\",\"channel\":\"log\"}")).hasSize(before ? 1 : 0);
        assertThat(plan(booking, "{\"after\":\"P1D\",\"channel\":\"log\"}")).hasSize(after ? 1 : 0);
    }

    /// Ada has the status that is given, and Bob none of his own.
    @ParameterizedTest
    @CsvSource({
        "confirmed,  no_show,    1,  1,  01",
        "checked_in, no_show,    1,  1,  0",
        "completed,  no_show,    '', 1,  0",
        "checked_in, checked_in, 01, 01, ''",
        "completed,  checked_in, '', 01, ''",
        "no_show,    no_show,    '', '', 01",
        "no_show,    checked_in, 0,  0,  1",
        "cancelled,  no_show,    '', '', ''",
        "pending,    checked_in, '', '', ''"
    })
    void whoever_has_a_status_of_his_own_is_told_by_that(
            String status, String own, String before, String after, String missed) {
        var booking = newYork().put("status", status);
        booking.getJsonArray("attendees").getJsonObject(0).put("status", own);
        booking.getJsonArray("attendees").add(new JsonObject().put("name", "Bob"));

        assertThat(positions(booking, "{\"before\":\"P1D\",\"channel\":\"log\"}"))
                .isEqualTo(before);
        assertThat(positions(booking, "{\"after\":\"P1D\",\"channel\":\"log\"}"))
                .isEqualTo(after);
        assertThat(positions(booking, "{\"after\":\"P1D\",\"channel\":\"log\",\"statuses\":[\"no_show\"]}"))
                .isEqualTo(missed);
    }

    private static String positions(JsonObject booking, String rule) {
        return String.join(
                "",
                keys(booking, rule).stream()
                        .map(each -> each.replace("attendee:", ""))
                        .toList());
    }

    @Test
    void two_rules_for_the_same_say_it_once() {
        var rule = "{\"before\":\"P1D\",\"channel\":\"log\"}";

        assertThat(plan(newYork(), rule, rule)).hasSize(1);
    }

    @Test
    void rules_that_apply_to_other_bookings_or_in_other_hours_are_two() {
        var done = "{\"after\":\"PT1H\",\"channel\":\"log\",\"statuses\":[\"completed\"]}";
        var missed = "{\"after\":\"PT1H\",\"channel\":\"log\",\"statuses\":[\"no_show\"]}";
        var early = "{\"before\":\"PT1H\",\"channel\":\"log\",\"quietHours\":{\"from\":\"12:00\",\"to\":\"18:00\"}}";

        assertThat(plan(newYork(), done, missed, done))
                .extracting(Planned::key)
                .containsExactly("after:PT1H:log", "after:PT1H:log#2");
        assertThat(plan(newYork().put("status", "no_show"), done, missed))
                .extracting(Planned::key)
                .containsExactly("after:PT1H:log#2");
        assertThat(plan(newYork(), "{\"before\":\"PT1H\",\"channel\":\"log\"}", early))
                .hasSize(2);
    }

    @Test
    void of_two_for_the_same_the_one_that_may_be_late_is_taken() {
        var skipped = "{\"before\":\"P1D\",\"channel\":\"log\"}";
        var sent = "{\"before\":\"P1D\",\"channel\":\"log\",\"late\":\"send\"}";

        assertThat(plan(newYork(), skipped, sent))
                .singleElement()
                .extracting(each -> each.rule().late())
                .isEqualTo(Reminder.Late.SEND);
        assertThat(plan(newYork(), sent, skipped))
                .singleElement()
                .extracting(each -> each.rule().late())
                .isEqualTo(Reminder.Late.SEND);
    }

    @Test
    void a_rule_is_written_as_it_was_read() {
        var rule =
                "{\"after\":\"PT2H\",\"channel\":\"bus\",\"audience\":\"both\",\"quietHours\":{\"from\":\"21:00\",\"to\":\"08:00\"},"
                        + "\"late\":\"send\",\"statuses\":[\"completed\"]}";

        assertThat(read(rule).toJson()).isEqualTo(new JsonObject(rule));
    }

    private static List<String> keys(JsonObject booking, String rule) {
        return plan(booking, rule).stream().map(each -> each.recipient().key()).toList();
    }

    private static List<Planned> plan(JsonObject booking, String... rules) {
        return Planned.of(
                About.read(booking),
                List.of(rules).stream().map(PlannedTest::read).toList(),
                LONG_AGO,
                new News(Set.of("booking.confirmed"), Set.of()));
    }

    private static Reminder read(String rule) {
        return Fields.readWhole(new JsonObject(rule), "", Reminder::read);
    }

    private static JsonObject newYork() {
        return new JsonObject()
                .put("id", "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b80")
                .put("version", 1)
                .put("sequence", 0)
                .put("service", "check-up")
                .put("status", "confirmed")
                .put("start", "2026-03-08T12:00:00-04:00")
                .put("end", "2026-03-08T12:30:00-04:00")
                .put("timeZone", "America/New_York")
                .put("icalUid", "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b80@scheduler")
                .put("createdAt", "2026-01-01T00:00:00Z")
                .put("updatedAt", "2026-01-01T00:00:00Z")
                .put(
                        "attendees",
                        new JsonArray().add(new JsonObject().put("name", "Ada").put("timeZone", "Europe/Berlin")))
                .put(
                        "resources",
                        new JsonArray()
                                .add(new JsonObject().put("role", "doctor").put("id", "lee")));
    }
}
