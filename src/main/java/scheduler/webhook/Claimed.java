package scheduler.webhook;

import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.event.Logged;
import scheduler.message.Tenant;

/// A delivery that this node has taken in hand for a while, with all that it needs to send it. `claim` is the
/// number under which it has: whoever has a smaller one has lost it.
record Claimed(long tenant, MessageId id, long claim, long attempts, Event event, String url, Secrets secrets) {

    private static final int PAYLOAD_MAX = 20_000;

    /// What it tells of; `payload` is there for a test, `time` and `data` for what stands in the log.
    record Event(
            long position,
            String type,
            String subject,
            @Nullable String payload,
            @Nullable Instant time,
            @Nullable String data) {}

    static Claimed read(Row row) {
        var time = row.getOffsetDateTime("time");
        return new Claimed(
                row.getLong("tenant"),
                new MessageId(row.getUUID("event"), row.getLong("subscription")),
                row.getLong("claim"),
                row.getLong("attempts"),
                new Event(
                        row.getLong("position"),
                        row.getString("type"),
                        row.getString("subject"),
                        row.getString("payload"),
                        time == null ? null : time.toInstant(),
                        row.getString("data")),
                row.getString("url"),
                Secrets.read(row.getString("secrets")));
    }

    UUID eventId() {
        return id.event();
    }

    boolean isTest() {
        return event.position() == 0;
    }

    /// The body, the same at every attempt; empty when the event is not in the log any more. The specification
    /// wants it small: a larger one goes without its `data` and says by `dataref` (an extension of CloudEvents)
    /// where they are.
    Optional<String> payload(Tenant whose) {
        if (event.payload() != null) {
            return Optional.of(event.payload());
        }
        if (event.time() == null || event.data() == null) {
            return Optional.empty();
        }
        var logged = new Logged(
                whose, event.position(), eventId(), event.type(), event.subject(), event.time(), event.data());
        var json = logged.toCloudEvent();
        var text = json.encode();
        if (text.getBytes(StandardCharsets.UTF_8).length <= PAYLOAD_MAX) {
            return Optional.of(text);
        }
        json.remove("data");
        return Optional.of(json.put("dataref", "/v1/events?after=" + (event.position() - 1) + "&limit=1")
                .encode());
    }
}
