package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What has been asked for lately, by name, and kept current by what happens. What was asked for longest ago is
/// forgotten first when it becomes too much, and read again when somebody asks.
///
/// What is read and what happens cross: while something is being read, what happens to it is noted and applied to what
/// was read. Applying is safe to repeat, and a booking never goes back to an earlier version.
final class Board<V> {

    private final Kind<V> kind;
    private final long weightMax;
    private final LinkedHashMap<Key, V> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Key, Reading<V>> readings = new HashMap<>();
    private long weight;

    private record Key(long tenant, String name) {}

    /// What stands on a board.
    interface Kind<V> {

        /// What a change is about.
        Collection<String> names(Change change);

        V applied(V before, Change change, String name);

        /// Whether to apply a change again would change nothing, as far as that is easily told.
        default boolean holds(V value, Change change, String name) {
            return false;
        }

        /// How much it takes, in claims.
        long weight(V value);
    }

    /// Something that is being read, and what has happened to it since. Whoever finds one begun waits for its result.
    public static final class Reading<V> {
        private final Promise<V> result = Promise.promise();
        private final List<Change> changes = new ArrayList<>();

        Future<V> result() {
            return result.future();
        }
    }

    Board(Kind<V> kind, long weightMax) {
        this.kind = kind;
        this.weightMax = weightMax;
    }

    @Nullable
    synchronized V find(long tenant, String name) {
        return known.get(new Key(tenant, name));
    }

    /// The reading that is under way, or a new one, which `toRead` gets.
    synchronized Reading<V> begin(long tenant, String name, Consumer<Reading<V>> toRead) {
        var key = new Key(tenant, name);
        var under = readings.get(key);
        if (under != null) {
            return under;
        }
        var reading = new Reading<V>();
        readings.put(key, reading);
        toRead.accept(reading);
        return reading;
    }

    /// Keeps what was read together with what has happened meanwhile, and gives it to all who wait.
    void end(long tenant, String name, Reading<V> reading, V read) {
        reading.result.complete(settled(new Key(tenant, name), reading, read));
    }

    private synchronized V settled(Key key, Reading<V> reading, V read) {
        var now = read;
        for (var each : reading.changes) {
            now = kind.applied(now, each, key.name);
        }
        // When it is no longer noted, something has changed of which the reading may not know.
        if (readings.remove(key, reading)) {
            put(key, now);
        }
        return now;
    }

    void abandon(long tenant, String name, Reading<V> reading, Throwable why) {
        synchronized (this) {
            readings.remove(new Key(tenant, name), reading);
        }
        reading.result.fail(why);
    }

    synchronized void apply(Change change) {
        for (var name : kind.names(change)) {
            var key = new Key(change.tenant(), name);
            var reading = readings.get(key);
            if (reading != null) {
                reading.changes.add(change);
            }
            var before = known.get(key);
            if (before != null) {
                put(key, kind.applied(before, change, name));
            }
        }
    }

    /// Whether nothing on the board lacks a change that has been committed. What is not there will be read with it.
    synchronized boolean remembers(Change change) {
        for (var name : kind.names(change)) {
            var key = new Key(change.tenant(), name);
            var value = known.get(key);
            if (readings.containsKey(key) || (value != null && !kind.holds(value, change, name))) {
                return false;
            }
        }
        return true;
    }

    /// Has something read anew by whoever asks next.
    synchronized void forget(long tenant, String name) {
        var key = new Key(tenant, name);
        readings.remove(key);
        var gone = known.remove(key);
        if (gone != null) {
            weight -= kind.weight(gone);
        }
    }

    synchronized void clear() {
        known.clear();
        readings.clear();
        weight = 0;
    }

    private void put(Key key, V value) {
        weight += kind.weight(value);
        var before = known.put(key, value);
        if (before != null) {
            weight -= kind.weight(before);
        }
        var oldest = known.entrySet().iterator();
        while (weight > weightMax && known.size() > 1) {
            weight -= kind.weight(oldest.next().getValue());
            oldest.remove();
        }
    }

    /// Whether there is room for more without forgetting something.
    synchronized boolean isFull() {
        return weight >= weightMax;
    }

    synchronized int size() {
        return known.size();
    }

    /// How much it holds, in claims.
    synchronized long weight() {
        return weight;
    }
}
