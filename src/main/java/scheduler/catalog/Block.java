package scheduler.catalog;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// A time taken out of a resource's schedule: time off, a blackout, imported busy time. `origin` is the name of the
/// import that it belongs to.
public record Block(
        UUID id,
        TimeRange during,
        @Nullable String reason,
        @Nullable String origin,
        Instant createdAt) {

    private static final int REASON_MAX = 500;

    public static Block read(UUID id, Instant createdAt, Fields fields) {
        var start = fields.text("start", Instants::read);
        var end = fields.text("end", Instants::read);
        if (!start.isBefore(end)) {
            throw fields.invalid("end", "It must be after the start.");
        }
        return new Block(
                id, new TimeRange(start, end), fields.optional("reason", Fields.plain(REASON_MAX)), null, createdAt);
    }

    public JsonObject toJson(String resource, ZoneId zone) {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("resource", resource)
                .put("start", Instants.write(during.start(), zone))
                .put("end", Instants.write(during.end(), zone));
        if (reason != null) {
            json.put("reason", reason);
        }
        if (origin != null) {
            json.put("import", origin);
        }
        return json.put("createdAt", createdAt.toString());
    }
}
