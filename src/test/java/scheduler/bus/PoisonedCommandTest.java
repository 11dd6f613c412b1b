package scheduler.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.message.Tenant;
import scheduler.testing.Bus;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whatever comes over the bus is answered, and whatever came before, the next is answered too.
class PoisonedCommandTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Bus bus;

    @BeforeAll
    static void open_a_practice() {
        bus = new Bus(service.node().vertx());
        new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
    }

    /// More often than there are consumers, so that each of them is tried.
    @AfterEach
    void all_consumers_still_answer() {
        for (int i = 0; i < 8; i++) {
            var slots = bus.ask(
                    "slots.query",
                    new JsonObject("{\"service\":\"visit\",\"from\":\"2026-12-08\",\"to\":\"2026-12-08\"}"));
            assertThat(slots.status()).isEqualTo(200);
            assertThat(bus.ask("book", new JsonObject()).status()).isEqualTo(422);
        }
    }

    @Test
    void what_is_no_json_object_is_malformed() {
        for (var each : new Object[] {
            "book",
            7,
            1.5,
            true,
            'x',
            Buffer.buffer("{}"),
            new byte[] {1},
            new JsonArray().add(1),
            new Tenant(1, "demo")
        }) {
            for (int i = 0; i < 4; i++) {
                var answer = bus.ask("book", each);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("malformed");
            }
        }
        assertThat(bus.ask("slots.query", null).code()).isEqualTo("malformed");
    }

    @Test
    void unknown_fields_wrong_types_and_missing_ones_are_named() {
        var wish = new JsonObject(Practice.wish("visit", "2026-12-01T09:00", "lee"));

        assertThat(bus.ask("book", wish.copy().put("colour", "red")).pointer()).isEqualTo("/colour");
        assertThat(bus.ask("book", wish.copy().put("colour", "red")).status()).isEqualTo(400);
        assertThat(bus.ask("book", wish.copy().put("start", 9)).pointer()).isEqualTo("/start");
        assertThat(bus.ask("book", wish.copy().putNull("service")).status()).isIn(400, 422);
        assertThat(bus.ask("cancel", new JsonObject()).pointer()).isEqualTo("/id");
        assertThat(bus.ask("cancel", new JsonObject().put("id", new JsonObject()))
                        .code())
                .isEqualTo("malformed");
        assertThat(bus.ask("confirm", new JsonObject().put("id", "x").put("y", 1))
                        .pointer())
                .isEqualTo("/y");
        assertThat(bus.ask(
                                "slots.query",
                                new JsonObject().put("service", "visit").put("from", "x"))
                        .json()
                        .getJsonArray("errors"))
                .isEqualTo(new JsonArray("[{\"pointer\":\"/to\",\"detail\":\"It is required.\"}]"));
        assertThat(bus.ask("booking.list", new JsonObject().put("limit", "many"))
                        .pointer())
                .isEqualTo("/limit");
        assertThat(bus.ask("booking.list", new JsonObject().put("limit", 5.0)).status())
                .isEqualTo(200);
        assertThat(bus.ask("booking.list", new JsonObject().put("limit", 5.5)).status())
                .isEqualTo(400);
        assertThat(bus.ask("booking.list", new JsonObject().put("limit", 0)).status())
                .isEqualTo(422);
        assertThat(bus.ask("booking.get", new JsonObject().put("id", "x").put("y", 1))
                        .pointer())
                .isEqualTo("/y");
        assertThat(bus.ask("book", wish, "idempotency-key", "").pointer()).isEqualTo("header Idempotency-Key");
    }

    @Test
    void what_is_too_large_or_too_deep_or_cannot_be_written_is_refused() {
        var wish = new JsonObject(Practice.wish("visit", "2026-12-01T09:00", "lee"));
        var deep = new JsonObject();
        for (int i = 0; i < 100; i++) {
            deep = new JsonObject().put("a", deep);
        }
        // Deeper than JSON is written (1,000), but not than the sender's own stack bears, where the bus copies it.
        var abyss = new JsonObject();
        for (int i = 0; i < 1_200; i++) {
            abyss = new JsonObject().put("a", abyss);
        }

        var large = bus.ask("book", wish.copy().put("metadata", new JsonObject().put("x", "y".repeat(10 << 20))));
        var many = bus.ask(
                "booking.list",
                new JsonObject()
                        .put(
                                "status",
                                new JsonArray(IntStream.range(0, 9).boxed().toList())));

        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo("too_large");
        assertThat(many.status()).isIn(400, 422);
        assertThat(bus.ask("book", wish.copy().put("metadata", deep)).code()).isEqualTo("malformed");
        assertThat(bus.ask("book", wish.copy().put("metadata", abyss)).code()).isEqualTo("malformed");
        assertThat(bus.ask("book", wish.copy().put("service", "a\0b")).status()).isEqualTo(422);
        assertThat(bus.ask("book", wish.copy().put("start", Instant.parse("2026-12-01T08:00:00Z")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_command_that_nobody_knows_has_nobody_who_answers() {
        Assertions.assertThatThrownBy(() -> bus.ask("explode", new JsonObject()))
                .isInstanceOfSatisfying(
                        ReplyException.class,
                        failure -> assertThat(failure.failureType()).isEqualTo(ReplyFailure.NO_HANDLERS));
    }

    @Test
    void a_message_that_wants_no_answer_is_done_all_the_same() {
        var heard = bus.listen("scheduler.event.booking.confirmed");
        bus.vertx()
                .eventBus()
                .send("scheduler.command.book", new JsonObject(Practice.wish("visit", "2026-12-02T09:00", "lee")))
                .send("scheduler.command.book", "poison")
                .publish("scheduler.command.slots.query", "poison");

        scheduler.testing.Patience.until(() -> !heard.events().isEmpty());
        heard.stop();
    }

    @Test
    void only_the_tenant_of_an_open_service_need_not_be_named() {
        assertThat(bus.ask("booking.list", new JsonObject().put("tenant", "demo"))
                        .status())
                .isEqualTo(200);
        assertThat(bus.ask("booking.list", new JsonObject().put("tenant", "nobody"))
                        .code())
                .isEqualTo("forbidden");
        assertThat(bus.ask("booking.list", new JsonObject().put("tenant", 1)).pointer())
                .isEqualTo("/tenant");

        var keyed = new Bus(service.startNode(Map.of("SCHEDULER_HTTP_API_KEYS", "alpha:key-of-alpha"))
                .vertx());
        var missing = keyed.ask("booking.list", new JsonObject());
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.code()).isEqualTo("malformed");
        assertThat(missing.pointer()).isEqualTo("/tenant");
        assertThat(keyed.ask("booking.list", new JsonObject().put("tenant", "demo"))
                        .status())
                .isEqualTo(403);
        assertThat(keyed.ask("booking.list", new JsonObject().put("tenant", "alpha"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void commands_can_be_left_out() {
        var quiet = new Bus(
                service.startNode(Map.of("SCHEDULER_BUS_MAX_IN_FLIGHT", "0")).vertx());

        Assertions.assertThatThrownBy(() -> quiet.ask("booking.list", new JsonObject()))
                .isInstanceOf(ReplyException.class);
    }
}
