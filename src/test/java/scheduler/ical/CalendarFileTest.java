package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A booking as a calendar file, over HTTP.
class CalendarFileTest {

    private static final String EVIL = "Check-up\r\nEND:VEVENT\r\n\"X\"; 😀, \\n";

    @RegisterExtension
    static final Service service = new Service();

    private static Client client;
    private static int rooms;

    private String room = "";

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        new Practice(service)
                .service(
                        "check-up",
                        new JsonObject()
                                .put("name", EVIL)
                                .put("duration", "PT30M")
                                .encode());
    }

    @BeforeEach
    void take_another_room() {
        room = "room-" + rooms++;
        new Practice(service).resource(room);
        client.put(
                "/v1/resources/" + room,
                new JsonObject()
                        .put("timeZone", "Europe/Berlin")
                        .put("kind", "room")
                        .put("name", "Blue, 1st")
                        .encode());
    }

    @Test
    void a_booking_is_an_event() {
        var booked = book("2026-12-01T09:00");

        var reply = client.get(booked.header("Location") + "/calendar.ics");

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/calendar; charset=utf-8");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, no-cache");
        Parsers.lines(reply.text());
        var calendar = Parsers.ical4j(reply.text());
        assertThat(calendar.validate().hasErrors())
                .as(calendar.validate().toString())
                .isFalse();
        assertThat(Parsers.events(calendar)).singleElement().satisfies(event -> {
            assertThat(Parsers.value(event, "UID")).isEqualTo(booked.json().getString("icalUid"));
            assertThat(Parsers.value(event, "SEQUENCE")).isEqualTo("0");
            assertThat(Parsers.instant(event, "DTSTART")).isEqualTo(Instant.parse("2026-12-01T08:00:00Z"));
            assertThat(Parsers.instant(event, "DTEND")).isEqualTo(Instant.parse("2026-12-01T08:30:00Z"));
        });
        var event = Parsers.biweekly(reply.text()).getEvents().getFirst();
        assertThat(event.getSummary().getValue()).isEqualTo(EVIL.replace("\r\n", "\n"));
        assertThat(event.getLocation().getValue()).isEqualTo("Blue, 1st");
        assertThat(event.getAttendees()).singleElement().satisfies(each -> {
            assertThat(each.getCommonName()).isEqualTo("Ada \"Countess\" Lovelace; née Byron");
            assertThat(each.getEmail()).isEqualTo("ada@example.org");
        });
    }

    @Test
    void a_move_and_a_cancellation_count_on_under_the_same_uid() {
        var booked = book("2026-12-01T10:00");
        var place = booked.header("Location");

        client.post(place + "/reschedule", "{\"start\":\"2026-12-02T10:00\"}");
        var moved = Parsers.events(Parsers.ical4j(file(place).text())).getFirst();
        client.post(place + "/cancel", "{\"reason\":\"well again\"}");
        var cancelled = Parsers.events(Parsers.ical4j(file(place).text())).getFirst();

        assertThat(Parsers.value(moved, "UID")).isEqualTo(Parsers.value(cancelled, "UID"));
        assertThat(Parsers.value(moved, "SEQUENCE")).isEqualTo("1");
        assertThat(Parsers.value(moved, "STATUS")).isEqualTo("CONFIRMED");
        assertThat(Parsers.instant(moved, "DTSTART")).isEqualTo(Instant.parse("2026-12-02T09:00:00Z"));
        assertThat(Parsers.value(cancelled, "SEQUENCE")).isEqualTo("2");
        assertThat(Parsers.value(cancelled, "STATUS")).isEqualTo("CANCELLED");
    }

    @Test
    void who_has_it_already_is_told_so() {
        var place = book("2026-12-01T11:00").header("Location");
        var tag = file(place).header("ETag");

        var again = client.get(place + "/calendar.ics", "If-None-Match", tag);
        var weak = client.get(place + "/calendar.ics", "If-None-Match", "\"x\", W/" + tag);
        client.post(place + "/cancel", "{}");
        var changed = client.get(place + "/calendar.ics", "If-None-Match", tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(tag);
        assertThat(weak.status()).isEqualTo(304);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(client.send("HEAD", place + "/calendar.ics", "").status()).isEqualTo(200);
    }

    @Test
    void what_is_no_booking_has_no_file() {
        for (var id : new String[] {"019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e", "nonsense"}) {
            var reply = client.get("/v1/bookings/" + id + "/calendar.ics");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("not_found");
        }
        var hold = client.post(
                "/v1/holds",
                new JsonObject()
                        .put("service", "check-up")
                        .put("start", "2026-12-03T09:00")
                        .put("resource", room)
                        .encode());
        assertThat(client.get("/v1/bookings/" + hold.json().getString("id") + "/calendar.ics")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void each_of_a_series_is_an_event_of_its_own() {
        var series = client.post(
                "/v1/series",
                new JsonObject(wish("2026-12-04T09:00"))
                        .put("rrule", "FREQ=WEEKLY;COUNT=2")
                        .encode());
        assertThat(series.status()).as(series.text()).isEqualTo(201);
        var id = series.json().getJsonArray("occurrences").getJsonObject(1).getString("booking");

        var event = Parsers.events(Parsers.ical4j(file("/v1/bookings/" + id).text()))
                .getFirst();

        assertThat(Parsers.value(event, "RELATED-TO")).isEqualTo(series.json().getString("id") + "@scheduler");
        assertThat(event.getProperty("RRULE")).isEmpty();
    }

    private Reply book(String start) {
        var booked = client.post("/v1/bookings", wish(start));
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked;
    }

    private String wish(String start) {
        return new JsonObject()
                .put("service", "check-up")
                .put("start", start)
                .put("resource", room)
                .put(
                        "attendees",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "Ada \"Countess\" Lovelace; née Byron")
                                        .put("email", "ada@example.org")))
                .encode();
    }

    private static Reply file(String place) {
        return client.get(place + "/calendar.ics");
    }
}
