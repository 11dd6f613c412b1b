package scheduler.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.message.Names;

/// What one booking of a service needs for a role: `quantity` different resources, out of a pool or out of a list. They
/// are needed from `offset` after the start on, for `duration` or else to the end.
public record Requirement(
        String role,
        @Nullable String pool,
        List<String> resources,
        int quantity,
        Strategy strategy,
        Duration offset,
        @Nullable Duration duration) {

    private static final int RESOURCES_MAX = 100;
    private static final int QUANTITY_MAX = 100;

    public Requirement {
        resources = List.copyOf(resources);
    }

    /// One of whatever resource there is, for the whole time.
    public static Requirement anything(String role) {
        return new Requirement(role, null, List.of(), 1, Strategy.PRIORITY, Duration.ZERO, null);
    }

    static Requirement read(Fields fields) {
        var pool = fields.optional("pool", Names::check);
        var resources = fields.texts("resources", RESOURCES_MAX, Names::check);
        if ((pool == null) == resources.isEmpty()) {
            throw fields.invalid("pool", "A requirement names a pool or a list of resources, one of the two.");
        }
        int quantity = (int) fields.whole("quantity", 1, QUANTITY_MAX, 1);
        if (pool == null && quantity > resources.size()) {
            throw fields.invalid("quantity", "It is more than the resources that are listed.");
        }
        return new Requirement(
                fields.text("role", Names::check),
                pool,
                resources,
                quantity,
                fields.text("strategy", Strategy::read, Strategy.PRIORITY),
                fields.text("offset", Lengths.exact(Duration.ZERO, Service.LENGTH_MAX), Duration.ZERO),
                fields.optional("duration", Lengths.exact(Service.LENGTH_MIN, Service.LENGTH_MAX)));
    }

    /// Whether a booking of that length lasts as long as this is needed.
    boolean fits(Duration booking) {
        return booking.compareTo(duration == null ? offset.plusSeconds(1) : offset.plus(duration)) >= 0;
    }

    JsonObject toJson() {
        var json = new JsonObject().put("role", role);
        if (pool != null) {
            json.put("pool", pool);
        } else {
            json.put("resources", new JsonArray(resources));
        }
        json.put("quantity", quantity).put("strategy", strategy.text());
        if (!offset.isZero()) {
            json.put("offset", offset.toString());
        }
        if (duration != null) {
            json.put("duration", duration.toString());
        }
        return json;
    }
}
