package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Moving a booking keeps what it is and either happens whole or not at all.
class RescheduleTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee", "doctors")
                .resource("santos", "doctors")
                .service("hour", """
                        {"duration":"PT1H","step":"PT15M","buffer":{"after":"PT15M"},
                         "requirements":[{"role":"doctor","pool":"doctors"}]}
                        """);
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @Test
    void onto_a_time_that_overlaps_its_own_is_possible() throws SQLException {
        var booked = book("2026-12-01T11:30", "lee");

        var moved = move(booked, "2026-12-01T11:45");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json().getString("start")).isEqualTo("2026-12-01T11:45:00+01:00");
        assertThat(claimsOf(booked)).isEqualTo(1);
    }

    @Test
    void onto_the_identical_time_changes_nothing() throws SQLException {
        var booked = book("2026-12-02T11:30", "lee");
        long events = practice.number("select count(*) from event");

        var moved = move(booked, "2026-12-02T11:30:00+01:00");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json()).isEqualTo(booked);
        assertThat(practice.number("select count(*) from event")).isEqualTo(events);
    }

    @Test
    void onto_a_time_taken_meanwhile_leaves_it_where_it_was() throws SQLException {
        var booked = book("2026-12-03T09:00", "lee");
        book("2026-12-03T14:00", "lee");
        book("2026-12-03T14:00", "santos");

        var refused = move(booked, "2026-12-03T14:15");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(client.get("/v1/bookings/" + booked.getString("id")).json()).isEqualTo(booked);
        assertThat(claimsOf(booked)).isEqualTo(1);
        assertThat(practice.book("hour", "2026-12-03T09:00", "lee").status()).isEqualTo(409);
    }

    @Test
    void keeps_id_and_uid_counts_up_and_says_old_and_new_time_in_one_event() {
        var booked = book("2026-12-04T09:00", "lee");

        var moved = move(booked, "2026-12-04T13:00").json();

        assertThat(moved.getString("id")).isEqualTo(booked.getString("id"));
        assertThat(moved.getString("icalUid")).isEqualTo(booked.getString("icalUid"));
        assertThat(moved.getInteger("version")).isEqualTo(2);
        assertThat(moved.getInteger("sequence")).isEqualTo(1);
        var events = client.get("/v1/events?subject=" + booked.getString("id")).items();
        assertThat(events).hasSize(2);
        var event = events.getJsonObject(1);
        assertThat(event.getString("type")).isEqualTo("booking.rescheduled");
        assertThat(event.getJsonObject("data").getString("start")).isEqualTo("2026-12-04T13:00:00+01:00");
        assertThat(event.getJsonObject("data").getJsonObject("previous").getString("start"))
                .isEqualTo("2026-12-04T09:00:00+01:00");
        assertThat(practice.book("hour", "2026-12-04T09:00", "lee").status()).isEqualTo(201);
    }

    @Test
    void stays_with_who_was_asked_for() {
        var booked = book("2026-12-15T09:00", "santos");
        book("2026-12-15T12:00", "santos");

        var refused = move(booked, "2026-12-15T12:30");
        var moved = move(booked, "2026-12-15T10:30").json();

        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(doctor(moved)).isEqualTo("santos");
        assertThat(moved.getInteger("version")).isEqualTo(2);
        assertThat(move(moved, "2026-12-15T12:30").code()).isEqualTo("slot_taken");
    }

    @Test
    void goes_to_nobody_unnamed_when_who_was_asked_for_gives_it_no_more() {
        practice.resource("locum", "doctors");
        var booked = book("2026-12-16T09:00", "locum");
        var left = client.put("/v1/resources/locum", "{\"timeZone\":\"Europe/Berlin\",\"pools\":[]}");
        assertThat(left.status()).as(left.text()).isEqualTo(200);

        var refused = move(booked, "2026-12-16T10:30");
        var moved = client.post(
                "/v1/bookings/" + booked.getString("id") + "/reschedule",
                "{\"start\":\"2026-12-16T10:30\",\"resource\":\"lee\"}");

        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("unknown_resource");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(doctor(moved.json())).isEqualTo("lee");
    }

    /// One of them being gone, or replaced, frees none of the others.
    @Test
    void of_several_who_were_asked_for_each_stays_who_can() {
        practice.resource("one", "rooms").resource("two", "rooms").service("operation", """
                        {"duration":"PT1H","requirements":[{"role":"doctor","pool":"doctors"},{"role":"room","pool":"rooms"}]}
                        """);
        var booked = client.post("/v1/bookings", """
                        {"service":"operation","start":"2026-12-17T09:00","resources":[{"role":"doctor","id":"santos"},{"role":"room","id":"one"}],
                         "attendees":[{"name":"Ada"}]}
                        """).json();
        book("2026-12-17T12:00", "santos");
        var path = "/v1/bookings/" + booked.getString("id") + "/reschedule";

        var replaced = client.post(path, "{\"start\":\"2026-12-17T12:00\",\"resource\":\"two\"}");
        client.put("/v1/resources/one", "{\"timeZone\":\"Europe/Berlin\",\"pools\":[]}");
        var gone = client.post(path, "{\"start\":\"2026-12-17T12:00\"}");
        var instead = client.post(path, "{\"start\":\"2026-12-17T12:00\",\"resource\":\"two\"}");
        var moved = client.post(path, "{\"start\":\"2026-12-17T15:00\",\"resource\":\"two\"}");

        assertThat(replaced.code()).isEqualTo("slot_taken");
        assertThat(gone.code()).isEqualTo("unknown_resource");
        assertThat(instead.code()).isEqualTo("slot_taken");
        assertThat(moved.json().getJsonArray("resources"))
                .extracting(each -> ((JsonObject) each).getString("id"))
                .containsExactly("santos", "two");
    }

    /// He could fill either role, and was asked for all the same.
    @Test
    void stays_with_who_was_asked_for_without_a_role() {
        practice.service("pair", """
                {"duration":"PT1H","requirements":[{"role":"lead","pool":"doctors"},{"role":"second","pool":"doctors"}]}
                """).resource("noor", "doctors");
        var booked = client.post("/v1/bookings", """
                        {"service":"pair","start":"2026-12-18T09:00","resource":"santos","attendees":[{"name":"Ada"}]}
                        """).json();
        book("2026-12-18T12:00", "santos");

        var refused = move(booked, "2026-12-18T12:00");

        client.put("/v1/resources/noor", "{\"timeZone\":\"Europe/Berlin\",\"pools\":[]}");
        assertThat(refused.code()).isEqualTo("slot_taken");
    }

    @Test
    void stays_with_its_doctor_when_it_can_and_goes_to_another_when_it_must() {
        book("2026-12-07T09:00", "lee");
        var booked = book("2026-12-07T09:00", "");
        book("2026-12-07T12:00", "santos");

        var stayed = move(booked, "2026-12-07T10:30").json();
        var went = move(stayed, "2026-12-07T12:30").json();
        var back = client.post("/v1/bookings/" + booked.getString("id") + "/reschedule", """
                {"start":"2026-12-07T15:00","resource":"santos"}
                """)
                .json();

        assertThat(doctor(stayed)).isEqualTo("santos");
        assertThat(doctor(went)).isEqualTo("lee");
        assertThat(doctor(back)).isEqualTo("santos");
    }

    @Test
    void with_a_stale_version_is_refused() {
        var booked = book("2026-12-08T09:00", "lee");
        var path = "/v1/bookings/" + booked.getString("id") + "/reschedule";

        var moved = client.post(path, "{\"start\":\"2026-12-08T10:30\"}", "If-Match", "\"1\"");
        var stale = client.post(path, "{\"start\":\"2026-12-08T12:00\"}", "If-Match", "\"1\"");

        assertThat(moved.header("ETag")).isEqualTo("\"2\"");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("version_mismatch");
        assertThat(stale.json().getJsonObject("state").getInteger("version")).isEqualTo(2);
    }

    @Test
    void sent_twice_with_a_key_happens_once() {
        var booked = book("2026-12-09T09:00", "lee");
        var path = "/v1/bookings/" + booked.getString("id") + "/reschedule";

        var first = client.post(path, "{\"start\":\"2026-12-09T10:30\"}", "Idempotency-Key", "move-1");
        var second = client.post(path, "{ \"start\" : \"2026-12-09T10:30\" }", "Idempotency-Key", "move-1");
        var other = client.post(path, "{\"start\":\"2026-12-09T12:00\"}", "Idempotency-Key", "move-1");

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void hours_that_shrank_leave_the_booking_and_take_it_only_inside_the_new_ones() {
        practice.resource("okafor").service("own", "{\"duration\":\"PT1H\"}");
        var booked = practice.book("own", "2026-12-10T15:00", "okafor").json();
        practice.schedule("okafor", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"12:00"}]}
                """);

        assertThat(client.get("/v1/bookings/" + booked.getString("id")).json()).isEqualTo(booked);
        assertThat(move(booked, "2026-12-10T14:00").code()).isEqualTo("outside_hours");
        assertThat(move(booked, "2026-12-10T10:00").status()).isEqualTo(200);
    }

    @Test
    void keeps_working_after_the_provider_changed_zones() {
        practice.resource("nomad").service("nomadic", "{\"duration\":\"PT1H\"}");
        var booked = practice.book("nomadic", "2026-12-11T10:00", "nomad").json();
        practice.schedule("nomad", """
                {"timeZone":"America/New_York","weekly":[{"days":["fri"],"from":"09:00","to":"12:00"}]}
                """);

        assertThat(client.get("/v1/bookings/" + booked.getString("id")).json()).isEqualTo(booked);
        var moved = move(booked, "2026-12-11T09:00");
        assertThat(moved.json().getString("start")).isEqualTo("2026-12-11T09:00:00-05:00");
        assertThat(moved.json().getString("timeZone")).isEqualTo("America/New_York");
    }

    private static JsonObject book(String start, String resource) {
        var reply = practice.book("hour", start, resource);
        assertThat(reply.status()).isEqualTo(201);
        return reply.json();
    }

    private static Reply move(JsonObject booking, String start) {
        return client.post(
                "/v1/bookings/" + booking.getString("id") + "/reschedule",
                new JsonObject().put("start", start).encode());
    }

    private static String doctor(JsonObject booking) {
        return booking.getJsonArray("resources").getJsonObject(0).getString("id");
    }

    private static long claimsOf(JsonObject booking) throws SQLException {
        return practice.number(
                "select count(*) from claim where booking = '%s'::uuid".formatted(booking.getString("id")));
    }
}
