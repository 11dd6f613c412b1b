package scheduler.ical;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The occurrences of an event that do not happen, or happen otherwise. One that is named by its date alone is
/// whichever is on that day.
final class Exceptions {

    private final Set<Instant> instants = new HashSet<>();
    private final Set<LocalDate> dates = new HashSet<>();

    private final TreeMap<LocalDateTime, EventTimes> later = new TreeMap<>();

    void add(Moment moment) {
        if (moment.isDate()) {
            dates.add(moment.local().toLocalDate());
        } else {
            instants.add(moment.instant());
        }
    }

    /// That all behind an occurrence are as `event` is, which takes its place.
    void addLater(LocalDateTime occurrence, EventTimes event) {
        later.put(occurrence, event);
    }

    /// What took the place of an occurrence before, and of which, so that this one is like it.
    Map.@Nullable Entry<LocalDateTime, EventTimes> before(LocalDateTime occurrence) {
        return later.lowerEntry(occurrence);
    }

    Map<LocalDateTime, EventTimes> later() {
        return later;
    }

    boolean has(Moment moment) {
        return dates.contains(moment.local().toLocalDate())
                || (!moment.isDate() && instants.contains(moment.instant()));
    }
}
