package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.MailServer;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The link in a reminder, by which whoever gets it can have no more.
class UnsubscribeTest {

    private static final String PUBLIC = "https://book.example";
    private static final String KEY = "demo:some-long-key";

    @RegisterExtension
    static final MailServer server = new MailServer();

    @RegisterExtension
    static final Service service = server.service().with("SCHEDULER_HTTP_PUBLIC_URL", PUBLIC + "/");

    private static final GreenMail smtp = server.smtp();

    private static Node locked;
    private static Client client;

    @BeforeAll
    static void open() {
        client = service.client();
        locked = service.startNode(Map.of("SCHEDULER_HTTP_API_KEYS", KEY));
        new Practice(service).resource("room").service("visit", """
                        {"duration":"PT30M","capacity":10,"reminders":[{"on":"confirmed","channel":"email"},
                         {"before":"P14D","channel":"email","late":"send"}]}
                        """);
    }

    @BeforeEach
    void empty_the_mailboxes() throws Exception {
        smtp.purgeEmailFromAllMailboxes();
    }

    @Test
    void one_click_ends_the_reminders_and_a_look_at_the_link_does_not() throws Exception {
        book("Ada@Example.com");
        Patience.until(() -> smtp.getReceivedMessages().length == 2);
        var reminder = mail("Reminder");
        assertThat(mail("Confirmed").getHeader("List-Unsubscribe")).isNull();
        assertThat(reminder.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        var link = reminder.getHeader("List-Unsubscribe")[0].replaceAll("\\s", "");
        assertThat(link)
                .startsWith("<" + PUBLIC + "/v1/unsubscribe/")
                .endsWith(">")
                .doesNotContain("xample.com");
        var path = link.substring(PUBLIC.length() + 1, link.length() - 1);

        // Whoever has the link needs no key.
        var anybody = locked.client();
        var page = anybody.get(path, "Accept-Language", "de-AT, en;q=0.5");
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "form-action 'self'");
        assertThat(page.text()).contains("<html lang=\"de\"", "<form method=\"post\">", "Keine weiteren Erinnerungen");
        assertThat(client.get("/v1/suppressions/ada@example.com").status()).isEqualTo(404);

        var done =
                anybody.post(path, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        var suppression = client.get("/v1/suppressions/ada@example.com").json();
        assertThat(suppression.getString("reason")).isEqualTo("unsubscribed");
        assertThat(suppression.getString("scope")).isEqualTo("reminders");
        var again = anybody.post(
                path,
                "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
                "Content-Type",
                "multipart/form-data; boundary=x");
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(client.get("/v1/suppressions/ada@example.com").json()).isEqualTo(suppression);
        assertThat(client.get("/v1/events?subject=ada@example.com").items()).hasSize(1);
    }

    @Test
    void a_letter_that_is_tried_out_ends_nobody_elses_reminders() {
        var id = book("bob@example.com");
        Patience.until(() -> smtp.getReceivedMessages().length == 2);

        var tried =
                client.post("/v1/letters/reminder/test", "{\"to\":\"me@practice.example\",\"booking\":\"" + id + "\"}");
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        var link = Pattern.compile("/v1/unsubscribe/[A-Za-z0-9_-]+")
                .matcher(tried.json().getString("text"));
        assertThat(link.find()).isTrue();

        assertThat(client.post(link.group(), "").status()).isEqualTo(200);
        assertThat(client.get("/v1/suppressions/me@practice.example").status()).isEqualTo(200);
        assertThat(client.get("/v1/suppressions/bob@example.com").status()).isEqualTo(404);
    }

    @Test
    void nobody_else_can_make_such_a_link() {
        var seal = new Seal(1, Seal.secret());
        var others = new Seal(1, Seal.secret());
        var token = seal.seal("ada@example.com");

        assertThat(seal.open(token)).contains("ada@example.com");
        assertThat(seal.seal("ada@example.com")).isNotEqualTo(token);
        assertThat(others.open(token)).isEmpty();
        assertThat(new Seal(2, new byte[Seal.SECRET_BYTES]).open(token)).isEmpty();
        for (int i = 0; i < token.length() - 1; i++) {
            var changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(seal.open(changed)).isEmpty();
        }
        for (var each : new String[] {token, "A".repeat(60), "A".repeat(11) + "x".repeat(60)}) {
            assertThat(locked.client().get("/v1/unsubscribe/" + each).code()).isEqualTo("not_found");
            assertThat(locked.client().post("/v1/unsubscribe/" + each, "").code())
                    .isEqualTo("not_found");
        }
        assertThat(locked.client().get("/v1/unsubscribe/short").code()).isEqualTo("unauthenticated");
        assertThat(locked.client().delete("/v1/unsubscribe/" + token).code()).isEqualTo("unauthenticated");
    }

    private static String book(String address) {
        var reply = client.post(
                "/v1/bookings",
                "{\"service\":\"visit\",\"start\":\"2026-12-01T09:00\",\"resource\":\"room\","
                        + "\"attendees\":[{\"name\":\"Ada\",\"email\":\"" + address + "\"}]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static MimeMessage mail(String subject) throws jakarta.mail.MessagingException {
        for (var each : smtp.getReceivedMessages()) {
            if (each.getSubject().startsWith(subject)) {
                return each;
            }
        }
        throw new AssertionError("no mail begins with " + subject);
    }
}
