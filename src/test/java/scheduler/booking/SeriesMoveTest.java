package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Series that are moved: onto what their own occurrences leave, and where some of them have to stay.
class SeriesMoveTest {

    @RegisterExtension
    static final Service service = new Service();

    private static final String TWO = "[{\"name\":\"Ada\",\"email\":\"ada@example.org\"},{\"name\":\"Bo\"}]";
    private static final String ADA = "[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}]";
    private static final String NOBODY = "[]";

    private static Practice practice;
    private static Client client;
    private static int rooms;

    String room;

    @BeforeAll
    static void open_a_school() {
        practice = new Practice(service)
                .service("solo", "{\"duration\":\"PT1H\",\"step\":\"PT30M\",\"capacity\":1}")
                .service("pair", "{\"duration\":\"PT1H\",\"step\":\"PT30M\",\"capacity\":2}")
                .service("once", "{\"duration\":\"PT1H\",\"capacity\":2,\"policy\":{\"unique\":true}}")
                .service("firm", "{\"duration\":\"PT1H\",\"policy\":{\"rescheduleCutoff\":\"P3D\"}}")
                .service("weekly", """
                        {"duration":"PT1H","limits":[{"max":2,"per":"week","of":"customer"}]}
                        """)
                .service("daily", """
                        {"duration":"PT1H","limits":[{"max":1,"per":"day","of":"customer"}]}
                        """);
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void have_a_room_of_ones_own() {
        room = "room-" + ++rooms;
        practice.resource(room);
    }

    @ParameterizedTest
    @CsvSource({
        "solo, 1, 2026-12-08T09:00, 2026-12-07T09:00",
        "solo, 1, 2026-12-06T09:00, 2026-12-09T09:00",
        "pair, 2, 2026-12-08T09:00, 2026-12-07T09:00",
        "pair, 2, 2026-12-06T09:00, 2026-12-09T09:00"
    })
    void a_session_takes_the_place_of_another_that_leaves(String what, int seats, String start, String left)
            throws SQLException {
        practice.schedule(room, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"17:00"}]}
                """);
        var made = series(what, "2026-12-07T09:00", "FREQ=DAILY;COUNT=3", seats == 2 ? TWO : ADA);

        var moved = move(made, start, "all_or_nothing");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(starts(moved).getFirst()).isEqualTo(start);
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(client.post("/v1/bookings", wish(what, left, NOBODY)).status())
                .isEqualTo(201);
        assertThat(client.post("/v1/bookings", wish(what, "2026-12-08T09:00", NOBODY))
                        .code())
                .isEqualTo("slot_taken");
    }

    @Test
    void they_may_overlap_what_they_leave() throws SQLException {
        var made = series("solo", "2026-12-07T09:00", "FREQ=DAILY;BYHOUR=9,10,11;COUNT=3", ADA);

        var moved = move(made, "2026-12-07T09:30", "all_or_nothing");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(starts(moved)).containsExactly("2026-12-07T09:30", "2026-12-07T10:30", "2026-12-07T11:30");
        assertThat(practice.overlappingClaims()).isZero();
    }

    /// Whoever has company leaves a seat only.
    @Test
    void where_others_stay_in_a_session_that_is_in_the_way() {
        var made = series("pair", "2026-12-07T09:00", "FREQ=DAILY;BYHOUR=9,10,11;COUNT=3", ADA);
        assertThat(client.post("/v1/bookings", wish("pair", "2026-12-07T11:00", NOBODY))
                        .status())
                .isEqualTo(201);

        var refused = move(made, "2026-12-07T09:30", "all_or_nothing");

        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(3);
    }

    @Test
    void a_local_start_is_in_the_zone_that_a_single_move_has() {
        practice.service(room, "{\"duration\":\"PT1H\"}");
        practice.schedule(room, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
        var made = series(room, "2027-03-12T15:00", "FREQ=DAILY;COUNT=3", ADA);
        client.put("/v1/resources/" + room, "{\"timeZone\":\"America/New_York\"}");

        var moved = move(made, "2027-03-12T11:00", "all_or_nothing");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(starts(moved)).containsExactly("2027-03-12T11:00", "2027-03-13T11:00", "2027-03-14T11:00");
        assertThat(moved.json().getJsonArray("occurrences").stream()
                        .map(each -> ((JsonObject) each).getString("start")))
                .containsExactly("2027-03-12T11:00:00-05:00", "2027-03-13T11:00:00-05:00", "2027-03-14T11:00:00-04:00");
    }

    @Test
    void one_in_the_second_of_two_hours_stays_there_unless_it_is_moved() {
        practice.service(room, "{\"duration\":\"PT30M\",\"horizon\":\"P400D\"}");
        practice.schedule(room, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
        var made = series(room, "2027-10-30T02:30", "FREQ=DAILY;COUNT=3", ADA);
        var second = made.json().getJsonArray("occurrences").getJsonObject(1).getString("booking");
        var later = client.post("/v1/bookings/" + second + "/reschedule", "{\"start\":\"2027-10-31T02:30:00+01:00\"}");
        assertThat(later.status()).as(later.text()).isEqualTo(200);

        var same = move(made, "2027-10-30T02:30", "all_or_nothing");

        assertThat(same.status()).as(same.text()).isEqualTo(200);
        assertThat(client.get("/v1/bookings/" + second).json()).isEqualTo(later.json());
    }

    @Test
    void whom_they_had_named_cannot_give_them_any_more() {
        practice.resource(room, room).resource(room + "-b", room).service(room, """
                {"duration":"PT1H","requirements":[{"role":"host","pool":"%s"}]}
                """.formatted(room));
        var made = series(room, "2026-12-07T09:00", "FREQ=DAILY;COUNT=2", ADA);
        practice.resource(room);

        var refused = move(made, "2026-12-07T10:00", "all_or_nothing");
        var skipped = move(made, "2026-12-07T10:00", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("unknown_resource");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(2);
        assertThat(skipped.code()).as(skipped.text()).isEqualTo("unknown_resource");
    }

    /// It is Tuesday, 2026-11-24, 09:00 in Berlin.
    @Test
    void what_is_too_near_stays_or_keeps_all_of_them() {
        var made = series("firm", "2026-11-25T09:00", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=5", ADA);

        var refused = move(made, "2026-11-25T10:00", "all_or_nothing");
        var moved = move(made, "2026-11-25T10:00", "skip");

        assertThat(refused.code()).isEqualTo("too_late");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("1 too_late", "2 too_late");
        assertThat(starts(moved))
                .startsWith("2026-11-25T09:00", "2026-11-26T09:00", "2026-11-27T10:00")
                .endsWith("2026-12-01T10:00");
    }

    @Test
    void where_all_are_too_near_skip_is_refused_too() {
        var made = series("firm", "2026-11-25T09:00", "FREQ=DAILY;COUNT=2", ADA);

        var refused = move(made, "2026-11-25T10:00", "skip");

        assertThat(refused.code()).isEqualTo("too_late");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
        assertThat(refused.json().getJsonArray("rules")).isNotEmpty();
    }

    @Test
    void what_would_be_beyond_a_limit_of_the_customer_stays() {
        var made = series("weekly", "2026-12-07T09:00", "FREQ=DAILY;COUNT=2", attendee("cy"));
        client.post("/v1/bookings", wish("weekly", "2026-12-16T09:00", attendee("cy")));

        var refused = move(made, "2026-12-14T09:00", "all_or_nothing");
        var tried = client.post(path(made) + "?dryRun=true", body("2026-12-14T09:00", "skip"));
        var moved = move(made, "2026-12-14T09:00", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("limit_reached");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("1 limit_reached");
        assertThat(starts(moved)).containsExactly("2026-12-07T09:00", "2026-12-15T09:00");
        var kept = moved.json();
        kept.remove("unmoved");
        assertThat(client.get("/v1/series/" + made.json().getString("id")).json())
                .isEqualTo(kept);
    }

    @Test
    void who_stays_keeps_others_from_his_place() {
        var made = series("daily", "2026-12-07T09:00", "FREQ=DAILY;BYDAY=MO,TU,WE;COUNT=4", attendee("di"));
        client.post("/v1/bookings", wish("daily", "2026-12-10T14:00", attendee("di")));

        var moved = move(made, "2026-12-08T09:00", "skip");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("1 slot_taken", "2 slot_taken", "3 limit_reached");
        assertThat(starts(moved))
                .containsExactly("2026-12-07T09:00", "2026-12-08T09:00", "2026-12-09T09:00", "2026-12-15T09:00");
    }

    @Test
    void where_the_limit_lets_none_be_moved_skip_is_refused_too() {
        var made = series("daily", "2026-12-07T09:00", "FREQ=DAILY;COUNT=1", attendee("ed"));
        client.post("/v1/bookings", wish("daily", "2026-12-10T14:00", attendee("ed")));

        var refused = move(made, "2026-12-10T09:00", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("limit_reached");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
    }

    @Test
    void who_has_a_seat_there_already_stays_too() {
        var made = series("once", "2026-12-07T09:00", "FREQ=DAILY;COUNT=3", ADA);
        client.post("/v1/bookings", wish("once", "2026-12-08T10:00", ADA));

        var refused = move(made, "2026-12-07T10:00", "all_or_nothing");
        var moved = move(made, "2026-12-07T10:00", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("already_booked");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(2);
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("2 already_booked");
        assertThat(starts(moved)).containsExactly("2026-12-07T10:00", "2026-12-08T09:00", "2026-12-09T10:00");
    }

    /// On 2027-03-28 the clocks go from 02:00 to 03:00 in Berlin.
    @Test
    void what_the_clocks_leave_out_stays_or_keeps_all_of_them() {
        openDayAndNight();
        var made = series("solo", "2027-03-26T10:00", "FREQ=DAILY;COUNT=4", ADA);

        var refused = move(made, "2027-03-26T02:30", "all_or_nothing");
        var tried = client.post(path(made) + "?dryRun=true", body("2027-03-26T02:30", "skip"));
        var moved = move(made, "2027-03-26T02:30", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("nonexistent_local_time");
        assertThat(refused.pointer()).isEqualTo("/start");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(3);
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        assertThat(unmoved(tried)).containsExactly("3 nonexistent_local_time");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("3 nonexistent_local_time");
        assertThat(starts(moved))
                .containsExactly("2027-03-26T02:30", "2027-03-27T02:30", "2027-03-28T10:00", "2027-03-29T02:30");
    }

    /// An hour before 03:30 is 02:30, which another would take for 03:30 that day.
    @Test
    void what_would_be_shifted_to_where_it_is_stays_and_says_so() {
        openDayAndNight();
        var made = series("solo", "2027-03-27T03:30", "FREQ=DAILY;COUNT=2", ADA);

        var moved = move(made, "2027-03-27T02:30", "skip");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(unmoved(moved)).containsExactly("2 nonexistent_local_time");
        assertThat(starts(moved)).containsExactly("2027-03-27T02:30", "2027-03-28T03:30");
    }

    /// Of those that cannot be moved one is named for which there may be another time.
    @Test
    void where_the_clocks_leave_out_the_rest_skip_is_refused_too() {
        openDayAndNight();
        var made = series("solo", "2027-03-27T01:00", "FREQ=DAILY;COUNT=2", ADA);
        client.post("/v1/bookings", wish("solo", "2027-03-27T03:00", NOBODY));

        var refused = move(made, "2027-03-27T02:30", "skip");

        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
    }

    private void openDayAndNight() {
        practice.schedule(room, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
    }

    private Reply series(String what, String start, String rule, String attendees) {
        var body = wish(what, start, attendees).replaceFirst("}$", ",\"rrule\":\"" + rule + "\"}");
        var made = client.post("/v1/series", body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made;
    }

    private String wish(String what, String start, String attendees) {
        return "{\"service\":\"" + what + "\",\"start\":\"" + start + "\",\"resource\":\"" + room + "\",\"attendees\":"
                + attendees + "}";
    }

    private static String attendee(String name) {
        return "[{\"name\":\"" + name + "\",\"email\":\"" + name + "@example.org\"}]";
    }

    private static Reply move(Reply series, String start, String onConflict) {
        return client.post(path(series), body(start, onConflict));
    }

    private static String path(Reply series) {
        return "/v1/series/" + series.json().getString("id") + "/reschedule";
    }

    private static String body(String start, String onConflict) {
        return "{\"start\":\"" + start + "\",\"onConflict\":\"" + onConflict + "\"}";
    }

    /// In the local time of the place, to the minute.
    private static List<String> starts(Reply series) {
        return series.json().getJsonArray("occurrences").stream()
                .map(each -> ((JsonObject) each).getString("start").substring(0, 16))
                .toList();
    }

    private static List<String> unmoved(Reply series) {
        return series.json().getJsonArray("unmoved").stream()
                .map(JsonObject.class::cast)
                .map(each -> each.getInteger("number") + " " + each.getString("code"))
                .toList();
    }
}
