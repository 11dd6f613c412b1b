package scheduler.client;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/// Something that has happened: a CloudEvent, which `json` has as it came. The same `id` is the same event, and
/// `sequence` is its place in the log.
public record Event(JsonObject json) {

    private static final String SOURCE = "/tenants/";

    public String id() {
        return json.getString("id");
    }

    /// As `booking.confirmed`.
    public String type() {
        return json.getString("type");
    }

    /// The id of what it is about.
    public String subject() {
        return json.getString("subject");
    }

    public String tenant() {
        return json.getString("source").substring(SOURCE.length());
    }

    public Instant time() {
        return Instant.parse(json.getString("time"));
    }

    public long sequence() {
        return json.getLong("sequence");
    }

    /// What there is after it, and what has changed.
    public JsonObject data() {
        return json.getJsonObject("data");
    }

    /// Anybody can publish at an address: whether this is an event at all, and one of the tenant.
    static boolean isOf(String tenant, Object body) {
        return body instanceof JsonObject json
                && (SOURCE + tenant).equals(json.getValue("source"))
                && json.getValue("id") instanceof String
                && json.getValue("type") instanceof String
                && json.getValue("sequence") instanceof Number;
    }
}
