package scheduler.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.platform.SettingsLoader;
import scheduler.platform.YamlProcessor;
import scheduler.testing.Bus;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Schema;
import scheduler.testing.Service;

/// The AsyncAPI document says what is served and published on the event bus: all of it, and nothing else.
class AsyncApiTest {

    private static final Pattern TYPE = Pattern.compile(
            "[\"'](hold|booking|reminder|waitlist|series|resource|service|sender|suppression)\\.([a-z_]*[a-z])[\"']");

    @RegisterExtension
    static final Service service = new Service();

    static JsonObject read(Vertx vertx, String file) {
        var text = Buffer.buffer(SettingsLoader.bundled(file));
        return Patience.await(new YamlProcessor().process(vertx, new JsonObject(), text));
    }

    private static JsonObject read(String file) {
        return read(service.node().vertx(), file);
    }

    private static JsonObject document() {
        return read("asyncapi.yaml");
    }

    static List<String> types(JsonObject document) {
        return document
                .getJsonObject("channels")
                .getJsonObject("eventsOfType")
                .getJsonObject("parameters")
                .getJsonObject("type")
                .getJsonArray("enum")
                .stream()
                .map(String.class::cast)
                .toList();
    }

    /// The operations of HTTP that have a name on the bus, by it.
    private static Map<String, JsonObject> named(JsonObject openApi) {
        var found = new TreeMap<String, JsonObject>();
        openApi.getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (method.getValue() instanceof JsonObject operation && operation.containsKey("x-command")) {
                        found.put(operation.getString("x-command"), operation);
                    }
                }));
        return found;
    }

    private static Map<String, JsonObject> channels() {
        var found = new TreeMap<String, JsonObject>();
        document().getJsonObject("channels").forEach(each -> {
            var channel = (JsonObject) each.getValue();
            found.put(String.valueOf(channel.getString("address")), channel);
        });
        return found;
    }

    @Test
    void it_is_served_as_it_stands() {
        var served = service.client().get("/asyncapi.yaml");

        assertThat(served.text())
                .isEqualTo(new String(SettingsLoader.bundled("asyncapi.yaml"), StandardCharsets.UTF_8));
        assertThat(served.header("Content-Type")).startsWith("application/yaml");
        assertThat(document().getString("asyncapi")).isEqualTo("3.0.0");
    }

    @Test
    void it_is_as_the_published_schema_says() {
        var schema = Schema.read("published/asyncapi-3.0.0.json", Draft.DRAFT7);
        var faulty = document();
        faulty.getJsonObject("operations")
                .forEach(operation -> ((JsonObject) operation.getValue()).put("action", "shout"));

        assertThatCode(() -> schema.validate(document())).doesNotThrowAnyException();
        assertThatThrownBy(() -> schema.validate(faulty)).isInstanceOf(AssertionError.class);
    }

    @Test
    void it_names_every_address_that_is_served_and_no_other() {
        var bus = new Bus(service.node().vertx());
        var served = new TreeSet<String>();
        named(read("openapi.yaml")).keySet().forEach(each -> {
            assertThat(bus.ask(each, "anything").status()).as(each).isEqualTo(400);
            served.add("scheduler.command." + each);
        });
        served.addAll(Set.of("scheduler.event", "scheduler.event.{type}", "scheduler.reminder.due", "null"));

        assertThat(channels().keySet()).isEqualTo(served);
    }

    @Test
    void what_is_due_has_what_it_says() {
        var heard = new CompletableFuture<JsonObject>();
        var consumer = service.node().vertx().eventBus().<JsonObject>consumer("scheduler.reminder.due", message -> {
            heard.complete(message.body());
            message.reply(null);
        });
        new Practice(service)
                .resource("room")
                .service("visit", "{\"duration\":\"PT1H\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"bus\"}]}");
        service.client()
                .post(
                        "/v1/bookings",
                        "{\"service\":\"visit\",\"start\":\"2026-12-01T09:00\",\"attendees\":[{\"name\":\"Ada\"}]}");

        var message = heard.join();
        Patience.await(consumer.unregister());
        var schema =
                document().getJsonObject("components").getJsonObject("schemas").getJsonObject("ReminderDue");
        assertThat(message.fieldNames())
                .isEqualTo(schema.getJsonObject("properties").fieldNames());
        assertThat(message.getString("channel"))
                .isEqualTo(schema.getJsonObject("properties")
                        .getJsonObject("channel")
                        .getString("const"));
    }

    @Test
    void every_operation_but_streams_and_those_that_ask_for_no_key_has_a_name_on_the_bus() {
        var unnamed = new ArrayList<String>();
        read("openapi.yaml")
                .getJsonObject("paths")
                .forEach(path -> ((JsonObject) path.getValue()).forEach(method -> {
                    if (path.getKey().startsWith("/v1/")
                            && method.getValue() instanceof JsonObject operation
                            && operation.containsKey("operationId")
                            && !operation.containsKey("x-command")) {
                        unnamed.add(operation.getString("operationId"));
                    }
                }));

        assertThat(unnamed)
                .containsExactlyInAnyOrder(
                        "streamSlots", "streamEvents", "readCalendar", "showUnsubscription", "unsubscribe");
    }

    @Test
    void a_command_has_the_fields_of_its_operation_and_the_tenant() {
        var openApi = read("openapi.yaml");
        var messages = document().getJsonObject("components").getJsonObject("messages");
        named(openApi).forEach((name, operation) -> {
            var payload =
                    messages.getJsonObject(operation.getString("operationId")).getJsonObject("payload");

            assertThat(payload.getJsonObject("properties").fieldNames())
                    .as(name)
                    .isEqualTo(fields(openApi, operation));
        });
    }

    private static Set<String> fields(JsonObject openApi, JsonObject operation) {
        var fields = new HashSet<>(Set.of("tenant"));
        parameters(openApi, operation).stream()
                .map(each -> resolved(openApi, (JsonObject) each))
                .filter(each -> !each.getString("in").equals("header"))
                .forEach(each -> fields.add(each.getString("name")));
        var body = operation.getJsonObject("requestBody");
        if (body != null) {
            var schema = resolved(openApi, body)
                    .getJsonObject("content")
                    .getJsonObject("application/json")
                    .getJsonObject("schema");
            fields.addAll(resolved(openApi, schema)
                    .getJsonObject("properties", new JsonObject())
                    .fieldNames());
        }
        return fields;
    }

    private static JsonArray parameters(JsonObject openApi, JsonObject operation) {
        var parameters = operation.getJsonArray("parameters", new JsonArray()).copy();
        openApi.getJsonObject("paths").forEach(path -> {
            var item = (JsonObject) path.getValue();
            if (item.stream().anyMatch(each -> Objects.equals(each.getValue(), operation))) {
                parameters.addAll(item.getJsonArray("parameters", new JsonArray()));
            }
        });
        return parameters;
    }

    private static JsonObject resolved(JsonObject root, JsonObject json) {
        return json.getValue("$ref") instanceof String ref
                ? resolved(root, (JsonObject) JsonPointer.from(ref.substring(1)).queryJson(root))
                : json;
    }

    @Test
    void it_points_at_nothing_that_is_not_there() {
        var own = document();
        var openApi = read("openapi.yaml");

        assertThat(references(own)).isNotEmpty().allSatisfy(ref -> {
            var parts = ref.split("#", 2);
            var root = parts[0].isEmpty() ? own : openApi;
            assertThat(parts[0]).isIn("", "./openapi.yaml");
            assertThat(JsonPointer.from(parts[1]).queryJson(root)).as(ref).isNotNull();
        });
    }

    private static Set<String> references(Object value) {
        var found = new TreeSet<String>();
        switch (value) {
            case JsonObject object -> {
                if (object.getValue("$ref") instanceof String ref) {
                    found.add(ref);
                }
                object.forEach(each -> {
                    if (each.getValue() != null) {
                        found.addAll(references(each.getValue()));
                    }
                });
            }
            case JsonArray array -> array.forEach(each -> found.addAll(references(each)));
            default -> {
                // Nothing that points anywhere.
            }
        }
        return found;
    }

    /// Most types stand in the code as they are; those that are put together are added here.
    @Test
    void it_names_every_type_of_event_that_there_is_and_no_other() throws IOException {
        var inCode = new TreeSet<>(Set.of(
                "booking.attendee_cancelled",
                "booking.attendee_checked_in",
                "booking.attendee_no_show",
                "reminder.sent",
                "reminder.failed",
                "reminder.missed",
                "letter.changed",
                "waitlist.booked",
                "waitlist.expired",
                "waitlist.lapsed",
                "waitlist.left"));
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            // The client has the names of commands, and of no events.
            for (var file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> !each.startsWith("src/main/java/scheduler/client"))
                    .toList()) {
                var types = TYPE.matcher(Files.readString(file));
                while (types.find()) {
                    inCode.add(types.group(1) + "." + types.group(2));
                }
            }
        }
        var described = new TreeSet<String>();
        var text = JsonPointer.from("/components/schemas/Event/properties/type/description")
                .queryJson(read("openapi.yaml"));
        var names = Pattern.compile("`([a-z]+\\.[a-z_]+)`")
                .matcher(String.valueOf(text).split("\n\n", 2)[0]);
        while (names.find()) {
            described.add(names.group(1));
        }
        described.remove("data.attendee");

        assertThat(types(document())).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(inCode);
        assertThat(described).isEqualTo(inCode);
    }
}
