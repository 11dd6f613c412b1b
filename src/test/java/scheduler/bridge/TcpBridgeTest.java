package scheduler.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static scheduler.bridge.TcpClient.code;
import static scheduler.bridge.TcpClient.frame;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Who may say what over the TCP bridge, and who hears what.
class TcpBridgeTest {

    private static final int PORT = TcpClient.freePort();
    private static final String ALPHA = "key-of-alpha";
    private static final String BETA = "key-of-beta";
    private static final String CONFIRMED = "scheduler.event.booking.confirmed";

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_HTTP_API_KEYS", "alpha:" + ALPHA + ",beta:" + BETA)
            .with("SCHEDULER_BRIDGE_TCP_PORT", Integer.toString(PORT))
            .with("SCHEDULER_BRIDGE_REGISTRATIONS", "3");

    @BeforeAll
    static void open_two_practices() {
        for (var key : new String[] {ALPHA, BETA}) {
            must(service.client(), "/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\"}", key);
            must(service.client(), "/v1/resources/lee/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}
                    """, key);
            must(service.client(), "/v1/services/visit", "{\"duration\":\"PT30M\"}", key);
        }
    }

    private static void must(Client client, String path, String body, String key) {
        var reply = client.put(path, body, "Authorization", "Bearer " + key);
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    @AfterEach
    void others_are_still_served() {
        try (var client = new TcpClient(PORT, ALPHA)) {
            assertThat(client.ask("booking.list", new JsonObject()).getString("type"))
                    .isEqualTo("message");
        }
    }

    private static JsonObject wish(String start) {
        return new JsonObject(Practice.wish("visit", start, "lee"));
    }

    @Test
    void a_booking_is_replied_to_and_heard_of() {
        try (var client = new TcpClient(PORT, ALPHA).register(CONFIRMED).register("scheduler.event")) {
            var reply = client.ask("book", wish("2026-12-01T09:00"), new JsonObject().put("idempotency-key", "once"));
            var id = reply.getJsonObject("body").getString("id");
            var event = client.next();
            while (!event.getString("address").equals(CONFIRMED)) {
                event = client.next();
            }
            var again = client.ask("book", wish("2026-12-01T09:00"), new JsonObject().put("idempotency-key", "once"));
            var taken = client.ask("book", wish("2026-12-01T09:00"));

            assertThat(reply.getJsonObject("headers").getString("etag")).isNotEmpty();
            assertThat(event.getJsonObject("body").getString("subject")).isEqualTo(id);
            assertThat(event.getJsonObject("body").getString("source")).isEqualTo("/tenants/alpha");
            assertThat(again.getJsonObject("body").getString("id")).isEqualTo(id);
            assertThat(again.getJsonObject("headers").getString("idempotency-replayed"))
                    .isEqualTo("true");
            assertThat(taken.getInteger("failureCode")).isEqualTo(409);
            assertThat(taken.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
            assertThat(code(taken)).isEqualTo("slot_taken");
        }
    }

    @Test
    void nobody_is_served_without_a_known_key() {
        for (var key : new String[] {"", "key-of-nobody", "key-of-alph"}) {
            try (var client = new TcpClient(PORT, key)) {
                var refused = client.ask("booking.list", new JsonObject().put("tenant", "alpha"));

                assertThat(refused.getInteger("failureCode")).isEqualTo(401);
                assertThat(code(refused)).isEqualTo("unauthenticated");
                assertThat(client.isClosed()).isTrue();
            }
            try (var client = new TcpClient(PORT, key)) {
                client.send(frame("register", CONFIRMED));
                assertThat(code(client.next())).isEqualTo("unauthenticated");
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void a_connection_asks_for_its_own_tenant_alone() {
        try (var client = new TcpClient(PORT, ALPHA)) {
            var forged = client.ask("booking.list", new JsonObject().put("tenant", "beta"));
            var strange = client.ask("booking.list", new JsonObject().put("tenant", 7));
            var own = client.ask("booking.list", new JsonObject().put("tenant", "alpha"));
            var other = client.ask(
                    "booking.list", new JsonObject(), new JsonObject().put("authorization", "Bearer " + BETA));
            var wrong = client.ask(
                    "booking.list", new JsonObject(), new JsonObject().put("authorization", "Bearer nobody"));

            assertThat(code(forged)).isEqualTo("forbidden");
            assertThat(code(strange)).isEqualTo("forbidden");
            assertThat(own.getString("type")).isEqualTo("message");
            assertThat(code(other)).isEqualTo("forbidden");
            assertThat(code(wrong)).isEqualTo("unauthenticated");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void events_of_other_tenants_are_not_heard() {
        try (var alpha = new TcpClient(PORT, ALPHA).register("scheduler.event");
                var beta = new TcpClient(PORT, BETA).register("scheduler.event").register(CONFIRMED)) {
            var theirs = alpha.ask("book", wish("2026-12-02T09:00"));
            assertThat(alpha.next().getJsonObject("body").getString("source")).isEqualTo("/tenants/alpha");
            var own = beta.ask("book", wish("2026-12-02T09:00"));

            for (int i = 0; i < 2; i++) {
                var event = beta.next().getJsonObject("body");
                assertThat(event.getString("source")).isEqualTo("/tenants/beta");
                assertThat(event.getString("subject"))
                        .isEqualTo(own.getJsonObject("body").getString("id"))
                        .isNotEqualTo(theirs.getJsonObject("body").getString("id"));
            }
        }
    }

    @Test
    void nothing_but_commands_goes_in_and_nothing_but_events_comes_out() {
        try (var client = new TcpClient(PORT, ALPHA)) {
            assertThat(code(client.ask("explode", new JsonObject()))).isEqualTo("forbidden");
            for (var address : new String[] {"booking.book", "scheduler.event", "__vertx.reply.1", ""}) {
                client.send(frame("send", address).put("body", new JsonObject()));
                assertThat(code(client.next())).isEqualTo("forbidden");
            }
            for (var address : new String[] {
                "scheduler.command.book", "scheduler.reminder.due", "scheduler.event.", "scheduler.eventually", "*", ""
            }) {
                client.send(frame("register", address));
                assertThat(code(client.next())).isEqualTo("forbidden");
            }
            client.send(frame("publish", "scheduler.command.book").put("body", wish("2026-12-03T09:00")));
            assertThat(code(client.next())).isEqualTo("forbidden");
            client.send(frame("publish", "scheduler.event").put("body", new JsonObject()));
            assertThat(code(client.next())).isEqualTo("forbidden");
        }
    }

    @Test
    void commands_can_be_narrowed_to_some() {
        int port = TcpClient.freePort();
        var its =
                Map.of("SCHEDULER_BRIDGE_TCP_PORT", "" + port, "SCHEDULER_BRIDGE_COMMANDS", "slots.query,booking.list");
        service.startNode(its);

        try (var client = new TcpClient(port, ALPHA)) {
            assertThat(client.ask("booking.list", new JsonObject()).getString("type"))
                    .isEqualTo("message");
            assertThat(code(client.ask("book", wish("2026-12-03T10:00")))).isEqualTo("forbidden");
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> service.startNode(
                        Map.of("SCHEDULER_BRIDGE_TCP_PORT", "" + port, "SCHEDULER_BRIDGE_COMMANDS", "bok")))
                .withMessageStartingWith("Setting bridge.commands: there is no command bok. There are ");
    }
}
