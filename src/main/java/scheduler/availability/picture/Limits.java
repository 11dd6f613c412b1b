package scheduler.availability.picture;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.service.Limit;

/// The limits of a service held against the bookings that there are. What counts for a booking is the local date of its
/// start: where the service is given, or for a limit of a resource where that is.
///
/// `ofService` and `ofResources` have a claim of no length for each booking, at its start. Limits of customers
/// are not in here: who asks for slots has not said who he is.
public record Limits(List<Limit> all, ZoneId zone, Claims ofService, Map<String, Claims> ofResources) {

    public static final Limits NONE = new Limits(List.of(), ZoneId.of("UTC"), Claims.NONE, Map.of());

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
