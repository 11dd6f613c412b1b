package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Who is refused is told what holds when he asks, whatever others were told before. The oracle is the explanation,
/// which is made anew each time.
class SharedRefusalTest {

    private static final int ROUNDS = 60;
    private static final List<String> STARTS = List.of("2026-12-01T09:00", "2026-12-01T12:00", "2026-12-01T16:00");

    @RegisterExtension
    static final Service service = new Service();

    private final List<String> bookings = new ArrayList<>();
    private final List<String> blocks = new ArrayList<>();

    @Test
    void a_refusal_says_what_holds_now() {
        service.clock().set(Instant.parse("2026-12-01T05:30:00Z"));
        var practice = new Practice(service)
                .resource("lee", "doctors")
                .resource("kim", "doctors")
                .service("visit", """
                        {"duration":"PT30M","step":"PT15M","minNotice":"PT2H","horizon":"P20D",
                         "requirements":[{"role":"doctor","pool":"doctors"}]}
                        """);
        long seed = System.nanoTime();
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (var start : STARTS) {
                for (var resource : List.of("", "lee")) {
                    refused += isTold(practice, start, resource, "seed " + seed + ", round " + round) ? 1 : 0;
                }
            }
            change(practice, random);
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(ROUNDS);
    }

    /// Books what is free, so that it is refused from then on.
    private boolean isTold(Practice practice, String start, String resource, String when) {
        var reply = practice.book("visit", start, resource);
        if (reply.status() == 201) {
            bookings.add(reply.header("Location"));
            return false;
        }
        var query = "/v1/slots/explain?service=visit&start=" + start;
        var explained = practice.client()
                .get(resource.isEmpty() ? query : query + "&resource=" + resource)
                .json();
        for (var part : List.of("code", "detail", "rules", "alternatives")) {
            assertThat(reply.json().getValue(part))
                    .as("%s of %s %s: %s", part, start, resource, when)
                    .isEqualTo(explained.getValue(part));
        }
        return reply.code().equals("slot_taken");
    }

    private void change(Practice practice, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> service.clock().advance(Duration.ofMinutes(random.nextInt(8)));
            case 1 -> {
                var offered = "2026-12-01T%02d:%02d".formatted(9 + random.nextInt(8), 15 * random.nextInt(4));
                var reply = practice.book("visit", offered, random.nextBoolean() ? "lee" : "");
                if (reply.status() == 201) {
                    bookings.add(reply.header("Location"));
                }
            }
            case 2 -> {
                if (!bookings.isEmpty()) {
                    practice.client().post(bookings.remove(random.nextInt(bookings.size())) + "/cancel", "");
                }
            }
            case 3 -> {
                var block = new JsonObject()
                        .put("start", "2026-12-01T%02d:00:00+01:00".formatted(9 + random.nextInt(8)))
                        .put("end", "2026-12-01T17:30:00+01:00");
                var reply = practice.client().post("/v1/resources/kim/blocks", block.encode());
                blocks.add("/v1/resources/kim/blocks/" + reply.json().getString("id"));
            }
            case 4 -> {
                if (!blocks.isEmpty()) {
                    practice.client().delete(blocks.removeLast());
                }
            }
            default ->
                practice.schedule(
                        random.nextBoolean() ? "lee" : "kim", """
                        {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"%s","to":"18:00"}]}
                        """.formatted(random.nextBoolean() ? "09:00" : "09:05"));
        }
    }
}
