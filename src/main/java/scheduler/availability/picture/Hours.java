package scheduler.availability.picture;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// Opening hours, resolved into instants once and not for every question. Resources with the same hours share them.
public final class Hours {

    private static final long STRETCH = Duration.ofDays(28).toNanos() / 1_000;

    /// Four years; whoever asks about more resolves anew.
    private static final int STRETCHES_MAX = 52;

    private final OpeningHours hours;
    private final Map<Long, Openings> stretches = new ConcurrentHashMap<>();

    public Hours(OpeningHours hours) {
        this.hours = hours;
    }

    /// Where it is open around [from, to), in microseconds.
    public Openings around(long from, long to) {
        long first = Math.floorDiv(from, STRETCH);
        long last = Math.floorDiv(to - 1, STRETCH);
        if (first == last) {
            return stretch(first);
        }
        var parts = new ArrayList<Openings>();
        for (long each = first; each <= last; each++) {
            parts.add(stretch(each));
        }
        return Openings.joined(parts);
    }

    private Openings stretch(long number) {
        var known = stretches.get(number);
        if (known != null) {
            return known;
        }
        if (stretches.size() >= STRETCHES_MAX) {
            stretches.clear();
        }
        var resolved = Openings.of(hours, new TimeRange(instant(number), instant(number + 1)));
        stretches.put(number, resolved);
        return resolved;
    }

    private static Instant instant(long number) {
        return Busy.instant(number * STRETCH);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hours same && same.hours.equals(hours);
    }

    @Override
    public int hashCode() {
        return hours.hashCode();
    }
}
