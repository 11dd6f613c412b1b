package scheduler.availability.picture;

import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Claims.Claim;
import scheduler.service.Limit;

/// The limits of a service held against the bookings that there are. What counts for a booking is the local date of its
/// start: where the service is given, or for a limit of a resource where that is.
///
/// `ofService` and `ofResources` have a claim of no length for each booking, at its start. Limits of customers
/// are not in here: who asks for slots has not said who he is.
public record Limits(List<Limit> all, ZoneId zone, Claims ofService, Map<String, Claims> ofResources) {

    public static final Limits NONE = new Limits(List.of(), ZoneId.of("UTC"), Claims.NONE, Map.of());

    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    /// The limit of the service that is reached in the period of a start, if one is.
    @Nullable
    public Limit reached(long start) {
        return reached(start, 1);
    }

    /// The same for several bookings at once.
    @Nullable
    public Limit reached(long start, int bookings) {
        for (var each : all) {
            if (each.of().equals(Limit.OF_SERVICE) && isReached(each, each.max(), zone, ofService, start, bookings)) {
                return each;
            }
        }
        return null;
    }

    /// Whether the limits of the service leave room for several bookings, which they do for each alone. The starts are
    /// in order.
    public boolean leaveRoom(long[] starts) {
        return all.stream().allMatch(each -> !each.of().equals(Limit.OF_SERVICE) || leavesRoom(each, starts));
    }

    private boolean leavesRoom(Limit limit, long[] starts) {
        int next;
        for (int i = 0; i < starts.length; i = next) {
            next = endOfPeriod(limit, zone, starts, i);
            if (next - i > 1 && isReached(limit, limit.max(), zone, ofService, starts[i], next - i)) {
                return false;
            }
        }
        return true;
    }

    /// Whether two of several bookings would count together for a resource in one of some zones. The starts are in
    /// order.
    public boolean countTogether(long[] starts, Set<ZoneId> zones) {
        return all.stream()
                .filter(each -> each.of().equals(Limit.OF_RESOURCE))
                .anyMatch(each -> zones.stream().anyMatch(its -> countTogether(each, its, starts)));
    }

    private static boolean countTogether(Limit limit, ZoneId zone, long[] starts) {
        return IntStream.range(0, starts.length).anyMatch(i -> endOfPeriod(limit, zone, starts, i) > i + 1);
    }

    /// The first of the starts after `i` that counts in another period.
    private static int endOfPeriod(Limit limit, ZoneId zone, long[] starts, int i) {
        int next = i + 1;
        if (next == starts.length || starts[next] - starts[i] >= limit.per().daysMax() * DAY) {
            return next;
        }
        long end = Busy.micros(limit.per().around(Busy.instant(starts[i]), zone).end());
        while (next < starts.length && starts[next] < end) {
            next++;
        }
        return next;
    }

    /// The same as if some resources gave one booking more. Those of the service know nothing of it.
    public Limits with(UUID booking, long start, List<String> resources) {
        if (all.isEmpty()) {
            return this;
        }
        var more = new HashMap<>(ofResources);
        var counted = List.of(Claim.at(start, booking, 1));
        resources.forEach(
                each -> more.put(each, more.getOrDefault(each, Claims.NONE).with(booking, 1, counted, Long.MIN_VALUE)));
        return new Limits(all, zone, ofService, more);
    }

    /// Whether a resource has as many bookings as it may have.
    public boolean isReached(Candidate candidate, long start) {
        for (var each : all) {
            if (each.of().equals(Limit.OF_RESOURCE)
                    && isReached(
                            each,
                            each.max(candidate.id()),
                            candidate.zone(),
                            ofResources.getOrDefault(candidate.id(), Claims.NONE),
                            start,
                            1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReached(Limit limit, int max, ZoneId zone, Claims bookings, long start, int more) {
        if (bookings.size() + more <= max) {
            return false;
        }
        var period = limit.per().around(Busy.instant(start), zone);
        return bookings.count(Busy.micros(period.start()), Busy.micros(period.end())) + more > max;
    }

    /// The same for an outline in another zone.
    public Limits in(ZoneId other) {
        return all.isEmpty() ? this : new Limits(all, other, ofService, ofResources);
    }

    /// The same as if a booking that is being moved had never been.
    Limits without(UUID booking) {
        if (all.isEmpty()) {
            return this;
        }
        var others = new HashMap<>(ofResources);
        others.replaceAll((_, claims) -> claims.without(booking));
        return new Limits(all, zone, ofService.without(booking), others);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }
}
