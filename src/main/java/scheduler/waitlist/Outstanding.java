package scheduler.waitlist;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import scheduler.event.Happened;

/// The holds that are offered and not answered yet, as far as the log tells; the rest is found by looking from time to
/// time. An answer may stand in the log before the offer: then the entry tells, once somebody has taken note of it.
final class Outstanding {

    private static final Set<String> ANSWERING =
            Set.of("hold.released", "hold.expired", "booking.confirmed", "booking.requested");

    private static final JsonObject NOTHING = new JsonObject();

    private final Set<String> holds = ConcurrentHashMap.newKeySet();

    /// Whether an event is the answer to an offer.
    boolean isAnswered(Happened event) {
        if (event.type().equals("waitlist.offered")) {
            var hold = event.data().getString("hold");
            if (hold != null) {
                holds.add(hold);
            }
        } else if (event.type().startsWith("waitlist.")) {
            remove(event.data().getString("hold"));
            remove(event.data().getString("booking"));
            remove(event.data().getJsonObject("previous", NOTHING).getString("hold"));
        }
        return ANSWERING.contains(event.type()) && holds.remove(event.subject());
    }

    private void remove(@Nullable String hold) {
        if (hold != null) {
            holds.remove(hold);
        }
    }

    /// The log tells no more of what is known by now.
    void reset() {
        holds.clear();
    }

    boolean isEmpty() {
        return holds.isEmpty();
    }
}
