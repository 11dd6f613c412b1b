package scheduler.availability.slot;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;

/// How many bookings there would be room for at one time, given how it suits everybody.
public final class Roles {

    private final Outline outline;
    private final int[][] fits;
    private final Map<String, int[]> given = new HashMap<>();

    private Roles(Outline outline, int[][] fits) {
        this.outline = outline;
        this.fits = fits;
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
    private boolean serve(int bookings) {
        for (int r = 0; r < fits.length; r++) {
            for (int i = bookings * outline.roles().get(r).requirement().quantity(); i > 0; i--) {
                if (!take(r, bookings, new HashSet<>())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean take(int role, int bookings, Set<String> tried) {
        var ids = outline.roles().get(role).ids();
        for (int i = 0; i < fits[role].length; i++) {
            var id = ids.get(i);
            if (fits[role][i] > 0 && tried.add(id)) {
                var units = given.computeIfAbsent(id, _ -> new int[fits.length]);
                if (Arrays.stream(units).sum() < Math.min(fits[role][i], bookings)
                        || givesWay(units, bookings, tried)) {
                    units[role]++;
                    return true;
                }
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
