package scheduler.availability.picture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The turns that have been taken in the roles of a service that takes turns, by role and resource, in order.
/// Immutable.
///
/// Whose turn it is goes by start-time fair queueing (Goyal, Vin and Cheng 1996): a turn of somebody of weight w lasts
/// 1/w, and of those who are free the one goes next whose last turn is over first. Nobody begins before the last turn
/// that was given to anybody. So who was not free has missed his turns and makes up for none of them, and who is new
/// begins where the others are; of two who are free all the time neither gets ahead of the other by more than a turn.
/// Where a turn begins is kept in its booking, so the bookings are all that has to be remembered.
public record Turns(Map<String, Map<String, List<Turn>>> taken) {

    public static final Turns NONE = new Turns(Map.of());

    /// How long a turn of weight 1 lasts.
    public static final long LENGTH = 1_000_000;

    /// Where those of weight 0 are, behind everybody else.
    public static final long LAST = Long.MAX_VALUE;

    /// What began so long ago has no say any more, not even when what was given since is cancelled, or was given
    /// by nodes that did not know of each other.
    private static final long KEPT = 16 * LENGTH;

    private static final int KEPT_MAX = 256;

    /// One that began at a place of the rotation, by a version of a booking.
    public record Turn(String role, String resource, long at, UUID booking, long version) {}

    public Turns {
        taken = Map.copyOf(taken);
    }

    /// How far the rotation of a role has come.
    public long now(String role) {
        return now(taken.getOrDefault(role, Map.of()));
    }

    private static long now(Map<String, List<Turn>> byResource) {
        return byResource.values().stream()
                .mapToLong(each -> each.getLast().at)
                .max()
                .orElse(0);
    }

    /// Where the next turn of somebody begins when the rotation has come to `now`: the lowest goes next. Two turns that
    /// began at once, because two nodes did not know of each other, follow each other.
    public long next(String role, String resource, int weight, long now) {
        if (weight == 0) {
            return LAST;
        }
        return Math.max(
                over(taken.getOrDefault(role, Map.of()).getOrDefault(resource, List.of()), LENGTH / weight), now);
    }

    private static long over(List<Turn> turns, long length) {
        long over = 0;
        for (var each : turns) {
            over = Math.max(over, each.at) + length;
        }
        return over;
    }

    /// The same with `turns` as all that a booking has in a version; `resources` are those whom it has or had. Nothing
    /// changes where a later version is known, because events may come late.
    public Turns with(UUID booking, long version, Collection<String> resources, List<Turn> turns) {
        var changed = new HashMap<>(taken);
        turns.forEach(each -> changed.putIfAbsent(each.role, Map.of()));
        changed.replaceAll((role, byResource) -> {
            var its = new HashMap<>(byResource);
            for (var resource : resources) {
                var known = its.getOrDefault(resource, List.of());
                var added = turns.stream()
                        .filter(each -> each.role.equals(role) && each.resource.equals(resource))
                        .toList();
                its.put(resource, replaced(known, booking, version, added));
            }
            its.values().removeIf(List::isEmpty);
            long now = now(its);
            its.replaceAll((_, each) -> kept(each, now - KEPT));
            // Who is behind by more than a turn is where a new one would be.
            its.values().removeIf(each -> each.isEmpty() || over(each, LENGTH) + LENGTH < now);
            return Map.copyOf(its);
        });
        return new Turns(changed);
    }

    private static List<Turn> kept(List<Turn> turns, long since) {
        int first = Math.max(0, turns.size() - KEPT_MAX);
        while (first < turns.size() && turns.get(first).at < since) {
            first++;
        }
        return first == 0 ? turns : List.copyOf(turns.subList(first, turns.size()));
    }

    private static List<Turn> replaced(List<Turn> known, UUID booking, long version, List<Turn> added) {
        if (known.stream().anyMatch(each -> each.booking.equals(booking) && each.version > version)) {
            return known;
        }
        var all = new ArrayList<>(added);
        known.stream().filter(each -> !each.booking.equals(booking)).forEach(all::add);
        all.sort(Comparator.comparingLong(Turn::at));
        return List.copyOf(all);
    }

    /// The same as if a booking had never been.
    public Turns without(UUID booking) {
        var resources = taken.values().stream()
                .flatMap(each -> each.keySet().stream())
                .distinct()
                .toList();
        return with(booking, Long.MAX_VALUE, resources, List.of());
    }

    public int size() {
        return taken.values().stream()
                .flatMap(each -> each.values().stream())
                .mapToInt(List::size)
                .sum();
    }
}
