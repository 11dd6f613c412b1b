package scheduler.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.message.Refusal;

/// What one booking of a service needs for a role: `quantity` different resources, out of a pool or out of a
/// list. They are needed from `offset` after the start on, for `duration` or else to the end. `weights` are the
/// shares of those who take turns, 1 of whom they do not name: they stand here and not with the resource, because
/// the same person may have another share of another service.
public record Requirement(
        String role,
        @Nullable String pool,
        List<String> resources,
        int quantity,
        Strategy strategy,
        Map<String, Integer> weights,
        Duration offset,
        @Nullable Duration duration) {

    private static final int RESOURCES_MAX = 100;
    private static final int QUANTITY_MAX = 100;
    private static final int WEIGHTS_MAX = 1_000;
    private static final int WEIGHT_MAX = 1_000;

    public Requirement {
        resources = List.copyOf(resources);
    }

    /// One of whatever resource there is, for the whole time.
    public static Requirement anything(String role) {
        return new Requirement(role, null, List.of(), 1, Strategy.PRIORITY, Map.of(), Duration.ZERO, null);
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
        var strategy = fields.text("strategy", Strategy::read, Strategy.PRIORITY);
        var weights = fields.wholes("weights", WEIGHTS_MAX, Names::check, 0, WEIGHT_MAX);
        refuseUseless(fields, strategy, weights, resources);
        return new Requirement(
                fields.text("role", Names::check),
                pool,
                resources,
                quantity,
                strategy,
                weights,
                fields.text("offset", Lengths.exact(Duration.ZERO, Service.LENGTH_MAX), Duration.ZERO),
                fields.optional("duration", Lengths.exact(Service.LENGTH_MIN, Service.LENGTH_MAX)));
    }

    private static void refuseUseless(
            Fields fields, Strategy strategy, Map<String, Integer> weights, List<String> resources) {
        if (!weights.isEmpty() && strategy != Strategy.ROUND_ROBIN) {
            throw fields.invalid("weights", "Weights are for the strategy round_robin.");
        }
        for (var each : weights.keySet()) {
            if (!resources.isEmpty() && !resources.contains(each)) {
                throw Refusal.invalid(
                        fields.pointer("weights") + "/" + each, "It is none of the resources that are listed.");
            }
        }
    }

    /// The share of a resource; 0 has it chosen when nobody else is free.
    public int weight(String resource) {
        return weights.getOrDefault(resource, 1);
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
        if (!weights.isEmpty()) {
            var shares = new JsonObject();
            weights.forEach(shares::put);
            json.put("weights", shares);
        }
        if (!offset.isZero()) {
            json.put("offset", offset.toString());
        }
        if (duration != null) {
            json.put("duration", duration.toString());
        }
        return json;
    }
}
