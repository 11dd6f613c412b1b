package scheduler.availability.slot;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;

/// How many bookings there would be room for at one time, given how it suits everybody. Who has to take part is
/// in every one of them.
public final class Roles {

    private final Outline outline;
    private final int[][] fits;
    private final Map<String, int[]> given = new HashMap<>();
    private final int[] served;
    private final Set<String> pinned = new HashSet<>();

    private Roles(Outline outline, int[][] fits) {
        this.outline = outline;
        this.fits = fits;
        this.served = new int[fits.length];
        outline.roles().forEach(role -> pinned.addAll(role.pinned()));
    }

    /// The most k for which every role finds k times its quantity, at most k units of one resource in all roles: then
    /// they can be dealt out to k bookings so that none has a resource twice (Kőnig's theorem on edge colouring).
    public static int bookings(Outline outline, int[][] fits) {
        int most = Integer.MAX_VALUE;
        for (int r = 0; r < fits.length; r++) {
            most = Math.min(most, bookings(outline.roles().get(r), fits[r]));
        }
        if (!outline.sharesCandidates()) {
            return most;
        }
        while (most > 0 && !new Roles(outline, fits).serve(most)) {
            most--;
        }
        return most;
    }

    /// The same for a role alone.
    private static int bookings(Role role, int[] fits) {
        int quantity = role.requirement().quantity();
        int most = units(fits, Integer.MAX_VALUE) / quantity;
        if (quantity == 1) {
            return most;
        }
        for (var id : role.pinned()) {
            most = Math.min(most, Math.max(0, fits[role.indexOf(id)]));
        }
        for (int k = most; k > 0; k--) {
            if (units(fits, k) >= k * quantity) {
                return k;
            }
        }
        return 0;
    }

    private static int units(int[] fits, int most) {
        int units = 0;
        for (int fit : fits) {
            units += fit > 0 ? Math.min(fit, most) : 0;
        }
        return units;
    }

    /// Whether all roles find enough for so many bookings: a flow from roles to resources, one unit at a time.
    /// It begins with those who have to take part, and nothing later takes a unit from them.
    private boolean serve(int bookings) {
        for (int r = 0; r < fits.length; r++) {
            for (var id : outline.roles().get(r).pinned()) {
                units(id)[r] = bookings;
                served[r] += bookings;
            }
        }
        for (var id : outline.unplaced()) {
            for (int i = 0; i < bookings; i++) {
                if (!place(id, bookings, new BitSet())) {
                    return false;
                }
            }
        }
        for (int r = 0; r < fits.length; r++) {
            for (; served[r] < wanted(r, bookings); served[r]++) {
                if (!take(r, bookings, new HashSet<>())) {
                    return false;
                }
            }
        }
        return true;
    }

    private int wanted(int role, int bookings) {
        return bookings * outline.roles().get(role).requirement().quantity();
    }

    private int[] units(String id) {
        return given.computeIfAbsent(id, _ -> new int[fits.length]);
    }

    private boolean hasUnit(String id, int fit, int bookings) {
        return Arrays.stream(units(id)).sum() < Math.min(fit, bookings);
    }

    /// One unit of somebody for whichever role has not enough, or has another who can help elsewhere.
    private boolean place(String id, int bookings, BitSet tried) {
        for (int r = 0; r < fits.length; r++) {
            int index = outline.roles().get(r).indexOf(id);
            if (index >= 0 && !tried.get(r) && hasUnit(id, fits[r][index], bookings)) {
                tried.set(r);
                if (served[r] < wanted(r, bookings) || helpsElsewhere(r, bookings, tried)) {
                    units(id)[r]++;
                    served[r]++;
                    return true;
                }
            }
        }
        return false;
    }

    private boolean helpsElsewhere(int role, int bookings, BitSet tried) {
        for (var other : outline.unplaced()) {
            if (units(other)[role] > 0) {
                units(other)[role]--;
                served[role]--;
                if (place(other, bookings, tried)) {
                    return true;
                }
                units(other)[role]++;
                served[role]++;
            }
        }
        return false;
    }

    private boolean take(int role, int bookings, Set<String> tried) {
        var ids = outline.roles().get(role).ids();
        for (int i = 0; i < fits[role].length; i++) {
            var id = ids.get(i);
            if (fits[role][i] > 0
                    && !pinned.contains(id)
                    && tried.add(id)
                    && (hasUnit(id, fits[role][i], bookings) || givesWay(units(id), bookings, tried))) {
                units(id)[role]++;
                return true;
            }
        }
        return false;
    }

    /// Another role takes a unit of somebody else instead.
    private boolean givesWay(int[] units, int bookings, Set<String> tried) {
        for (int other = 0; other < units.length; other++) {
            if (units[other] > 0 && take(other, bookings, tried)) {
                units[other]--;
                return true;
            }
        }
        return false;
    }
}
