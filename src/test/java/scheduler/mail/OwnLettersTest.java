package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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

/// Letters in words of a tenant's own, seen before others do, and where those go that are not sent.
class OwnLettersTest {

    private static final String AT = "/v1/letters/confirmed/de";

    @RegisterExtension
    static final MailServer server = new MailServer();

    @RegisterExtension
    static final Service service = server.service().with("SCHEDULER_MAIL_FROM", "Practice <no-reply@practice.example>");

    private static final GreenMail smtp = server.smtp();

    private static Node silent;
    private static Client client;

    @BeforeAll
    static void open() {
        client = service.client();
        // Looks for nothing that is due, so that all mail leaves by the first, and sends none that is asked for.
        silent = service.startNode(Map.of("SCHEDULER_MAIL_HOST", "", "SCHEDULER_REMINDER_INTERVAL", "PT1H"));
        new Practice(service)
                .resource("room")
                .service(
                        "visit",
                        "{\"name\":\"Examination\",\"duration\":\"PT30M\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"email\"}]}");
    }

    @BeforeEach
    void begin_anew() throws Exception {
        client.delete(AT);
        smtp.purgeEmailFromAllMailboxes();
    }

    @Test
    void mail_says_what_the_practice_wants_it_to_say() throws Exception {
        var put = silent.client()
                .put(AT, "{\"subject\":\"Bis bald, {{name}}: {{metadata.room}}\",\"text\":\"{{lead}}\"}");
        assertThat(put.status()).as(put.text()).isEqualTo(201);
        // The other node may hear of it a moment later.
        Patience.until(() -> subject(client.post("/v1/letters/confirmed/preview", "{\"locale\":\"de-AT\"}"))
                .startsWith("Bis bald, Ada Lovelace"));

        book("2026-12-01T09:00", "de");
        Patience.until(() -> smtp.getReceivedMessages().length == 1);
        var mail = smtp.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("Bis bald, Ada: 7b");
    }

    private static String subject(Client.Reply preview) {
        assertThat(preview.status()).as(preview.text()).isEqualTo(200);
        return preview.json().getString("subject");
    }

    @Test
    void a_rule_names_the_letter_that_it_is_written_by() throws Exception {
        var named = "/v1/letters/confirmed.first-visit/en";
        assertThat(client.put(named, "{\"subject\":\"Bring your card\",\"text\":\"{{lead}}\"}")
                        .json()
                        .getString("kind"))
                .isEqualTo("confirmed.first-visit");
        assertThat(subject(client.post("/v1/letters/confirmed.first-visit/preview", "{\"locale\":\"en\"}")))
                .isEqualTo("Bring your card");
        new Practice(service).service("first", """
                {"duration":"PT30M",
                 "reminders":[{"on":"confirmed","channel":"email","template":"first-visit"}]}
                """);

        book("first", "2026-12-08T09:00", "en");
        Patience.until(() -> smtp.getReceivedMessages().length == 1);
        assertThat(smtp.getReceivedMessages()[0].getSubject()).isEqualTo("Bring your card");

        assertThat(client.delete(named).status()).isEqualTo(204);
        var refused = client.put(
                "/v1/services/first",
                "{\"duration\":\"PT30M\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"email\",\"template\":\"A b\"}]}");
        assertThat(refused.code()).isEqualTo("invalid");
        assertThat(refused.pointer()).isEqualTo("/reminders/0/template");
    }

    @Test
    void a_letter_is_put_replaced_listed_and_taken_back() {
        var one = "{\"subject\":\"One\",\"text\":\"{{greeting}}\",\"html\":\"<p>{{greeting}}</p>\"}";
        var other = "{\"subject\":\"Two\",\"text\":\"{{greeting}}\"}";
        assertThat(client.get(AT).code()).isEqualTo("not_found");
        assertThat(client.put(AT + "?dryRun=true", one).status()).isEqualTo(200);
        assertThat(client.get(AT).code()).isEqualTo("not_found");
        var made = client.put(AT, one, "Idempotency-Key", "letter-1", "If-None-Match", "*");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(AT);
        assertThat(client.put(AT, one, "Idempotency-Key", "letter-1", "If-None-Match", "*")
                        .header("Idempotency-Replayed"))
                .isEqualTo("true");
        assertThat(client.put(AT, one, "If-None-Match", "*").code()).isEqualTo("version_mismatch");
        assertThat(client.put(AT, one).header("ETag")).isEqualTo(made.header("ETag"));

        var changed = client.put(AT, other, "If-Match", made.header("ETag"));
        assertThat(changed.json().containsKey("html")).isFalse();
        assertThat(client.put(AT, one, "If-Match", made.header("ETag")).code()).isEqualTo("version_mismatch");
        assertThat(client.get(AT, "If-None-Match", changed.header("ETag")).status())
                .isEqualTo(304);
        client.put("/v1/letters/cancelled/de-at", other);
        var page = client.get("/v1/letters?limit=1");
        assertThat(page.items())
                .extracting(each -> ((JsonObject) each).getString("kind"))
                .containsExactly("cancelled");
        assertThat(client.get("/v1/letters?limit=1&cursor=" + page.json().getString("next"))
                        .items())
                .extracting(each -> ((JsonObject) each).getString("kind"))
                .containsExactly("confirmed");
        assertThat(client.get("/v1/letters/cancelled/de-AT").json().getString("locale"))
                .isEqualTo("de-AT");
        assertThat(client.delete("/v1/letters/cancelled/de-AT").status()).isEqualTo(204);
        assertThat(client.get("/v1/events?type=letter.changed&subject=confirmed/de")
                        .items())
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "confirmed/de | {\"subject\":\"x\",\"text\":\"a\\n{{{name}}}\"}          | 422 | /text | Line 2",
                "confirmed/de | {\"subject\":\"{{nobody}}\",\"text\":\"a\"}              | 422 | /subject | nobody",
                "confirmed/de | {\"subject\":\"x\",\"text\":\"a\",\"html\":\"{{>p}}\"}   | 422 | /html | Line 1",
                "confirmed/de | {\"subject\":\"x\"}                                      | 422 | /text | required",
                "confirmed/de | {\"subject\":\"x\",\"text\":1}                           | 400 | /text | ``",
                "confirmed/de | {\"subject\":\"x\",\"text\":\"a\",\"css\":\"\"}          | 400 | /css | ``",
                "birthday/de  | {\"subject\":\"x\",\"text\":\"a\"}                       | 422 | path kind | ``",
                "confirmed/x1 | {\"subject\":\"x\",\"text\":\"a\"}                       | 422 | path locale | ``"
            })
    void what_cannot_be_a_letter_is_refused(String which, String body, int status, String pointer, String said) {
        var refused = client.put("/v1/letters/" + which, body);

        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.pointer()).isEqualTo(pointer);
        assertThat(refused.json().getString("detail")).contains(said);
    }

    @Test
    void a_letter_can_be_seen_before_anybody_gets_it() {
        var sample = client.post("/v1/letters/reminder/preview", "{}").json();
        assertThat(sample.getString("subject")).startsWith("Reminder: Check-up, ");
        assertThat(sample.getString("html")).contains("<html lang=\"en\"", "Dr. Lee");
        assertThat(sample.getString("from")).isEqualTo("Practice <no-reply@practice.example>");

        var id = book("2026-12-02T09:00", "fr");
        Patience.until(() -> smtp.getReceivedMessages().length == 1);
        var template = "{\"subject\":\"{{service}} {{name}}\",\"text\":\"{{id}} {{language}}\"}";
        var own = client.post(
                        "/v1/letters/cancelled/preview", "{\"booking\":\"" + id + "\",\"template\":" + template + "}")
                .json();
        assertThat(own.getString("subject")).isEqualTo("Examination Ada");
        assertThat(own.getString("text")).isEqualTo(id + " fr");
        assertThat(own.containsKey("html")).isFalse();

        var nowhere = "{\"booking\":\"019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e\"}";
        assertThat(client.post("/v1/letters/reminder/preview", nowhere).pointer())
                .isEqualTo("/booking");
        assertThat(client.post("/v1/letters/reminder/preview", "{\"template\":{\"subject\":\"x\",\"text\":\"{{y}}\"}}")
                        .pointer())
                .isEqualTo("/template/text");
    }

    @Test
    void a_letter_can_be_sent_to_oneself() throws Exception {
        var wish = "{\"to\":\"me@practice.example\",\"locale\":\"de\"}";
        assertThat(client.post("/v1/letters/rescheduled/test?dryRun=true", wish).status())
                .isEqualTo(200);
        assertThat(smtp.getReceivedMessages()).isEmpty();

        var sent = client.post("/v1/letters/rescheduled/test", wish, "Idempotency-Key", "test-1");
        assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        assertThat(client.post("/v1/letters/rescheduled/test", wish, "Idempotency-Key", "test-1")
                        .text())
                .isEqualTo(sent.text());

        var atOnce = IntStream.range(0, 8)
                .mapToObj(_ ->
                        client.sendAsync("POST", "/v1/letters/rescheduled/test", wish, "Idempotency-Key", "test-2"))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(atOnce).extracting(Client.Reply::status).contains(200).isSubsetOf(200, 503);
        var again = client.post("/v1/letters/rescheduled/test", wish, "Idempotency-Key", "test-2");
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(atOnce.stream().filter(each -> each.status() == 200).map(Client.Reply::text))
                .containsOnly(again.text());
        assertThat(smtp.getReceivedMessages()).hasSize(2);
        var mail = smtp.getReceivedMessages()[0];
        assertThat(mail.getSubject()).startsWith("Neue Zeit: Check-up");
        assertThat(mail.getMessageID()).isEqualTo(sent.json().getString("messageId"));
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("me@practice.example");
        assertThat(client.post("/v1/letters/rescheduled/test", "{\"to\":\"me\"}")
                        .pointer())
                .isEqualTo("/to");
    }

    @Test
    void what_is_not_sent_can_be_read_where_it_was_kept() {
        var other = silent.client();
        assertThat(client.get("/v1/test/outbox").code()).isEqualTo("not_found");
        other.post("/v1/letters/declined/test", "{\"to\":\"<script>@practice.example\"}");
        other.post(
                "/v1/letters/declined/test",
                "{\"to\":\"me@practice.example\",\"template\":{\"subject\":\"<b>Hi</b>\",\"text\":\"<i>{{name}}\"}}");
        other.post("/v1/letters/cancelled/test", "{\"to\":\"you@practice.example\"}");

        var kept = other.get("/v1/test/outbox?limit=2").items().stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(kept)
                .extracting(each -> each.getString("to"))
                .containsExactly("you@practice.example", "me@practice.example");
        assertThat(kept.getFirst().getString("html")).contains("cancelled");

        var page = other.get("/v1/test/outbox", "Accept", "text/html,*/*");
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text())
                .contains("&lt;b&gt;Hi&lt;/b&gt;", "<pre>&lt;i&gt;Ada Lovelace</pre>", "sandbox=\"\"")
                .doesNotContain("<b>", "<script");
    }

    private static String book(String start, String locale) {
        return book("visit", start, locale);
    }

    private static String book(String its, String start, String locale) {
        var attendee = new JsonObject()
                .put("name", "Ada")
                .put("email", "ada@example.com")
                .put("locale", locale);
        var wish = new JsonObject()
                .put("service", its)
                .put("start", start)
                .put("resource", "room")
                .put("metadata", new JsonObject().put("room", "7b"))
                .put("attendees", new JsonArray(List.of(attendee)));
        var reply = client.post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }
}
