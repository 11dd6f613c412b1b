package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.MovableClock;
import scheduler.testing.Node;
import scheduler.testing.Postgres;

/// Everything has a bound, and beyond it there is an answer at once. What hangs hangs on a lock in the database.
class LimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CHAT = """
            {"service":"chat","start":"2026-12-01T09:00:00Z","attendees":[{"name":"Ada","email":"ada@example.org"}]}
            """;
    private static final String WISH = "{\"service\":\"none\",\"start\":\"2026-12-01T09:00:00Z\"}";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Node node(String... settings) {
        var environment = new HashMap<String, String>();
        environment.put("SCHEDULER_DATABASE_LOCK_TIMEOUT", "PT15S");
        environment.put("SCHEDULER_DATABASE_STATEMENT_TIMEOUT", "PT15S");
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return Node.start(
                postgres.url(), new MovableClock(Instant.parse("2026-11-24T08:00:00Z")), Map.copyOf(environment));
    }

    /// Holds everybody who asks for a service until it is closed.
    private static Connection lockServices() throws SQLException {
        var connection = postgres.jdbc();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table service in access exclusive mode");
        }
        return connection;
    }

    private static void awaitWaiting(int count) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (waiting() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(waiting()).isGreaterThanOrEqualTo(count);
    }

    private static int waiting() throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void beyond_the_most_at_once_the_answer_is_503_at_once() throws SQLException {
        int loops = Runtime.getRuntime().availableProcessors();
        try (var node = node("SCHEDULER_HTTP_MAX_IN_FLIGHT", "1")) {
            var asked = new ArrayList<CompletableFuture<Reply>>();
            try (var held = lockServices()) {
                for (int i = 0; i < loops + 4; i++) {
                    asked.add(node.client().postAsync("/v1/bookings", WISH));
                }
                awaitDone(asked, 4);
                var refused = asked.stream()
                        .filter(CompletableFuture::isDone)
                        .map(CompletableFuture::join)
                        .toList();

                assertThat(refused).allSatisfy(each -> assertThat(each.status()).isEqualTo(503));
                assertThat(refused)
                        .allSatisfy(
                                each -> assertThat(each.header("Retry-After")).isEqualTo("1"));
                assertThat(refused).allSatisfy(each -> assertThat(each.code()).isEqualTo("overloaded"));
                assertThat(node.client().get("/health/live").status()).isEqualTo(200);
                assertThat(held.isClosed()).isFalse();
            }
            var statuses = asked.stream()
                    .map(CompletableFuture::join)
                    .map(Reply::status)
                    .toList();
            assertThat(statuses).contains(422).containsOnly(422, 503);
            assertEveryLoopServes(node);
        }
    }

    private static void awaitDone(List<CompletableFuture<Reply>> asked, int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (asked.stream().filter(CompletableFuture::isDone).count() < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /// As many connections as there are loops twice over, so that each of them is asked.
    private static void assertEveryLoopServes(Node node) {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            assertThat(Wire.request(node.port(), "GET /v1/resources").status()).isEqualTo(200);
        }
    }

    @Test
    void what_takes_too_long_is_answered_with_503() throws SQLException {
        try (var node = node("SCHEDULER_HTTP_REQUEST_TIMEOUT", "PT1S")) {
            try (var held = lockServices()) {
                var late = node.client().post("/v1/bookings", WISH);

                assertThat(late.status()).isEqualTo(503);
                assertThat(late.code()).isEqualTo("overloaded");
                assertThat(late.header("Retry-After")).isEqualTo("1");
                assertThat(late.json().getString("detail")).contains("Idempotency-Key");
                assertThat(held.isClosed()).isFalse();
            }
            assertThat(node.client().post("/v1/bookings", WISH).status()).isEqualTo(422);
        }
    }

    @Test
    void a_body_that_does_not_come_in_time_is_answered_with_408() {
        try (var node = node("SCHEDULER_HTTP_REQUEST_TIMEOUT", "PT1S")) {
            for (var half :
                    List.of("Content-Length: 100\r\n\r\n{\"name\":", "Transfer-Encoding: chunked\r\n\r\n5\r\n{")) {
                try (var wire = new Wire(node.port())) {
                    var answer = wire.send(Wire.head("PUT /v1/resources/lee", "Content-Type: application/json") + half)
                            .answer();

                    assertThat(answer.status()).isEqualTo(408);
                    assertThat(answer.code()).isEqualTo("request_timeout");
                    assertThat(answer.header("Connection")).isEqualTo("close");
                    assertThat(answer.json().getString("detail")).contains("nothing was begun");
                    assertThat(wire.isClosedByPeer()).isTrue();
                }
            }
            assertThat(node.client().get("/v1/resources/lee").status()).isEqualTo(404);
        }
    }

    @Test
    void what_waits_too_long_for_a_lock_is_answered_with_503() throws SQLException {
        try (var node = node("SCHEDULER_DATABASE_LOCK_TIMEOUT", "PT0.1S");
                var held = lockServices()) {
            var refused = node.client().post("/v1/bookings", WISH);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("overloaded");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json().getString("detail")).contains("nothing was changed");
            assertThat(held.isClosed()).isFalse();
        }
    }

    @Test
    void bookings_go_through_and_the_service_is_ready_while_lists_are_slow() throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            // What compares addresses in a list waits as long as the test holds the lock.
            statement.execute("create schema slow");
            statement.execute("""
                    create function slow.lower(text) returns text volatile language plpgsql as $$
                    begin perform pg_advisory_xact_lock_shared(7); return pg_catalog.lower($1); end $$
                    """);
            statement.execute("select pg_advisory_lock(7)");
            statement.execute(
                    "alter database " + connection.getCatalog() + " set search_path to slow, pg_catalog, public");
            try (var node = node()) {
                var client = node.client();
                client.put("/v1/resources/ann", "{\"capacity\":50}");
                client.put(
                        "/v1/resources/ann/schedule",
                        "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"08:00\",\"to\":\"20:00\"}]}");
                client.put("/v1/services/chat", "{\"duration\":\"PT30M\"}");
                assertThat(client.post("/v1/bookings", CHAT).status()).isEqualTo(201);

                var lists = IntStream.range(0, 40)
                        .mapToObj(_ -> client.sendAsync("GET", "/v1/bookings?attendee=ada@example.org", ""))
                        .toList();
                awaitWaiting(2);
                for (int i = 0; i < 20; i++) {
                    assertThat(client.post("/v1/bookings", CHAT).status()).isEqualTo(201);
                }

                assertThat(client.get("/health/ready").status()).isEqualTo(200);
                assertThat(client.get("/v1/events").status()).isEqualTo(200);
                assertThat(waiting()).isEqualTo(2);
                assertThat(lists).noneMatch(each -> each.isDone() && each.join().status() == 200);
                statement.execute("select pg_advisory_unlock(7)");
                assertThat(lists)
                        .allSatisfy(each -> assertThat(each.join().status()).isIn(200, 503));
            } finally {
                statement.execute("alter database " + connection.getCatalog() + " reset search_path");
            }
        }
    }

    @Test
    void health_takes_nothing_from_those_who_book() {
        // As long as all that the node does by itself may take at once.
        try (var node = node("SCHEDULER_DATABASE_POOL_SIZE", "1", "SCHEDULER_DATABASE_POOL_QUEUE", "40")) {
            var client = node.client();
            var health = IntStream.range(0, 400)
                    .mapToObj(_ -> client.sendAsync("GET", "/health", ""))
                    .toList();

            for (int i = 0; i < 20; i++) {
                assertThat(client.post("/v1/bookings", WISH).code()).isEqualTo("unknown_service");
            }

            assertThat(health)
                    .allSatisfy(each -> assertThat(each.join().status()).isEqualTo(200));
        }
    }

    @Test
    void a_service_whose_connections_are_all_busy_stays_ready() throws SQLException {
        try (var node = node("SCHEDULER_DATABASE_POOL_SIZE", "2", "SCHEDULER_DATABASE_POOL_QUEUE", "4");
                var held = lockServices()) {
            var asked = IntStream.range(0, 20)
                    .mapToObj(i -> node.client().postAsync("/v1/bookings", WISH.replace("none", "none" + i)))
                    .toList();
            awaitWaiting(2);
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();

            while (System.nanoTime() < end) {
                assertThat(node.client().get("/health/ready").status()).isEqualTo(200);
            }

            assertThat(asked).anyMatch(each -> each.isDone() && each.join().status() == 503);
            assertThat(waiting()).isEqualTo(2);
            assertThat(held.isClosed()).isFalse();
        }
    }

    @Test
    void a_client_that_falls_silent_is_let_go() {
        var json = "Content-Type: application/json";
        try (var node = node("SCHEDULER_HTTP_IDLE_TIMEOUT", "PT1S", "SCHEDULER_HTTP_MAX_IN_FLIGHT", "1")) {
            for (var half : List.of(
                    "",
                    "PUT /v1/reso",
                    Wire.head("PUT /v1/resources/lee", json),
                    Wire.head("PUT /v1/resources/lee", json, "Content-Length: 100") + "\r\n{\"name\":",
                    Wire.head("PUT /v1/resources/lee", json, "Transfer-Encoding: chunked") + "\r\n5\r\n{")) {
                var wires = IntStream.range(0, 4)
                        .mapToObj(_ -> new Wire(node.port()).send(half))
                        .toList();

                for (var wire : wires) {
                    assertThat(isLetGo(wire)).as(half).isTrue();
                    wire.close();
                }
            }
            assertEveryLoopServes(node);
        }
    }

    /// Closed, or refused because others like it take all the room there is.
    private static boolean isLetGo(Wire wire) {
        return wire.isClosedByPeer() || wire.skipsToEnd();
    }

    @Test
    void pages_and_ranges_have_a_largest_size() {
        try (var node = node()) {
            var client = node.client();
            client.put("/v1/services/visit", """
                    {"duration":"PT30M","requirements":[{"role":"doctor","resources":["r1"]}]}
                    """);
            for (int i = 0; i < 205; i++) {
                client.put("/v1/resources/r" + i, "{}");
            }
            var slots = "/v1/slots?service=visit&from=2027-01-01";

            assertThat(client.get("/v1/resources").items()).hasSize(50);
            assertThat(client.get("/v1/resources?limit=200").items()).hasSize(200);
            assertThat(client.get("/v1/resources?limit=201").pointer()).isEqualTo("?limit");
            assertThat(client.get("/v1/events?limit=200").items()).hasSize(200);
            assertThat(client.get(slots + "&to=2028-02-04").status()).isEqualTo(200);
            assertThat(client.get(slots + "&to=2028-02-05").pointer()).isEqualTo("?to");
            assertThat(client.get("/v1/slots?service=visit&from=2027-01-01T00:00:00Z&to=2199-01-01T00:00:00Z")
                            .pointer())
                    .isEqualTo("?to");
        }
    }

    @Test
    void a_stop_finishes_what_is_under_way_and_takes_nothing_new() throws Exception {
        var node = node("SCHEDULER_SHUTDOWN_TIMEOUT", "PT60S");
        CompletableFuture<Reply> underWay;
        Thread stopping;
        long began;
        try (var held = lockServices()) {
            underWay = node.client().postAsync("/v1/bookings", WISH);
            awaitWaiting(1);
            began = System.nanoTime();
            stopping = Thread.ofVirtual().start(node::close);
            awaitRefused(node.port());

            assertThat(underWay.isDone()).isFalse();
            assertThat(held.isClosed()).isFalse();
        }

        assertThat(underWay.get(10, TimeUnit.SECONDS).status()).isEqualTo(422);
        assertThat(stopping.join(PATIENCE)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(50));
    }

    @Test
    void a_stop_ends_in_time_even_if_a_request_never_does() throws Exception {
        var node = node("SCHEDULER_SHUTDOWN_TIMEOUT", "PT4S");
        try (var held = lockServices()) {
            var underWay = node.client().postAsync("/v1/bookings", WISH);
            awaitWaiting(1);
            long began = System.nanoTime();

            node.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
            assertThat(underWay.handle((_, _) -> true).get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(held.isClosed()).isFalse();
        }
    }

    private static void awaitRefused(int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                Thread.onSpinWait();
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("it still takes connections");
    }
}
