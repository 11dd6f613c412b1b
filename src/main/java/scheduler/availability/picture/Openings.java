package scheduler.availability.picture;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Spans.Span;
import scheduler.service.Service;
import scheduler.time.OpenSection;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// Where something is open around a stretch of time, and where its slots may begin. Immutable, in microseconds.
///
/// The grid is made of sections that follow each other without overlapping: starts lie at `anchor` + k · step,
/// before `until`, and a slot that begins there has to end by `openUntil`. `clock` is what the local clock shows
/// at the anchor, for grids that are aligned to it; where the clock is changed within the day that follows, `turn` is
/// when, and `turned` what it shows then.
public final class Openings {

    public static final Openings NEVER = new Openings(new long[6][0], Spans.NONE);

    private final long[] anchor;
    private final long[] until;
    private final long[] openUntil;
    private final long[] clock;
    private final long[] turn;
    private final long[] turned;
    private final Spans open;

    /// The distance of the starts, and what the local clock has to be a multiple of at the first one (0 = anything).
    public record Grid(long step, long align) {}

    private Openings(long[][] columns, Spans open) {
        this.anchor = columns[0];
        this.until = columns[1];
        this.openUntil = columns[2];
        this.clock = columns[3];
        this.turn = columns[4];
        this.turned = columns[5];
        this.open = open;
    }

    static Openings of(OpeningHours hours, TimeRange range) {
        var open = hours.openRanges(range).stream()
                .map(each -> new Span(Busy.micros(each.start()), Busy.micros(each.end())))
                .toList();
        return of(hours.sections(range).stream().map(Openings::row).toList(), Spans.of(open));
    }

    private static Openings of(Collection<long[]> rows, Spans open) {
        var columns = new long[6][rows.size()];
        int i = 0;
        for (var row : rows) {
            for (int c = 0; c < columns.length; c++) {
                columns[c][i] = row[c];
            }
            i++;
        }
        return new Openings(columns, open);
    }

    private static long[] row(OpenSection section) {
        var turn = turn(section.anchor(), section.zone());
        return new long[] {
            Busy.micros(section.anchor()),
            Busy.micros(section.until()),
            Busy.micros(section.openUntil()),
            clock(section.anchor(), section.zone()),
            turn == null ? Long.MAX_VALUE : Busy.micros(turn),
            turn == null ? 0 : clock(turn, section.zone())
        };
    }

    private static @Nullable Instant turn(Instant from, ZoneId zone) {
        var rules = zone.getRules();
        if (rules.getOffset(from).equals(rules.getOffset(from.plus(Service.ALIGN_MAX)))) {
            return null;
        }
        return rules.nextTransition(from).getInstant();
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
                sections.merge(part.anchor[i], part.row(i), Openings::later);
            }
            for (int i = 0; i < part.open.size(); i++) {
                spans.add(new Span(part.open.from(i), part.open.to(i)));
            }
        }
        return of(sections.values(), Spans.of(spans));
    }

    private long[] row(int i) {
        return new long[] {anchor[i], until[i], openUntil[i], clock[i], turn[i], turned[i]};
    }

    private static long[] later(long[] one, long[] other) {
        return new long[] {one[0], Math.max(one[1], other[1]), Math.max(one[2], other[2]), one[3], one[4], one[5]};
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
        if (grid.align == 0) {
            return anchor[i];
        }
        long first = anchor[i] + Math.floorMod(-clock[i], grid.align);
        return first < turn[i] ? first : turn[i] + Math.floorMod(-turned[i], grid.align);
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
