package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Who may say what over the bridge for browsers, and who hears what.
class BrowserBridgeTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ALPHA = "key-of-alpha";
    private static final String BETA = "key-of-beta";
    private static final String RAW = "/eventbus/websocket";
    private static final String CLOSED = "closed";

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_HTTP_API_KEYS", "alpha:" + ALPHA + ",beta:" + BETA)
            .with("SCHEDULER_BRIDGE_SOCKJS_ENABLED", "true")
            .with("SCHEDULER_BRIDGE_SOCKJS_ORIGINS", "https://www.example.com");

    @BeforeAll
    static void open_two_practices() {
        for (var key : List.of(ALPHA, BETA)) {
            put("/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\"}", key);
            put(
                    "/v1/resources/lee/schedule",
                    "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}",
                    key);
            put("/v1/services/visit", "{\"duration\":\"PT30M\"}", key);
        }
    }

    private static void put(String path, String body, String key) {
        var reply = service.client().put(path, body, "Authorization", "Bearer " + key);
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    @AfterEach
    void others_are_still_served() {
        var page = new Page(service.node().port(), RAW, ALPHA);
        assertThat(page.ask("booking.list", new JsonObject()).getString("type")).isEqualTo("rec");
        page.socket.abort();
    }

    /// What a page in a browser has of the bridge.
    private static final class Page implements WebSocket.Listener {
        private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        private final StringBuilder begun = new StringBuilder();
        private final JsonObject headers = new JsonObject();
        private final boolean isSockJs;
        private final WebSocket socket;
        private int asked;

        Page(int port, String path, String key, String... http) {
            var builder = HTTP.newWebSocketBuilder();
            for (int i = 0; i < http.length; i += 2) {
                builder.header(http[i], http[i + 1]);
            }
            isSockJs = !path.equals(RAW);
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                    .join();
            if (!key.isEmpty()) {
                headers.put("authorization", "Bearer " + key);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            begun.append(data);
            if (isLast) {
                frames.add(begun.toString());
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            frames.add(CLOSED);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            frames.add(CLOSED);
        }

        void send(String text) {
            socket.sendText(isSockJs ? new JsonArray().add(text).encode() : text, true)
                    .join();
        }

        void send(String type, String address, JsonObject more) {
            var frame = new JsonObject().put("type", type).put("address", address);
            send(frame.put("headers", headers).mergeIn(more).encode());
        }

        String text() {
            try {
                var text = frames.poll(20, TimeUnit.SECONDS);
                return String.valueOf(text);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        JsonObject next() {
            var text = text();
            return new JsonObject(isSockJs ? new JsonArray(text.substring(1)).getString(0) : text);
        }

        JsonObject ask(String command, JsonObject body) {
            asked++;
            send(
                    "send",
                    "scheduler.command." + command,
                    new JsonObject().put("replyAddress", "reply-" + asked).put("body", body));
            var answer = next();
            while (!answer.getString("address").equals("reply-" + asked)) {
                answer = next();
            }
            return answer;
        }
    }

    private static String code(JsonObject error) {
        return new JsonObject(error.getString("message")).getString("code");
    }

    private static JsonObject wish(String start) {
        return new JsonObject(Practice.wish("visit", start, "lee"));
    }

    private static Page page(String key) {
        return new Page(service.node().port(), RAW, key);
    }

    @Test
    void a_page_books_and_hears_of_its_own_tenant_alone() {
        var alpha = page(ALPHA);
        var beta = page(BETA);
        for (var each : List.of(alpha, beta)) {
            each.send("register", "scheduler.event.booking.confirmed", new JsonObject());
            each.ask("booking.list", new JsonObject());
        }
        var theirs = alpha.ask("book", wish("2026-12-01T09:00")).getJsonObject("body");
        var heard = alpha.next();
        var own = beta.ask("book", wish("2026-12-01T09:00")).getJsonObject("body");
        var event = beta.next().getJsonObject("body");

        assertThat(heard.getString("type")).isEqualTo("rec");
        assertThat(heard.getJsonObject("body").getString("subject")).isEqualTo(theirs.getString("id"));
        assertThat(event.getString("source")).isEqualTo("/tenants/beta");
        assertThat(event.getString("subject")).isEqualTo(own.getString("id"));
        assertThat(code(beta.ask("book", wish("2026-12-01T09:00")))).isEqualTo("slot_taken");
        assertThat(code(beta.ask("booking.list", new JsonObject().put("tenant", "alpha"))))
                .isEqualTo("forbidden");
        assertThat(code(beta.ask("explode", new JsonObject()))).isEqualTo("forbidden");
        alpha.socket.abort();
        beta.socket.abort();
    }

    @Test
    void the_frames_of_sockjs_carry_the_same() {
        var page = new Page(service.node().port(), "/eventbus/000/a-session/websocket", ALPHA);

        assertThat(page.text()).isEqualTo("o");
        page.send("{\"type\":\"ping\"}");
        assertThat(page.ask("booking.list", new JsonObject()).getString("type")).isEqualTo("rec");
        assertThat(service.client().get("/eventbus/info").json().getBoolean("websocket"))
                .isTrue();
        page.socket.abort();
    }

    @Test
    void a_page_without_a_known_key_is_cut_off() {
        for (var key : List.of("", "key-of-nobody")) {
            for (var path : List.of(RAW, "/eventbus/000/" + key + "0/websocket")) {
                var page = new Page(service.node().port(), path, key);
                if (page.isSockJs) {
                    assertThat(page.text()).isEqualTo("o");
                }
                page.send("register", "scheduler.event", new JsonObject());

                assertThat(code(page.next())).isEqualTo("unauthenticated");
                assertThat(page.text()).isIn(CLOSED, "c[3000,\"Go away!\"]");
            }
        }
    }

    @Test
    void garbage_and_what_is_too_large_cut_off_whoever_sends_it() {
        for (var each : List.of("x", "[]", "{\"type\":1}", "y".repeat(70_000), "z".repeat(500_000))) {
            var page = page(ALPHA);
            page.send(each);

            var last = page.text();
            while (!last.equals(CLOSED)) {
                assertThat(code(new JsonObject(last))).isIn("malformed", "too_large");
                last = page.text();
            }
        }
    }

    @Test
    void pages_of_others_are_not_let_in() {
        int port = service.node().port();
        for (var origin : List.of("https://www.example.com", "http://127.0.0.1:" + port)) {
            new Page(port, RAW, ALPHA, "Origin", origin).socket.abort();
        }
        for (var origin : List.of("https://evil.example", "null", "https://www.example.com.evil.example")) {
            assertThat(status(port, origin)).as(origin).isEqualTo(403);
        }
    }

    @Test
    void without_keys_it_is_for_this_machine_as_tenant_demo() {
        var settings = Map.of(
                "SCHEDULER_BRIDGE_SOCKJS_ENABLED",
                "true",
                "SCHEDULER_BRIDGE_SOCKJS_ORIGINS",
                "https://www.example.com");
        try (var node = Node.start(service.postgres().url(), service.clock(), settings)) {
            var page = new Page(node.port(), RAW, "");

            assertThat(page.ask("booking.list", new JsonObject()).getString("type"))
                    .isEqualTo("rec");
            assertThat(code(page.ask("booking.list", new JsonObject().put("tenant", "alpha"))))
                    .isEqualTo("forbidden");
            assertThat(status(node.port(), "https://www.example.com")).isEqualTo(403);
        }
    }

    private static int status(int port, String origin) {
        try {
            new Page(port, RAW, ALPHA, "Origin", origin).socket.abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    void nothing_but_web_sockets_is_opened() {
        for (var path : List.of(
                "/eventbus",
                "/eventbus/",
                "/eventbus/iframe.html",
                "/eventbus/chunking_test",
                "/eventbus/000/a/xhr",
                "/eventbus/000/a/xhr_streaming",
                "/eventbus/000/a/eventsource",
                "/eventbus/000/a/jsonp",
                "/eventbus/000/a/htmlfile")) {
            assertThat(service.client().get(path).status()).as(path).isEqualTo(404);
            assertThat(service.client().post(path, "[]").status()).as(path).isEqualTo(404);
        }
        assertThat(service.client().get(RAW).status()).isEqualTo(400);
        for (var path : List.of("/eventbus/../v1/bookings", "/eventbus/websocket/../../v1/bookings")) {
            assertThat(service.client().get(path).status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void a_node_that_stops_does_not_wait_for_pages() {
        var node = Node.start(
                service.postgres().url(),
                service.clock(),
                Map.of("SCHEDULER_HTTP_API_KEYS", "alpha:" + ALPHA, "SCHEDULER_BRIDGE_SOCKJS_ENABLED", "true"));
        var page = new Page(node.port(), RAW, ALPHA);
        page.ask("booking.list", new JsonObject());
        long begun = System.nanoTime();
        node.close();

        assertThat(page.text()).isEqualTo(CLOSED);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(4);
    }
}
