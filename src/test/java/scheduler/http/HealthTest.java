package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.platform.Delivery;
import scheduler.platform.Lifecycle;
import scheduler.platform.Lifecycle.Stage;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.MovableClock;
import scheduler.testing.Node;
import scheduler.testing.Postgres;
import scheduler.testing.Proxy;
import scheduler.time.Tzdb;

/// What whoever runs the service is told about it, in every stage and when its database is gone.
class HealthTest {

    /// How soon an orchestrator has to know.
    private static final Duration NOTICE_MAX = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 8;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T08:00:00Z"));
    private final AtomicReference<Duration> lag = new AtomicReference<>(Duration.ZERO);
    private Proxy proxy;

    @BeforeEach
    void stand_before_the_database() {
        proxy = Proxy.before(postgres.url());
    }

    @AfterEach
    void step_aside() {
        proxy.close();
    }

    @Test
    void each_stage_says_what_it_can_do() {
        var lifecycle = new Lifecycle();
        var vertx = Vertx.vertx();
        try {
            var client = new Client("http://127.0.0.1:" + listen(vertx, lifecycle));

            assertHealth(client.get("/health/live"), 200, "event-loop UP");
            assertHealth(client.get("/health/startup"), 503, "started DOWN");
            assertHealth(client.get("/health/ready"), 503, "database UP", "picture UP", "serving DOWN", "tzdb UP");
            assertHealth(client.get("/health"), 503, "database UP", "picture UP", "serving DOWN", "tzdb UP");

            lifecycle.enter(Stage.SERVING);
            assertHealth(client.get("/health/live"), 200, "event-loop UP");
            assertHealth(client.get("/health/startup"), 200, "started UP");
            assertHealth(client.get("/health/ready"), 200, "database UP", "picture UP", "serving UP", "tzdb UP");
            assertHealth(client.get("/health"), 200, "database UP", "picture UP", "serving UP", "tzdb UP");

            lifecycle.enter(Stage.DRAINING);
            assertHealth(client.get("/health/live"), 200, "event-loop UP");
            assertHealth(client.get("/health/startup"), 200, "started UP");
            assertHealth(client.get("/health/ready"), 503, "database UP", "picture UP", "serving DOWN", "tzdb UP");
            assertHealth(client.get("/health"), 503, "database UP", "picture UP", "serving DOWN", "tzdb UP");
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void a_memory_that_has_not_heard_from_the_log_for_long_is_not_ready() {
        var lifecycle = new Lifecycle();
        lifecycle.enter(Stage.SERVING);
        var vertx = Vertx.vertx();
        try {
            var client = new Client("http://127.0.0.1:" + listen(vertx, lifecycle));

            lag.set(Duration.ofSeconds(10));
            var late = client.get("/health/ready");
            lag.set(Duration.ofMillis(10_001));
            var lost = client.get("/health/ready");

            assertHealth(late, 200, "database UP", "picture UP", "serving UP", "tzdb UP");
            assertThat(late.json().getJsonArray("checks"))
                    .contains(new JsonObject()
                            .put("id", "picture")
                            .put("status", "UP")
                            .put("data", new JsonObject().put("lag", 10_000)));
            assertHealth(lost, 503, "database UP", "picture DOWN", "serving UP", "tzdb UP");
            assertThat(client.get("/health").status()).isEqualTo(503);
            assertThat(client.get("/health/live").status()).isEqualTo(200);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void a_node_that_the_bus_does_not_deliver_to_is_not_ready() {
        var lifecycle = new Lifecycle();
        lifecycle.enter(Stage.SERVING);
        var delivery = new Delivery();
        var vertx = Vertx.vertx();
        try {
            var parts = new Edge(lifecycle, lag::get, delivery).parts(vertx, proxy.url(), clock);
            var client = new Client("http://127.0.0.1:" + listen(vertx, parts));

            delivery.working(false);
            var lost = client.get("/health/ready");
            delivery.working(true);
            var back = client.get("/health/ready");

            assertHealth(lost, 503, "bus DOWN", "database UP", "picture UP", "serving UP", "tzdb UP");
            assertHealth(back, 200, "bus UP", "database UP", "picture UP", "serving UP", "tzdb UP");
        } finally {
            vertx.close().await();
        }
    }

    /// The others would be told the same, only later.
    @Test
    void while_no_more_bookings_can_wait_they_are_turned_away_and_nothing_else_is() {
        var vertx = Vertx.vertx();
        try {
            var parts = new Edge(new Lifecycle(), lag::get).parts(vertx, proxy.url(), clock);
            var client = new Client("http://127.0.0.1:" + listen(vertx, parts));
            parts.pressure().full(true);

            for (var path : new String[] {"/v1/bookings", "/v1/holds"}) {
                var refused = client.post(path, "{");
                assertThat(refused.code()).isEqualTo("overloaded");
                assertThat(refused.header("Retry-After")).isEqualTo("1");
            }
            assertThat(client.post("/v1/waitlist", "{").code()).isEqualTo("malformed");
            parts.pressure().full(false);
            assertThat(client.post("/v1/bookings", "{").code()).isEqualTo("malformed");
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void the_rules_of_time_zones_in_use_are_named() {
        try (var node = Node.start(postgres.url(), clock, Map.of())) {
            for (var path : new String[] {"/health", "/health/ready"}) {
                assertThat(node.client().get(path).json().getJsonArray("checks"))
                        .contains(new JsonObject()
                                .put("id", "tzdb")
                                .put("status", "UP")
                                .put(
                                        "data",
                                        new JsonObject()
                                                .put("version", Tzdb.VERSION)
                                                .put("source", "jdk")));
            }
        }
    }

    /// The HTTP room alone, in a stage that the test chooses.
    private int listen(Vertx vertx, Lifecycle lifecycle) {
        return listen(vertx, new Edge(lifecycle, lag::get).parts(vertx, proxy.url(), clock));
    }

    private static int listen(Vertx vertx, HttpVerticle.Parts parts) {
        var server = new AtomicReference<HttpServer>();
        vertx.deployVerticle(HttpVerticle.several(vertx, parts, server::set).get())
                .await();
        return server.get().actualPort();
    }

    private static void assertHealth(Reply reply, int status, String... checks) {
        var json = reply.json();

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(json.getString("status")).isEqualTo(status == 200 ? "UP" : "DOWN");
        assertThat(json.fieldNames()).containsExactlyInAnyOrder("status", "checks");
        assertThat(json.getJsonArray("checks").stream()
                        .map(JsonObject.class::cast)
                        .map(HealthTest::said))
                .containsExactlyInAnyOrder(checks);
    }

    private static String said(JsonObject check) {
        return check.getString("id") + " " + check.getString("status");
    }

    @Test
    void a_database_that_goes_away_is_noticed_and_so_is_its_return() {
        try (var node = Node.start(proxy.url(), clock, Map.of())) {
            awaitReady(node.client(), 200, PATIENCE);

            proxy.goAway();

            assertOutage(node.client());
            proxy.forward();
            awaitReady(node.client(), 200, PATIENCE);
            assertThat(node.client().put("/v1/resources/back", "{}").status()).isEqualTo(201);
        }
    }

    @Test
    void a_database_that_falls_silent_is_noticed_and_so_is_its_return() {
        var settings = Map.of("SCHEDULER_HTTP_REQUEST_TIMEOUT", "PT4S");
        try (var node = Node.start(proxy.url(), clock, settings)) {
            awaitReady(node.client(), 200, PATIENCE);

            proxy.swallow();
            var stuck = IntStream.range(0, 2 * CONNECTIONS)
                    .mapToObj(i -> node.client().postAsync("/v1/bookings", wish(i)))
                    .toList();

            assertOutage(node.client());
            assertThat(node.client().get("/health/ready").status()).isEqualTo(503);
            proxy.forward();
            awaitReady(node.client(), 200, PATIENCE);
            assertThat(node.client().get("/v1/resources").status()).isEqualTo(200);
            assertThat(stuck)
                    .allSatisfy(each -> assertThat(each.join().status()).isEqualTo(503));
        }
    }

    private static String wish(int i) {
        return "{\"service\":\"s" + i + "\",\"start\":\"2026-12-01T09:00:00Z\"}";
    }

    private static void assertOutage(Client client) {
        long began = System.nanoTime();
        awaitReady(client, 503, NOTICE_MAX);
        var noticed = Duration.ofNanos(System.nanoTime() - began);
        var ready = client.get("/health/ready");
        var write = client.put("/v1/resources/lost", "{}");

        assertThat(noticed).isLessThan(NOTICE_MAX);
        assertThat(ready.json().getJsonArray("checks")).contains(downCheck());
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/health/startup").status()).isEqualTo(200);
        assertThat(write.status()).isEqualTo(503);
        assertThat(write.code()).isEqualTo("overloaded");
        assertThat(write.header("Retry-After")).isEqualTo("1");
        assertThat(write.text()).doesNotContain("postgres", "Exception", "127.0.0.1");
    }

    private static JsonObject downCheck() {
        return new JsonObject()
                .put("id", "database")
                .put("status", "DOWN")
                .put("data", new JsonObject().put("note", "it does not answer"));
    }

    private static void awaitReady(Client client, int status, Duration patience) {
        awaitStatus(client, "/health/ready", status, patience);
    }

    private static void awaitStatus(Client client, String path, int status, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        var last = client.get(path);
        while (last.status() != status && System.nanoTime() < deadline) {
            last = client.get(path);
        }
        assertThat(last.status()).as(last.text()).isEqualTo(status);
    }

    @Test
    void sessions_that_the_database_ends_do_not_hurt_for_long() throws Exception {
        try (var node = Node.start(postgres.url(), clock, Map.of());
                var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            awaitReady(node.client(), 200, PATIENCE);

            statement.execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                    """);

            assertThat(node.client().get("/health/live").status()).isEqualTo(200);
            awaitStatus(node.client(), "/v1/resources", 200, NOTICE_MAX);
            assertThat(node.client().get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void a_service_that_is_told_to_stop_is_not_ready_and_still_serves() throws Exception {
        var settings = Map.of("SCHEDULER_SHUTDOWN_DRAIN_DELAY", "PT3S");
        var node = Node.start(postgres.url(), clock, settings);
        var client = node.client();
        awaitReady(client, 200, PATIENCE);

        var stopping = Thread.ofVirtual().start(node::close);

        awaitReady(client, 503, NOTICE_MAX);
        assertHealth(client.get("/health/ready"), 503, "database UP", "picture UP", "serving DOWN", "tzdb UP");
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        assertThat(client.get("/v1/resources").status()).isEqualTo(200);
        assertThat(stopping.join(PATIENCE)).isTrue();
    }
}
