package scheduler.availability.memory;

import java.util.HashMap;
import java.util.Map;
import scheduler.availability.memory.Board.Kind;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Preferences;

/// What would be known if a change had come about that has not: found by what takes in one that has.
record Supposed(Change change, TakenTimes taken, OpenSessions open) {

    Known in(Known known, Outline outline) {
        var service = outline.service().id();
        var preferences = known.preferences();
        return new Known(
                busy(known.busy()),
                outline.service().capacity() == null ? known.sessions() : after(known.sessions(), open, service),
                limits(known.limits(), service),
                new Preferences(after(preferences.turns(), new TakenTurns(), service), preferences.last()),
                known.now());
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
