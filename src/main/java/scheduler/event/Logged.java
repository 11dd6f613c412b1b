package scheduler.event;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import scheduler.message.Tenant;

/// An event as it stands in the log. Its `id` and `position` are its own for ever, however often it is told.
public record Logged(
        Tenant tenant, long position, UUID id, String type, String subject, Instant time, JsonObject data) {

    static Logged read(Tenant tenant, Row row) {
        return new Logged(
                tenant,
                row.getLong("position"),
                row.getUUID("id"),
                row.getString("type"),
                row.getString("subject"),
                row.getOffsetDateTime("time").toInstant(),
                new JsonObject(row.getString("data")));
    }

    /// CloudEvents 1.0 in its JSON format; `sequence` is the extension that orders them.
    public JsonObject toCloudEvent() {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", "/tenants/" + tenant.id())
                .put("type", type)
                .put("subject", subject)
                .put("time", time.toString())
                .put("sequence", position)
                .put("datacontenttype", "application/json")
                .put("data", data);
    }
}
