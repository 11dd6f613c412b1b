package scheduler.availability.picture;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Openings.Grid;
import scheduler.service.Buffers;
import scheduler.time.TimeRange;

/// A resource that could give a service, as one picture shows it: `rules` is the number of the rules it was read
/// under, `openings` and `busy` are what is known around the time that is asked about. `keepsLead` says that its
/// claims need a lead in the database, because there are or were some that share their buffers.
public record Candidate(
        long no,
        String id,
        long rules,
        int capacity,
        ZoneId zone,
        List<String> pools,
        Buffers buffers,
        boolean keepsLead,
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
        return new Candidate(no, id, rules, capacity, zone, pools, buffers, keepsLead, hours, openThen, takenThen);
    }

    /// How many units of this resource a part of a booking could have, or one of the above.
    public int fit(long start, Part part, boolean setsGrid, Grid grid) {
        int bar = bar(start, part, setsGrid, grid);
        if (bar != 0) {
            return bar;
        }
        int free = busy.claims()
                .free(capacity, part.from(start), ownBegin(start, part), ownEnd(start, part), part.to(start));
        return free == 0 ? TAKEN : free;
    }

    /// The same whatever is claimed: 0 when nothing else is in the way. Who sets the grid has to have a slot
    /// beginning at `start`; the others only have to be open.
    public int bar(long start, Part part, boolean setsGrid, Grid grid) {
        if (part.insideHours() && !openings.isOpen(part.from(start), part.to(start))) {
            return CLOSED;
        }
        long from = start + part.offset();
        long to = from + part.length();
        if (setsGrid) {
            int section = openings.sectionOf(start);
            if (!openings.hasRoom(section, start, to)) {
                return CLOSED;
            }
            if (!openings.isOnGrid(section, start, grid)) {
                return OFF_GRID;
            }
        } else if (!openings.isOpen(from, to)) {
            return CLOSED;
        }
        return busy.blocks().overlap(part.from(start), part.to(start)) ? BLOCKED : 0;
    }

    /// Of whoever shares no buffers all of the time is his own.
    private long ownBegin(long start, Part part) {
        return buffers == Buffers.MAX ? part.begin(start) : part.from(start);
    }

    private long ownEnd(long start, Part part) {
        return buffers == Buffers.MAX ? part.end(start) : part.to(start);
    }

    /// The units that are free when `fit` says how many.
    public List<Integer> freeUnits(long start, Part part) {
        return busy.claims()
                .freeUnits(capacity, part.from(start), ownBegin(start, part), ownEnd(start, part), part.to(start));
    }

    /// What a part of a booking would leave free around it, on the unit that suits best: up to the next claim, block or
    /// end of the opening hours, and no farther than a day. Asked when `fit` says that there is a unit.
    public Gap gap(long start, Part part) {
        int unit = capacity == 1 ? 0 : freeUnits(start, part).getFirst();
        var gap = busy.claims().gap(unit, part.from(start), ownBegin(start, part), ownEnd(start, part), part.to(start));
        return gap.orNearer(sinceBlock(part.from(start)), untilBlock(part.to(start)))
                .orNearer(sinceOpening(start, part), untilClosing(start, part));
    }

    private long sinceBlock(long from) {
        int next = busy.blocks().firstEndingAfter(from);
        return next == 0 ? Long.MAX_VALUE : from - busy.blocks().to(next - 1);
    }

    private long untilBlock(long to) {
        int next = busy.blocks().firstEndingAfter(to);
        return next == busy.blocks().size() ? Long.MAX_VALUE : busy.blocks().from(next) - to;
    }

    /// Buffers may lie outside the opening hours, and then take nothing of them.
    private long sinceOpening(long start, Part part) {
        int open = openings.open().firstEndingAfter(part.begin(start));
        return (part.insideHours() ? part.from(start) : part.begin(start))
                - openings.open().from(open);
    }

    private long untilClosing(long start, Part part) {
        int open = openings.open().firstEndingAfter(part.begin(start));
        return openings.open().to(open) - (part.insideHours() ? part.to(start) : part.end(start));
    }

    /// What the database keeps of the time that a part of a booking takes: its own and the buffer after it. Of two
    /// claims neither these may overlap nor the leads.
    public TimeRange during(long start, Part part) {
        return new TimeRange(Busy.instant(ownBegin(start, part)), Busy.instant(part.to(start)));
    }

    /// Its own time and the buffer before it; null where nobody shares buffers, so that the other range says it
    /// all.
    public @Nullable TimeRange lead(long start, Part part) {
        return keepsLead ? new TimeRange(Busy.instant(part.from(start)), Busy.instant(ownEnd(start, part))) : null;
    }
}
