package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The life of a booking through the front door. Each test has a day of its own.
class BookingTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee", "doctors")
                .resource("santos", "doctors")
                .resource("room", "rooms")
                .resource("newyork")
                .schedule("newyork", """
                        {"timeZone":"America/New_York","weekly":[{"days":["sun"],"from":"00:00","to":"05:00"}]}
                        """)
                .service("visit", """
                        {"duration":"PT30M","requirements":[{"role":"doctor","pool":"doctors"}]}
                        """)
                .service("operation", """
                        {"duration":"PT1H","step":"PT30M","requirements":[
                          {"role":"doctor","pool":"doctors"},{"role":"room","pool":"rooms"}]}
                        """)
                .service("early", """
                        {"duration":"PT30M","minNotice":"PT2H","horizon":"P30D"}
                        """)
                .service("any", "{\"duration\":\"PT30M\"}");
        client = practice.client();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(NOW);
    }

    @Test
    void a_booking_says_all_of_itself_and_can_be_read_again() {
        var made = client.post("/v1/bookings", """
                {"service":"visit","start":"2026-12-01T09:00:00+01:00","resource":"lee","metadata":{"note":"näh"},
                 "attendees":[{"name":"Ada","email":"ada@example.org","timeZone":"Asia/Tokyo","locale":"de-DE"}]}
                """);

        var booking = made.json();
        var id = booking.getString("id");
        var read = client.get("/v1/bookings/" + id);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo("/v1/bookings/" + id);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(booking.getString("status")).isEqualTo("confirmed");
        assertThat(booking.getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(booking.getString("end")).isEqualTo("2026-12-01T09:30:00+01:00");
        assertThat(booking.getString("timeZone")).isEqualTo("Europe/Berlin");
        assertThat(booking.getInteger("serviceVersion")).isEqualTo(1);
        assertThat(booking.getJsonArray("resources").encode()).isEqualTo("[{\"role\":\"doctor\",\"id\":\"lee\"}]");
        assertThat(booking.getJsonArray("attendees").getJsonObject(0).getString("locale"))
                .isEqualTo("de-DE");
        assertThat(booking.getJsonObject("metadata").getString("note")).isEqualTo("näh");
        assertThat(read.text()).isEqualTo(made.text());
        assertThat(client.get("/v1/bookings/" + id, "If-None-Match", "\"1\"").status())
                .isEqualTo(304);
    }

    @Test
    void its_event_tells_what_was_answered_and_what_is_claimed() {
        var made = practice.book("visit", "2026-12-01T16:00", "lee").json();

        var data = client.get("/v1/events?subject=" + made.getString("id"))
                .items()
                .getJsonObject(0)
                .getJsonObject("data");

        assertThat(data.remove("claims"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("role", "doctor")
                                .put("resource", "lee")
                                .put("unit", 0)
                                .put("start", "2026-12-01T15:00:00Z")
                                .put("end", "2026-12-01T15:30:00Z")));
        assertThat(data.encode()).isEqualTo(made.encode());
    }

    @Test
    void a_taken_time_is_refused_with_the_nearest_alternatives() {
        practice.book("visit", "2026-12-02T10:00", "lee");

        var refused = practice.book("visit", "2026-12-02T10:00", "lee");

        var alternatives = refused.json().getJsonArray("alternatives");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(alternatives.getJsonObject(0).getString("start")).isEqualTo("2026-12-02T09:00:00+01:00");
        assertThat(alternatives.getJsonObject(1).getString("start")).isEqualTo("2026-12-02T09:30:00+01:00");
        assertThat(alternatives.getJsonObject(2).getString("start")).isEqualTo("2026-12-02T10:30:00+01:00");
        for (int i = 0; i < alternatives.size(); i++) {
            var start = alternatives.getJsonObject(i).getString("start");
            assertThat(practice.book("visit", start, "lee").status()).isEqualTo(201);
        }
    }

    @Test
    void a_pool_gives_whoever_is_free_and_then_nobody() {
        var first = practice.book("visit", "2026-12-03T10:00", "");
        var second = practice.book("visit", "2026-12-03T10:00", "");
        var third = practice.book("visit", "2026-12-03T10:00", "");

        assertThat(resource(first)).isEqualTo("lee");
        assertThat(resource(second)).isEqualTo("santos");
        assertThat(third.code()).isEqualTo("slot_taken");
    }

    @Test
    void several_resources_are_booked_together_or_not_at_all() throws Exception {
        var first = practice.book("operation", "2026-12-04T10:00", "lee");
        long claims = practice.number("select count(*) from claim");

        var second = practice.book("operation", "2026-12-04T10:30", "santos");

        assertThat(first.json().getJsonArray("resources").encode())
                .isEqualTo("[{\"role\":\"doctor\",\"id\":\"lee\"},{\"role\":\"room\",\"id\":\"room\"}]");
        assertThat(second.code()).isEqualTo("slot_taken");
        assertThat(second.json().getString("detail")).contains("room");
        assertThat(practice.number("select count(*) from claim")).isEqualTo(claims);
        assertThat(practice.book("visit", "2026-12-04T10:30", "santos").status())
                .isEqualTo(201);
    }

    @Test
    void the_resources_of_a_booking_can_be_named_with_their_roles() {
        var named = client.post("/v1/bookings", """
                {"service":"operation","start":"2026-12-07T10:00:00+01:00",
                 "resources":[{"role":"doctor","id":"santos"},"room"]}
                """);
        var wrong = client.post("/v1/bookings", """
                {"service":"operation","start":"2026-12-07T12:00:00+01:00","resources":[{"role":"room","id":"lee"}]}
                """);

        assertThat(named.status()).isEqualTo(201);
        assertThat(resource(named)).isEqualTo("santos");
        assertThat(wrong.code()).isEqualTo("unknown_resource");
        assertThat(wrong.pointer()).isEqualTo("/resources/0");
    }

    @Test
    void what_a_rule_forbids_is_refused_by_its_code() {
        assertThat(practice.book("visit", "2026-12-08T08:30", "lee").code()).isEqualTo("outside_hours");
        assertThat(practice.book("visit", "2026-12-08T16:45", "lee").code()).isEqualTo("outside_hours");
        assertThat(practice.book("visit", "2026-12-08T09:10", "lee").code()).isEqualTo("not_on_grid");
        assertThat(practice.book("visit", "2026-11-24T08:00", "lee").code()).isEqualTo("too_soon");
        assertThat(practice.book("visit", "2028-12-04T09:00", "lee").code()).isEqualTo("too_late");
        assertThat(practice.book("none", "2026-12-08T09:00", "").code()).isEqualTo("unknown_service");
        assertThat(practice.book("visit", "2026-12-08T09:00", "nobody").code()).isEqualTo("unknown_resource");
        assertThat(practice.book("visit", "2026-12-08T09:00", "room").code()).isEqualTo("unknown_resource");
    }

    @Test
    void a_blocked_time_is_refused_until_it_is_given_back() {
        var block = client.post("/v1/resources/lee/blocks", """
                {"start":"2026-12-09T10:00:00+01:00","end":"2026-12-09T11:00:00+01:00","reason":"dentist"}
                """);

        var refused = practice.book("visit", "2026-12-09T10:30", "lee");
        client.delete(block.header("Location"));
        var booked = practice.book("visit", "2026-12-09T10:30", "lee");

        assertThat(refused.code()).isEqualTo("blocked");
        assertThat(booked.status()).isEqualTo(201);
    }

    @Test
    void notice_and_horizon_are_kept_to_the_instant() {
        service.clock().set(Instant.parse("2026-12-10T08:00:00Z"));
        assertThat(practice.book("early", "2026-12-10T11:00", "lee").status()).isEqualTo(201);
        service.clock().set(Instant.parse("2026-12-10T08:30:00.001Z"));
        assertThat(practice.book("early", "2026-12-10T11:30", "lee").code()).isEqualTo("too_soon");

        assertThat(practice.book("early", "2027-01-08T16:30", "lee").status()).isEqualTo(201);
        assertThat(practice.book("early", "2027-01-11T09:00", "lee").code()).isEqualTo("too_late");
    }

    @Test
    void a_local_time_that_happens_twice_or_never_is_not_guessed() {
        var twice = practice.book("any", "2026-11-01T01:30", "newyork");
        service.clock().set(Instant.parse("2026-10-31T08:00:00Z"));
        var ambiguous = practice.book("any", "2026-11-01T01:30", "newyork");
        var meant = practice.book("any", "2026-11-01T01:30:00-05:00", "newyork");
        service.clock().set(Instant.parse("2027-03-01T08:00:00Z"));
        var never = practice.book("any", "2027-03-14T02:30", "newyork");

        assertThat(twice.code()).isEqualTo("ambiguous_local_time");
        assertThat(ambiguous.json().getJsonArray("instants").encode())
                .isEqualTo("[\"2026-11-01T01:30:00-04:00\",\"2026-11-01T01:30:00-05:00\"]");
        assertThat(meant.json().getString("start")).isEqualTo("2026-11-01T01:30:00-05:00");
        assertThat(never.code()).isEqualTo("nonexistent_local_time");
        assertThat(never.json().getJsonArray("instants").encode()).isEqualTo("[\"2027-03-14T03:00:00-04:00\"]");
    }

    @Test
    void a_service_that_was_edited_leaves_its_bookings_as_they_were() {
        practice.service("edited", "{\"duration\":\"PT30M\"}");
        var booked = practice.book("edited", "2026-12-17T10:00", "santos").json();
        practice.service("edited", "{\"duration\":\"PT45M\",\"buffer\":{\"before\":\"PT30M\"}}");

        var moved = client.post(
                "/v1/bookings/" + booked.getString("id") + "/reschedule", "{\"start\":\"2026-12-17T11:00\"}");
        var fresh = practice.book("edited", "2026-12-17T09:00", "santos").json();

        assertThat(moved.json().getInteger("serviceVersion")).isEqualTo(1);
        assertThat(length(moved.json())).isEqualTo(Duration.ofMinutes(30));
        assertThat(fresh.getInteger("serviceVersion")).isEqualTo(2);
        assertThat(length(fresh)).isEqualTo(Duration.ofMinutes(45));
    }

    @Test
    void lists_filter_and_page_by_start() {
        for (var time : new String[] {"09:00", "09:30", "10:00", "10:30", "11:00"}) {
            client.post("/v1/bookings", """
                    {"service":"visit","start":"2026-12-18T%s","resource":"lee",
                     "attendees":[{"name":"Eve","email":"Eve@Example.org"}]}
                    """.formatted(time));
        }
        var path = "/v1/bookings?resource=lee&service=visit&status=confirmed,pending&attendee=eve@example.org"
                + "&from=2026-12-18&to=2026-12-18&limit=2";

        var first = client.get(path);
        var second = client.get(path + "&cursor=" + first.json().getString("next"));
        var third = client.get(path + "&cursor=" + second.json().getString("next"));

        assertThat(first.items()).hasSize(2);
        assertThat(second.items().getJsonObject(0).getString("start")).startsWith("2026-12-18T10:00");
        assertThat(third.items()).hasSize(1);
        assertThat(third.json().getValue("next")).isNull();
        assertThat(client.get("/v1/bookings?attendee=nobody@example.org").items())
                .isEmpty();
        assertThat(client.get("/v1/bookings?status=great").pointer()).isEqualTo("?status");
        assertThat(client.get("/v1/bookings?cursor=abc").pointer()).isEqualTo("?cursor");
        assertThat(client.get(path.replace("limit=2", "limit=1") + "&cursor="
                                + first.json().getString("next"))
                        .items())
                .hasSize(1);
        for (var others : List.of(
                "/v1/bookings?",
                path.replace("service=visit", "service=other") + "&",
                path + "&asOf=2026-11-24T08:00:00Z&")) {
            var mixed = client.get(others + "cursor=" + first.json().getString("next"));
            assertThat(mixed.code()).as(others).isEqualTo("invalid");
            assertThat(mixed.pointer()).isEqualTo("?cursor");
        }
    }

    @Test
    void more_attendees_than_the_service_takes_are_refused() {
        practice.service("pair", "{\"duration\":\"PT30M\",\"capacity\":2}");
        var refused = client.post("/v1/bookings", """
                {"service":"pair","start":"2026-12-21T10:00","resource":"lee",
                 "attendees":[{"name":"a"},{"name":"b"},{"name":"c"}]}
                """);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo("/attendees");
    }

    @Test
    void the_plus_of_an_address_need_not_be_encoded() {
        client.post("/v1/bookings", """
                {"service":"visit","start":"2026-12-22T09:00","resource":"lee",
                 "attendees":[{"name":"Eve","email":"eve+visit+b@example.org"}]}
                """);

        assertThat(client.get("/v1/bookings?attendee=eve+visit+b@example.org&limit=5")
                        .items())
                .hasSize(1);
        assertThat(client.get("/v1/bookings?attendee=eve%2Bvisit%2Bb%40example.org")
                        .items())
                .hasSize(1);
    }

    @Test
    void an_attendee_is_one_line_and_one_address() {
        for (var email :
                List.of("<ada@example.org>", "a,da@example.org", "a;da@example.org", "ada\u00a0@example.org")) {
            var attendee = new JsonObject().put("name", "Ada").put("email", email);
            assertThat(client.post("/v1/bookings", wish(attendee)).pointer())
                    .as(email)
                    .isEqualTo("/attendees/0/email");
        }
        for (var name : List.of("A\nda", "A\u0085da", "A\u2028da")) {
            assertThat(client.post("/v1/bookings", wish(new JsonObject().put("name", name)))
                            .pointer())
                    .as(name)
                    .isEqualTo("/attendees/0/name");
        }
    }

    private static String wish(JsonObject attendee) {
        return new JsonObject()
                .put("service", "visit")
                .put("start", "2026-12-01T09:00:00Z")
                .put("attendees", new JsonArray().add(attendee))
                .encode();
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertThat(client.get("/v1/bookings/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(client.get("/v1/bookings/one").code()).isEqualTo("not_found");
        assertThat(step(UUID.randomUUID().toString(), "cancel").status()).isEqualTo(404);
    }

    private static Reply step(String id, String step) {
        return client.post("/v1/bookings/" + id + "/" + step, "");
    }

    private static String resource(Reply reply) {
        return reply.json().getJsonArray("resources").getJsonObject(0).getString("id");
    }

    private static Duration length(JsonObject booking) {
        return Duration.between(
                OffsetDateTime.parse(booking.getString("start")), OffsetDateTime.parse(booking.getString("end")));
    }
}
