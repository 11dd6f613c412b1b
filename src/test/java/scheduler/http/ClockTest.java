package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.platform.TestClock;
import scheduler.testing.Client;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// A clock that is put forward, and what then comes about.
class ClockTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Node node;
    private static Node other;
    private static Client client;

    @BeforeAll
    static void start() {
        var clock = new TestClock(() -> Instant.parse("2026-11-24T08:00:00Z"));
        node = Node.start(postgres.url(), clock, Map.of("SCHEDULER_REMINDER_INTERVAL", "PT0.05S"));
        other = Node.start(postgres.url(), () -> Instant.parse("2026-11-24T08:00:00Z"), Map.of());
        client = node.client();
        client.put("/v1/resources/lee", "{\"timeZone\":\"UTC\"}");
        client.put(
                "/v1/resources/lee/schedule",
                "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");
        client.put("/v1/services/visit", """
                {"duration":"PT1H","reminders":[{"before":"P1D","channel":"log"}]}
                """);
    }

    @AfterAll
    static void close() {
        node.close();
        other.close();
    }

    @Test
    void a_hold_runs_out_and_a_reminder_is_sent_when_the_clock_is_put_forward() {
        var hold = client.post("/v1/holds", "{\"service\":\"visit\",\"start\":\"2026-12-01T09:00:00Z\"}");
        assertThat(hold.status()).as(hold.text()).isEqualTo(201);
        var booking = client.post("/v1/bookings", """
                {"service":"visit","start":"2026-12-01T10:00:00Z","attendees":[{"name":"Ada"}]}
                """);
        var reminders = "/v1/bookings/" + booking.json().getString("id") + "/reminders";
        Patience.until(() -> client.get(reminders).text().contains("planned"));

        assertThat(now(client.post("/v1/test/clock?dryRun=true", "{\"advance\":\"PT1H\"}")))
                .isEqualTo("2026-11-24T09:00:00Z");
        assertThat(now(client.get("/v1/test/clock"))).isEqualTo("2026-11-24T08:00:00Z");
        assertThat(now(client.post("/v1/test/clock", "{\"advance\":\"PT1H\"}"))).isEqualTo("2026-11-24T09:00:00Z");
        assertThat(client.get("/v1/holds/" + hold.json().getString("id")).code())
                .isEqualTo("hold_expired");

        assertThat(now(client.post("/v1/test/clock", "{\"to\":\"2026-11-30T11:00:00+01:00\"}")))
                .isEqualTo("2026-11-30T10:00:00Z");
        Patience.until(() -> client.get(reminders).text().contains("\"status\":\"sent\""));
        assertThat(now(client.get("/v1/test/clock"))).isEqualTo("2026-11-30T10:00:00Z");
    }

    @Test
    void what_was_sent_twice_under_one_key_has_moved_it_once() {
        var body = "{\"advance\":\"PT1H\"}";

        var moved = client.post("/v1/test/clock", body, "Idempotency-Key", "an hour");
        var again = client.post("/v1/test/clock", body, "Idempotency-Key", "an hour");
        var other = client.post("/v1/test/clock", "{\"advance\":\"PT2H\"}", "Idempotency-Key", "an hour");
        var late = "{\"to\":\"2026-01-01T00:00:00Z\"}";
        var refused = client.post("/v1/test/clock", late, "Idempotency-Key", "too late");
        var refusedAgain = client.post("/v1/test/clock", late, "Idempotency-Key", "too late");

        assertThat(moved.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(now(again)).isEqualTo(now(moved)).isEqualTo(now(client.get("/v1/test/clock")));
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(refused.pointer()).isEqualTo("/to").isEqualTo(refusedAgain.pointer());
    }

    @Test
    void a_dry_run_says_that_it_is_one_and_moves_nothing() {
        var before = now(client.get("/v1/test/clock"));

        var tried = client.post("/v1/test/clock?dryRun=true", "{\"advance\":\"PT1H\"}", "Idempotency-Key", "dry");

        assertThat(tried.header("Dry-Run")).isEqualTo("true");
        assertThat(Instant.parse(now(tried))).isEqualTo(Instant.parse(before).plusSeconds(3_600));
        assertThat(now(client.get("/v1/test/clock"))).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | 422 | /advance",
                "{\"advance\":\"PT1H\",\"to\":\"2027-01-01T00:00:00Z\"} | 422 | /advance",
                "{\"to\":\"2026-01-01T00:00:00Z\"}               | 422 | /to",
                "{\"advance\":\"P20Y\"}                          | 422 | /advance",
                "{\"advance\":\"soon\"}                          | 422 | /advance",
                "{\"advance\":1}                                 | 400 | /advance",
                "{\"back\":\"PT1H\"}                             | 400 | /back"
            })
    void what_makes_no_sense_is_refused(String body, int status, String pointer) {
        var reply = client.post("/v1/test/clock", body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.pointer()).isEqualTo(pointer);
    }

    @Test
    void a_service_whose_clock_is_the_real_one_has_none_to_be_moved() {
        assertThat(other.client().get("/v1/test/clock").code()).isEqualTo("not_found");
        assertThat(other.client()
                        .post("/v1/test/clock", "{\"advance\":\"PT1H\"}")
                        .code())
                .isEqualTo("not_found");
    }

    private static String now(Client.Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return new JsonObject(reply.text()).getString("now");
    }
}
