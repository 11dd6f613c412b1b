package scheduler.waitlist;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.event.Previous;
import scheduler.waitlist.Waitlist.Status;

/// Somebody who waits. `hold` is what was offered to him last, `offer` says of which time; `version` counts every
/// change. The range of the wish, as instants, ends at `ends`.
record Entry(
        UUID id,
        long version,
        Status status,
        Wish wish,
        Instant ends,
        @Nullable UUID hold,
        @Nullable JsonObject offer,
        Instant createdAt,
        Instant updatedAt) {

    JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("version", version)
                .put("status", status.text())
                .mergeIn(wish.toJson());
        if (hold != null) {
            json.put(status == Status.BOOKED ? "booking" : "hold", hold.toString());
        }
        if (offer != null) {
            json.put("offer", offer);
        }
        return json.put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }

    /// What an event tells: the entry, and what its row keeps that does not follow from it. When its range ends as an
    /// instant depends on the zone of the service at the time.
    JsonObject toEvent() {
        return toJson().put("stored", new JsonObject().put("ends", ends.toString()));
    }

    /// What an event of a change says.
    JsonObject changed(Entry before) {
        var previous = Previous.parts(before.toJson(), toJson());
        previous.remove("version");
        previous.remove("updatedAt");
        return toEvent().put("previous", previous);
    }

    Entry renewed() {
        return new Entry(id, version + 1, status, wish, ends, hold, offer, createdAt, updatedAt);
    }

    /// The same once what was offered has been taken back: it keeps its place.
    Entry waitingAgain(Instant at) {
        return new Entry(id, version + 1, Status.WAITING, wish, ends, null, null, createdAt, at);
    }

    Entry now(Status then, Instant at) {
        return new Entry(id, version + 1, then, wish, ends, hold, offer, createdAt, at);
    }

    Entry offered(UUID held, JsonObject what, Instant at) {
        return new Entry(id, version + 1, Status.OFFERED, wish, ends, held, what, createdAt, at);
    }
}
