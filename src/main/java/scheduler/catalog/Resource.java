package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Names;
import scheduler.service.Buffers;
import scheduler.time.Zones;

/// Anything that can be occupied: a person, a room, a machine. `capacity` is how many bookings it takes at once;
/// `pools` are the groups that services choose from; `buffers` says what lies between two bookings.
public record Resource(
        String id,
        String name,
        String kind,
        int capacity,
        ZoneId timeZone,
        List<String> pools,
        Buffers buffers,
        JsonObject metadata) {

    private static final int NAME_MAX = 200;
    private static final int CAPACITY_MAX = 1000;
    private static final int POOLS_MAX = 50;
    private static final ZoneId UTC = ZoneId.of("UTC");

    public Resource {
        Names.check(id);
        pools = List.copyOf(pools);
    }

    public static Resource read(String id, Fields fields) {
        return new Resource(
                id,
                fields.text("name", Fields.plain(NAME_MAX), id),
                fields.text("kind", Names::check, "resource"),
                (int) fields.whole("capacity", 1, CAPACITY_MAX, 1),
                fields.text("timeZone", Zones::read, UTC),
                fields.texts("pools", POOLS_MAX, Names::check),
                fields.text("buffers", Buffers::read, Buffers.STACK),
                Metadata.read(fields));
    }

    /// The document. What was added to it later is left out where it says nothing, so that documents stored before are
    /// still the same.
    public JsonObject toJson() {
        var json = new JsonObject()
                .put("name", name)
                .put("kind", kind)
                .put("capacity", capacity)
                .put("timeZone", timeZone.getId())
                .put("pools", new JsonArray(pools));
        if (buffers != Buffers.STACK) {
            json.put("buffers", buffers.text());
        }
        return json.put("metadata", metadata);
    }

    /// The document in full, as clients see it.
    static JsonObject shown(JsonObject doc) {
        return new JsonObject().mergeIn(doc).put("buffers", doc.getString("buffers", Buffers.STACK.text()));
    }
}
