package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Names;
import scheduler.time.Zones;

/// Anything that can be occupied: a person, a room, a machine. `capacity` is how many bookings it takes at once;
/// `pools` are the groups that services choose from.
public record Resource(
        String id, String name, String kind, int capacity, ZoneId timeZone, List<String> pools, JsonObject metadata) {

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
                Metadata.read(fields));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put("kind", kind)
                .put("capacity", capacity)
                .put("timeZone", timeZone.getId())
                .put("pools", new JsonArray(pools))
                .put("metadata", metadata);
    }
}
