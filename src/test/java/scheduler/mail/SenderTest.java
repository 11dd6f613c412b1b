package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Address;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.MailServer;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// From whom the mail of a tenant comes.
class SenderTest {

    private static final String AT = "/v1/sender";

    @RegisterExtension
    static final MailServer server = new MailServer();

    @RegisterExtension
    static final Service service = server.service()
            .with("SCHEDULER_MAIL_FROM", "Service <no-reply@service.example>")
            .with("SCHEDULER_MAIL_DOMAINS", "practice.example");

    private static final GreenMail smtp = server.smtp();

    private static Node second;
    private static Client client;

    @BeforeAll
    static void open() {
        client = service.client();
        second = service.startNode();
        new Practice(service)
                .resource("room")
                .service(
                        "visit",
                        "{\"duration\":\"PT30M\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"email\"}]}");
    }

    @BeforeEach
    void begin_anew() {
        client.delete(AT);
    }

    @Test
    void mail_comes_from_the_practice_as_soon_as_it_says_so() throws Exception {
        assertThat(client.get(AT).code()).isEqualTo("not_found");
        assertThat(from(book("2026-12-01T09:00"))).isEqualTo("Service <no-reply@service.example>");

        var named = client.put(AT, "{\"name\":\"Praxis Dr. Müller, Köln\",\"replyTo\":\"desk@mueller.example\"}");
        assertThat(named.status()).as(named.text()).isEqualTo(201);
        assertThat(named.json().getString("address")).isEqualTo("no-reply@service.example");
        // The other node may send it, and hears of that a moment later.
        var sent = new AtomicReference<MimeMessage>();
        Patience.until(() -> {
            sent.set(book(next()));
            return !from(sent.get()).startsWith("Service");
        });
        var mail = sent.get();
        assertThat(((InternetAddress) mail.getFrom()[0]).getAddress()).isEqualTo("no-reply@service.example");
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("Praxis Dr. Müller, Köln");
        assertThat(mail.getReplyTo()).extracting(Address::toString).containsExactly("desk@mueller.example");

        // One node is told, all write so.
        assertThat(second.client()
                        .put(AT, "{\"address\":\"hello@practice.example\"}", "If-Match", named.header("ETag"))
                        .status())
                .isEqualTo(200);
        Patience.until(
                () -> client.get("/v1/events?type=sender.changed").items().size() >= 2);
        Patience.until(() -> from(book(next())).equals("hello@practice.example"));
        // So that one that is tried again from somebody else is still known for the same.
        assertThat(book(next()).getMessageID()).endsWith("@service.example>");
    }

    private static String from(MimeMessage mail) {
        try {
            return mail.getFrom()[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                              | 422 | `` ",
                "{\"address\":\"boss@other.example\"}            | 422 | /address",
                "{\"address\":\"nobody\"}                        | 422 | /address",
                "{\"replyTo\":\"a@b, c@d\"}                      | 422 | /replyTo",
                "{\"name\":\"A\\r\\nBcc: all@example.com\"}      | 422 | /name",
                "{\"name\":\"A <b@c>\"}                          | 422 | /name",
                "{\"name\":\"\"}                                 | 422 | /name",
                "{\"from\":\"a@practice.example\"}               | 400 | /from"
            })
    void what_cannot_be_a_sender_is_refused(String body, int status, String pointer) {
        var refused = client.put(AT, body);

        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.pointer()).isEqualTo(pointer);
        assertThat(client.get(AT).status()).isEqualTo(404);
    }

    @Test
    void a_put_creates_replaces_or_leaves_as_it_is() {
        var one = "{\"name\":\"One\"}";
        assertThat(client.put(AT + "?dryRun=true", one).status()).isEqualTo(200);
        assertThat(client.get(AT).status()).isEqualTo(404);
        var made = client.put(AT, one, "Idempotency-Key", "sender-1", "If-None-Match", "*");
        assertThat(made.status()).isEqualTo(201);
        assertThat(client.put(AT, one, "Idempotency-Key", "sender-1", "If-None-Match", "*")
                        .header("Idempotency-Replayed"))
                .isEqualTo("true");
        assertThat(client.put(AT, one).header("ETag")).isEqualTo(made.header("ETag"));
        assertThat(client.put(AT, "{\"name\":\"Two\"}", "If-Match", "\"9\"").code())
                .isEqualTo("version_mismatch");
        assertThat(client.put(AT, "{\"name\":\"Two\"}").header("ETag")).isNotEqualTo(made.header("ETag"));
        assertThat(client.delete(AT).status()).isEqualTo(204);
        assertThat(client.delete(AT).code()).isEqualTo("not_found");
    }

    private static int booked;

    private static String next() {
        booked++;
        return service.clock().instant().plus(Duration.ofDays(8)).toString().substring(0, 10) + "T"
                + String.format("%02d", 9 + booked / 2 % 7) + (booked % 2 == 0 ? ":00" : ":30");
    }

    /// The mail that a booking brings.
    private static MimeMessage book(String start) {
        int before = smtp.getReceivedMessages().length;
        var wish = new JsonObject()
                .put("service", "visit")
                .put("start", start)
                .put("resource", "room")
                .put(
                        "attendees",
                        new JsonArray().add(new JsonObject().put("name", "Ada").put("email", "ada@example.com")));
        var reply = client.post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        Patience.until(() -> smtp.getReceivedMessages().length > before);
        return smtp.getReceivedMessages()[before];
    }
}
