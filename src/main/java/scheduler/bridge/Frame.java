package scheduler.bridge;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;

/// What a client says at once. Anything may have come.
record Frame(
        String type,
        String address,
        String replyAddress,
        Map<String, String> headers,
        @Nullable Object body) {

    static final Frame NONE = new Frame("", "", "", Map.of(), null);

    private static final int TEXT_MAX = 200;
    private static final String AUTHORIZATION = "authorization";

    /// The key stays here, and a client has no say in how a message is delivered.
    private static final Set<String> PASSED_ON =
            Set.of("idempotency-key", "if-match", "if-none-match", "dry-run", "traceparent", "tracestate");

    static Frame read(Buffer json) {
        if (!(decoded(json) instanceof JsonObject frame)) {
            throw Refusal.malformed("", "A frame must be a JSON object.");
        }
        return new Frame(
                text(frame, "type"),
                text(frame, "address"),
                text(frame, "replyAddress"),
                headers(frame),
                frame.getValue("body"));
    }

    private static @Nullable Object decoded(Buffer json) {
        try {
            return Json.decodeValue(json);
        } catch (DecodeException e) {
            throw Refusal.malformed("", "A frame must be JSON.");
        }
    }

    private static String text(JsonObject frame, String name) {
        return switch (frame.getValue(name)) {
            case null -> "";
            case String text when text.length() <= TEXT_MAX -> text;
            default -> throw Refusal.malformed("/" + name, "It must be a text of " + TEXT_MAX + " characters at most.");
        };
    }

    private static Map<String, String> headers(JsonObject frame) {
        return switch (frame.getValue("headers")) {
            case null -> Map.of();
            case JsonObject object -> texts(object);
            default -> throw Refusal.malformed("/headers", "It must be an object.");
        };
    }

    private static Map<String, String> texts(JsonObject headers) {
        var texts = new TreeMap<String, String>();
        for (var name : headers.fieldNames()) {
            var known = name.toLowerCase(Locale.ROOT);
            if (!known.equals(AUTHORIZATION) && !PASSED_ON.contains(known)) {
                continue;
            }
            switch (headers.getValue(name)) {
                case String text -> texts.put(known, text);
                case Boolean flag -> texts.put(known, flag.toString());
                case null, default -> throw Refusal.malformed("/headers/" + known, "It must be a text.");
            }
        }
        return texts;
    }

    @Nullable
    String authorization() {
        return headers.get(AUTHORIZATION);
    }

    DeliveryOptions options() {
        var options = new DeliveryOptions();
        headers.forEach((name, value) -> {
            if (PASSED_ON.contains(name)) {
                options.addHeader(name, value);
            }
        });
        return options;
    }

    /// Neither the key nor what is in it.
    @Override
    public String toString() {
        return type + " " + address;
    }
}
