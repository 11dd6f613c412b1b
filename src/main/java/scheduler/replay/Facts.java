package scheduler.replay;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.time.Instants;

/// What is known of something, by name. What is not in it is not known; what is known to be nothing is.
final class Facts {

    private static final String NOTHING = "nothing";

    private final Map<String, Object> known = new LinkedHashMap<>();

    Facts put(String name, @Nullable Object value) {
        known.put(name, value == null ? NOTHING : value);
        return this;
    }

    /// Numbers, texts and JSON as they stand in a document.
    Facts putAll(JsonObject doc, String... names) {
        for (var name : names) {
            put(name, doc.getValue(name));
        }
        return this;
    }

    Facts putInstants(JsonObject doc, String... names) {
        for (var name : names) {
            put(name, instant(doc.getString(name)));
        }
        return this;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instants.readBack(text);
    }

    /// Says what the log tells otherwise than a table has it. What either of them does not know is no difference.
    void compare(Facts stored, Report report, String what, String id) {
        known.forEach((name, told) -> {
            var found = stored.known.get(name);
            if (found != null && !isSame(told, found)) {
                report.differs(what, id, name, said(found), said(told));
            }
        });
    }

    private static boolean isSame(Object told, Object found) {
        if (told instanceof Number one && found instanceof Number other) {
            return one.longValue() == other.longValue();
        }
        return told.equals(found);
    }

    private static String said(Object value) {
        return value instanceof Set<?> several && several.isEmpty() ? NOTHING : value.toString();
    }
}
