package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.RefusingServer;
import scheduler.testing.Service;

/// Mail that a server does not take: for good, or for now.
class MailRefusalTest {

    private static final RefusingServer server = new RefusingServer();

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_REMINDER_INTERVAL", "PT0.02S")
            .with("SCHEDULER_MAIL_HOST", "127.0.0.1")
            .with("SCHEDULER_MAIL_PORT", Integer.toString(server.port()))
            .with("SCHEDULER_MAIL_TLS", "none")
            .with("SCHEDULER_MAIL_FROM", "no-reply@practice.example");

    @BeforeAll
    static void open() {
        new Practice(service)
                .resource("room")
                .service(
                        "visit",
                        "{\"duration\":\"PT1H\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"email\"}]}");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void a_recipient_whom_nobody_knows_is_given_up_and_the_others_are_told() {
        var id = book("2026-12-01T09:00", "ada@example.com", "nobody@example.com", "cyd@example.com");

        Patience.until(() ->
                reminders(id, "planned").isEmpty() && reminders(id, "sent").size() == 2);
        var failed = reminders(id, "failed");
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().getString("recipient")).isEqualTo("attendee:1");
        assertThat(failed.getFirst().getString("note")).contains(RefusingServer.UNKNOWN);
        assertThat(failed.getFirst().getInteger("attempts")).isEqualTo(1);
        assertThat(server.taken()).containsExactlyInAnyOrder("ada@example.com", "cyd@example.com");
        assertThat(service.client()
                        .get("/v1/events?subject=" + id + "&type=reminder.failed")
                        .items())
                .hasSize(1);

        service.clock().advance(Duration.ofHours(3));
        var later = book("2026-12-01T10:00", "ada@example.com");
        Patience.until(() -> reminders(later, "sent").size() == 1);
        assertThat(server.asked("nobody@example.com")).isEqualTo(1);
    }

    @Test
    void one_who_cannot_be_served_now_is_tried_again() {
        var id = book("2026-12-02T09:00", "busy@example.com");

        Patience.until(() -> reminders(id, "planned").stream().anyMatch(each -> each.getInteger("attempts") == 1));
        assertThat(reminders(id, "planned").getFirst().getString("note")).contains(RefusingServer.BUSY);
    }

    private static String book(String start, String... addresses) {
        var attendees = new JsonArray();
        for (var each : addresses) {
            attendees.add(new JsonObject().put("name", each).put("email", each));
        }
        var wish = new JsonObject()
                .put("service", "visit")
                .put("start", start)
                .put("resource", "room")
                .put("attendees", attendees);
        var reply = service.client().post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static List<JsonObject> reminders(String booking, String status) {
        return service.client().get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("status").equals(status))
                .toList();
    }
}
