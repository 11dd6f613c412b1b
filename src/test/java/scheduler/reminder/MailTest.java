package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.MailServer;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Mail about bookings, to a real SMTP server.
class MailTest {

    private static final AtomicInteger names = new AtomicInteger();

    @RegisterExtension
    static final MailServer server = new MailServer();

    @RegisterExtension
    static final Service service = server.service().with("SCHEDULER_MAIL_FROM", "Practice <no-reply@practice.example>");

    private static final GreenMail smtp = server.smtp();

    private final Practice practice = new Practice(service);
    private String visit = "";
    private String room = "";

    @BeforeEach
    void open() throws Exception {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        smtp.purgeEmailFromAllMailboxes();
        room = "room-" + names.incrementAndGet();
        visit = "visit-" + room;
        practice.resource(room);
    }

    @Test
    void what_happens_to_a_booking_is_told_and_it_is_reminded_of() throws Exception {
        rules(
                "{\"on\":\"confirmed\",\"channel\":\"email\"}",
                "{\"on\":\"rescheduled\",\"channel\":\"email\"}",
                "{\"on\":\"cancelled\",\"channel\":\"email\"}",
                "{\"before\":\"P1D\",\"channel\":\"email\"}");

        var id = book(attendee("Ada", "ada@example.com").put("locale", "de"));
        var confirmed = mails(1).getFirst();
        assertThat(confirmed.getSubject()).isEqualTo("Bestätigt: Examination, Dienstag, 1. Dezember 2026, 09:00");
        assertThat(confirmed.getFrom())
                .extracting(Object::toString)
                .containsExactly("Practice <no-reply@practice.example>");
        assertThat(confirmed.getAllRecipients()).extracting(Object::toString).containsExactly("ada@example.com");
        assertThat(parts(confirmed))
                .anyMatch(each -> each.startsWith("text/plain"))
                .anyMatch(each -> each.startsWith("text/html"));

        assertThat(calendar(confirmed))
                .contains(
                        "METHOD:REQUEST",
                        "SEQUENCE:0",
                        "UID:" + id + "@scheduler",
                        "SUMMARY:Examination",
                        "ORGANIZER;CN=Practice:mailto:no-reply@practice.example");

        client().post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-02T10:00\"}");
        assertThat(mails(2).get(1).getSubject())
                .startsWith("Neue Zeit: Examination, Mittwoch, 2. Dezember 2026, 10:00");

        assertThat(calendar(mails(2).get(1))).contains("METHOD:REQUEST", "SEQUENCE:1", "UID:" + id + "@scheduler");

        service.clock().set(Instant.parse("2026-12-01T09:00:00Z"));
        var reminder = mails(3).get(2);
        assertThat(reminder.getSubject()).startsWith("Erinnerung: Examination");
        Patience.until(() -> reminders(id, "sent").size() == 3);
        var planned = reminders(id, "sent").stream()
                .filter(each -> each.getJsonObject("rule").containsKey("before"))
                .findFirst()
                .orElseThrow();
        assertThat(reminder.getMessageID()).isEqualTo("<" + planned.getString("id") + "@practice.example>");

        client().post("/v1/bookings/" + id + "/cancel", "{\"reason\":\"Dr Lee is ill.\"}");
        var cancelled = mails(4).get(3);
        assertThat(cancelled.getSubject()).startsWith("Abgesagt: Examination");
        assertThat(String.join("", parts(cancelled))).contains("Dr Lee is ill.");
        assertThat(calendar(cancelled))
                .contains("METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED", "UID:" + id + "@scheduler");
        assertThat(parts(reminder)).noneMatch(each -> each.startsWith("text/calendar"));
    }

    @Test
    void everybody_who_has_an_address_gets_a_mail_of_his_own() throws Exception {
        rules("{\"on\":\"confirmed\",\"channel\":\"email\",\"audience\":\"both\"}");
        client().put(
                        "/v1/resources/" + room,
                        "{\"timeZone\":\"Europe/Berlin\",\"name\":\"Dr Lee\",\"metadata\":{\"email\":\"lee@example.com\"}}");

        var id = book(attendee("Ada", "ada@example.com"), attendee("Bob", null), attendee("Cyd", "cyd@example.com"));

        assertThat(mails(3))
                .extracting(each -> each.getAllRecipients()[0].toString())
                .containsExactlyInAnyOrder("ada@example.com", "cyd@example.com", "lee@example.com");
        Patience.until(() -> reminders(id, "sent").size() == 3);
        assertThat(reminders(id, "planned")).isEmpty();
    }

    @Test
    void who_joins_later_is_told_so_and_the_others_are_not_told_again() throws Exception {
        rules("{\"on\":\"confirmed\",\"channel\":\"email\"}", "{\"before\":\"P1D\",\"channel\":\"email\"}");
        var id = book(attendee("Ada", "ada@example.com"));
        mails(1);
        client().post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-02T10:00\"}");

        var joined = client().post(
                        "/v1/bookings/" + id + "/attendees",
                        attendee("Bob", "bob@example.com").encode());

        assertThat(joined.status()).as(joined.text()).isEqualTo(200);
        assertThat(mails(2).get(1).getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("bob@example.com");
        Patience.until(() ->
                reminders(id, "sent").size() == 2 && reminders(id, "planned").size() == 2);
        mails(2);
    }

    private void rules(String... rules) {
        practice.service(
                visit,
                "{\"name\":\"Examination\",\"duration\":\"PT1H\",\"reminders\":[" + String.join(",", rules) + "]}");
    }

    private static JsonObject attendee(String name, @Nullable String email) {
        var json = new JsonObject().put("name", name);
        return email == null ? json : json.put("email", email);
    }

    private String book(JsonObject... attendees) {
        var wish = new JsonObject()
                .put("service", visit)
                .put("start", "2026-12-01T09:00")
                .put("resource", room)
                .put("attendees", new JsonArray(List.of(attendees)));
        var reply = client().post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static Client client() {
        return service.client();
    }

    private static List<JsonObject> reminders(String booking, String status) {
        return client().get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("status").equals(status))
                .toList();
    }

    /// The mails that have come, once there are so many.
    private static List<MimeMessage> mails(int count) {
        Patience.until(() -> smtp.getReceivedMessages().length >= count);
        assertThat(smtp.getReceivedMessages()).hasSize(count);
        return Arrays.asList(smtp.getReceivedMessages());
    }

    private static String calendar(MimeMessage mail) throws MessagingException, IOException {
        return parts(mail).stream()
                .filter(each -> each.toLowerCase(Locale.ROOT).startsWith("text/calendar"))
                .findFirst()
                .orElseThrow();
    }

    /// The type and the content of all parts.
    private static List<String> parts(MimeMessage mail) throws MessagingException, IOException {
        var found = new ArrayList<String>();
        collect((Multipart) mail.getContent(), found);
        return found;
    }

    private static void collect(Multipart multipart, List<String> found) throws MessagingException, IOException {
        for (int i = 0; i < multipart.getCount(); i++) {
            BodyPart part = multipart.getBodyPart(i);
            if (part.getContent() instanceof Multipart inner) {
                collect(inner, found);
            } else {
                found.add(part.getContentType() + "\n"
                        + new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }
}
