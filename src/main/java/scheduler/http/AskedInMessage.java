package scheduler.http;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;

/// What a JSON message asks for: what HTTP has in the path and in the query are fields of it beside those of the body.
record AskedInMessage(
        String method, String path, Map<String, String> parts, Map<String, List<String>> query, MultiMap headers)
        implements Asked {

    private static final String DRY_RUN = "dryRun";

    /// Texts of digits: whoever has such a number, as the sequence of an event, may give it as it is.
    private static final Set<String> PLACES = Set.of("after", "position");

    /// Takes out of the message what belongs in the path and the query, so that the body is left.
    static AskedInMessage takeFrom(JsonObject message, Operation operation, MultiMap headers) {
        var parts = new HashMap<String, String>();
        var query = new HashMap<String, List<String>>();
        var path = operation.getAbsoluteOpenAPIPath();
        for (var each : operation.getParameters()) {
            var values = take(message, each);
            if (values.isEmpty()) {
                continue;
            }
            if (each.getIn() == Location.QUERY) {
                query.put(each.getName(), values);
            } else {
                parts.put(each.getName(), values.getFirst());
                path = path.replace("{" + each.getName() + "}", values.getFirst());
            }
        }
        if (headers.contains("dry-run")) {
            query.put(DRY_RUN, List.of(Objects.requireNonNull(headers.get("dry-run"))));
        }
        return new AskedInMessage(operation.getHttpMethod().name(), path, parts, query, headers);
    }

    private static List<String> take(JsonObject message, Parameter parameter) {
        return switch (parameter.getIn()) {
            case QUERY, PATH -> texts(message.remove(parameter.getName()), parameter, "/" + parameter.getName());
            case HEADER, COOKIE -> List.of();
        };
    }

    /// A value as it would stand in an address, if it has the type that it has in messages.
    private static List<String> texts(@Nullable Object value, Parameter parameter, String pointer) {
        var type = parameter.getName().equals(DRY_RUN) ? SchemaType.BOOLEAN : parameter.getSchemaType();
        if (value == null) {
            return List.of();
        }
        if (type == SchemaType.ARRAY && value instanceof JsonArray list) {
            return texts(list, pointer);
        }
        return List.of(
                switch (type) {
                    case INTEGER -> whole(value, pointer);
                    case BOOLEAN -> is(Boolean.class, value, pointer, "boolean").toString();
                    case ARRAY -> is(String.class, value, pointer, "array, string");
                    default ->
                        value instanceof Number && PLACES.contains(parameter.getName())
                                ? whole(value, pointer)
                                : is(String.class, value, pointer, "string");
                });
    }

    private static List<String> texts(JsonArray list, String pointer) {
        if (list.isEmpty()) {
            throw Refusal.invalid(pointer, "It must have at least 1 entry.");
        }
        var texts = new ArrayList<String>();
        for (int i = 0; i < list.size(); i++) {
            texts.add(is(String.class, list.getValue(i), pointer + "/" + i, "string"));
        }
        return texts;
    }

    /// 5.0 is a whole number, as it is in a body.
    private static String whole(Object value, String pointer) {
        var number = is(Number.class, value, pointer, "integer");
        return number instanceof Double real && real == Math.rint(real) && Math.abs(real) < 1e15
                ? String.valueOf(real.longValue())
                : number.toString();
    }

    private static <T> T is(Class<T> type, @Nullable Object value, String pointer, String name) {
        if (!type.isInstance(value)) {
            throw Refusal.malformed(pointer, "It must be of type " + name + ".");
        }
        return type.cast(value);
    }

    @Override
    public @Nullable String part(String name) {
        return parts.get(name);
    }

    @Override
    public Set<String> parameters() {
        return query.keySet();
    }

    @Override
    public List<String> parameter(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public List<String> headers(String name) {
        return headers.getAll(name);
    }
}
