package scheduler.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.message.Tenant;

/// An event as it stands in the log. Its `id` and `position` are its own for ever, however often it is told. Most who
/// read it pass it on or look at one field of it, so its data stay the text that they are.
public record Logged(Tenant tenant, long position, UUID id, String type, String subject, Instant time, String json) {

    private static final JsonFactory FACTORY = new JsonFactory();

    static Logged read(Tenant tenant, Row row) {
        return new Logged(
                tenant,
                row.getLong("position"),
                row.getUUID("id"),
                row.getString("type"),
                row.getString("subject"),
                row.getOffsetDateTime("time").toInstant(),
                row.getString("data"));
    }

    /// What it tells, read anew each time.
    public JsonObject data() {
        return new JsonObject(json);
    }

    /// A text among what it tells, without reading the rest.
    public @Nullable String field(String name) {
        try (var parser = FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isWanted = parser.currentName().equals(name);
                parser.nextToken();
                if (isWanted) {
                    return parser.getValueAsString();
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// CloudEvents 1.0 in its JSON format; `sequence` is the extension that orders them.
    public JsonObject toCloudEvent() {
        return envelope().put("data", data());
    }

    /// The same as text on one line. Data that are no object, which only a fault can have put there, stand in it as
    /// they are, so that they keep nobody from the rest.
    String toText() {
        if (json.indexOf('\n') >= 0) {
            return envelope().put("data", Json.decodeValue(json)).encode();
        }
        var envelope = envelope().encode();
        return envelope.substring(0, envelope.length() - 1) + ",\"data\":" + json + "}";
    }

    private JsonObject envelope() {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.toString())
                .put("source", "/tenants/" + tenant.id())
                .put("type", type)
                .put("subject", subject)
                .put("time", time.toString())
                .put("sequence", position)
                .put("datacontenttype", "application/json");
    }
}
