package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// What was read lately, up to a weight: what was asked for longest ago is forgotten first. Several who ask for
/// the same at once have it read once.
final class Memo<K, V> {

    private final long weightMax;
    private final ToLongFunction<V> weigh;
    private final LinkedHashMap<K, V> known = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<K, Promise<V>> readings = new HashMap<>();
    private long weight;

    Memo(long weightMax, ToLongFunction<V> weigh) {
        this.weightMax = weightMax;
        this.weigh = weigh;
    }

    /// The value as it is known, as somebody else is just reading it, or as `read` brings it.
    Future<V> get(K key, Supplier<Future<V>> read) {
        Promise<V> reading;
        synchronized (this) {
            var found = known.get(key);
            if (found != null) {
                return Future.succeededFuture(found);
            }
            var under = readings.get(key);
            if (under != null) {
                return under.future();
            }
            reading = Promise.promise();
            readings.put(key, reading);
        }
        Future.succeededFuture().compose(_ -> read.get()).onComplete((value, failure) -> {
            if (failure == null) {
                keep(key, reading, value);
                reading.complete(value);
            } else {
                drop(key, reading);
                reading.fail(failure);
            }
        });
        return reading.future();
    }

    private synchronized void keep(K key, Promise<V> reading, V value) {
        // When it is not noted any more, something has changed of which the reading may not know.
        if (!readings.remove(key, reading)) {
            return;
        }
        known.put(key, value);
        weight += weigh.applyAsLong(value);
        var oldest = known.entrySet().iterator();
        while (weight > weightMax && known.size() > 1) {
            weight -= weigh.applyAsLong(oldest.next().getValue());
            oldest.remove();
        }
    }

    private synchronized void drop(K key, Promise<V> reading) {
        readings.remove(key, reading);
    }

    /// Forgets what is known and fits, and all that is just being read: it is not known yet whether that fits.
    synchronized void forget(BiPredicate<K, V> which) {
        readings.clear();
        known.entrySet().removeIf(each -> {
            boolean goes = which.test(each.getKey(), each.getValue());
            weight -= goes ? weigh.applyAsLong(each.getValue()) : 0;
            return goes;
        });
    }

    synchronized int size() {
        return known.size();
    }
}
