package scheduler.client;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/// Which slots are asked for. Each method gives another query, with that much more said.
public final class SlotQuery {

    private final JsonObject fields;

    private SlotQuery(JsonObject fields) {
        this.fields = fields;
    }

    /// Whole days, both included.
    public static SlotQuery of(String service, LocalDate from, LocalDate to) {
        return of(service, from.toString(), to.toString());
    }

    /// What starts within [from, to).
    public static SlotQuery of(String service, OffsetDateTime from, OffsetDateTime to) {
        return of(service, Wish.text(from), Wish.text(to));
    }

    private static SlotQuery of(String service, String from, String to) {
        return new SlotQuery(
                new JsonObject().put("service", service).put("from", from).put("to", to));
    }

    public SlotQuery resource(String id) {
        return with("resource", id);
    }

    public SlotQuery duration(Duration length) {
        return with("duration", length.toString());
    }

    public SlotQuery timeZone(ZoneId zone) {
        return with("timeZone", zone.getId());
    }

    /// Any other field that the contract has.
    public SlotQuery with(String field, Object value) {
        return new SlotQuery(fields.copy().put(field, value));
    }

    JsonObject fields() {
        return fields;
    }
}
