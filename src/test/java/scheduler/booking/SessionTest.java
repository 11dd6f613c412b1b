package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Bookings that share a session: who joins, who leaves, and what is left.
class SessionTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    @RegisterExtension
    static final Service service = new Service();

    static int rooms;
    static Practice practice;
    static Client client;
    static Client other;

    String room;

    @BeforeAll
    static void open_a_school() {
        client = service.client();
        other = service.startNode().client();
        practice = new Practice(service)
                .service(
                        "yoga",
                        "{\"duration\":\"PT1H\",\"step\":\"PT30M\",\"capacity\":3,\"buffer\":{\"after\":\"PT15M\"}}")
                .service("talk", "{\"duration\":\"PT30M\"}");
    }

    @BeforeEach
    void have_a_room_of_ones_own() {
        room = "room-" + ++rooms;
        practice.resource(room);
    }

    @Test
    void seats_are_counted_down_and_then_the_slot_is_gone() {
        assertThat(free("09:00")).isEqualTo(3);

        for (int left = 2; left >= 0; left--) {
            assertThat(book("yoga", "09:00").status()).isEqualTo(201);
            assertThat(free("09:00")).isEqualTo(left);
        }

        var refused = book("yoga", "09:00");
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(refused.json().getString("detail")).isEqualTo("Every seat is taken at that time.");
        assertThat(refused.json().getJsonArray("alternatives").getJsonObject(0).getString("start"))
                .contains("T10:30:00");
    }

    @Test
    void what_a_session_has_stands_in_the_way_of_all_others_and_not_of_those_who_join() {
        book("yoga", "09:00");

        assertThat(book("yoga", "09:30").code()).isEqualTo("slot_taken");
        assertThat(book("talk", "10:00").code()).isEqualTo("slot_taken");
        assertThat(book("talk", "10:30").status()).isEqualTo(201);
        assertThat(book("yoga", "09:00").status()).isEqualTo(201);
    }

    @Test
    void a_booking_says_its_session_and_has_a_seat_for_each_attendee() throws SQLException {
        var two = book("yoga", "09:00", "ada@example.org", "bo@example.org").json();
        var one = book("yoga", "09:00").json();

        assertThat(two.getInteger("seats")).isEqualTo(2);
        assertThat(one.getInteger("seats")).isEqualTo(1);
        assertThat(one.getString("session")).isEqualTo(two.getString("session"));
        assertThat(client.get("/v1/bookings/" + two.getString("id")).json()).isEqualTo(two);
        assertThat(practice.number("select count(*) from claim c join resource r on r.no = c.resource where r.id = '%s'"
                        .formatted(room)))
                .isEqualTo(1);
    }

    @Test
    void two_do_not_get_one_seat() {
        book("yoga", "09:00", "ada@example.org", "bo@example.org");

        var refused = book("yoga", "09:00", "cy@example.org", "di@example.org");

        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(refused.json().getString("detail")).isEqualTo("There are not 2 seats left together at that time.");
        assertThat(free("09:00")).isEqualTo(1);
    }

    @Test
    void who_wants_two_seats_is_held_against_two_and_offered_two() {
        for (var time : List.of("09:00", "10:30")) {
            book("yoga", time, "ada@example.org", "bo@example.org");
        }

        var refused = book("yoga", "09:00", "cy@example.org", "di@example.org").json();

        assertThat(rule(refused, "seats").getInteger("needed")).isEqualTo(2);
        assertThat(rule(refused, "seats").getInteger("free")).isEqualTo(1);
        assertThat(rule(refused, "resources").getString("code")).isEqualTo("slot_taken");
        assertThat(refused.getJsonArray("alternatives"))
                .extracting(each -> ((JsonObject) each).getString("start").substring(11, 16))
                .containsExactly("12:00", "12:30", "13:00");
    }

    @Test
    void who_may_have_one_seat_is_offered_none_in_a_session_that_he_is_in() {
        practice.service(
                "choir", "{\"duration\":\"PT1H\",\"step\":\"PT1H\",\"capacity\":2,\"policy\":{\"unique\":true}}");
        book("choir", "10:00", "ada@example.org");
        book("choir", "09:00", "bo@example.org", "cy@example.org");

        assertThat(starts(book("choir", "09:00", "Ada@example.org"))).containsExactly("11:00", "12:00", "13:00");
        assertThat(starts(book("choir", "09:00", "di@example.org"))).containsExactly("10:00", "11:00", "12:00");
        assertThat(starts(book("choir", "09:00", "di@example.org", "di@example.org")))
                .isEmpty();
    }

    private static List<String> starts(Reply refused) {
        assertThat(refused.code()).isEqualTo("slot_taken");
        return refused.json().getJsonArray("alternatives").stream()
                .map(each -> ((JsonObject) each).getString("start").substring(11, 16))
                .toList();
    }

    @Test
    void who_leaves_gives_back_a_seat_and_the_last_one_all_of_the_time() {
        var first = book("yoga", "09:00").json().getString("id");
        var second = book("yoga", "09:00").json().getString("id");

        step(first, "cancel");
        assertThat(free("09:00")).isEqualTo(2);
        assertThat(book("talk", "09:00").code()).isEqualTo("slot_taken");

        step(second, "cancel");
        assertThat(free("09:00")).isEqualTo(3);
        assertThat(book("talk", "09:00").status()).isEqualTo(201);
    }

    @Test
    void who_cancels_can_come_again() {
        for (int i = 0; i < 3; i++) {
            var booked = book("yoga", "09:00", "ada@example.org");
            assertThat(booked.status()).isEqualTo(201);
            step(booked.json().getString("id"), "cancel");
        }

        assertThat(book("yoga", "09:00", "ada@example.org").status()).isEqualTo(201);
    }

    @Test
    void whoever_is_alone_may_move_onto_a_part_of_his_own_time() {
        var id = book("yoga", "09:00").json().getString("id");

        var moved = move(id, "09:30");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(free("09:00")).isZero();
        assertThat(free("09:30")).isEqualTo(2);
    }

    @Test
    void whoever_has_company_may_not() {
        var id = book("yoga", "09:00").json().getString("id");
        book("yoga", "09:00");

        var refused = move(id, "09:30");

        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(free("09:00")).isEqualTo(1);
        assertThat(client.get("/v1/bookings/" + id).json().getString("start")).contains("T09:00:00");
    }

    @Test
    void a_move_leaves_one_session_and_joins_another() {
        var mover = book("yoga", "09:00").json();
        book("yoga", "09:00");
        var there = book("yoga", "11:00").json();

        var moved = move(mover.getString("id"), "11:00");

        assertThat(moved.json().getString("session")).isEqualTo(there.getString("session"));
        assertThat(moved.json().getInteger("sequence")).isEqualTo(1);
        assertThat(free("09:00")).isEqualTo(2);
        assertThat(free("11:00")).isEqualTo(1);
        var event = last(mover.getString("id"));
        assertThat(event.getJsonObject("previous").getString("session")).isEqualTo(mover.getString("session"));
        assertThat(taken(event, mover.getString("session"))).isEqualTo(1);
        assertThat(taken(event, there.getString("session"))).isEqualTo(2);
    }

    @Test
    void nobody_moves_into_a_full_session() {
        var id = book("yoga", "09:00").json().getString("id");
        book("yoga", "11:00", "a@example.org", "b@example.org", "c@example.org");

        assertThat(move(id, "11:00").code()).isEqualTo("slot_taken");
        assertThat(free("09:00")).isEqualTo(2);
    }

    @Test
    void a_booking_from_before_there_were_sessions_moves_into_one() throws SQLException {
        var old = book("yoga", "09:00").json();
        run("""
                update booking set session = null where id = '%1$s';
                update claim set booking = '%1$s' where booking = '%2$s';
                delete from session where id = '%2$s';
                """.formatted(old.getString("id"), old.getString("session")));
        var there = book("yoga", "11:00").json();
        var node = service.startNode().client();
        assertThat(free(node, "yoga", "09:00")).isZero();

        var moved =
                node.post("/v1/bookings/" + old.getString("id") + "/reschedule", "{\"start\":\"2026-12-01T11:00\"}");

        assertThat(moved.json().getString("session")).isEqualTo(there.getString("session"));
        assertThat(free(node, "yoga", "09:00")).isEqualTo(3);
        assertThat(free(node, "yoga", "11:00")).isEqualTo(1);
    }

    @Test
    void a_smaller_capacity_keeps_everybody_and_leaves_no_seat() {
        practice.service("class", "{\"duration\":\"PT1H\",\"capacity\":10}");
        for (int i = 0; i < 5; i++) {
            assertThat(book("class", "09:00").status()).isEqualTo(201);
        }

        practice.service("class", "{\"duration\":\"PT1H\",\"capacity\":3}");

        assertThat(free("class", "09:00")).isZero();
        assertThat(book("class", "09:00").code()).isEqualTo("slot_taken");
        assertThat(client.get("/v1/bookings?resource=" + room).items()).hasSize(5);
    }

    @Test
    void nobody_has_two_seats_where_each_may_have_one() {
        practice.service("once", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"unique\":true}}");
        var first = book("once", "09:00", "ada@example.org").json();

        var refused = book("once", "09:00", "bo@example.org", "ADA@example.org");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("already_booked");
        assertThat(refused.json().getJsonObject("state").getString("booking")).isEqualTo(first.getString("id"));
        assertThat(refused.json().getJsonArray("rules").stream()
                        .map(each -> ((JsonObject) each).getString("code"))
                        .filter(Objects::nonNull))
                .containsExactly("already_booked");
        assertThat(refused.json().getJsonArray("alternatives").getJsonObject(0).getString("start"))
                .contains("T10:00:00");
        assertThat(free("once", "09:00")).isEqualTo(4);
        assertThat(book("once", "10:00", "ada@example.org").status()).isEqualTo(201);
        var moved = move(book("once", "11:00", "ada@example.org").json().getString("id"), "09:00");
        assertThat(moved.code()).isEqualTo("already_booked");
    }

    @Test
    void nor_by_one_booking() {
        practice.service("once", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"unique\":true}}");

        var refused = book("once", "09:00", "bo@example.org", "ada@example.org", "Ada@example.org");

        assertThat(refused.code()).isEqualTo("already_booked");
        assertThat(refused.pointer()).isEqualTo("/attendees/2/email");
        assertThat(refused.json().getJsonObject("state").getString("email")).isEqualTo("Ada@example.org");
        assertThat(free("once", "09:00")).isEqualTo(5);
        assertThat(book("once", "09:00", "ada@example.org", "bo@example.org").status())
                .isEqualTo(201);
        assertThat(book("yoga", "10:00", "ada@example.org", "ada@example.org").status())
                .isEqualTo(201);
    }

    @Test
    void elsewhere_one_may_sit_on_two() {
        assertThat(book("yoga", "09:00", "ada@example.org").status()).isEqualTo(201);
        assertThat(book("yoga", "09:00", "ada@example.org").status()).isEqualTo(201);
    }

    @Test
    void the_fullest_session_is_filled_first() {
        practice.resource(room, 2);
        var two = book("yoga", "09:00", "a@example.org", "b@example.org").json();
        var others = book("yoga", "09:00", "c@example.org", "d@example.org").json();
        assertThat(free("09:00")).isEqualTo(2);
        step(others.getString("id"), "cancel");
        assertThat(free("09:00")).isEqualTo(4);

        var last = book("yoga", "09:00").json();

        assertThat(last.getString("session")).isEqualTo(two.getString("session"));
        assertThat(free("09:00")).isEqualTo(3);
    }

    @Test
    void a_block_closes_a_session_for_those_who_come_and_keeps_those_who_are_there() {
        var id = book("yoga", "09:00").json().getString("id");

        var block = client.post("/v1/resources/" + room + "/blocks", """
                {"start":"2026-12-01T09:00:00+01:00","end":"2026-12-01T12:00:00+01:00"}
                """);

        assertThat(block.json().getJsonArray("affectedBookings")).containsExactly(id);
        assertThat(free("09:00")).isZero();
        assertThat(book("yoga", "09:00").code()).isEqualTo("blocked");
        assertThat(client.get("/v1/bookings/" + id).json().getString("status")).isEqualTo("confirmed");
    }

    @Test
    void all_bookings_of_a_session_are_affected_and_keep_their_resource() {
        var ids = List.of(
                book("yoga", "15:00").json().getString("id"),
                book("yoga", "15:00").json().getString("id"));
        step(book("yoga", "15:00").json().getString("id"), "cancel");

        var shorter = client.put("/v1/resources/" + room + "/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"12:00"}]}
                """);

        assertThat(shorter.json().getJsonArray("affectedBookings")).containsExactlyInAnyOrder(ids.toArray());
        var refused = client.delete("/v1/resources/" + room);
        assertThat(refused.code()).isEqualTo("wrong_status");
        assertThat(refused.json().getJsonObject("state").getJsonArray("bookings"))
                .containsExactlyInAnyOrder(ids.toArray());
    }

    @Test
    void an_explanation_counts_the_seats() {
        book("yoga", "09:00");

        var explained = explain();
        assertThat(explained.getBoolean("bookable")).isTrue();
        var seats = rule(explained, "seats");
        assertThat(seats.getInteger("free")).isEqualTo(2);
        assertThat(rule(explained, "resources")).isNull();

        book("yoga", "09:00", "a@example.org", "b@example.org");
        explained = explain();
        assertThat(explained.getBoolean("bookable")).isFalse();
        assertThat(explained.getString("code")).isEqualTo("slot_taken");
        assertThat(rule(explained, "resources").getBoolean("ok")).isFalse();
    }

    @Test
    void another_node_hears_of_every_seat_and_a_new_one_reads_them() {
        var slots = slots("yoga");
        assertThat(free(other, "yoga", "09:00")).isEqualTo(3);

        var id = book("yoga", "09:00", "a@example.org", "b@example.org").json().getString("id");
        soon(() -> free(other, "yoga", "09:00") == 1);
        var third = service.startNode().client();
        assertThat(free(third, "yoga", "09:00")).isEqualTo(1);
        assertThat(third.get(slots).json().getJsonArray("slots"))
                .isEqualTo(client.get(slots).json().getJsonArray("slots"));

        step(id, "cancel");
        soon(() -> free(other, "yoga", "09:00") == 3);
        soon(() -> free(third, "yoga", "09:00") == 3);
    }

    @Test
    void a_search_counts_seats_and_does_not_put_sessions_together() {
        book("yoga", "09:00");
        var search = new JsonObject()
                .put("services", new JsonArray().add("yoga"))
                .put("resources", new JsonArray().add(room))
                .put(
                        "ranges",
                        new JsonArray()
                                .add(new JsonObject().put("from", "2026-12-01").put("to", "2026-12-01")));

        var found = client.post("/v1/slots/query", search.encode()).items().getJsonObject(0);
        assertThat(found.getJsonArray("slots"))
                .isEqualTo(client.get(slots("yoga")).json().getJsonArray("slots"));

        var refused = client.post("/v1/slots/query", search.put("together", 1).encode());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo("/together");
    }

    @Test
    void a_session_takes_all_its_roles_at_once() {
        practice.resource("coach-" + room, "coaches-" + room).service("team", """
                {"duration":"PT1H","capacity":2,
                 "requirements":[{"role":"room","resources":["%1$s"]},{"role":"coach","pool":"coaches-%1$s"}]}
                """.formatted(room));
        var first = client.post("/v1/bookings", Practice.wish("team", "2026-12-01T09:00", ""));
        var second = client.post("/v1/bookings", Practice.wish("team", "2026-12-01T09:00", "coach-" + room));
        var third = client.post("/v1/bookings", Practice.wish("team", "2026-12-01T09:00", ""));

        assertThat(List.of(first.status(), second.status(), third.status())).containsExactly(201, 201, 409);
        assertThat(second.json().getString("session")).isEqualTo(first.json().getString("session"));
        assertThat(second.json().getJsonArray("resources")).hasSize(2);
    }

    @Test
    void limits_count_bookings_that_share_a_session_too() {
        practice.service("twice", "{\"duration\":\"PT1H\",\"capacity\":9,\"limits\":[{\"max\":2,\"per\":\"day\"}]}");
        assertThat(book("twice", "09:00").status()).isEqualTo(201);
        assertThat(book("twice", "09:00").status()).isEqualTo(201);

        assertThat(book("twice", "09:00").code()).isEqualTo("limit_reached");
        assertThat(free("twice", "09:00")).isZero();
    }

    @Test
    void a_request_sent_twice_takes_one_seat() {
        var wish = Practice.wish("yoga", "2026-12-01T09:00", room);

        var first = client.post("/v1/bookings", wish, "Idempotency-Key", "seat-" + room);
        var again = client.post("/v1/bookings", wish, "Idempotency-Key", "seat-" + room);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(free("09:00")).isEqualTo(2);
    }

    @Test
    void events_tell_how_many_seats_are_taken() {
        var first = book("yoga", "09:00").json();
        var second = book("yoga", "09:00", "a@example.org", "b@example.org").json();
        step(first.getString("id"), "cancel");

        assertThat(taken(last(second.getString("id")), second.getString("session")))
                .isEqualTo(3);
        assertThat(taken(last(first.getString("id")), first.getString("session")))
                .isEqualTo(2);
    }

    private static int taken(JsonObject event, String session) {
        return event.getJsonArray("sessions").stream()
                .map(each -> (JsonObject) each)
                .filter(each -> each.getString("id").equals(session))
                .findFirst()
                .orElseThrow()
                .getInteger("taken");
    }

    private static JsonObject last(String booking) {
        JsonObject found = new JsonObject();
        var page = client.get("/v1/events?limit=200");
        while (!page.items().isEmpty()) {
            for (var each : page.items()) {
                var event = (JsonObject) each;
                if (event.getString("subject").equals(booking)) {
                    found = event.getJsonObject("data");
                }
            }
            page = client.get("/v1/events?limit=200&after=" + page.json().getString("next"));
        }
        return found;
    }

    private JsonObject explain() {
        return client.get("/v1/slots/explain?service=yoga&start=2026-12-01T09:00&resource=" + room)
                .json();
    }

    private static JsonObject rule(JsonObject explained, String name) {
        return explained.getJsonArray("rules").stream()
                .map(each -> (JsonObject) each)
                .filter(each -> each.getString("rule").equals(name))
                .findFirst()
                .orElse(null);
    }

    private int free(String time) {
        return free("yoga", time);
    }

    private int free(String what, String time) {
        return free(client, what, time);
    }

    private int free(Client node, String what, String time) {
        return node.get(slots(what)).json().getJsonArray("slots").stream()
                .map(each -> (JsonObject) each)
                .filter(each -> each.getString("start").startsWith("2026-12-01T" + time))
                .mapToInt(each -> each.getInteger("free"))
                .sum();
    }

    private String slots(String what) {
        return "/v1/slots?service=" + what + "&from=2026-12-01&to=2026-12-01&resource=" + room;
    }

    private Reply book(String what, String time, String... emails) {
        var attendees = new JsonArray();
        for (var each : emails) {
            attendees.add(new JsonObject().put("name", "Ada").put("email", each));
        }
        var wish = new JsonObject(Practice.wish(what, "2026-12-01T" + time, room));
        return client.post("/v1/bookings", (emails.length == 0 ? wish : wish.put("attendees", attendees)).encode());
    }

    private static Reply move(String id, String time) {
        return client.post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-01T" + time + "\"}");
    }

    private static void step(String id, String step) {
        assertThat(client.post("/v1/bookings/" + id + "/" + step, "").status()).isEqualTo(200);
    }

    private static void run(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void soon(BooleanSupplier isTrue) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!isTrue.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes too long").isLessThan(end);
        }
    }
}
