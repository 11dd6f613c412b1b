package scheduler.availability.picture;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import scheduler.availability.picture.Spans.Span;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// Where something is open around a stretch of time, and where its slots may begin. Immutable, in microseconds.
///
/// The grid is made of sections that follow each other without overlapping: starts lie at `anchor` + k · step,
/// before `until`, and a slot that begins there has to end by `openUntil`. `clock` is what the local clock shows
/// at the anchor, for grids that are aligned to it.
public final class Openings {

    public static final Openings NEVER = new Openings(new long[0], new long[0], new long[0], new long[0], Spans.NONE);

    private final long[] anchor;
    private final long[] until;
    private final long[] openUntil;
    private final long[] clock;
    private final Spans open;

    /// The distance of the starts, and what the local clock has to be a multiple of at the first one (0 = anything).
    public record Grid(long step, long align) {}

    private Openings(long[] anchor, long[] until, long[] openUntil, long[] clock, Spans open) {
        this.anchor = anchor;
        this.until = until;
        this.openUntil = openUntil;
        this.clock = clock;
        this.open = open;
    }

    static Openings of(OpeningHours hours, TimeRange range) {
        var sections = hours.sections(range);
        var open = hours.openRanges(range).stream()
                .map(each -> new Span(Busy.micros(each.start()), Busy.micros(each.end())))
                .toList();
        return new Openings(
                sections.stream().mapToLong(each -> Busy.micros(each.anchor())).toArray(),
                sections.stream().mapToLong(each -> Busy.micros(each.until())).toArray(),
                sections.stream()
                        .mapToLong(each -> Busy.micros(each.openUntil()))
                        .toArray(),
                sections.stream()
                        .mapToLong(each -> clock(each.anchor(), each.zone()))
                        .toArray(),
                Spans.of(open));
    }

    private static long clock(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalTime().toNanoOfDay() / 1_000;
    }

    /// Those of stretches that touch, as one: what reaches over a seam is in both and counts once.
    static Openings joined(List<Openings> parts) {
        var sections = new TreeMap<Long, long[]>();
        var spans = new ArrayList<Span>();
        for (var part : parts) {
            for (int i = 0; i < part.anchor.length; i++) {
                var ends = new long[] {part.until[i], part.openUntil[i], part.clock[i]};
                sections.merge(part.anchor[i], ends, Openings::later);
            }
            for (int i = 0; i < part.open.size(); i++) {
                spans.add(new Span(part.open.from(i), part.open.to(i)));
            }
        }
        return new Openings(
                sections.keySet().stream().mapToLong(each -> each).toArray(),
                sections.values().stream().mapToLong(each -> each[0]).toArray(),
                sections.values().stream().mapToLong(each -> each[1]).toArray(),
                sections.values().stream().mapToLong(each -> each[2]).toArray(),
                Spans.of(spans));
    }

    private static long[] later(long[] one, long[] other) {
        return new long[] {Math.max(one[0], other[0]), Math.max(one[1], other[1]), one[2]};
    }

    /// Where it is open, whatever the grid.
    public Spans open() {
        return open;
    }

    public boolean isOpen(long start, long end) {
        return open.contain(start, end);
    }

    /// Whether [start, end) lies within the section of its start, wherever the grid may lie.
    boolean hasRoom(int section, long start, long end) {
        return section >= 0 && start < until[section] && end <= openUntil[section];
    }

    /// Whether the grid of its section has a start there.
    boolean isOnGrid(int section, long start, Grid grid) {
        long first = first(section, grid);
        return start >= first && (start - first) % grid.step == 0;
    }

    private long first(int i, Grid grid) {
        return grid.align == 0 ? anchor[i] : anchor[i] + Math.floorMod(-clock[i], grid.align);
    }

    /// The section that begins last at or before `start`; -1 when none does.
    int sectionOf(long start) {
        int low = 0;
        int high = anchor.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (anchor[middle] > start) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    /// Adds every start of the grid in [from, to) whose slot would still fit.
    public void addStarts(long from, long to, long duration, Grid grid, Starts starts) {
        for (int i = Math.max(0, sectionOf(from)); i < anchor.length && anchor[i] < to; i++) {
            long last = Math.min(Math.min(until[i], to) - 1, openUntil[i] - duration);
            for (long start = atOrAfter(first(i, grid), from, grid.step); start <= last; start += grid.step) {
                starts.add(start);
            }
        }
    }

    private static long atOrAfter(long first, long from, long step) {
        return first >= from ? first : first + Math.ceilDiv(from - first, step) * step;
    }

    /// Starts in order, each once, whoever gives them.
    public static final class Starts {
        private long[] found = new long[64];
        private int size;
        private boolean ordered = true;

        void add(long start) {
            if (size == found.length) {
                found = Arrays.copyOf(found, 2 * size);
            }
            ordered &= size == 0 || found[size - 1] < start;
            found[size++] = start;
        }

        public long[] all() {
            var all = Arrays.copyOf(found, size);
            return ordered ? all : Arrays.stream(all).sorted().distinct().toArray();
        }
    }
}
