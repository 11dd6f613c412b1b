package scheduler.availability.picture;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Spans.Span;

/// A time at which a service with a capacity is given, and by whom: bookings take seats in it and share its claims.
/// `taken` counts the seats of bookings that stand, as of `version`; `joining` those of bookings that this node is
/// just writing. Version 0 is a session that none of them has opened yet.
public record Session(
        UUID id, long start, long end, long version, int taken, List<Place> places, Map<UUID, Integer> joining) {

    /// A unit of a resource in a role, and the time that the session has of it, as the database keeps it.
    public record Place(
            String role,
            String resource,
            int unit,
            Span during,
            @Nullable Span lead) {}

    public Session {
        places = List.copyOf(places);
        joining = Map.copyOf(joining);
    }

    /// How many seats are not to be had.
    public int seated() {
        return taken + joining.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The same with a booking that is being written.
    public Session joinedBy(UUID booking, int seats) {
        var more = new HashMap<>(joining);
        more.put(booking, seats);
        return new Session(id, start, end, version, taken, places, more);
    }

    /// The same once it is known what has become of a booking that was being written.
    public Session decided(UUID booking) {
        if (!joining.containsKey(booking)) {
            return this;
        }
        var others = new HashMap<>(joining);
        others.remove(booking);
        return new Session(id, start, end, version, taken, places, others);
    }

    /// The same as the database has it in a version, unless a later one is known.
    public Session known(long itsVersion, int itsTaken) {
        return itsVersion < version ? this : new Session(id, start, end, itsVersion, itsTaken, places, joining);
    }
}
