package scheduler.availability.picture;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import scheduler.availability.picture.Openings.Grid;

/// A resource that could give a service, as one picture shows it: `rules` is the number of the rules it was read
/// under, `openings` and `busy` are what is known around the time that is asked about.
public record Candidate(
        long no,
        String id,
        long rules,
        int capacity,
        ZoneId zone,
        List<String> pools,
        Optional<Hours> hours,
        Openings openings,
        Busy busy) {

    /// What a resource has against a start, from worst to best: the lower, the farther from a slot.
    public static final int CLOSED = -5;
    public static final int OFF_GRID = -4;
    public static final int BLOCKED = -3;
    public static final int LIMITED = -2;
    static final int TAKEN = -1;

    /// The same resource with what is known around a time.
    Candidate knowing(Openings openThen, Busy takenThen) {
        return new Candidate(no, id, rules, capacity, zone, pools, hours, openThen, takenThen);
    }

    /// How many units of this resource a part of a booking could have, or one of the above.
    public int fit(long start, Part part, boolean setsGrid, Grid grid) {
        int bar = bar(start, part, setsGrid, grid);
        if (bar != 0) {
            return bar;
        }
        int free = busy.claims().free(capacity, part.from(start), part.to(start));
        return free == 0 ? TAKEN : free;
    }

    /// The same whatever is claimed: 0 when nothing else is in the way. Who sets the grid has to have a slot
    /// beginning at `start`; the others only have to be open.
    public int bar(long start, Part part, boolean setsGrid, Grid grid) {
        long from = start + part.offset();
        long to = from + part.length();
        if (setsGrid) {
            if (!openings.hasRoom(start, to)) {
                return CLOSED;
            }
            if (!openings.isOnGrid(start, grid)) {
                return OFF_GRID;
            }
        } else if (!openings.isOpen(from, to)) {
            return CLOSED;
        }
        return busy.blocks().overlap(part.from(start), part.to(start)) ? BLOCKED : 0;
    }

    /// The units that are free when `fit` says how many.
    public List<Integer> freeUnits(long start, Part part) {
        return busy.claims().freeUnits(capacity, part.from(start), part.to(start));
    }
}
