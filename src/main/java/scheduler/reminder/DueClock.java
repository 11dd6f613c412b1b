package scheduler.reminder;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scheduler.platform.Times;

/// By which clock reminders are due: the database's, which all nodes share, unless a test has one of its own.
record DueClock(Times times) {

    /// Tenants for whom it is the same time: `now`, or what the database says. Where a test has put theirs ahead
    /// `leased` is the time of the service, by which leases still go: to move a clock must not take from a lane
    /// what it is just sending.
    record Group(
            List<Long> tenants,
            @Nullable OffsetDateTime now,
            @Nullable OffsetDateTime leased) {}

    /// All tenants in one group, unless a test has put the time of some ahead.
    List<Group> groups(Collection<Long> tenants) {
        var real = times.moved();
        if (real == null) {
            return List.of(new Group(List.copyOf(tenants), null, null));
        }
        var byAhead = new TreeMap<Duration, List<Long>>();
        tenants.forEach(each -> byAhead.computeIfAbsent(times.ahead(each), _ -> new ArrayList<>())
                .add(each));
        var groups = new ArrayList<Group>();
        byAhead.forEach((ahead, its) -> groups.add(new Group(its, real.plus(ahead), ahead.isZero() ? null : real)));
        return groups;
    }

    /// The time of the service that goes before the database's, if there is one.
    @Nullable
    OffsetDateTime moved() {
        return times.moved();
    }
}
