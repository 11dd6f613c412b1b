package scheduler.availability.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import scheduler.availability.picture.Busy;
import scheduler.platform.Times;
import scheduler.service.Service;

/// The times that are taken of each resource, by its id.
record TakenTimes(Times times) implements Board.Kind<Busy> {

    /// Older claims stand in nobody's way; the local day on which it is now anywhere began later.
    private static final Duration KEPT = Service.BUFFER_MAX;

    /// What a resource weighs beside its claims.
    private static final long WEIGHT_OF_RESOURCE = 4;

    /// From when on claims of a tenant are kept.
    Instant since(long tenant) {
        return times.now(tenant).minus(KEPT);
    }

    @Override
    public Collection<String> names(Change change) {
        return change.resources();
    }

    @Override
    public Busy applied(Busy before, Change change, String resource) {
        // One that shares a session now had claims of its own while its service had no sessions.
        var claims = change.session() != null
                ? before.claims().without(change.booking())
                : before.claims()
                        .with(
                                change.booking(),
                                change.version(),
                                change.claims(resource, change.booking(), change.version()),
                                Busy.micros(since(change.tenant())));
        for (var each : change.sessions()) {
            if (change.isIn(each)) {
                var its = change.claims(resource, each.id(), each.version());
                claims = claims.with(each.id(), each.version(), its, Busy.micros(since(change.tenant())));
            } else if (each.taken() == 0) {
                claims = claims.with(each.id(), each.version(), List.of(), Busy.micros(since(change.tenant())));
            }
        }
        return new Busy(before.blocks(), claims);
    }

    @Override
    public boolean holds(Busy busy, Change change, String resource) {
        if (change.session() != null) {
            return false;
        }
        var claims = change.claims(resource, change.booking(), change.version());
        return claims.isEmpty()
                ? busy.claims().has(change.booking(), change.version())
                : busy.claims()
                        .has(
                                change.booking(),
                                change.version(),
                                claims.getFirst().from());
    }

    @Override
    public long weight(Busy busy) {
        return WEIGHT_OF_RESOURCE + busy.blocks().size() + busy.claims().size();
    }
}
