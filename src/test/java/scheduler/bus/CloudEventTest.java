package scheduler.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Bus;
import scheduler.testing.Bus.Answer;
import scheduler.testing.CloudEvents;
import scheduler.testing.EventStream;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Every event is a CloudEvent 1.0, wherever it is told: a walk through all that can happen, over the bus.
class CloudEventTest {

    private static final Duration A_DAY = Duration.ofDays(1);

    @RegisterExtension
    static final Service service = new Service();

    private final Bus bus = new Bus(service.node().vertx());

    private JsonObject ask(String command, JsonObject body) {
        var answer = bus.ask(command, body);
        assertThat(answer)
                .extracting(Answer::status)
                .as(command + answer.json())
                .isEqualTo(200);
        return answer.json();
    }

    private JsonObject of(String id) {
        return new JsonObject().put("id", id);
    }

    private String book(String service, String start) {
        var wish = new JsonObject()
                .put("service", service)
                .put("start", start)
                .put("attendees", new JsonArray("[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}]"));
        return ask("book", wish).getString("id");
    }

    private String hold(String start) {
        return ask("hold", new JsonObject().put("service", "visit").put("start", start))
                .getString("id");
    }

    @Test
    void every_event_of_a_life_is_a_cloud_event_in_the_log_on_the_bus_and_in_a_stream() {
        var heard = bus.listen("scheduler.event");
        try (var stream = new EventStream(service.node().port(), "/v1/events/stream?after=0")) {
            walk();
            long end = Long.parseLong(
                    ask("events.read", new JsonObject("{\"after\":\"end\"}")).getString("next"));
            Patience.until(() -> !heard.events().isEmpty() && heard.sequences().getLast() >= end);
            var logged =
                    ask("events.read", new JsonObject("{\"after\":\"0\",\"limit\":200}")).getJsonArray("items").stream()
                            .map(JsonObject.class::cast)
                            .toList();

            assertThat(heard.events()).isEqualTo(logged);
            assertThat(logged)
                    .allSatisfy(each -> assertThat(stream.next().json()).isEqualTo(each));
            assertThat(logged).allSatisfy(CloudEventTest::isCloudEvent);
            assertThat(AsyncApiTest.types(AsyncApiTest.read(bus.vertx(), "asyncapi.yaml")))
                    .containsAll(heard.types());
            assertThat(heard.types())
                    .contains(
                            "resource.changed",
                            "service.changed",
                            "booking.requested",
                            "booking.confirmed",
                            "booking.declined",
                            "booking.expired",
                            "booking.rescheduled",
                            "booking.cancelled",
                            "booking.checked_in",
                            "booking.completed",
                            "booking.no_show",
                            "booking.attendee_joined",
                            "booking.attendee_cancelled",
                            "hold.created",
                            "hold.extended",
                            "hold.released",
                            "hold.expired",
                            "series.created",
                            "waitlist.joined",
                            "waitlist.left");
        }
        heard.stop();
    }

    private static void isCloudEvent(JsonObject event) {
        CloudEvents.validate(event);
        assertThat(event.getString("source")).isEqualTo("/tenants/demo");
    }

    private void walk() {
        new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}")
                .service("class", "{\"duration\":\"PT1H\",\"capacity\":3}");
        bookings();
        holds();
        attendees();
        waitlist();
        var series = ask(
                "series",
                new JsonObject(
                        "{\"service\":\"visit\",\"start\":\"2026-12-14T09:00\",\"rrule\":\"FREQ=DAILY;COUNT=2\"}"));
        ask("series.cancel", of(series.getString("id")));
        ask("block.add", of("lee").put("start", "2027-01-10T00:00:00Z").put("end", "2027-01-11T00:00:00Z"));
        later();
    }

    private void bookings() {
        var moved = book("visit", "2026-12-01T09:00");
        ask("reschedule", of(moved).put("start", "2026-12-01T09:30"));
        ask("cancel", of(moved).put("reason", "ill"));
        ask("confirm", of(book("asked", "2026-12-01T10:00")));
        ask("decline", of(book("asked", "2026-12-01T10:30")));
    }

    private void holds() {
        var held = hold("2026-12-01T11:00");
        ask("hold.extend", of(held).put("ttl", "PT20M"));
        ask("hold.release", of(held));
        ask("book", new JsonObject().put("hold", hold("2026-12-01T11:30")));
    }

    private void attendees() {
        var session = book("class", "2026-12-03T09:00");
        ask("attendee.join", of(session).put("name", "Bo").put("email", "bo@example.org"));
        ask("attendee.cancel", of(session).put("position", "1"));
    }

    private void waitlist() {
        var wish = new JsonObject("""
                {"service":"visit","attendees":[{"name":"Bo","email":"bo@example.org"}],
                 "from":"2026-12-21","to":"2026-12-22"}
                """);
        ask("waitlist.leave", of(ask("waitlist.join", wish).getString("id")));
    }

    /// What can only be done when its time has come.
    private void later() {
        var completed = book("visit", "2026-12-02T09:00");
        var missed = book("visit", "2026-12-02T09:30");
        book("asked", "2026-12-02T10:00");
        hold("2026-12-02T11:00");
        service.clock().set(Instant.parse("2026-12-02T08:05:00Z"));
        ask("check-in", of(completed));
        service.clock().set(Instant.parse("2026-12-02T08:05:00Z").plus(A_DAY));
        ask("complete", of(completed));
        ask("no-show", of(missed));
        Patience.until(() -> {
            var types = ask("events.read", new JsonObject("{\"after\":\"0\",\"limit\":200}"))
                    .encode();
            return types.contains("booking.expired") && types.contains("hold.expired");
        });
    }
}
