package scheduler.availability.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import scheduler.availability.picture.Busy;
import scheduler.platform.Times;

/// The times that are taken of each resource, by its id.
record TakenTimes(Times times) implements Board.Kind<Busy> {

    /// Older claims stand in nobody's way; the local day on which it is now anywhere began later.
    private static final Duration KEPT = Duration.ofDays(2);

    /// What a resource weighs beside its claims.
    private static final long WEIGHT_OF_RESOURCE = 4;

    /// From when on claims are kept.
    Instant since() {
        return times.now().minus(KEPT);
    }

    @Override
    public Collection<String> names(Change change) {
        return change.resources();
    }

    @Override
    public Busy applied(Busy before, Change change, String resource) {
        var claims =
                before.claims().with(change.booking(), change.version(), change.of(resource), Busy.micros(since()));
        return new Busy(before.blocks(), claims);
    }

    @Override
    public long weight(Busy busy) {
        return WEIGHT_OF_RESOURCE + busy.blocks().size() + busy.claims().size();
    }
}
