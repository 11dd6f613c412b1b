package scheduler.http;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
        var name = parameter.getName();
        return switch (parameter.getIn()) {
            case QUERY, PATH -> texts(message.remove(name), "/" + name, parameter.getIn() == Location.PATH);
            case HEADER, COOKIE -> List.of();
        };
    }

    private static List<String> texts(@Nullable Object value, String pointer, boolean isPart) {
        return switch (value) {
            case null -> List.of();
            case String text -> List.of(text);
            // 5.0 is a whole number, as it is in a body.
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> List.of(String.valueOf(number.longValue()));
            case Number number -> List.of(number.toString());
            case Boolean flag -> List.of(flag.toString());
            case JsonArray list
            when !isPart && list.isEmpty() -> throw Refusal.invalid(pointer, "It must have at least 1 entries.");
            case JsonArray list
            when !isPart -> {
                var texts = new ArrayList<String>();
                for (int i = 0; i < list.size(); i++) {
                    texts.addAll(texts(list.getValue(i), pointer + "/" + i, true));
                }
                yield texts;
            }
            default -> throw Refusal.malformed(pointer, "It must be a text, a number or true or false.");
        };
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
