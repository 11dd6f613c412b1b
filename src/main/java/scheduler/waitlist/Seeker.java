package scheduler.waitlist;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import scheduler.time.TimeRange;

/// Somebody who waits, and what one look has found out about him: the starts that he cannot have for reasons that no
/// picture shows, such as a limit on what he books himself.
final class Seeker {

    private static final int CLOSED_MAX = 40;
    private static final int OUTRUN_MAX = 3;

    private final Entry entry;
    private final List<TimeRange> closed = new ArrayList<>();
    private int outrun;

    Seeker(Entry entry) {
        this.entry = entry;
    }

    Entry entry() {
        return entry;
    }

    boolean isClosed(Instant start) {
        return closed.stream().anyMatch(each -> each.contains(start));
    }

    /// Notes that no start of a range is for him; whether it is worth while to look for another.
    boolean close(TimeRange range) {
        closed.add(range);
        return closed.size() < CLOSED_MAX;
    }

    /// Notes that somebody was faster; whether it is worth while to look once more.
    boolean outrun() {
        outrun++;
        return outrun < OUTRUN_MAX;
    }
}
