package scheduler.http;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells whether two requests ask for the same, whatever the order of their JSON fields.
final class Fingerprint {

    private Fingerprint() {}

    static String of(String operation, JsonObject body) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((operation + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(Json.encode(ordered(body)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object ordered(@Nullable Object value) {
        return switch (value) {
            case JsonObject object -> {
                var fields = new TreeMap<String, @Nullable Object>();
                object.fieldNames().forEach(name -> fields.put(name, ordered(object.getValue(name))));
                yield fields;
            }
            case JsonArray array -> {
                var items = new JsonArray();
                for (int i = 0; i < array.size(); i++) {
                    items.add(ordered(array.getValue(i)));
                }
                yield items;
            }
            case null, default -> value;
        };
    }
}
