package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
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

/// Bookings that repeat: all of them or those that can be had, at the same wall time.
class SeriesTest {

    @RegisterExtension
    static final Service service = new Service();

    private static final String WEEKLY = "FREQ=WEEKLY;COUNT=12";

    private static Practice practice;
    private static Client client;
    private static int rooms;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .service("visit", "{\"duration\":\"PT30M\"}")
                .resource("ann", "team")
                .resource("bob", "team")
                .service("team", "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"host\",\"pool\":\"team\"}]}")
                .resource("eve", "rota")
                .resource("fay", "rota")
                .service("rota", """
                        {"duration":"PT30M","requirements":[{"role":"host","pool":"rota","strategy":"round_robin"}]}
                        """)
                .service("yoga", "{\"duration\":\"PT1H\",\"capacity\":2,\"policy\":{\"unique\":true}}")
                .service("near", "{\"duration\":\"PT30M\",\"horizon\":\"P30D\"}")
                .service("late", "{\"duration\":\"PT30M\",\"policy\":{\"cancelCutoff\":\"P10D\"}}")
                .service(
                        "monthly",
                        "{\"duration\":\"PT30M\",\"limits\":[{\"max\":2,\"per\":\"month\",\"of\":\"customer\"}]}");
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-09-01T08:00:00Z"));
    }

    @Test
    void none_begins_behind_an_end_that_lies_between_two_hours_of_the_same_name() {
        var room = room();
        practice.schedule(room, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
        var rule = "\"rrule\":\"FREQ=DAILY;UNTIL=20261025T003000Z\"";

        var refused = series("visit", "2026-10-25T02:30:00+01:00", room, rule);
        var made = series("visit", "2026-10-25T02:30:00+02:00", room, rule);

        assertThat(refused.code()).as(refused.text()).isEqualTo("invalid");
        assertThat(refused.pointer()).isEqualTo("/rrule");
        assertThat(starts(made)).containsExactly("2026-10-25T02:30:00+02:00");
    }

    @Test
    void every_occurrence_is_a_booking_at_the_same_wall_time() {
        var room = room();
        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\"");

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/v1/series/" + id(made));
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(made.json().getInteger("booked")).isEqualTo(12);
        assertThat(starts(made))
                .hasSize(12)
                .startsWith("2026-09-07T09:00:00+02:00", "2026-09-14T09:00:00+02:00")
                .contains("2026-10-19T09:00:00+02:00", "2026-10-26T09:00:00+01:00")
                .endsWith("2026-11-23T09:00:00+01:00");
        assertThat(client.get("/v1/series/" + id(made)).json()).isEqualTo(made.json());

        var third = client.get("/v1/bookings/" + booking(made, 3)).json();
        assertThat(third.getString("series")).isEqualTo(id(made));
        assertThat(third.getInteger("occurrence")).isEqualTo(3);
        assertThat(third.getString("localStart")).isEqualTo("2026-09-21T09:00:00");
        assertThat(types(booking(made, 3))).containsExactly("booking.confirmed");
        assertThat(practice.book("visit", "2026-10-26T09:00", room).code()).isEqualTo("slot_taken");
    }

    @Test
    void more_come_than_there_are_seats_to_none_of_them() {
        practice.service("class", "{\"duration\":\"PT30M\",\"capacity\":2}");
        var three = body(
                "class",
                "2026-09-07T09:00",
                "",
                "\"rrule\":\"FREQ=DAILY;COUNT=2\",\"attendees\":[{\"name\":\"A\"},{\"name\":\"B\"},{\"name\":\"C\"}]");

        for (var path : List.of("/v1/series", "/v1/series?dryRun=true")) {
            var refused = client.post(path, three);
            assertThat(refused.code()).as(refused.text()).isEqualTo("invalid");
            assertThat(refused.pointer()).isEqualTo("/attendees");
        }
    }

    /// R11.
    @Test
    void with_a_conflict_all_or_nothing_is_nothing_and_says_which() throws SQLException {
        var room = room();
        practice.book("visit", "2026-09-21T09:00", room);
        var before = practice.number("select count(*) from booking");

        var refused = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\"");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(refused.pointer()).isEqualTo("/rrule");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(3);
        assertThat(refused.json().getString("detail")).startsWith("Occurrence 3 of 12, at 2026-09-21T09:00:");
        assertThat(refused.json().getJsonArray("occurrences")).hasSize(1);
        assertThat(refused.json().getJsonArray("rules")).isNotEmpty();
        assertThat(refused.json().getJsonArray("alternatives")).isNotEmpty();
        assertThat(practice.number("select count(*) from booking")).isEqualTo(before);
        assertThat(practice.number("select count(*) from series where rule = 'none'"))
                .isZero();
    }

    /// R11.
    @Test
    void with_a_conflict_the_others_are_booked_if_that_is_wished_for() {
        var room = room();
        practice.book("visit", "2026-09-21T09:00", room);

        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\",\"onConflict\":\"skip\"");

        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().getInteger("booked")).isEqualTo(11);
        assertThat(made.json().getInteger("skipped")).isEqualTo(1);
        var third = occurrence(made, 3);
        assertThat(third.getString("status")).isEqualTo("skipped");
        assertThat(third.getString("code")).isEqualTo("slot_taken");
        assertThat(third.containsKey("booking")).isFalse();
        assertThat(client.get("/v1/series/" + id(made)).json()).isEqualTo(made.json());
        var agreed = made.json().put("leftOut", new JsonArray().add(third));
        List.of("version", "booked", "occurrences").forEach(agreed::remove);
        var told = client.get("/v1/events?subject=" + id(made)).items().getJsonObject(0);
        assertThat(told.getString("type")).isEqualTo("series.created");
        assertThat(told.getJsonObject("data")).isEqualTo(agreed);
    }

    @Test
    void whom_a_strategy_has_chosen_may_be_replaced_in_each_occurrence() {
        var made = series("team", "2026-09-09T14:00", "", "\"rrule\":\"FREQ=WEEKLY;COUNT=3\"");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var host = resource(occurrence(made, 1));
        assertThat(occurrences(made)).extracting(SeriesTest::resource).containsOnly(host);
        assertThat(occurrences(made))
                .extracting(
                        each -> each.getJsonArray("resources").getJsonObject(0).containsKey("chosen"))
                .containsOnly(true);
        practice.book("team", "2026-09-16T15:00", host);

        var moved = client.post("/v1/bookings/" + booking(made, 2) + "/reschedule", "{\"start\":\"2026-09-16T15:00\"}");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(resource(moved.json())).isNotEqualTo(host);
    }

    @Test
    void who_was_asked_for_gives_all_of_a_series_wherever_it_is_moved() {
        var made = series("team", "2026-09-10T14:00", "ann", "\"rrule\":\"FREQ=WEEKLY;COUNT=3\"");
        practice.book("team", "2026-09-17T15:00", "ann");

        var refused = reschedule(made, "{\"start\":\"2026-09-10T15:00\"}");

        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(2);
    }

    @Test
    void where_none_can_be_had_skip_is_refused_too() {
        var room = room();

        var refused =
                series("visit", "2026-09-12T09:00", room, "\"rrule\":\"FREQ=WEEKLY;COUNT=3\",\"onConflict\":\"skip\"");

        assertThat(refused.code()).isEqualTo("outside_hours");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
        assertThat(refused.json().getJsonArray("occurrences")).hasSize(3);
    }

    @Test
    void a_dry_run_says_of_each_what_would_become_of_it() throws SQLException {
        var room = room();
        practice.book("visit", "2026-09-21T09:00", room);
        var before = practice.number("select count(*) from booking");

        var tried = client.post(
                "/v1/series?dryRun=true", body("visit", "2026-09-07T09:00", room, "\"rrule\":\"FREQ=WEEKLY;COUNT=4\""));

        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        assertThat(tried.header("Dry-Run")).isEqualTo("true");
        assertThat(tried.json().getBoolean("bookable")).isFalse();
        assertThat(tried.json().getInteger("booked")).isZero();
        assertThat(tried.json().containsKey("id")).isFalse();
        assertThat(occurrences(tried))
                .extracting(each -> each.getBoolean("bookable"))
                .containsExactly(true, true, false, true);
        assertThat(occurrence(tried, 3).getString("code")).isEqualTo("slot_taken");
        assertThat(occurrence(tried, 1).containsKey("booking")).isFalse();
        var skipping = client.post(
                "/v1/series?dryRun=true",
                body("visit", "2026-09-07T09:00", room, "\"rrule\":\"FREQ=WEEKLY;COUNT=4\",\"onConflict\":\"skip\""));
        assertThat(skipping.json().getBoolean("bookable")).isTrue();
        assertThat(skipping.json().getInteger("booked")).isEqualTo(3);
        assertThat(practice.number("select count(*) from booking")).isEqualTo(before);
        assertThat(practice.book("visit", "2026-09-07T09:00", room).status()).isEqualTo(201);
    }

    /// R13.
    @Test
    void a_start_of_which_a_later_occurrence_collides_is_not_offered() {
        var room = room();
        practice.book("visit", "2026-09-21T09:30", room);
        var question = "/v1/slots?service=visit&resource=" + room + "&from=2026-09-07&to=2026-09-08&rrule=";

        var starts = slots(question + "FREQ=WEEKLY;COUNT=3");
        assertThat(starts).hasSize(31).contains("2026-09-07T09:00:00+02:00", "2026-09-08T09:30:00+02:00");
        assertThat(starts).doesNotContain("2026-09-07T09:30:00+02:00");
        assertThat(slots(question + "FREQ=WEEKLY;COUNT=2")).hasSize(32);
        assertThat(slots(question + "FREQ=WEEKLY;BYDAY=TU;COUNT=3")).hasSize(16);
        assertThat(slots(question + "FREQ=DAILY;COUNT=8")).isEmpty();
        for (var start : starts.subList(0, 4)) {
            assertThat(client.post(
                                    "/v1/series?dryRun=true",
                                    body("visit", start, room, "\"rrule\":\"FREQ=WEEKLY;COUNT=3\""))
                            .json()
                            .getBoolean("bookable"))
                    .isTrue();
        }
        assertThat(client.get(question + "FREQ=WEEKLY").pointer()).isEqualTo("?rrule");
        assertThat(client.get(question + "FREQ=YEARLY;COUNT=20").pointer()).isEqualTo("?rrule");
        assertThat(client.get(question + "FREQ=DAILY;UNTIL=20270230").pointer()).isEqualTo("?rrule");
    }

    /// Each with its reason: it is behind the end, there would be too many, or it would go on for too long.
    @Test
    void a_start_with_which_no_series_can_begin_does_not_hide_the_others() {
        client.put("/v1/resources/always", "{\"timeZone\":\"Europe/Berlin\"}");
        client.put(
                "/v1/resources/always/schedule",
                "{\"weekly\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],\"from\":\"09:00\",\"to\":\"10:00\"}]}");
        practice.service(
                "any",
                "{\"duration\":\"PT1H\",\"horizon\":\"P3660D\",\"requirements\":[{\"role\":\"host\",\"resources\":[\"always\"]}]}");
        var question = "/v1/slots?service=any&from=2026-10-29&to=2026-11-01&rrule=";
        var all = List.of(
                "2026-10-29T09:00:00+01:00",
                "2026-10-30T09:00:00+01:00",
                "2026-10-31T09:00:00+01:00",
                "2026-11-01T09:00:00+01:00");

        assertThat(slots(question + "FREQ=DAILY;UNTIL=20261030")).isEqualTo(all.subList(0, 2));
        assertThat(slots(question + "FREQ=DAILY;UNTIL=20271030")).isEqualTo(all.subList(1, 4));
        assertThat(slots(question + "FREQ=MONTHLY;COUNT=100")).isEqualTo(List.of(all.get(0), all.get(1), all.get(3)));
        assertThat(slots(question + "FREQ=DAILY;UNTIL=20261028")).isEmpty();
        assertThat(client.post(
                                "/v1/series?dryRun=true",
                                body("any", "2026-10-31T09:00", "", "\"rrule\":\"FREQ=MONTHLY;COUNT=100\""))
                        .pointer())
                .isEqualTo("/rrule");
    }

    /// D21.
    @Test
    void a_local_time_that_the_clocks_leave_out_is_never_silent() {
        service.clock().set(Instant.parse("2026-02-01T08:00:00Z"));
        practice.service(
                "night",
                "{\"duration\":\"PT30M\",\"timeZone\":\"America/New_York\",\"requirements\":[{\"role\":\"host\",\"resources\":[\"owl\"]}]}");
        client.put("/v1/resources/owl", "{\"timeZone\":\"America/New_York\"}");
        client.put(
                "/v1/resources/owl/schedule",
                "{\"weekly\":[{\"days\":[\"sun\"],\"from\":\"00:00\",\"to\":\"06:00\"}]}");
        var sundays = "\"rrule\":\"FREQ=WEEKLY;COUNT=3\"";

        var skip = client.post("/v1/series?dryRun=true", body("night", "2026-03-01T02:30", "", sundays));
        assertThat(skip.json().getBoolean("bookable")).isTrue();
        assertThat(occurrences(skip))
                .extracting(each -> each.getString("localStart"))
                .containsExactly(
                        "2026-03-01T02:30:00", "2026-03-08T02:30:00", "2026-03-15T02:30:00", "2026-03-22T02:30:00");
        assertThat(occurrence(skip, 2).getString("code")).isEqualTo("nonexistent_local_time");
        assertThat(occurrence(skip, 2).getJsonArray("instants")).containsExactly("2026-03-08T03:00:00-04:00");
        assertThat(skip.json().getInteger("booked")).isEqualTo(3);

        var shift = series("night", "2026-03-01T02:30", "", sundays + ",\"nonexistent\":\"shift\"");
        assertThat(shift.status()).as(shift.text()).isEqualTo(201);
        assertThat(starts(shift))
                .containsExactly("2026-03-01T02:30:00-05:00", "2026-03-08T03:30:00-04:00", "2026-03-15T02:30:00-04:00");
    }

    @Test
    void who_gives_the_first_gives_the_others_as_far_as_he_is_free() {
        practice.book("team", "2026-09-14T11:00", "ann");

        var made = series("team", "2026-09-07T11:00", "", "\"rrule\":\"FREQ=WEEKLY;COUNT=4\"");

        assertThat(occurrences(made)).extracting(SeriesTest::resource).containsExactly("ann", "bob", "ann", "ann");
        var rota = series("rota", "2026-09-07T11:00", "", "\"rrule\":\"FREQ=WEEKLY;COUNT=4\"");
        assertThat(occurrences(rota)).extracting(SeriesTest::resource).containsOnly(resource(occurrence(rota, 1)));
    }

    @Test
    void occurrences_do_not_take_each_others_place() {
        var room = room();

        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"FREQ=DAILY;BYHOUR=9;BYMINUTE=0,15;COUNT=4\"");

        assertThat(made.code()).isEqualTo("not_on_grid");
        practice.service("tight", "{\"duration\":\"PT30M\",\"step\":\"PT15M\"}");
        var tight =
                series("tight", "2026-09-07T09:00", room, "\"rrule\":\"FREQ=DAILY;BYHOUR=9;BYMINUTE=0,15;COUNT=4\"");
        assertThat(tight.code()).isEqualTo("slot_taken");
        assertThat(tight.json().getInteger("occurrence")).isEqualTo(2);
    }

    @Test
    void a_series_counts_for_the_limits_of_its_customer() {
        var room = room();
        var weekly =
                "\"rrule\":\"FREQ=WEEKLY;COUNT=8\",\"attendees\":[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}]";

        var refused = series("monthly", "2026-10-05T09:00", room, weekly);
        assertThat(refused.code()).as(refused.text()).isEqualTo("limit_reached");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(3);
        assertThat(refused.json().getJsonArray("occurrences")).hasSize(1);
        var tried = client.post("/v1/series?dryRun=true", body("monthly", "2026-10-05T09:00", room, weekly));
        assertThat(occurrences(tried))
                .extracting(each -> each.getBoolean("bookable"))
                .containsExactly(true, true, false, false, true, true, false, false);
        var made = series("monthly", "2026-10-05T09:00", room, weekly + ",\"onConflict\":\"skip\"");
        assertThat(made.json().getInteger("booked")).isEqualTo(4);
        assertThat(occurrence(made, 3).getString("code")).isEqualTo("limit_reached");
    }

    @Test
    void seats_of_a_session_repeat_too() {
        var room = room();
        var ada = "\"rrule\":\"FREQ=WEEKLY;COUNT=3\",\"attendees\":[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}]";

        assertThat(series("yoga", "2026-09-07T13:00", room, ada).status()).isEqualTo(201);
        var twice = series("yoga", "2026-09-14T13:00", room, ada);
        assertThat(twice.code()).isEqualTo("already_booked");
        assertThat(twice.json().getInteger("occurrence")).isEqualTo(1);
        var skipping = series("yoga", "2026-09-14T13:00", room, ada + ",\"onConflict\":\"skip\"");
        assertThat(skipping.status()).as(skipping.text()).isEqualTo(201);
        assertThat(skipping.json().getInteger("booked")).isEqualTo(1);
    }

    @Test
    void what_lies_beyond_the_horizon_cannot_be_had() {
        var refused = series("near", "2026-09-07T09:00", room(), "\"rrule\":\"" + WEEKLY + "\"");

        assertThat(refused.code()).isEqualTo("too_late");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(5);
    }

    @Test
    void sent_twice_it_is_booked_once() {
        var room = room();
        var wish = body("visit", "2026-09-07T14:00", room, "\"rrule\":\"FREQ=WEEKLY;COUNT=3\"");

        var first = client.post("/v1/series", wish, "Idempotency-Key", "series-1");
        var again = client.post("/v1/series", wish, "Idempotency-Key", "series-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    /// R12.
    @Test
    void this_and_the_following_are_cancelled_exactly() throws SQLException {
        var room = room();
        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\"");
        var fifth = occurrence(made, 5).getString("start");

        var cancelled = client.post(
                "/v1/series/" + id(made) + "/cancel", "{\"from\":\"" + fifth + "\",\"reason\":\"moved away\"}");

        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
        assertThat(cancelled.header("ETag")).isEqualTo("\"9\"");
        assertThat(occurrences(cancelled))
                .extracting(each -> each.getString("status"))
                .startsWith("confirmed", "confirmed", "confirmed", "confirmed", "cancelled")
                .filteredOn("cancelled"::equals)
                .hasSize(8);
        assertThat(client.get("/v1/series/" + id(made)).json()).isEqualTo(cancelled.json());
        assertThat(types(booking(made, 4))).containsExactly("booking.confirmed");
        assertThat(types(booking(made, 5))).containsExactly("booking.confirmed", "booking.cancelled");
        assertThat(client.get("/v1/bookings/" + booking(made, 12)).json().getString("reason"))
                .isEqualTo("moved away");
        assertThat(practice.number("select count(*) from claim where booking = '" + booking(made, 4) + "'"))
                .isEqualTo(1);
        assertThat(practice.number("select count(*) from claim where booking = '" + booking(made, 5) + "'"))
                .isZero();
        assertThat(practice.book("visit", "2026-10-05T09:00", room).status()).isEqualTo(201);
    }

    @Test
    void all_that_have_not_begun_are_cancelled_and_then_there_are_none() {
        var made = series("visit", "2026-09-07T09:00", room(), "\"rrule\":\"" + WEEKLY + "\"");
        service.clock().set(Instant.parse("2026-09-14T07:00:00Z"));

        var cancelled = client.post("/v1/series/" + id(made) + "/cancel", "");
        assertThat(occurrences(cancelled))
                .extracting(each -> each.getString("status"))
                .startsWith("confirmed", "confirmed", "cancelled");
        var again = client.post("/v1/series/" + id(made) + "/cancel", "");
        assertThat(again.code()).isEqualTo("wrong_status");
        assertThat(again.json().getJsonObject("state").getString("series")).isEqualTo(id(made));
    }

    @Test
    void one_that_is_too_near_keeps_all_of_them() {
        var made = series("late", "2026-09-07T09:00", room(), "\"rrule\":\"FREQ=WEEKLY;COUNT=3\"");

        var refused = client.post("/v1/series/" + id(made) + "/cancel", "");
        assertThat(refused.code()).isEqualTo("too_late");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(1);
        assertThat(refused.json().getJsonArray("rules")).isNotEmpty();
        assertThat(occurrences(client.get("/v1/series/" + id(made))))
                .extracting(each -> each.getString("status"))
                .containsOnly("confirmed");
        assertThat(client.post("/v1/series/" + id(made) + "/cancel", "{\"from\":\"2027-03-28T02:30\"}")
                        .pointer())
                .isEqualTo("/from");
        assertThat(client.post("/v1/series/" + id(made) + "/cancel", "{\"from\":\"2026-09-14\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void this_and_the_following_are_moved_by_wall_time() {
        var room = room();
        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\"");

        var moved = client.post(
                "/v1/series/" + id(made) + "/reschedule", "{\"from\":\"2026-10-12\",\"start\":\"2026-10-13T10:30\"}");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(starts(moved))
                .contains("2026-10-05T09:00:00+02:00", "2026-10-13T10:30:00+02:00", "2026-10-20T10:30:00+02:00")
                .contains("2026-10-27T10:30:00+01:00")
                .endsWith("2026-11-24T10:30:00+01:00");
        assertThat(client.get("/v1/series/" + id(made)).json()).isEqualTo(moved.json());
        var sixth = client.get("/v1/bookings/" + booking(made, 6)).json();
        assertThat(sixth.getInteger("sequence")).isEqualTo(1);
        assertThat(types(booking(made, 6))).containsExactly("booking.confirmed", "booking.rescheduled");
        assertThat(types(booking(made, 5))).containsExactly("booking.confirmed");
    }

    @ParameterizedTest
    @CsvSource({"2026-09-14T09:00, 2026-11-30T09:00", "2026-08-31T09:00, 2026-08-31T09:00", "2026-09-07T09:15, x"})
    void they_may_take_each_others_place(String start, String taken) {
        service.clock().set(Instant.parse("2026-08-01T08:00:00Z"));
        var room = room();
        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"" + WEEKLY + "\"");
        if (taken.equals("x")) {
            assertThat(reschedule(made, "{\"start\":\"" + start + "\"}").code()).isEqualTo("not_on_grid");
            return;
        }

        var moved = reschedule(made, "{\"start\":\"" + start + "\"}");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(practice.book("visit", taken, room).code()).isEqualTo("slot_taken");
    }

    @Test
    void a_move_that_one_cannot_make_is_made_by_none_or_by_the_others() {
        var room = room();
        var made = series("visit", "2026-09-07T09:00", room, "\"rrule\":\"FREQ=WEEKLY;COUNT=4\"");
        practice.book("visit", "2026-09-21T15:00", room);

        var refused = reschedule(made, "{\"start\":\"2026-09-07T15:00\"}");
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(3);
        assertThat(client.get("/v1/series/" + id(made)).json()).isEqualTo(made.json());

        var moved = reschedule(made, "{\"start\":\"2026-09-07T15:00\",\"onConflict\":\"skip\"}");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(starts(moved))
                .containsExactly(
                        "2026-09-07T15:00:00+02:00",
                        "2026-09-14T15:00:00+02:00",
                        "2026-09-21T09:00:00+02:00",
                        "2026-09-28T15:00:00+02:00");
        assertThat(moved.json().getJsonArray("unmoved").getJsonObject(0).getInteger("number"))
                .isEqualTo(3);
    }

    @Test
    void to_where_it_is_nothing_is_moved() {
        var made = series("visit", "2026-09-07T09:00", room(), "\"rrule\":\"FREQ=WEEKLY;COUNT=4\"");

        var moved = reschedule(made, "{\"start\":\"2026-09-07T09:00\"}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.header("ETag")).isEqualTo("\"1\"");
        assertThat(types(booking(made, 1))).containsExactly("booking.confirmed");
    }

    @Test
    void a_change_is_tried_and_expects_a_version_like_any_other() {
        var made = series("visit", "2026-09-07T09:00", room(), "\"rrule\":\"FREQ=WEEKLY;COUNT=4\"");
        var path = "/v1/series/" + id(made);

        assertThat(client.post(path + "/cancel?dryRun=true", "").status()).isEqualTo(200);
        assertThat(client.post(path + "/reschedule?dryRun=true", "{\"start\":\"2026-09-08T09:00\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.get(path).json()).isEqualTo(made.json());
        client.post("/v1/bookings/" + booking(made, 2) + "/cancel", "");
        assertThat(client.post(path + "/cancel", "", "If-Match", "\"1\"").code())
                .isEqualTo("version_mismatch");
        assertThat(client.post(path + "/cancel", "", "If-Match", "\"2\"").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"rrule\":\"\"|invalid|/rrule",
                "\"rrule\":\"FREQ=WEEKLY\"|invalid|/rrule",
                "\"rrule\":\"FREQ=MINUTELY;COUNT=3\"|invalid|/rrule",
                "\"rrule\":\"FREQ=WEEKLY;COUNT=1000\"|invalid|/rrule",
                "\"rrule\":\"FREQ=DAILY;UNTIL=20270230\"|invalid|/rrule",
                "\"rrule\":\"FREQ=DAILY;UNTIL=20270101T240000Z\"|invalid|/rrule",
                "\"rrule\":\"FREQ=WEEKLY;BYDAY=TU;COUNT=3\"|invalid|/rrule",
                "\"rrule\":7|malformed|/rrule",
                "\"rrule\":\"FREQ=WEEKLY;COUNT=3\",\"onConflict\":\"perhaps\"|invalid|/onConflict",
                "\"rrule\":\"FREQ=WEEKLY;COUNT=3\",\"nonexistent\":\"later\"|invalid|/nonexistent",
                "\"rrule\":\"FREQ=WEEKLY;COUNT=3\",\"hold\":\"x\"|malformed|/hold",
                "\"onConflict\":\"skip\"|invalid|/rrule"
            })
    void bad_input_is_named(String fields, String code, String pointer) {
        var refused = series("visit", "2026-09-07T09:00", "ann", fields);

        assertThat(refused.code()).as(refused.text()).isEqualTo(code);
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    @Test
    void what_is_not_there_is_not_found() {
        var path = "/v1/series/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e";

        assertThat(client.get(path).code()).isEqualTo("not_found");
        assertThat(client.get("/v1/series/x").code()).isEqualTo("not_found");
        assertThat(client.post(path + "/cancel", "").code()).isEqualTo("not_found");
        assertThat(client.post(path + "/reschedule", "{\"start\":\"2026-09-07T09:00\"}")
                        .code())
                .isEqualTo("not_found");
        assertThat(series("visit", "2026-09-07T09:00", "nobody", "\"rrule\":\"" + WEEKLY + "\"")
                        .code())
                .isEqualTo("unknown_resource");
        assertThat(series("nothing", "2026-09-07T09:00", "", "\"rrule\":\"" + WEEKLY + "\"")
                        .code())
                .isEqualTo("unknown_service");
    }

    /// One of its own, so that tests do not stand in each other's way.
    private static String room() {
        var room = "room-" + rooms++;
        practice.resource(room);
        return room;
    }

    private static Reply reschedule(Reply series, String body) {
        return client.post("/v1/series/" + id(series) + "/reschedule", body);
    }

    private static Reply series(String what, String start, String resource, String more) {
        return client.post("/v1/series", body(what, start, resource, more));
    }

    private static String body(String what, String start, String resource, String more) {
        return "{\"service\":\"" + what + "\",\"start\":\"" + start + "\","
                + (resource.isEmpty() ? "" : "\"resource\":\"" + resource + "\",") + more + "}";
    }

    private static String id(Reply series) {
        return series.json().getString("id");
    }

    private static List<JsonObject> occurrences(Reply series) {
        return series.json().getJsonArray("occurrences").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject occurrence(Reply series, int number) {
        return occurrences(series).stream()
                .filter(each -> each.getInteger("number") == number)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> starts(Reply series) {
        return occurrences(series).stream().map(each -> each.getString("start")).toList();
    }

    private static List<String> slots(String question) {
        return client.get(question).json().getJsonArray("slots").stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    private static String booking(Reply series, int number) {
        return occurrence(series, number).getString("booking");
    }

    private static String resource(JsonObject occurrence) {
        return occurrence.getJsonArray("resources").getJsonObject(0).getString("id");
    }

    private static List<String> types(String booking) {
        return client.get("/v1/events?subject=" + booking).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }
}
