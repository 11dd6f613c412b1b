package scheduler.ical;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;

/// The occurrences of an event that do not happen, or happen otherwise. One that is named by its date alone is
/// whichever is on that day.
final class Exceptions {

    private final Set<Instant> instants = new HashSet<>();
    private final Set<LocalDate> dates = new HashSet<>();

    void add(Moment moment) {
        if (moment.isDate()) {
            dates.add(moment.local().toLocalDate());
        } else {
            instants.add(moment.instant());
        }
    }

    boolean has(Moment moment) {
        return dates.contains(moment.local().toLocalDate())
                || (!moment.isDate() && instants.contains(moment.instant()));
    }
}
