package scheduler.client;

import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;

/// A booking, or a hold, as it stood when it was answered; `json` has all of it.
public record Booking(JsonObject json) {

    public String id() {
        return json.getString("id");
    }

    /// Goes up with every change; see `Call.ifVersion`.
    public long version() {
        return json.getLong("version");
    }

    /// As `confirmed`; of a hold `held`.
    public String status() {
        return json.getString("status");
    }

    public String service() {
        return json.getString("service");
    }

    public OffsetDateTime start() {
        return OffsetDateTime.parse(json.getString("start"));
    }

    public OffsetDateTime end() {
        return OffsetDateTime.parse(json.getString("end"));
    }

    /// The ids of the resources that it takes.
    public List<String> resources() {
        return json.getJsonArray("resources").stream()
                .map(each -> ((JsonObject) each).getString("id"))
                .toList();
    }

    static Booking read(Reply reply) {
        return new Booking(reply.json());
    }
}
