package scheduler.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// What is to be booked or held. Each method gives another wish, with that much more said.
public final class Wish {

    private final JsonObject fields;

    private Wish(JsonObject fields) {
        this.fields = fields;
    }

    public static Wish of(String service, OffsetDateTime start) {
        return new Wish(new JsonObject().put("service", service).put("start", text(start)));
    }

    /// In the time zone of the service; refused where that hour happens twice or never.
    public static Wish of(String service, LocalDateTime start) {
        return new Wish(new JsonObject().put("service", service).put("start", start.toString()));
    }

    /// A booking in place of a hold.
    public static Wish ofHold(String hold) {
        return new Wish(new JsonObject().put("hold", hold));
    }

    static String text(OffsetDateTime instant) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant);
    }

    public Wish resource(String id) {
        return with("resource", id);
    }

    public Wish resources(List<String> ids) {
        return with("resources", new JsonArray(List.copyOf(ids)));
    }

    /// One of the durations of the service.
    public Wish duration(Duration length) {
        return with("duration", length.toString());
    }

    /// How long a hold lasts.
    public Wish ttl(Duration length) {
        return with("ttl", length.toString());
    }

    public Wish attendee(String name, String email) {
        return attendee(new JsonObject().put("name", name).put("email", email));
    }

    public Wish attendee(JsonObject attendee) {
        var all = fields.getJsonArray("attendees", new JsonArray()).copy().add(attendee.copy());
        return with("attendees", all);
    }

    public Wish metadata(JsonObject metadata) {
        return with("metadata", metadata.copy());
    }

    /// Any other field that the contract has.
    public Wish with(String field, Object value) {
        return new Wish(fields.copy().put(field, value));
    }

    JsonObject fields() {
        return fields;
    }
}
