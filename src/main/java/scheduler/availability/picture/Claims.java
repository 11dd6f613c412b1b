package scheduler.availability.picture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Spans.Span;

/// The claims on the units of one resource. Immutable; kept as arrays in the order of beginnings, 40 bytes for
/// each (56 where buffers are shared), because a node holds a million of them and the slot function asks for
/// every start on the grid.
///
/// A claim takes a time with the buffers around it, and a part of that is its own. Two are in each other's way
/// when the own time of one touches the time of the other. Whoever shares no buffers owns all of his time, so
/// that between him and a neighbour lie the buffers of both; between two who share them lies the longer one.
public final class Claims {

    public static final Claims NONE = new Claims(List.of());

    private static final long NEAR = Duration.ofDays(1).toNanos() / 1_000;

    /// A unit that a booking has from one time to another, in microseconds and buffers included, and the version
    /// of the booking. `begin` to `end` is its own.
    public record Claim(int unit, long from, long begin, long end, long to, UUID booking, long version) {

        /// One that shares no buffers.
        public Claim(int unit, long from, long to, UUID booking, long version) {
            this(unit, from, from, to, to, booking, version);
        }

        /// One as the database keeps it: `lead` has the buffer before its own time and `during` the one after.
        /// Without a lead, nobody shares buffers.
        public static Claim kept(int unit, Span during, @Nullable Span lead, UUID booking, long version) {
            return lead == null
                    ? new Claim(unit, during.from(), during.to(), booking, version)
                    : new Claim(unit, lead.from(), during.from(), lead.to(), during.to(), booking, version);
        }

        /// One of a microsecond, by which limits count the booking that begins then.
        public static Claim at(long start, UUID booking, long version) {
            return new Claim(0, start, start + 1, booking, version);
        }

        private boolean sharesBuffers() {
            return from < begin || end < to;
        }
    }

    private final long[] from;
    private final long[] to;

    /// Where the own time of each begins and ends; null when nobody shares buffers.
    private final long @Nullable [] own;

    private final int[] unit;
    private final long[] booking;
    private final int[] version;
    private int size;
    private long longest;

    public Claims(List<Claim> unsorted) {
        this(unsorted.size(), unsorted.stream().anyMatch(Claim::sharesBuffers));
        inOrder(unsorted).forEachRemaining(this::add);
    }

    private Claims(int capacity, boolean shareBuffers) {
        from = new long[capacity];
        to = new long[capacity];
        own = shareBuffers ? new long[2 * capacity] : null;
        unit = new int[capacity];
        booking = new long[2 * capacity];
        version = new int[capacity];
    }

    public int size() {
        return size;
    }

    /// The same without what ended before `since`, and with `claims` as all that a booking has here. Nothing
    /// changes when a later version of the booking is known already, because events may come late.
    public Claims with(UUID id, long itsVersion, List<Claim> claims, long since) {
        return claims.size() == 1
                        && indexOf(id) < 0
                        && (own != null || !claims.getFirst().sharesBuffers())
                ? withOne(claims.getFirst(), since)
                : merged(id, itsVersion, claims, since);
    }

    /// The same for what is most often to be added: one claim of a booking that has none here. Those that ended before
    /// `since` go as far as they begin before all others.
    private Claims withOne(Claim claim, long since) {
        int gone = 0;
        while (gone < size && to[gone] <= since) {
            gone++;
        }
        int before = Math.max(0, firstFrom(claim.from) - gone);
        int after = size - gone - before;
        var changed = new Claims(before + 1 + after, own != null);
        changed.copy(this, gone, before);
        changed.add(claim);
        changed.copy(this, gone + before, after);
        changed.longest = Math.max(longest, claim.to - claim.from);
        return changed;
    }

    /// The first that begins later.
    private int firstFrom(long instant) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from[middle] <= instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void copy(Claims other, int first, int count) {
        System.arraycopy(other.from, first, from, size, count);
        System.arraycopy(other.to, first, to, size, count);
        if (own != null && other.own != null) {
            System.arraycopy(other.own, 2 * first, own, 2 * size, 2 * count);
        }
        System.arraycopy(other.unit, first, unit, size, count);
        System.arraycopy(other.booking, 2 * first, booking, 2 * size, 2 * count);
        System.arraycopy(other.version, first, version, size, count);
        size += count;
    }

    private Claims merged(UUID id, long itsVersion, List<Claim> claims, long since) {
        var changed =
                new Claims(size + claims.size(), own != null || claims.stream().anyMatch(Claim::sharesBuffers));
        var added = inOrder(claims);
        var next = nextOf(added);
        for (int i = 0; i < size; i++) {
            if (isOf(i, id)) {
                if (version[i] > itsVersion) {
                    return this;
                }
                continue;
            }
            while (next != null && next.from < from[i]) {
                changed.add(next);
                next = nextOf(added);
            }
            if (to[i] > since) {
                changed.copy(this, i);
            }
        }
        while (next != null) {
            changed.add(next);
            next = nextOf(added);
        }
        return changed;
    }

    /// Whether a booking has claims here, of a version or a later one.
    public boolean has(UUID id, long itsVersion) {
        int found = indexOf(id);
        return found >= 0 && version[found] >= itsVersion;
    }

    /// The same of one that has a claim from then on, where it is looked for first.
    public boolean has(UUID id, long itsVersion, long since) {
        for (int i = firstFrom(since) - 1; i >= 0 && from[i] == since; i--) {
            if (isOf(i, id)) {
                return version[i] >= itsVersion;
            }
        }
        return has(id, itsVersion);
    }

    /// What is left when a booking gives up its claims.
    public Claims without(UUID id) {
        return indexOf(id) < 0 ? this : merged(id, Integer.MAX_VALUE, List.of(), Long.MIN_VALUE);
    }

    private int indexOf(UUID id) {
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        for (int i = 0; i < size; i++) {
            // The lower half is random, the upper one begins with the time.
            if (booking[2 * i + 1] == low && booking[2 * i] == high) {
                return i;
            }
        }
        return -1;
    }

    private static Iterator<Claim> inOrder(List<Claim> claims) {
        return claims.size() > 1
                ? claims.stream().sorted(Comparator.comparingLong(Claim::from)).iterator()
                : claims.iterator();
    }

    private static @Nullable Claim nextOf(Iterator<Claim> claims) {
        return claims.hasNext() ? claims.next() : null;
    }

    private boolean isOf(int i, UUID id) {
        return booking[2 * i] == id.getMostSignificantBits() && booking[2 * i + 1] == id.getLeastSignificantBits();
    }

    private void add(Claim claim) {
        put(
                claim.from,
                claim.begin,
                claim.end,
                claim.to,
                claim.unit,
                (int) claim.version,
                claim.booking.getMostSignificantBits(),
                claim.booking.getLeastSignificantBits());
    }

    private void copy(Claims other, int i) {
        put(
                other.from[i],
                other.begin(i),
                other.end(i),
                other.to[i],
                other.unit[i],
                other.version[i],
                other.booking[2 * i],
                other.booking[2 * i + 1]);
    }

    private void put(
            long itsFrom, long begin, long end, long itsTo, int which, int itsVersion, long idHigh, long idLow) {
        from[size] = itsFrom;
        to[size] = itsTo;
        if (own != null) {
            own[2 * size] = begin;
            own[2 * size + 1] = end;
        }
        unit[size] = which;
        version[size] = itsVersion;
        booking[2 * size] = idHigh;
        booking[2 * size + 1] = idLow;
        longest = Math.max(longest, itsTo - itsFrom);
        size++;
    }

    private long begin(int i) {
        return own == null ? from[i] : own[2 * i];
    }

    private long end(int i) {
        return own == null ? to[i] : own[2 * i + 1];
    }

    /// How many of `capacity` units are free from `start` to `until`, of which `begin` to `end` would be one's own.
    /// Units above the capacity (it was larger once) count as taken too, so that a shrunk resource is full until
    /// enough of its bookings are gone.
    int free(int capacity, long start, long begin, long end, long until) {
        long low = 0;
        BitSet high = null;
        for (int i = firstAfter(start); i < size && from[i] < until; i++) {
            if (!isInTheWay(i, start, begin, end, until)) {
                continue;
            }
            if (unit[i] < Long.SIZE) {
                low |= 1L << unit[i];
            } else {
                high = high == null ? new BitSet(capacity) : high;
                high.set(unit[i]);
            }
        }
        return Math.max(0, capacity - Long.bitCount(low) - (high == null ? 0 : high.cardinality()));
    }

    /// Whether it is in the way of a time with that own part, and begins before the end of it.
    private boolean isInTheWay(int i, long start, long begin, long end, long until) {
        return own == null
                ? to[i] > start
                : (from[i] < end && to[i] > begin) || (own[2 * i] < until && own[2 * i + 1] > start);
    }

    /// Where no unit is free, within [start, end) and in pieces. Shared buffers are free for nobody's own time.
    public List<Span> full(int capacity, long start, long end) {
        var edges = new ArrayList<Edge>();
        for (int i = firstAfter(start); i < size && from[i] < end; i++) {
            if (to[i] > start) {
                edges.add(new Edge(from[i], unit[i], 1));
                edges.add(new Edge(to[i], unit[i], -1));
            }
        }
        edges.sort(Comparator.comparingLong(Edge::at));
        var full = new ArrayList<Span>();
        var held = new HashMap<Integer, Integer>();
        long since = start;
        for (var edge : edges) {
            if (held.size() >= capacity && edge.at > since) {
                full.add(new Span(since, Math.min(edge.at, end)));
            }
            since = Math.max(edge.at, start);
            held.merge(edge.unit, edge.change, Claims::sum);
        }
        return full;
    }

    /// Where a claim begins (1) or ends (-1).
    private record Edge(long at, int unit, int change) {}

    private static @Nullable Integer sum(Integer one, Integer other) {
        int sum = one + other;
        return sum == 0 ? null : sum;
    }

    /// The units that can be given, as many as `free` says; those first that leave the smallest gaps beside them,
    /// so that later bookings find long ones.
    List<Integer> freeUnits(int capacity, long start, long begin, long end, long until) {
        var taken = new BitSet(capacity);
        for (int i = firstAfter(start); i < size && from[i] < until; i++) {
            if (isInTheWay(i, start, begin, end, until)) {
                taken.set(unit[i]);
            }
        }
        int count = Math.max(0, capacity - taken.cardinality());
        if (capacity == 1) {
            return count == 1 ? List.of(0) : List.of();
        }
        var gaps = gaps(capacity, start, begin, end, until);
        return IntStream.range(0, capacity)
                .filter(each -> !taken.get(each))
                .boxed()
                .sorted(Comparator.comparingLong(each -> gaps[each]))
                .limit(count)
                .toList();
    }

    /// How much time would be left free beside it on each unit, up to a day before and after.
    private long[] gaps(int capacity, long start, long begin, long end, long until) {
        var before = new long[capacity];
        var after = new long[capacity];
        Arrays.fill(before, NEAR);
        Arrays.fill(after, NEAR);
        for (int i = firstAfter(start - NEAR); i < size && from[i] < until + NEAR; i++) {
            long sinceIt = since(i, start, begin);
            long untilIt = until(i, end, until);
            if (unit[i] < capacity && sinceIt >= 0) {
                before[unit[i]] = Math.min(before[unit[i]], sinceIt);
            } else if (unit[i] < capacity && untilIt >= 0) {
                after[unit[i]] = Math.min(after[unit[i]], untilIt);
            }
        }
        for (int each = 0; each < capacity; each++) {
            before[each] += after[each];
        }
        return before;
    }

    /// The same before and after it on one unit.
    Gap gap(int which, long start, long begin, long end, long until) {
        long before = NEAR;
        long after = NEAR;
        for (int i = firstAfter(start - NEAR); i < size && from[i] < until + NEAR; i++) {
            long sinceIt = since(i, start, begin);
            long untilIt = until(i, end, until);
            if (unit[i] == which && sinceIt >= 0) {
                before = Math.min(before, sinceIt);
            } else if (unit[i] == which && untilIt >= 0) {
                after = Math.min(after, untilIt);
            }
        }
        return new Gap(before, after);
    }

    /// How long before a time it is over, less than nothing when it is not.
    private long since(int i, long start, long begin) {
        return Math.min(begin - to[i], start - end(i));
    }

    /// How long after a time it begins, less than nothing when it has begun.
    private long until(int i, long end, long until) {
        return Math.min(begin(i) - until, from[i] - end);
    }

    /// The first that may still last at `start`: none is longer than the longest, so what began before is over.
    private int firstAfter(long start) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from[middle] + longest <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// How many touch a stretch of time: how loaded the resource is then.
    public int count(long start, long end) {
        int count = 0;
        for (int i = firstAfter(start); i < size && from[i] < end; i++) {
            count += to[i] > start ? 1 : 0;
        }
        return count;
    }
}
