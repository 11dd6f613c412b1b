package scheduler.availability.memory;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import scheduler.availability.picture.Hours;

/// Gives one object for equal opening hours, for as long as somebody has it.
final class HoursPool {

    private final Map<Hours, WeakReference<Hours>> known = new WeakHashMap<>();

    synchronized Hours shared(Hours hours) {
        var reference = known.get(hours);
        var same = reference == null ? null : reference.get();
        if (same == null) {
            known.put(hours, new WeakReference<>(hours));
            return hours;
        }
        return same;
    }
}
