package scheduler.booking;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.booking.Booking.Place;

/// What a decision claims anew and the rules that it was admitted under: the number of those of each claim's
/// resource, the version of the service by whose limits it was judged (null where those of no version have to be
/// current), the limits to keep, those that only have to leave room because it does not count for them yet, how many
/// seats a session has, and whether nobody may have two of them.
record Rules(
        List<Place> claims,
        List<Long> resources,
        @Nullable Long serviceVersion,
        List<Quota> quotas,
        List<Quota> asked,
        int seats,
        boolean isUnique) {

    /// Those of a booking that is placed or moved. One that does not block claims nothing and counts for nothing, but
    /// nobody asks for what he could not have.
    static Rules of(
            Outline outline,
            Booking booking,
            List<Assigned> assigned,
            @Nullable Long serviceVersion,
            List<Quota> quotas) {
        boolean claims = booking.holdsTime();
        return of(
                outline,
                booking.claims(),
                claims ? assigned.stream().map(Assigned::rules).toList() : List.of(),
                serviceVersion,
                claims ? quotas : List.of(),
                claims ? List.of() : quotas.stream().filter(Quota::isOfCustomer).toList());
    }

    /// Those of a booking that has its claims, as a hold that becomes one, or one that others join.
    static Rules withoutClaims(Outline outline, List<Quota> quotas) {
        return of(outline, List.of(), List.of(), outline.ruledBy(), quotas, List.of());
    }

    /// Those of a request that claims nothing and that others join.
    static Rules asking(Outline outline, List<Quota> asked) {
        return of(outline, List.of(), List.of(), outline.ruledBy(), List.of(), asked);
    }

    /// The same where the rules of a resource have moved on by one, by whoever writes under them.
    Rules afterOneOf(String resource) {
        var moved = new ArrayList<Long>(resources.size());
        for (int i = 0; i < resources.size(); i++) {
            moved.add(claims.get(i).id().equals(resource) ? resources.get(i) + 1 : resources.get(i));
        }
        return new Rules(claims, moved, serviceVersion, quotas, asked, seats, isUnique);
    }

    private static Rules of(
            Outline outline,
            List<Place> claims,
            List<Long> resources,
            @Nullable Long serviceVersion,
            List<Quota> quotas,
            List<Quota> asked) {
        var service = outline.service();
        return new Rules(
                claims,
                resources,
                serviceVersion,
                quotas,
                asked,
                service.capacity() == null ? 1 : service.capacity(),
                service.policy().unique());
    }
}
