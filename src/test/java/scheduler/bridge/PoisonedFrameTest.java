package scheduler.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static scheduler.bridge.TcpClient.code;
import static scheduler.bridge.TcpClient.frame;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whatever a client of the TCP bridge says or leaves unread, the next is served.
class PoisonedFrameTest {

    private static final int PORT = TcpClient.freePort();

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_BRIDGE_TCP_PORT", Integer.toString(PORT))
            .with("SCHEDULER_BRIDGE_REGISTRATIONS", "3")
            .with("SCHEDULER_BRIDGE_CONNECTIONS", "10")
            .with("SCHEDULER_BRIDGE_IDLE_TIMEOUT", "PT3S");

    @BeforeAll
    static void open_a_practice() {
        new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
    }

    @AfterEach
    void the_next_is_served() {
        try (var client = new TcpClient(PORT, "").register("scheduler.event")) {
            assertThat(client.ask("booking.list", new JsonObject().put("tenant", "demo"))
                            .getString("type"))
                    .isEqualTo("message");
        }
    }

    @Test
    void what_is_no_frame_ends_the_connection() {
        var deep = "[".repeat(20_000) + "]".repeat(20_000);
        for (var each : new String[] {
            "x",
            "{",
            "null",
            "7",
            "[]",
            "\"send\"",
            "{} {}",
            "\0\0\0",
            deep,
            "{\"type\":7}",
            "{\"type\":{}}",
            "{\"type\":\"send\",\"address\":[]}",
            "{\"type\":\"send\",\"replyAddress\":true}",
            "{\"type\":\"send\",\"headers\":\"x\"}",
            "{\"type\":\"send\",\"headers\":{\"idempotency-key\":{}}}",
            "{\"type\":\"" + "x".repeat(1_000) + "\"}"
        }) {
            try (var client = new TcpClient(PORT, "")) {
                client.raw(each.getBytes(StandardCharsets.UTF_8));

                assertThat(code(client.next())).as(each).isEqualTo("malformed");
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void a_length_that_is_no_length_ends_the_connection_at_once() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_537, 0x47455420}) {
            try (var client = new TcpClient(PORT, "")) {
                client.raw(length, new byte[0]);

                assertThat(code(client.next())).as("" + length).isEqualTo("too_large");
                assertThat(client.isClosed()).isTrue();
            }
        }
    }

    @Test
    void what_cannot_be_done_is_refused_and_the_connection_goes_on() {
        try (var client = new TcpClient(PORT, "")) {
            client.send(frame("explode", "scheduler.command.book"));
            assertThat(code(client.next())).isEqualTo("malformed");
            client.send(new JsonObject());
            assertThat(code(client.next())).isEqualTo("malformed");
            client.send(frame("unregister", "scheduler.event"));
            assertThat(code(client.next())).isEqualTo("not_found");
            for (var body : new Object[] {1, "x", new JsonArray(), true}) {
                client.send(frame("send", "scheduler.command.book").put("body", body));
                assertThat(code(client.next())).isEqualTo("malformed");
            }
            client.send(frame("send", "scheduler.command.book"));
            assertThat(code(client.next())).isEqualTo("malformed");

            assertThat(code(client.ask("booking.list", new JsonObject().put("limit", "many"))))
                    .isEqualTo("malformed");
            assertThat(code(client.ask("booking.list", new JsonObject().put("tenant", "nobody"))))
                    .isEqualTo("forbidden");
            assertThat(client.ask("booking.list", new JsonObject()).getString("type"))
                    .isEqualTo("message");
        }
    }

    @Test
    void a_client_listens_to_so_many_addresses_and_each_once() {
        try (var client = new TcpClient(PORT, "")) {
            for (var each : new String[] {"a", "b", "c", "a", "b"}) {
                client.register("scheduler.event." + each);
            }
            client.send(frame("register", "scheduler.event.d"));
            assertThat(code(client.next())).isEqualTo("limit_reached");
            client.send(frame("unregister", "scheduler.event.a"));
            client.register("scheduler.event.booking.confirmed");
            var booked = client.ask("book", new JsonObject(Practice.wish("visit", "2026-12-01T09:00", "lee")));
            var heard = client.next();

            assertThat(heard.getJsonObject("body").getString("subject"))
                    .isEqualTo(booked.getJsonObject("body").getString("id"));
        }
    }

    @Test
    void whoever_says_nothing_is_taken_for_dead() {
        try (var silent = new TcpClient(PORT, "");
                var halfway = new TcpClient(PORT, "").register("scheduler.event")) {
            halfway.raw(100, "{\"type\":".getBytes(StandardCharsets.UTF_8));

            assertThat(silent.isClosed()).isTrue();
            assertThat(halfway.isClosed()).isTrue();
        }
    }

    @Test
    void beyond_so_many_clients_the_next_is_sent_away_until_one_leaves() {
        var clients = new ArrayList<TcpClient>();
        for (int i = 0; i < 10; i++) {
            clients.add(new TcpClient(PORT, "").register("scheduler.event"));
        }
        try (var one = new TcpClient(PORT, "")) {
            assertThat(code(one.next())).isEqualTo("overloaded");
            assertThat(one.isClosed()).isTrue();
        }
        clients.forEach(TcpClient::close);

        Patience.until(PoisonedFrameTest::isLetIn);
    }

    private static boolean isLetIn() {
        try (var client = new TcpClient(PORT, "")) {
            client.send(new JsonObject().put("type", "ping"));
            return client.next().getString("type").equals("pong");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void too_many_commands_at_once_are_refused() {
        try (var client = new TcpClient(PORT, "")) {
            for (int i = 0; i < 500; i++) {
                client.send(frame("send", "scheduler.command.slots.query")
                        .put("replyAddress", "" + i)
                        .put(
                                "body",
                                new JsonObject()
                                        .put("service", "visit")
                                        .put("from", "2026-12-08")
                                        .put("to", "2026-12-08")));
            }
            var answered = new HashSet<String>();
            for (int i = 0; i < 500; i++) {
                var frame = client.next();
                answered.add(frame.getString("address"));
                if (frame.getString("type").equals("err")) {
                    assertThat(code(frame)).isEqualTo("overloaded");
                }
            }

            assertThat(answered).hasSize(500);
        }
    }

    /// What it asks for comes to some hundred megabytes.
    @Test
    void whoever_asks_and_does_not_read_is_left() {
        try (var client = new TcpClient(PORT, "", 4 << 10)) {
            var month = frame("send", "scheduler.command.slots.query")
                    .put("replyAddress", "never read")
                    .put(
                            "body",
                            new JsonObject()
                                    .put("service", "visit")
                                    .put("from", "2026-12-01")
                                    .put("to", "2026-12-28"));

            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> {
                for (int i = 0; i < 100_000; i++) {
                    client.send(month);
                }
            });
        }
    }

    @Test
    void both_bridges_are_off_unless_they_are_switched_on() {
        var off = service.startNode(Map.of("SCHEDULER_BRIDGE_TCP_PORT", "0"));

        assertThat(off.client().get("/eventbus").status()).isEqualTo(404);
        assertThat(off.client().get("/eventbus/info").status()).isEqualTo(404);
        assertThat(off.client().get("/eventbus/websocket").status()).isEqualTo(404);
        assertThat(off.client().get("/metrics").text()).contains("scheduler_bridge_clients 0.0");
    }
}
