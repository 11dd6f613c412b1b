package scheduler.ical;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The occurrences of an event that do not happen, or happen otherwise. One that is named by its date alone is
/// whichever is on that day.
final class Exceptions {

    private static final int LATER_MAX = 100;

    private final Set<Instant> instants = new HashSet<>();
    private final Set<LocalDate> dates = new HashSet<>();

    private final List<Later> later = new ArrayList<>();

    /// That all behind an occurrence are as an event is, which takes its place.
    record Later(Moment id, EventTimes event) {}

    void add(Moment moment) {
        if (moment.isDate()) {
            dates.add(moment.local().toLocalDate());
        } else {
            instants.add(moment.instant());
        }
    }

    /// Each occurrence is held against all of them.
    void addLater(Moment id, EventTimes event) {
        if (later.size() == LATER_MAX) {
            throw new IllegalArgumentException(
                    "An event may be changed with THISANDFUTURE " + LATER_MAX + " times at most.");
        }
        later.add(new Later(id, event));
    }

    List<Later> later() {
        return later;
    }

    /// Whether some of the later ones are busy, though the event itself may not be.
    boolean areBusyLater() {
        return later.stream().anyMatch(each -> each.event.isBusy());
    }

    boolean has(Moment moment) {
        return dates.contains(moment.local().toLocalDate())
                || (!moment.isDate() && instants.contains(moment.instant()));
    }
}
