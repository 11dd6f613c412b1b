package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A client that is impatient sends its write many times at once with one key: it is done once, and every answer is
/// the same success.
class RetryTest {

    private static final int AT_ONCE = 12;
    private static final int ROUNDS = 12;

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        practice = new Practice(service)
                .resource("lee", 50)
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "check-in", "no-show", "confirm", "decline"})
    void a_step_sent_many_times_at_once_is_taken_once(String step) {
        var asked = List.of("confirm", "decline").contains(step);
        for (int round = 0; round < ROUNDS; round++) {
            var booking = booked(asked ? "asked" : "visit");

            var replies = atOnce("POST", "/v1/bookings/" + booking + "/" + step, "{}", 200, step + round);

            assertThat(replies.getFirst().json().getInteger("version")).isEqualTo(2);
            assertThat(eventsOf(booking)).hasSize(2);
        }
    }

    @Test
    void a_move_sent_many_times_at_once_is_made_once() {
        for (int round = 0; round < ROUNDS; round++) {
            var booking = booked("visit");
            var body = "{\"start\":\"2026-12-02T10:00\"}";

            var replies = atOnce(
                    "POST", "/v1/bookings/" + booking + "/reschedule", body, 200, "move" + round, "If-Match", "\"1\"");

            assertThat(replies.getFirst().json().getString("localStart")).isEqualTo("2026-12-02T10:00:00");
            assertThat(replies.getFirst().json().getInteger("sequence")).isEqualTo(1);
            assertThat(eventsOf(booking)).hasSize(2);
        }
    }

    @Test
    void a_put_that_only_creates_sent_many_times_at_once_creates_once() {
        for (int round = 0; round < ROUNDS; round++) {
            for (var path : List.of("/v1/resources/new" + round, "/v1/services/new" + round)) {
                var body = path.startsWith("/v1/services") ? "{\"duration\":\"PT10M\"}" : "{}";

                var replies = atOnce("PUT", path, body, 201, path, "If-None-Match", "*");

                assertThat(replies.getFirst().json().getInteger("version")).isEqualTo(1);
                assertThat(client.get(path).json().getInteger("version")).isEqualTo(1);
            }
        }
    }

    @Test
    void a_delete_sent_many_times_at_once_deletes_once() {
        for (int round = 0; round < ROUNDS; round++) {
            client.put("/v1/resources/old" + round, "{}");
            client.put("/v1/services/old" + round, "{\"duration\":\"PT10M\"}");
            var block = client.post(
                            "/v1/resources/lee/blocks",
                            "{\"start\":\"2027-01-01T00:00:00Z\",\"end\":\"2027-01-02T00:00:00Z\"}")
                    .header("Location");
            for (var path : List.of("/v1/resources/old" + round, "/v1/services/old" + round, block)) {
                atOnce("DELETE", path, "", 204, path);

                assertThat(client.get(path).status()).isEqualTo(404);
            }
        }
    }

    @Test
    void a_move_to_where_it_is_keeps_its_key() {
        var booking = "/v1/bookings/" + booked("visit");
        var same = "{\"start\":\"2026-12-01T09:00\"}";

        var first = client.post(booking + "/reschedule", same, "Idempotency-Key", "stays");
        var again = client.post(booking + "/reschedule", same, "Idempotency-Key", "stays");
        var other =
                client.post(booking + "/reschedule", "{\"start\":\"2026-12-01T09:30\"}", "Idempotency-Key", "stays");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().getInteger("version")).isEqualTo(1);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(client.get(booking).json().getString("localStart")).isEqualTo("2026-12-01T09:00:00");
    }

    private static String booked(String serviceId) {
        return practice.book(serviceId, "2026-12-01T09:00", "lee").json().getString("id");
    }

    private static List<Object> eventsOf(String booking) {
        return client.get("/v1/events?subject=" + booking).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .<Object>map(type -> type)
                .toList();
    }

    /// All the same answer, and all but the one that did it say that they repeat it.
    private static List<Reply> atOnce(
            String method, String path, String body, int status, String key, String... headers) {
        var all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Idempotency-Key";
        all[1] = key;
        var sent = IntStream.range(0, AT_ONCE)
                .mapToObj(_ -> client.sendAsync(method, path, body, all))
                .toList();
        var replies = sent.stream().map(CompletableFuture::join).toList();
        assertThat(replies)
                .allSatisfy(each -> assertThat(each.status()).as(each.text()).isEqualTo(status));
        assertThat(replies)
                .extracting(Reply::text)
                .containsOnly(replies.getFirst().text());
        assertThat(replies)
                .filteredOn(each -> each.header("Idempotency-Replayed").isEmpty())
                .hasSize(1);
        return replies;
    }
}
