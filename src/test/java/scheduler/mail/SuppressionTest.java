package scheduler.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.MailServer;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Addresses to which nothing is sent, and who is one of them.
class SuppressionTest {

    private static final String AT = "/v1/suppressions/";
    private static final AtomicInteger names = new AtomicInteger();

    @RegisterExtension
    static final MailServer server = new MailServer();

    @RegisterExtension
    static final Service service = server.service();

    private static final GreenMail smtp = server.smtp();

    private static Client client;

    @BeforeAll
    static void open() {
        client = service.client();
        new Practice(service).resource("room").service("visit", """
                        {"duration":"PT30M","capacity":10,"reminders":[{"on":"confirmed","channel":"email"},
                         {"before":"P14D","channel":"email","late":"send"}]}
                        """);
    }

    @Test
    void nothing_is_sent_to_who_is_suppressed_and_the_others_are_told() {
        var out = fresh();
        var in = fresh();
        assertThat(client.put(
                                AT + out.replace("@", "%40").toUpperCase(java.util.Locale.ROOT),
                                "{\"note\":\"by phone\"}")
                        .status())
                .isEqualTo(201);

        var id = book(out, in);

        Patience.until(() ->
                reminders(id, "sent").size() == 2 && reminders(id, "failed").size() == 2);
        assertThat(reminders(id, "failed")).allSatisfy(each -> {
            assertThat(each.getString("recipient")).isEqualTo("attendee:0");
            assertThat(each.getString("note"))
                    .startsWith("Nothing is sent to this address")
                    .contains("manual");
            assertThat(each.getInteger("attempts")).isZero();
        });
        assertThat(recipients()).contains(in).doesNotContain(out);
        assertThat(client.get("/v1/events?subject=" + id + "&type=reminder.failed")
                        .items())
                .hasSize(2)
                .allSatisfy(each -> assertThat(
                                ((JsonObject) each).getJsonObject("data").getString("note"))
                        .contains("manual"));
        var refused = client.post("/v1/letters/confirmed/test", "{\"to\":\"" + out + "\"}");
        assertThat(refused.code()).isEqualTo("wrong_status");
        assertThat(refused.json().getJsonObject("state").getString("reason")).isEqualTo("manual");

        assertThat(client.delete(AT + out).status()).isEqualTo(204);
        var again = book(out);
        Patience.until(() -> reminders(again, "sent").size() == 2);
        assertThat(recipients()).contains(out);
    }

    @Test
    void who_wants_no_reminders_still_hears_what_becomes_of_a_booking() {
        var address = fresh();
        client.put(AT + address, "{\"reason\":\"unsubscribed\"}");
        assertThat(client.get(AT + address).json().getString("scope")).isEqualTo("reminders");

        var id = book(address);

        Patience.until(() ->
                reminders(id, "sent").size() == 1 && reminders(id, "failed").size() == 1);
        assertThat(reminders(id, "sent").getFirst().getJsonObject("rule").getString("on"))
                .isEqualTo("confirmed");

        tell("{\"address\":\"" + address + "\",\"type\":\"complaint\"}");
        assertThat(client.get(AT + address).json().getString("scope")).isEqualTo("all");
        assertThat(client.get(AT + address).json().getString("reason")).isEqualTo("complaint");
    }

    @Test
    void an_address_is_put_listed_and_released() {
        // As long as a name before the @ may be.
        var address = "a".repeat(55) + fresh();
        assertThat(client.get(AT + address).code()).isEqualTo("not_found");
        assertThat(client.put(AT + address + "?dryRun=true", "{}").status()).isEqualTo(200);
        assertThat(client.get(AT + address).code()).isEqualTo("not_found");
        var made = client.put(AT + address, "{}", "Idempotency-Key", "suppression-1", "If-None-Match", "*");
        assertThat(made.status()).isEqualTo(201);
        assertThat(client.put(AT + address, "{}", "Idempotency-Key", "suppression-1", "If-None-Match", "*")
                        .header("Idempotency-Replayed"))
                .isEqualTo("true");
        assertThat(client.put(AT + address, "{\"note\":\"x\"}", "If-Match", "\"7\"")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(client.put(AT + address, "{\"note\":\"x\"}", "If-Match", made.header("ETag"))
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/v1/suppressions?limit=200").items())
                .extracting(each -> ((JsonObject) each).getString("address"))
                .contains(address);
        assertThat(client.delete(AT + address).status()).isEqualTo(204);
        assertThat(client.delete(AT + address).code()).isEqualTo("not_found");
        assertThat(client.get("/v1/events?subject=" + address).items())
                .extracting(each -> ((JsonObject) each).getString("type"))
                .containsExactly("suppression.added", "suppression.added", "suppression.removed");
    }

    /// Whoever finds that somebody was first may find that it was released since.
    @Test
    void put_and_released_at_once_it_is_one_or_the_other() {
        var address = fresh();
        var replies = new ArrayList<CompletableFuture<Client.Reply>>();
        for (int i = 0; i < 100; i++) {
            replies.add(client.sendAsync("PUT", AT + address, "{\"note\":\"" + i + "\"}"));
            replies.add(client.sendAsync("DELETE", AT + address, ""));
        }

        assertThat(replies.stream().map(CompletableFuture::join))
                .extracting(Client.Reply::status)
                .isSubsetOf(200, 201, 204, 404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"address\":\"@@\",\"type\":\"permanent\",\"id\":\"1\",\"reason\":\"no such user\"} | bounce",
                "{\"address\":\"@@\",\"type\":\"transient\",\"id\":\"1\"} | ``",
                "{\"address\":\"@@\",\"type\":\"complaint\",\"id\":\"1\"} | complaint",
                "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"feedbackId\":\"f1\",\"bouncedRecipients\":[{\"emailAddress\":\"@@\",\"diagnosticCode\":\"550\"}]}} | bounce",
                "{\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Transient\",\"feedbackId\":\"f2\",\"bouncedRecipients\":[{\"emailAddress\":\"@@\"}]}} | ``",
                "{\"notificationType\":\"Complaint\",\"complaint\":{\"feedbackId\":\"f3\",\"complainedRecipients\":[{\"emailAddress\":\"@@\"}]}} | complaint",
                "{\"Type\":\"Notification\",\"MessageId\":\"m\",\"Message\":\"{\\\"notificationType\\\":\\\"Bounce\\\",\\\"bounce\\\":{\\\"bounceType\\\":\\\"Permanent\\\",\\\"feedbackId\\\":\\\"f4\\\",\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":\\\"@@\\\"}]}}\"} | bounce",
                "{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"ID\":42,\"Email\":\"@@\",\"Details\":\"gone\"} | bounce",
                "{\"RecordType\":\"Bounce\",\"Type\":\"SoftBounce\",\"ID\":43,\"Email\":\"@@\"} | ``",
                "{\"RecordType\":\"SpamComplaint\",\"ID\":44,\"Email\":\"@@\"} | complaint",
                "{\"signature\":{},\"event-data\":{\"event\":\"failed\",\"severity\":\"permanent\",\"id\":\"g1\",\"recipient\":\"@@\",\"delivery-status\":{\"code\":550,\"message\":\"no\"}}} | bounce",
                "{\"event-data\":{\"event\":\"failed\",\"severity\":\"temporary\",\"id\":\"g2\",\"recipient\":\"@@\"}} | ``",
                "{\"event-data\":{\"event\":\"complained\",\"id\":\"g3\",\"recipient\":\"@@\"}} | complaint",
                "{\"event\":\"hard_bounce\",\"email\":\"@@\",\"message-id\":\"<b1>\",\"reason\":\"no\"} | bounce",
                "{\"event\":\"soft_bounce\",\"email\":\"@@\",\"message-id\":\"<b2>\"} | ``",
                "{\"event\":\"spam\",\"email\":\"@@\",\"message-id\":\"<b3>\"} | complaint"
            })
    void a_provider_tells_in_its_own_form_and_what_is_told_twice_counts_once(String form, String reason) {
        var address = fresh();
        var body = form.replace("@@", address.replaceFirst("who", "Who"));

        var told = tell(body);
        var again = tell(body);

        assertThat(told.getString("address")).isEqualTo(address);
        assertThat(told.getInteger("count")).isEqualTo(1);
        assertThat(told.getBoolean("suppressed")).isEqualTo(!reason.isEmpty());
        assertThat(again).isEqualTo(told);
        var standing = client.get(AT + address);
        assertThat(standing.status()).isEqualTo(reason.isEmpty() ? 404 : 200);
        if (!reason.isEmpty()) {
            assertThat(standing.json().getString("reason")).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"notificationType\":\"Delivery\",\"mail\":{}}",
                "{\"RecordType\":\"Delivery\",\"Email\":\"a@example.com\"}",
                "{\"event-data\":{\"event\":\"opened\"}}",
                "{\"event\":\"delivered\",\"email\":\"a@example.com\"}"
            })
    void what_a_provider_tells_of_other_things_is_taken_and_left_alone(String body) {
        var reply = client.post("/v1/bounces", body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"address\":\"nobody\",\"type\":\"permanent\"}",
                "{\"address\":\"a@example.com\",\"type\":\"hard\"}",
                "{\"address\":\"a@example.com\",\"type\":\"permanent\",\"id\":7}",
                "{\"address\":\"a@example.com\",\"type\":\"permanent\",\"more\":1}",
                "{\"Type\":\"Notification\",\"Message\":\"no json\"}",
                "{\"Type\":\"Notification\"}",
                "{\"RecordType\":\"Bounce\",\"Email\":{\"no\":1}}",
                "{\"event\":\"hard_bounce\",\"email\":\"no address\"}",
                "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":null}]}}"
            })
    void what_tells_of_nobody_is_refused(String body) {
        assertThat(client.post("/v1/bounces", body).status()).isIn(400, 422);
    }

    private static JsonObject tell(String body) {
        var reply = client.post("/v1/bounces", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.items()).hasSize(1);
        return reply.items().getJsonObject(0);
    }

    private static String fresh() {
        return "who-" + names.incrementAndGet() + "@example.com";
    }

    private static String book(String... addresses) {
        var attendees = new JsonArray();
        for (var each : addresses) {
            attendees.add(new JsonObject().put("name", "Ada").put("email", each));
        }
        var wish = new JsonObject()
                .put("service", "visit")
                .put("start", "2026-12-01T09:00")
                .put("resource", "room")
                .put("attendees", attendees);
        var reply = client.post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static List<JsonObject> reminders(String booking, String status) {
        return client.get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> each.getString("status").equals(status))
                .toList();
    }

    private static List<String> recipients() {
        return Arrays.stream(smtp.getReceivedMessages())
                .map(each -> {
                    try {
                        return each.getAllRecipients()[0].toString();
                    } catch (jakarta.mail.MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}
