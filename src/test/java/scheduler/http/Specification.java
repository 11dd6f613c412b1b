package scheduler.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.platform.SettingsLoader;
import scheduler.platform.YamlProcessor;
import scheduler.testing.Client.Reply;

/// The OpenAPI document as a reader takes it: every `$ref` resolved, nothing left out. It says of an answer what of it
/// the document does not say, fields that it does not name included.
final class Specification {

    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

    private final JsonObject document;
    private final List<Operation> operations = new ArrayList<>();

    /// An operation; `json` holds its parameters, those of its path included, its body and its responses.
    record Operation(String id, String method, String path, JsonObject json) {

        @Nullable
        JsonObject body() {
            var body = json.getJsonObject("requestBody");
            return body == null ? null : body.getJsonObject("content").getJsonObject("application/json");
        }

        List<JsonObject> parameters() {
            return json.getJsonArray("parameters").stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        boolean isApi() {
            return path.startsWith("/v1/");
        }

        /// The path with `values` for its parameters, in turn.
        String at(String... values) {
            var filled = path;
            for (var value : values) {
                filled = filled.replaceFirst("\\{[a-z]+}", value);
            }
            return filled;
        }

        boolean matches(String method, String path) {
            var template = Pattern.compile(this.path.replaceAll("\\{[a-z]+}", "[^/]+"));
            return this.method.equals(method) && template.matcher(path).matches();
        }
    }

    private Specification(JsonObject document) {
        this.document = document;
        var paths = document.getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            var item = paths.getJsonObject(path);
            for (var method : METHODS) {
                if (item.containsKey(method)) {
                    operations.add(operation(path, method, item));
                }
            }
        }
    }

    static Specification read(Vertx vertx) {
        var text = Buffer.buffer(SettingsLoader.bundled("openapi.yaml"));
        return new Specification(
                new YamlProcessor().process(vertx, new JsonObject(), text).await());
    }

    List<Operation> operations() {
        return operations;
    }

    Operation operation(String id) {
        return operations.stream()
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    JsonObject example(String operation) {
        return Objects.requireNonNull(operation(operation).body())
                .getJsonObject("example")
                .copy();
    }

    List<String> codes() {
        return document
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("ProblemCode")
                .getJsonArray("enum")
                .stream()
                .map(String.class::cast)
                .toList();
    }

    /// What of an answer the document does not say; nothing when it says all of it.
    Optional<String> unsaid(Reply reply) {
        var request = reply.response().request();
        var found = operations.stream()
                .filter(each -> each.matches(request.method(), request.uri().getPath()))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.of("no operation " + request.method() + " " + request.uri());
        }
        var responses = found.get().json.getJsonObject("responses");
        var status = String.valueOf(reply.status());
        var response = responses.getJsonObject(status, responses.getJsonObject("default"));
        if (response == null) {
            return Optional.of("no status " + status + " for " + found.get().id);
        }
        return unsaid(reply, response).map(what -> found.get().id + " " + status + ": " + what + " in " + reply.text());
    }

    private static Optional<String> unsaid(Reply reply, JsonObject response) {
        for (var name : List.of("ETag", "Location", "Retry-After", "Allow", "WWW-Authenticate")) {
            boolean declared =
                    response.getJsonObject("headers", new JsonObject()).containsKey(name);
            if (!reply.header(name).isEmpty() && !declared) {
                return Optional.of("the header " + name);
            }
        }
        var content = response.getJsonObject("content");
        if (content == null) {
            return reply.text().isEmpty() ? Optional.empty() : Optional.of("a body");
        }
        var type = reply.header("Content-Type").split(";", 2)[0];
        if (!content.containsKey(type)) {
            return Optional.of("the content type " + type);
        }
        return type.endsWith("json")
                ? broken(content.getJsonObject(type).getJsonObject("schema"), reply.json())
                : Optional.empty();
    }

    /// The first rule of a resolved schema that a value breaks.
    static Optional<String> broken(JsonObject schema, Object value) {
        var options = new JsonSchemaOptions()
                .setDraft(Draft.DRAFT202012)
                .setBaseUri("app://document")
                .setOutputFormat(OutputFormat.Basic);
        var result = Validator.create(JsonSchema.of(closed(schema)), options).validate(value);
        return Boolean.TRUE.equals(result.getValid())
                ? Optional.empty()
                : Optional.of(String.valueOf(result.getErrors()));
    }

    /// An object whose fields are named has no others.
    private static JsonObject closed(JsonObject schema) {
        var copy = new JsonObject();
        schema.forEach(field -> copy.put(field.getKey(), closedValue(field.getValue())));
        if (copy.getValue("properties") instanceof JsonObject && !copy.containsKey("additionalProperties")) {
            copy.put("additionalProperties", false);
        }
        return copy;
    }

    private static Object closedValue(Object value) {
        return value instanceof JsonObject object ? closed(object) : value;
    }

    private Operation operation(String path, String method, JsonObject item) {
        var operation = resolved(item.getJsonObject(method));
        var parameters =
                resolved(item).getJsonArray("parameters", new JsonArray()).copy();
        parameters.addAll(operation.getJsonArray("parameters", new JsonArray()));
        operation.put("parameters", parameters);
        return new Operation(
                operation.getString("operationId"), method.toUpperCase(java.util.Locale.ROOT), path, operation);
    }

    private JsonObject resolved(JsonObject json) {
        if (json.getValue("$ref") instanceof String ref) {
            var pointer = JsonPointer.from(URLDecoder.decode(ref.substring(1), StandardCharsets.UTF_8));
            return resolved((JsonObject) Objects.requireNonNull(pointer.queryJson(document), ref));
        }
        var copy = new JsonObject();
        json.forEach(field -> copy.put(field.getKey(), resolvedValue(field.getValue())));
        return copy;
    }

    private @Nullable Object resolvedValue(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> resolved(object);
            case JsonArray array -> {
                var copy = new JsonArray();
                array.forEach(each -> copy.add(resolvedValue(each)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
