package scheduler.event;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Objects;

/// What was there before a change, as the event of it tells: of the parts that have changed alone, so that who follows
/// need not keep a copy to know what is new. A part that was not there before was null.
public final class Previous {

    private static final String FIELD = "previous";

    private Previous() {}

    /// The data with what was before; of what is new nothing was. Documents are compared as they are stored.
    public static JsonObject told(JsonObject data, JsonObject before, JsonObject after) {
        return before.isEmpty() ? data : data.put(FIELD, parts(before, after));
    }

    /// The same of a part that has parts.
    public static JsonObject told(JsonObject data, String part, JsonObject before, JsonObject after) {
        return before.isEmpty() ? data : data.put(FIELD, new JsonObject().put(part, parts(before, after)));
    }

    /// The parts alone.
    public static JsonObject parts(JsonObject before, JsonObject after) {
        var names = new LinkedHashSet<>(before.fieldNames());
        names.addAll(after.fieldNames());
        var previous = new JsonObject();
        for (var name : names) {
            if (!Objects.equals(before.getValue(name), after.getValue(name))) {
                previous.put(name, before.getValue(name));
            }
        }
        return previous;
    }

    /// As it is stored; what is not there yet is empty.
    public static JsonObject document(String stored) {
        return stored.isEmpty() ? new JsonObject() : new JsonObject(stored);
    }
}
