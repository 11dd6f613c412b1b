package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Operation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the quick look lets pass, the validator would have let pass too.
class QuickLookTest {

    private static final int ROUNDS = 3_000;
    private static final List<@Nullable Object> STRANGE = new ArrayList<>(Arrays.asList(
            null,
            true,
            0,
            -1,
            1,
            1.0,
            1.5,
            50L,
            1_000_000_000_000L,
            1e30,
            new BigInteger("100000000000000000000"),
            "",
            "x",
            "P1D",
            "mon",
            "dr-lee",
            "a b",
            "🦉".repeat(40),
            "x".repeat(41),
            "x".repeat(300),
            new JsonArray(),
            new JsonArray().add("p").add("p"),
            new JsonArray().add(1).add(1.0),
            new JsonArray().add(new JsonObject().put("id", "r")).add("r"),
            new JsonObject(),
            new JsonObject().put("id", "r").put("role", "a"),
            new JsonObject().put("x", "y")));

    static Vertx vertx;
    static Document document;
    static Specification specification;

    @BeforeAll
    static void read() {
        vertx = Vertx.vertx();
        document = Document.load(vertx).await();
        specification = Specification.read(vertx);
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    @Test
    void knows_the_bodies_that_the_document_shows() {
        for (var operation : withBodies()) {
            assertThat(new QuickLook(schema(operation)).fits(specification.example(operation.getOperationId())))
                    .as(operation.getOperationId())
                    .isTrue();
        }
    }

    @Test
    void lets_nothing_pass_that_the_validator_stops() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (var operation : withBodies()) {
            var schema = schema(operation);
            var look = new QuickLook(schema);
            var validator = document.contract().getSchemaRepository().validator(schema);
            int passed = 0;
            for (int round = 0; round < ROUNDS; round++) {
                var body = specification.example(operation.getOperationId());
                for (int i = random.nextInt(3); i >= 0; i--) {
                    disturb(body, random);
                }
                if (look.fits(body)) {
                    passed++;
                    assertThat(isValid(validator, body))
                            .as("%s with seed %d: %s", operation.getOperationId(), seed, body)
                            .isTrue();
                }
            }
            assertThat(passed).as(operation.getOperationId()).isPositive();
        }
    }

    @Test
    void leaves_to_the_validator_what_it_does_not_know() {
        assertThat(new QuickLook(new JsonObject().put("multipleOf", 2)).fits(4)).isFalse();
        assertThat(new QuickLook(new JsonObject().put("items", false)).fits(new JsonArray().add(1)))
                .isFalse();
        assertThat(new QuickLook(new JsonObject().put("type", "integer")).fits(1.0))
                .isFalse();
        assertThat(new QuickLook(JsonSchema.of(false)).fits(1)).isFalse();
    }

    private static List<Operation> withBodies() {
        return document.contract().operations().stream()
                .filter(each -> each.getRequestBody() != null)
                .toList();
    }

    private static JsonSchema schema(Operation operation) {
        return Objects.requireNonNull(operation.getRequestBody().getContent().get("application/json"))
                .getSchema();
    }

    private static boolean isValid(Validator validator, JsonObject body) {
        return Boolean.TRUE.equals(validator.validate(body).getValid());
    }

    /// Puts something strange in one place, takes it away or adds another.
    private static void disturb(JsonObject object, Random random) {
        var names = new ArrayList<>(object.fieldNames());
        if (names.isEmpty() || random.nextInt(8) == 0) {
            object.put(random.nextBoolean() ? "other" : "resource", strange(random));
            return;
        }
        var name = names.get(random.nextInt(names.size()));
        switch (object.getValue(name)) {
            case JsonObject inner when random.nextInt(4) > 0 -> disturb(inner, random);
            case JsonArray list when random.nextInt(4) > 0 && !list.isEmpty() -> disturb(list, random);
            case null, default -> {
                if (random.nextInt(4) == 0) {
                    object.remove(name);
                } else {
                    object.put(name, strange(random));
                }
            }
        }
    }

    private static void disturb(JsonArray list, Random random) {
        int at = random.nextInt(list.size());
        switch (list.getValue(at)) {
            case JsonObject inner when random.nextInt(4) > 0 -> disturb(inner, random);
            case Object same when random.nextBoolean() -> list.add(same);
            case null, default -> list.set(at, strange(random));
        }
    }

    private static @Nullable Object strange(Random random) {
        return switch (STRANGE.get(random.nextInt(STRANGE.size()))) {
            case JsonObject object -> object.copy();
            case JsonArray list -> list.copy();
            case null -> null;
            case Object value -> value;
        };
    }
}
