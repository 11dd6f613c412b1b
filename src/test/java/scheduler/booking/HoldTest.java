package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The life of a hold: taken, extended, released, over, or turned into a booking.
class HoldTest {

    /// Nothing ends a hold here but whoever wants its time.
    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT1H");

    static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .resource("wu")
                .resource("ann", "team")
                .resource("bob", "team")
                .resource("studio")
                .service("visit", "{\"duration\":\"PT30M\",\"buffer\":{\"after\":\"PT10M\"}}")
                .service("team", """
                        {"duration":"PT30M","requirements":[{"role":"host","pool":"team"}]}
                        """)
                .service("yoga", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"unique\":true}}")
                .service(
                        "once", "{\"duration\":\"PT30M\",\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]}")
                .service("few", "{\"duration\":\"PT30M\",\"policy\":{\"holdsPerCustomer\":2}}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}");
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(NOW);
    }

    @Test
    void a_hold_takes_the_time_and_the_booking_reuses_its_claims() throws SQLException {
        var held = hold("visit", "2026-12-01T09:00", "lee");
        var claims = claims(held);

        assertThat(held.status()).isEqualTo(201);
        assertThat(held.header("Location")).isEqualTo("/v1/holds/" + id(held));
        assertThat(held.json().getString("status")).isEqualTo("held");
        assertThat(held.json().getString("expiresAt")).isEqualTo("2026-11-24T08:05:00Z");
        assertThat(practice.book("visit", "2026-12-01T09:00", "lee").code()).isEqualTo("slot_taken");
        assertThat(slots("visit", "2026-12-01", "lee")).doesNotContain("2026-12-01T09:00:00+01:00");

        var booked = book(held, "\"service\":\"visit\",\"start\":\"2026-12-01T09:00\",\"resource\":\"lee\"");

        assertThat(booked.status()).isEqualTo(201);
        assertThat(id(booked)).isEqualTo(id(held));
        assertThat(booked.header("Location")).isEqualTo("/v1/bookings/" + id(held));
        assertThat(booked.header("ETag")).isEqualTo("\"2\"");
        assertThat(booked.json().getString("status")).isEqualTo("confirmed");
        assertThat(booked.json().containsKey("expiresAt")).isFalse();
        assertThat(claims(held)).isEqualTo(claims).isEqualTo(1);
        var become = client.get("/v1/holds/" + id(held)).json();
        assertThat(become.getString("status")).isEqualTo("booked");
        assertThat(become.getString("booking")).isEqualTo(id(held));
        var again = book(held, "");
        assertThat(again.code()).isEqualTo("wrong_status");
        assertThat(again.json().getJsonObject("state").getString("booking")).isEqualTo(id(held));
        assertThat(types(held)).containsExactly("hold.created", "booking.confirmed");
    }

    @Test
    void whom_the_customer_names_as_he_books_is_whom_he_asks_for() {
        var named = client.post("/v1/holds", Practice.wish("team", "2026-12-02T09:00", ""));
        var unnamed = client.post("/v1/holds", Practice.wish("team", "2026-12-02T10:00", ""));
        var host = host(named);
        assertThat(host(unnamed)).isEqualTo(host);
        assertThat(practice.book("team", "2026-12-02T12:00", host).status()).isEqualTo(201);

        var asked = book(named, "\"resource\":\"" + host + "\"");
        var any = book(unnamed, "");

        assertThat(asked.json().getJsonArray("resources").getJsonObject(0).containsKey("chosen"))
                .isFalse();
        assertThat(any.json().getJsonArray("resources").getJsonObject(0).containsKey("chosen"))
                .isTrue();
        var noon = "{\"start\":\"2026-12-02T12:00\"}";
        assertThat(client.post("/v1/bookings/" + id(asked) + "/reschedule", noon)
                        .code())
                .isEqualTo("slot_taken");
        assertThat(client.post("/v1/bookings/" + id(any) + "/reschedule", noon).status())
                .isEqualTo(200);
    }

    private static String host(Reply reply) {
        return reply.json().getJsonArray("resources").getJsonObject(0).getString("id");
    }

    @Test
    void what_has_begun_is_booked_no_more() {
        service.clock().set(Instant.parse("2026-11-24T08:28:00Z"));
        var held = hold("visit", "2026-11-24T09:30", "lee");
        service.clock().set(Instant.parse("2026-11-24T08:31:00Z"));

        var late = book(held, "");

        assertThat(late.code()).isEqualTo("too_soon");
        assertThat(late.pointer()).isEqualTo("/hold");
        service.clock().set(Instant.parse("2026-11-24T08:30:00Z"));
        assertThat(book(held, "").status()).isEqualTo(201);
    }

    @Test
    void no_list_of_bookings_and_no_step_knows_a_hold() {
        var held = hold("visit", "2026-12-01T11:00", "lee");
        var path = "/v1/bookings/" + id(held);

        assertThat(client.get(path).status()).isEqualTo(404);
        assertThat(client.post(path + "/cancel", "").status()).isEqualTo(404);
        assertThat(client.post(path + "/reschedule", "{\"start\":\"2026-12-01T12:00\"}")
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/v1/bookings?limit=200").text()).doesNotContain(id(held));
        assertThat(client.get("/v1/bookings?status=held").code()).isEqualTo("invalid");
    }

    @Test
    void what_is_said_beside_a_hold_has_to_be_what_it_is_of() {
        var held = hold("team", "2026-12-01T09:00", "ann");

        assertThat(book(held, "\"service\":\"visit\"").pointer()).isEqualTo("/service");
        assertThat(book(held, "\"start\":\"2026-12-01T09:30\"").pointer()).isEqualTo("/start");
        assertThat(book(held, "\"duration\":\"PT45M\"").pointer()).isEqualTo("/duration");
        assertThat(book(held, "\"resource\":\"bob\"").pointer()).isEqualTo("/resource");
        assertThat(book(held, "\"resources\":[{\"role\":\"guest\",\"id\":\"ann\"}]")
                        .pointer())
                .isEqualTo("/resources/0");
        assertThat(book(held, "\"resources\":[{\"role\":\"host\",\"id\":\"ann\"}],\"metadata\":{\"a\":1}")
                        .json()
                        .getJsonObject("metadata"))
                .isEqualTo(new JsonObject().put("a", 1));
    }

    @Test
    void an_unknown_hold_says_so_and_is_no_failure() {
        var nowhere = "00000000-0000-7000-8000-000000000000";

        assertThat(client.get("/v1/holds/" + nowhere).status()).isEqualTo(404);
        assertThat(client.get("/v1/holds/x").status()).isEqualTo(404);
        assertThat(client.delete("/v1/holds/" + nowhere).status()).isEqualTo(404);
        assertThat(client.send("PATCH", "/v1/holds/" + nowhere, "{}").status()).isEqualTo(404);
        var booked = client.post("/v1/bookings", "{\"hold\":\"" + nowhere + "\"}");
        assertThat(booked.code()).isEqualTo("not_found");
        assertThat(booked.pointer()).isEqualTo("/hold");
        assertThat(client.post("/v1/bookings", "{\"hold\":\"x\"}").code()).isEqualTo("invalid");
        var id = id(practice.book("visit", "2026-12-02T15:00", "lee"));
        assertThat(client.delete("/v1/holds/" + id).code()).isEqualTo("wrong_status");
    }

    @Test
    void it_is_held_for_as_long_as_is_asked_within_bounds() {
        assertThat(hold("visit", "2026-12-02T09:00", "lee", "\"ttl\":\"PT1H\"")
                        .json()
                        .getString("expiresAt"))
                .isEqualTo("2026-11-24T09:00:00Z");
        for (var ttl : List.of("PT0S", "PT1H0.5S", "PT2H", "P1D", "-PT1M", "five")) {
            assertThat(hold("visit", "2026-12-02T11:00", "lee", "\"ttl\":\"" + ttl + "\"")
                            .pointer())
                    .as(ttl)
                    .isEqualTo("/ttl");
        }
    }

    @Test
    void it_can_be_extended_until_it_is_over_and_a_day_at_most() {
        var held = hold("visit", "2026-12-03T09:00", "lee");
        var path = "/v1/holds/" + id(held);
        service.clock().advance(Duration.ofMinutes(4));

        var longer = client.send("PATCH", path, "{\"ttl\":\"PT1H\"}", "If-Match", "\"1\"");

        assertThat(longer.json().getString("expiresAt")).isEqualTo("2026-11-24T09:04:00Z");
        assertThat(longer.header("ETag")).isEqualTo("\"2\"");
        assertThat(client.send("PATCH", path, "{}", "If-Match", "\"1\"").code()).isEqualTo("version_mismatch");
        assertThat(types(held)).containsExactly("hold.created", "hold.extended");
        for (int times = 1; times < 24; times++) {
            service.clock().set(NOW.plus(Duration.ofMinutes(times * 59L)));
            assertThat(client.send("PATCH", path, "{\"ttl\":\"PT1H\"}").status())
                    .isEqualTo(200);
        }
        service.clock().advance(Duration.ofMinutes(30));
        assertThat(client.send("PATCH", path, "{\"ttl\":\"PT1H\"}").pointer()).isEqualTo("/ttl");
        service.clock().advance(Duration.ofMinutes(30));
        assertThat(client.send("PATCH", path, "{}").code()).isEqualTo("hold_expired");
    }

    @Test
    void a_released_hold_frees_its_time_at_once() throws SQLException {
        var held = hold("visit", "2026-12-04T09:00", "lee");
        var path = "/v1/holds/" + id(held);

        assertThat(client.delete(path, "If-Match", "\"7\"").code()).isEqualTo("version_mismatch");
        assertThat(client.delete(path, "Idempotency-Key", "give-up").status()).isEqualTo(204);
        assertThat(client.delete(path, "Idempotency-Key", "give-up").status()).isEqualTo(204);

        assertThat(claims(held)).isZero();
        assertThat(client.get(path).status()).isEqualTo(404);
        assertThat(client.delete(path).status()).isEqualTo(404);
        assertThat(book(held, "").code()).isEqualTo("hold_expired");
        assertThat(practice.book("visit", "2026-12-04T09:00", "lee").status()).isEqualTo(201);
        assertThat(types(held)).containsExactly("hold.created", "hold.released");
    }

    @Test
    void what_is_over_is_in_nobodys_way_though_nothing_has_ended_it() throws SQLException {
        var held = hold("visit", "2026-12-07T09:00", "lee");
        service.clock().advance(Duration.ofMinutes(5));

        assertThat(client.get("/v1/holds/" + id(held)).code()).isEqualTo("hold_expired");
        assertThat(book(held, "").code()).isEqualTo("hold_expired");
        assertThat(claims(held)).isEqualTo(1);
        assertThat(practice.book("visit", "2026-12-07T09:00", "lee").status()).isEqualTo(201);
        assertThat(claims(held)).isZero();
        assertThat(types(held)).containsExactly("hold.created", "hold.expired");
        assertThat(client.get("/v1/holds/" + id(held)).code()).isEqualTo("hold_expired");
    }

    @Test
    void a_moment_before_its_end_it_still_becomes_a_booking() {
        var held = hold("visit", "2026-12-07T11:00", "lee");
        service.clock().advance(Duration.ofMinutes(5).minusMillis(1));

        assertThat(practice.book("visit", "2026-12-07T11:00", "lee").code()).isEqualTo("slot_taken");
        assertThat(book(held, "").status()).isEqualTo(201);
        service.clock().advance(Duration.ofHours(1));
        assertThat(practice.book("visit", "2026-12-07T11:00", "lee").code()).isEqualTo("slot_taken");
    }

    @Test
    void the_service_may_have_changed_meanwhile() {
        practice.service("brief", "{\"duration\":\"PT30M\"}");
        var held = hold("brief", "2026-12-08T09:00", "lee");
        practice.service("brief", "{\"duration\":\"PT45M\",\"minNotice\":\"P30D\"}");
        client.post(
                "/v1/resources/lee/blocks",
                "{\"start\":\"2026-12-08T09:00:00+01:00\",\"end\":\"2026-12-08T10:00:00+01:00\"}");

        var booked = book(held, "");

        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.json().getInteger("serviceVersion")).isEqualTo(1);
        assertThat(booked.json().getString("end")).isEqualTo("2026-12-08T09:30:00+01:00");
    }

    @Test
    void nobody_deletes_a_resource_that_is_held() {
        practice.resource("tmp");
        var held = hold("visit", "2026-12-01T09:00", "tmp");

        var refused = client.delete("/v1/resources/tmp");

        assertThat(refused.code()).isEqualTo("wrong_status");
        assertThat(refused.json().getJsonObject("state").getJsonArray("holds")).containsExactly(id(held));
        client.delete("/v1/holds/" + id(held));
        assertThat(client.delete("/v1/resources/tmp").status()).isEqualTo(204);
    }

    @Test
    void seats_are_held_and_given_back() {
        var start = "2026-12-09T09:00";
        var held = hold("yoga", start, "studio", "\"seats\":3,\"attendees\":[" + attendee("ada") + "]");

        assertThat(held.json().getInteger("seats")).isEqualTo(3);
        assertThat(hold("yoga", start, "studio", "\"seats\":3").code()).isEqualTo("slot_taken");
        assertThat(hold("yoga", start, "studio", "\"attendees\":[" + attendee("ada") + "]")
                        .code())
                .isEqualTo("already_booked");
        assertThat(hold("yoga", start, "studio", "\"seats\":6").pointer()).isEqualTo("/seats");
        assertThat(book(held, attendees("x", "y", "z", "w")).pointer()).isEqualTo("/attendees");
        var booked = book(held, attendees("bob", "cyd"));
        assertThat(booked.json().getInteger("seats")).isEqualTo(3);
        assertThat(hold("yoga", start, "studio", "\"attendees\":[" + attendee("bob") + "]")
                        .code())
                .isEqualTo("already_booked");
        // Ada's seat is not hers any more.
        var ada = hold("yoga", start, "studio", "\"attendees\":[" + attendee("ada") + "]");
        assertThat(ada.status()).isEqualTo(201);
        service.clock().advance(Duration.ofMinutes(6));
        assertThat(hold("yoga", start, "studio", "\"attendees\":[" + attendee("ada") + "]")
                        .status())
                .isEqualTo(201);
        assertThat(hold("yoga", start, "studio", "\"seats\":1").status()).isEqualTo(201);
        assertThat(hold("yoga", start, "studio", "\"seats\":1").code()).isEqualTo("slot_taken");
    }

    @Test
    void limits_count_holds_and_those_of_the_customers_who_come_with_the_booking() {
        var ofAda = hold("once", "2026-12-10T09:00", "wu", "\"attendees\":[" + attendee("ada") + "]");
        assertThat(hold("once", "2026-12-10T10:00", "wu", "\"attendees\":[" + attendee("ada") + "]")
                        .code())
                .isEqualTo("limit_reached");
        var ofNobody = hold("once", "2026-12-10T11:00", "wu");

        var beyond = book(ofNobody, attendees("ada"));

        assertThat(beyond.code()).isEqualTo("limit_reached");
        assertThat(beyond.json().getJsonArray("alternatives")).isNotEmpty();
        assertThat(book(ofNobody, attendees("bob")).status()).isEqualTo(201);
        assertThat(book(ofAda, "").status()).isEqualTo(201);
        assertThat(hold("once", "2026-12-10T12:00", "wu", "\"attendees\":[" + attendee("ada") + "]")
                        .code())
                .isEqualTo("limit_reached");
        var ofCyd = hold("once", "2026-12-10T12:00", "wu", "\"attendees\":[" + attendee("cyd") + "]");
        assertThat(ofCyd.status()).isEqualTo(201);
        service.clock().advance(Duration.ofMinutes(5));
        assertThat(hold("once", "2026-12-10T14:00", "wu", "\"attendees\":[" + attendee("cyd") + "]")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void a_customer_has_so_many_holds_at_once() {
        var first = hold("few", "2026-12-11T09:00", "wu", attendees("Eve"));
        assertThat(hold("few", "2026-12-11T10:00", "wu", attendees("eve")).status())
                .isEqualTo(201);

        var third = hold("few", "2026-12-11T11:00", "wu", attendees("EVE"));

        assertThat(third.code()).isEqualTo("limit_reached");
        assertThat(third.json().getJsonObject("state").getInteger("holds")).isEqualTo(2);
        assertThat(third.pointer()).isEqualTo("/attendees");
        var rule = third.json().getJsonArray("rules").getJsonObject(0);
        assertThat(rule.getString("rule")).isEqualTo("holds");
        assertThat(rule.getBoolean("ok")).isFalse();
        assertThat(rule.getString("code")).isEqualTo("limit_reached");
        assertThat(hold("few", "2026-12-11T11:00", "wu", attendees("fay")).status())
                .isEqualTo(201);
        assertThat(book(first, "").status()).isEqualTo(201);
        assertThat(hold("few", "2026-12-11T12:00", "wu", attendees("eve")).status())
                .isEqualTo(201);
        assertThat(hold("few", "2026-12-11T13:00", "wu", attendees("eve")).code())
                .isEqualTo("limit_reached");
        service.clock().advance(Duration.ofMinutes(5));
        assertThat(hold("few", "2026-12-11T13:00", "wu", attendees("eve")).status())
                .isEqualTo(201);
    }

    @Test
    void a_hold_becomes_a_request_where_the_service_wants_to_be_asked() {
        var held = hold("asked", "2026-12-14T09:00", "wu");

        var booked = book(held, "");

        assertThat(booked.json().getString("status")).isEqualTo("pending");
        assertThat(booked.json().getString("expiresAt")).isEqualTo("2026-12-14T08:00:00Z");
        assertThat(types(held)).containsExactly("hold.created", "booking.requested");
    }

    @Test
    void what_is_no_id_is_no_hold() {
        var refused = client.post("/v1/bookings", "{\"hold\":\"h1\"}");

        assertThat(refused.pointer()).isEqualTo("/hold");
        assertThat(refused.json().getString("detail")).isEqualTo("It must be the id of a hold.");
    }

    @Test
    void the_same_request_twice_is_one_hold_and_one_booking() {
        var body = wish("visit", "2026-12-14T09:00", "lee", "");
        var held = client.post("/v1/holds", body, "Idempotency-Key", "h1");
        var again = client.post("/v1/holds", body, "Idempotency-Key", "h1");

        assertThat(again.text()).isEqualTo(held.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        var agreed = new JsonObject().put("hold", id(held)).encode();
        var booked = client.post("/v1/bookings", agreed, "Idempotency-Key", "b1");
        service.clock().advance(Duration.ofHours(1));
        var bookedAgain = client.post("/v1/bookings", agreed, "Idempotency-Key", "b1");
        assertThat(bookedAgain.text()).isEqualTo(booked.text());
        assertThat(bookedAgain.status()).isEqualTo(201);
    }

    @Test
    void a_time_that_a_move_has_freed_can_be_held() {
        var booked = practice.book("visit", "2026-12-15T09:00", "lee");
        client.post("/v1/bookings/" + id(booked) + "/reschedule", "{\"start\":\"2026-12-15T11:00\"}");

        assertThat(hold("visit", "2026-12-15T09:00", "lee").status()).isEqualTo(201);
        assertThat(client.post("/v1/bookings/" + id(booked) + "/reschedule", "{\"start\":\"2026-12-15T09:00\"}")
                        .code())
                .isEqualTo("slot_taken");
    }

    @Test
    void a_bad_hold_is_refused_by_the_rules_of_a_booking() {
        assertThat(hold("visit", "2026-12-05T09:00", "lee").code()).isEqualTo("outside_hours");
        assertThat(hold("visit", "2026-12-16T09:07", "lee").code()).isEqualTo("not_on_grid");
        assertThat(hold("none", "2026-12-16T09:00", "lee").code()).isEqualTo("unknown_service");
        assertThat(hold("visit", "2026-12-16T09:00", "nobody").code()).isEqualTo("unknown_resource");
        assertThat(hold("visit", "2026-12-16T09:00", "lee", "\"seats\":0").pointer())
                .isEqualTo("/seats");
        assertThat(hold("visit", "2026-12-16T09:00", "lee", "\"hold\":\"x\"").code())
                .isEqualTo("malformed");
    }

    @Test
    void ended_holds_are_forgotten_after_a_while() throws SQLException {
        var held = hold("visit", "2026-12-17T09:00", "lee");
        client.delete("/v1/holds/" + id(held));
        var kept = id(practice.book("visit", "2026-12-17T09:00", "lee"));
        client.post("/v1/bookings/" + kept + "/cancel", "");
        service.clock().advance(Duration.ofHours(25));

        service.node().prune();

        assertThat(practice.number("select count(*) from booking where id = '" + id(held) + "'"))
                .isZero();
        assertThat(client.get("/v1/bookings/" + kept).status()).isEqualTo(200);
        assertThat(book(held, "").code()).isEqualTo("not_found");
    }

    static String wish(String what, String start, String resource, String more) {
        return "{\"service\":\"" + what + "\",\"start\":\"" + start + "\",\"resource\":\"" + resource + "\""
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static Reply hold(String what, String start, String resource, String... more) {
        return client.post("/v1/holds", wish(what, start, resource, String.join(",", more)));
    }

    private static Reply book(Reply held, String more) {
        return client.post("/v1/bookings", "{\"hold\":\"" + id(held) + "\"" + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private static String attendees(String... names) {
        return "\"attendees\":["
                + String.join(
                        ",", List.of(names).stream().map(HoldTest::attendee).toList()) + "]";
    }

    private static String attendee(String name) {
        return "{\"name\":\"" + name + "\",\"email\":\"" + name + "@example.org\"}";
    }

    private static String id(Reply reply) {
        return reply.json().getString("id");
    }

    private static long claims(Reply held) throws SQLException {
        return practice.number("select count(*) from claim where booking = '" + id(held) + "'");
    }

    private static List<String> slots(String what, String day, String resource) {
        return client
                .get("/v1/slots?service=" + what + "&resource=" + resource + "&from=" + day + "&to=" + day)
                .json()
                .getJsonArray("slots")
                .stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    private static List<String> types(Reply held) {
        JsonArray events = client.get("/v1/events?subject=" + id(held)).items();
        return events.stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }
}
