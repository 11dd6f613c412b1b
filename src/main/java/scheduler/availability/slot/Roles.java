package scheduler.availability.slot;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;

/// How many bookings there would be room for at one time, given how it suits everybody. Who has to take part is
/// in every one of them.
///
/// For k of them every role has to find k times its quantity, with at most k units of one resource in all
/// roles: then they can be dealt out to k bookings so that none has a resource twice (Kőnig's theorem on edge
/// colouring). They are found when no set of roles wants more than all who suit one of the set can give it
/// (Hall's theorem, for units Rado's), and those who have to take part, in whichever role, find their places
/// when no set of roles has to take more of them than it wants; the two together need nothing more
/// (Mendelsohn and Dulmage). What a set finds grows ever more slowly with k, so when there is room for k
/// bookings there is for fewer.
public final class Roles {

    /// How many of those who need not take part a booking takes, by role.
    private final int[] quantities;

    /// What they can give to each role, without a difference between those who can give the same.
    private final List<Kind> kinds;

    /// What those who have to take part in whichever role can give to each.
    private final List<int[]> named;

    /// For so many roles the best that each kind can give to one of them.
    private final int[][] best;

    /// `count` resources, each of which has so many units for each role.
    private record Kind(List<Integer> units, int count) {}

    private Roles(Outline outline, int[][] fits, int most) {
        var roles = outline.roles();
        var units = units(roles, fits, most);
        this.quantities = roles.stream()
                .mapToInt(role -> role.requirement().quantity() - role.pinned().size())
                .toArray();
        this.named = outline.unplaced().stream()
                .map(id -> Objects.requireNonNull(units.get(id), id))
                .toList();
        var counts = new HashMap<List<Integer>, Integer>();
        units.values().forEach(each -> counts.merge(Arrays.stream(each).boxed().toList(), 1, Integer::sum));
        this.kinds = counts.entrySet().stream()
                .map(each -> new Kind(each.getKey(), each.getValue()))
                .toList();
        this.best = new int[roles.size()][kinds.size()];
    }

    /// How many units each has for each role, of so many that count. Who has to take part in one is for no other.
    private static Map<String, int[]> units(List<Role> roles, int[][] fits, int most) {
        var units = new HashMap<String, int[]>();
        for (int r = 0; r < fits.length; r++) {
            var ids = roles.get(r).ids();
            for (int i = 0; i < fits[r].length; i++) {
                units.computeIfAbsent(ids.get(i), _ -> new int[fits.length])[r] = Math.clamp(fits[r][i], 0, most);
            }
        }
        roles.forEach(role -> role.pinned().forEach(units::remove));
        return units;
    }

    /// Whether there is room for one.
    public static boolean isRoom(Outline outline, int[][] fits) {
        return new Roles(outline, fits, 1).hasRoom(1);
    }

    /// The most of them.
    public static int bookings(Outline outline, int[][] fits) {
        int most = Integer.MAX_VALUE;
        for (int r = 0; r < fits.length; r++) {
            most = Math.min(most, bookings(outline.roles().get(r), fits[r]));
        }
        if (!outline.sharesCandidates() || most == 0) {
            return most;
        }
        return most(most, new Roles(outline, fits, most)::hasRoom);
    }

    private boolean hasRoom(int bookings) {
        return find(bookings, 0, 0, 0) && placeNamed(bookings);
    }

    /// The same for a role alone.
    private static int bookings(Role role, int[] fits) {
        int quantity = role.requirement().quantity();
        long units = units(fits, Integer.MAX_VALUE);
        int most = (int) Math.min(Integer.MAX_VALUE, units / quantity);
        if (quantity == 1) {
            return most;
        }
        for (var id : role.pinned()) {
            most = Math.min(most, Math.max(0, fits[role.indexOf(id)]));
        }
        return most(most, bookings -> units(fits, bookings) >= (long) bookings * quantity);
    }

    /// The most up to `bound` for which there is room, where there is for fewer then, too.
    private static int most(int bound, IntPredicate hasRoom) {
        if (hasRoom.test(bound)) {
            return bound;
        }
        int low = 0;
        int high = bound;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (hasRoom.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long units(int[] fits, int most) {
        long units = 0;
        for (int fit : fits) {
            units += fit > 0 ? Math.min(fit, most) : 0;
        }
        return units;
    }

    /// Whether each set of roles finds enough that has those looked at, which are `depth` and want `wanted`,
    /// and at least one of the others from `role` on.
    private boolean find(int bookings, int role, int depth, long wanted) {
        for (int r = role; r < quantities.length; r++) {
            long all = wanted + (long) bookings * quantities[r];
            long found = 0;
            for (int i = 0; i < kinds.size(); i++) {
                var kind = kinds.get(i);
                int units = kind.units.get(r);
                best[depth][i] = depth == 0 ? units : Math.max(best[depth - 1][i], units);
                found += (long) kind.count * Math.min(bookings, best[depth][i]);
            }
            if (found < all || !find(bookings, r + 1, depth + 1, all)) {
                return false;
            }
        }
        return true;
    }

    /// Whether no set of roles, not even the empty one, has to take more of those who have to take part than it wants.
    private boolean placeNamed(int bookings) {
        for (int set = 0; !named.isEmpty() && set < 1 << quantities.length; set++) {
            long room = 0;
            for (int r = 0; r < quantities.length; r++) {
                room += has(set, r) ? (long) bookings * quantities[r] : 0;
            }
            for (var units : named) {
                room -= bookings - Math.min(bookings, elsewhere(set, units));
            }
            if (room < 0) {
                return false;
            }
        }
        return true;
    }

    /// The best that somebody can give to one of the roles that are not in a set.
    private static int elsewhere(int set, int[] units) {
        int most = 0;
        for (int r = 0; r < units.length; r++) {
            most = has(set, r) ? most : Math.max(most, units[r]);
        }
        return most;
    }

    private static boolean has(int set, int role) {
        return (set >> role & 1) == 1;
    }
}
