package scheduler.availability.memory;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Board.Kind;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Preferences;
import scheduler.event.Happened;

/// What would be known if a change had come about that has not: found by what takes in one that has.
/// Nobody tells yet what has become of a session that is `left`.
record Supposed(Change change, @Nullable Leaving left, TakenTimes taken, OpenSessions open) {

    static Supposed of(Happened event, TakenTimes taken, OpenSessions open) {
        var change = Change.expected(event);
        return new Supposed(change, left(event, change), taken, open);
    }

    private static @Nullable Leaving left(Happened event, Change change) {
        var previous = event.data().getJsonObject("previous", new JsonObject());
        var session = previous.containsKey("session")
                ? previous.getString("session")
                : event.data().getString("session");
        if (session == null || change.isIn(UUID.fromString(session))) {
            return null;
        }
        return new Leaving(change.booking(), UUID.fromString(session), previous.getInteger("seats", change.seats()));
    }

    Known in(Known known, Outline outline) {
        var service = outline.service().id();
        // Who else is in a session is known of those of the service itself.
        var before = left == null || !service.equals(change.service()) ? known : known.without(left);
        var preferences = before.preferences();
        return new Known(
                busy(before.busy()),
                outline.service().capacity() == null ? before.sessions() : after(before.sessions(), open, service),
                limits(before.limits(), service),
                new Preferences(after(preferences.turns(), new TakenTurns(), service), preferences.last()),
                before.now());
    }

    /// By the id of the resource.
    private Map<String, Busy> busy(Map<String, Busy> known) {
        var supposed = new HashMap<>(known);
        for (var resource : taken.names(change)) {
            supposed.computeIfPresent(resource, (_, busy) -> after(busy, taken, resource));
        }
        return supposed;
    }

    private Limits limits(Limits known, String service) {
        if (known.isEmpty()) {
            return known;
        }
        var tally = after(new Tally(known.ofService(), known.ofResources()), new Tally.Tallies(), service);
        return new Limits(known.all(), known.zone(), tally.ofService(), tally.ofResources());
    }

    private <V> V after(V known, Kind<V> kind, String name) {
        return kind.names(change).contains(name) ? kind.applied(known, change, name) : known;
    }
}
