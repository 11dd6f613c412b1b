package scheduler.availability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// When a resource is not to be had: blocks take all of it, claims one unit. Held as sorted microseconds, because the
/// slot function asks it for every start on the grid.
final class Busy {

    /// Stands for all units: a block.
    static final int ALL_UNITS = -1;

    static final Busy NONE = new Busy(List.of());

    /// One time that is taken.
    record Taken(int unit, long from, long to) {}

    private final Taken[] taken;
    private final long longest;

    Busy(List<Taken> unsorted) {
        this.taken =
                unsorted.stream().sorted(Comparator.comparingLong(Taken::from)).toArray(Taken[]::new);
        this.longest =
                unsorted.stream().mapToLong(each -> each.to - each.from).max().orElse(0);
    }

    static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    boolean isBlocked(long from, long to) {
        for (int i = firstAfter(from); i < taken.length; i++) {
            var each = taken[i];
            if (each.from >= to) {
                return false;
            }
            if (each.unit == ALL_UNITS && each.to > from) {
                return true;
            }
        }
        return false;
    }

    /// The units below `capacity` that are free throughout. Units above it (the capacity was larger once) still count
    /// as taken, so that a shrunk resource is full until enough of its old bookings are gone.
    List<Integer> freeUnits(int capacity, long from, long to) {
        var free = new boolean[capacity];
        Arrays.fill(free, true);
        var beyond = new HashSet<Integer>();
        for (int i = firstAfter(from); i < taken.length; i++) {
            var each = taken[i];
            if (each.from >= to) {
                break;
            }
            if (each.unit != ALL_UNITS && each.to > from) {
                if (each.unit < capacity) {
                    free[each.unit] = false;
                } else {
                    beyond.add(each.unit);
                }
            }
        }
        var units = new ArrayList<Integer>(capacity);
        for (int unit = 0; unit < capacity; unit++) {
            if (free[unit]) {
                units.add(unit);
            }
        }
        return units.subList(0, Math.max(0, units.size() - beyond.size()));
    }

    /// The first that may still last at `from`: none is longer than the longest, so what began before is over.
    private int firstAfter(long from) {
        int low = 0;
        int high = taken.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (taken[middle].from + longest <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// How many claims there are in all: how loaded the resource is around that time.
    int claims() {
        int claims = 0;
        for (var each : taken) {
            claims += each.unit == ALL_UNITS ? 0 : 1;
        }
        return claims;
    }
}
