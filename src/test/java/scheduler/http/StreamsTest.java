package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.EventStream;
import scheduler.testing.MovableClock;
import scheduler.testing.Node;
import scheduler.testing.Postgres;

/// Streams stay open, and so they are bounded and ended by themselves.
class StreamsTest {

    private static final String PATH = "/v1/slots/stream?service=visit&from=2026-12-01&to=2026-12-07";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Node node(Map<String, String> settings) {
        var node = Node.start(
                postgres.url(), new MovableClock(Instant.parse("2026-11-24T08:00:00Z")), new HashMap<>(settings));
        node.client().put("/v1/resources/lee", "{}");
        node.client().put("/v1/services/visit", "{\"duration\":\"PT1H\"}");
        return node;
    }

    @Test
    void beyond_the_most_at_once_the_answer_is_503_until_one_goes() {
        try (var node = node(Map.of("SCHEDULER_HTTP_MAX_STREAMS", "2"));
                var first = new EventStream(node.port(), PATH)) {
            var second = new EventStream(node.port(), PATH);
            first.next();
            second.next();
            var refused = node.client().get(PATH);
            second.close();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("overloaded");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(statusSoon(node)).isEqualTo(200);
        }
    }

    /// The service learns a moment later that a client has gone.
    private static int statusSoon(Node node) {
        int status = 0;
        for (int i = 0; i < 500 && status != 200; i++) {
            try (var stream = new EventStream(node.port(), PATH)) {
                status = stream.status();
            }
        }
        return status;
    }

    @Test
    void they_are_no_requests_under_way() {
        int loops = Runtime.getRuntime().availableProcessors();
        try (var node = node(Map.of("SCHEDULER_HTTP_MAX_IN_FLIGHT", String.valueOf(loops)))) {
            var streams = IntStream.range(0, 4 * loops)
                    .mapToObj(_ -> new EventStream(node.port(), PATH))
                    .toList();

            assertThat(streams).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
            assertThat(node.client().get("/v1/resources").status()).isEqualTo(200);
            streams.forEach(EventStream::close);
        }
    }

    @Test
    void neither_the_time_of_a_request_nor_silence_ends_them() {
        try (var node = node(Map.of("SCHEDULER_HTTP_IDLE_TIMEOUT", "PT1S", "SCHEDULER_HTTP_REQUEST_TIMEOUT", "PT1S"));
                var stream = new EventStream(node.port(), PATH)) {
            stream.next();
            long began = System.nanoTime();

            while (Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofSeconds(3)) < 0) {
                assertThat(stream.nextLine()).isIn("", ": heartbeat");
            }
            node.client().delete("/v1/services/visit");

            assertThat(stream.next().type()).isEqualTo("problem");
        }
    }

    @Test
    void a_stop_ends_them_in_order_and_does_not_wait() {
        var node = node(Map.of("SCHEDULER_SHUTDOWN_TIMEOUT", "PT60S"));
        try (var stream = new EventStream(node.port(), PATH)) {
            stream.next();
            long began = System.nanoTime();

            node.close();

            assertThat(stream.nextLine()).isNull();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        }
    }
}
