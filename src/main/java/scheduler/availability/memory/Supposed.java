package scheduler.availability.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import scheduler.availability.memory.Board.Kind;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Turns;
import scheduler.event.Happened;

/// What would have changed if some events had happened that have not. A decision of several steps, of which each has to
/// count on those before it, is so judged as a whole before any of it is written.
record Supposed(List<Change> changes) {

    static final Supposed NOTHING = new Supposed(List.of());

    static Supposed of(List<Happened> events) {
        return events.isEmpty()
                ? NOTHING
                : new Supposed(events.stream().map(Change::expected).toList());
    }

    /// By the id of the resource.
    Map<String, Busy> busy(Map<String, Busy> known, TakenTimes kind) {
        if (changes.isEmpty()) {
            return known;
        }
        var supposed = new HashMap<>(known);
        supposed.replaceAll((resource, busy) -> after(busy, kind, resource));
        return supposed;
    }

    Sessions sessions(Sessions known, OpenSessions kind, String service) {
        return after(known, kind, service);
    }

    Tally tally(Tally known, String service) {
        return after(known, new Tally.Tallies(), service);
    }

    Turns turns(Turns known, String service) {
        return after(known, new TakenTurns(), service);
    }

    private <V> V after(V known, Kind<V> kind, String name) {
        var value = known;
        for (var change : changes) {
            if (kind.names(change).contains(name)) {
                value = kind.applied(value, change, name);
            }
        }
        return value;
    }
}
