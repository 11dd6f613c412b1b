package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import scheduler.platform.Times;

/// What is taken of every resource that has been asked for lately, kept current by what happens. Those asked for
/// longest ago are forgotten first when it becomes too much, and read again when somebody asks.
///
/// What is read and what happens cross: while a resource is being read, what happens to it is noted and applied to what
/// was read. Applying is safe to repeat, and a booking never goes back to an earlier version.
final class Board {

    /// Older claims stand in nobody's way; the local day on which it is now anywhere began later.
    private static final Duration KEPT = Duration.ofDays(2);

    /// What a resource weighs beside its claims.
    private static final long WEIGHT_OF_RESOURCE = 4;

    private final Times times;
    private final long weightMax;
    private final LinkedHashMap<Key, Busy> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Reading> readings = new HashMap<>();
    private long weight;

    private record Key(long tenant, String resource) {}

    /// A resource that is being read, and what has happened to it since. Whoever finds one begun waits for its result.
    static final class Reading {
        private final Promise<Busy> result = Promise.promise();
        private final List<Change> changes = new ArrayList<>();

        Future<Busy> result() {
            return result.future();
        }
    }

    /// Holds at most `claimsMax` claims, or as much as they take.
    Board(Times times, long claimsMax) {
        this.times = times;
        this.weightMax = claimsMax;
    }

    /// From when on claims are kept.
    Instant since() {
        return times.now().minus(KEPT);
    }

    @Nullable
    synchronized Busy find(long tenant, String resource) {
        return known.get(new Key(tenant, resource));
    }

    /// The reading of a resource that is under way, or a new one, which `toRead` gets.
    synchronized Reading begin(long tenant, String resource, Consumer<Reading> toRead) {
        var key = new Key(tenant, resource);
        var under = readings.get(key);
        if (under != null) {
            return under;
        }
        var reading = new Reading();
        readings.put(key, reading);
        toRead.accept(reading);
        return reading;
    }

    /// Keeps what was read together with what has happened meanwhile, and gives it to all who wait.
    void end(long tenant, String resource, Reading reading, Busy read) {
        reading.result.complete(settled(new Key(tenant, resource), reading, read));
    }

    private synchronized Busy settled(Key key, Reading reading, Busy read) {
        var now = read;
        for (var each : reading.changes) {
            now = applied(now, each, key.resource);
        }
        // When it is no longer noted, something has changed of which the reading may not know.
        if (readings.remove(key, reading)) {
            put(key, now);
        }
        return now;
    }

    void abandon(long tenant, String resource, Reading reading, Throwable why) {
        synchronized (this) {
            readings.remove(new Key(tenant, resource), reading);
        }
        reading.result.fail(why);
    }

    synchronized void apply(Change change) {
        for (var resource : change.resources()) {
            var key = new Key(change.tenant(), resource);
            var reading = readings.get(key);
            if (reading != null) {
                reading.changes.add(change);
            }
            var before = known.get(key);
            if (before != null) {
                put(key, applied(before, change, resource));
            }
        }
    }

    private Busy applied(Busy before, Change change, String resource) {
        var claims =
                before.claims().with(change.booking(), change.version(), change.of(resource), Busy.micros(since()));
        return new Busy(before.blocks(), claims);
    }

    /// Has a resource read anew by whoever asks next.
    synchronized void forget(long tenant, String resource) {
        var key = new Key(tenant, resource);
        readings.remove(key);
        var gone = known.remove(key);
        if (gone != null) {
            weight -= weight(gone);
        }
    }

    synchronized void clear() {
        known.clear();
        readings.clear();
        weight = 0;
    }

    private void put(Key key, Busy busy) {
        weight += weight(busy);
        var before = known.put(key, busy);
        if (before != null) {
            weight -= weight(before);
        }
        var oldest = known.entrySet().iterator();
        while (weight > weightMax && known.size() > 1) {
            weight -= weight(oldest.next().getValue());
            oldest.remove();
        }
    }

    private static long weight(Busy busy) {
        return WEIGHT_OF_RESOURCE + busy.blocks().size() + busy.claims().size();
    }

    /// Whether there is room for more without forgetting something.
    synchronized boolean isFull() {
        return weight >= weightMax;
    }

    synchronized int resources() {
        return known.size();
    }

    synchronized long claims() {
        return known.values().stream().mapToLong(each -> each.claims().size()).sum();
    }
}
