package scheduler.availability.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Stretches of time in microseconds, in order and apart from each other.
public final class Spans {

    public static final Spans NONE = new Spans(new long[0], new long[0]);

    private final long[] from;
    private final long[] to;

    private Spans(long[] from, long[] to) {
        this.from = from;
        this.to = to;
    }

    /// One stretch.
    public record Span(long from, long to) {}

    /// The stretches in any order; those that touch or overlap become one.
    public static Spans of(List<Span> unsorted) {
        if (unsorted.isEmpty()) {
            return NONE;
        }
        var from = new long[unsorted.size()];
        var to = new long[unsorted.size()];
        int size = 0;
        for (var each :
                unsorted.stream().sorted(Comparator.comparingLong(Span::from)).toList()) {
            if (size > 0 && each.from <= to[size - 1]) {
                to[size - 1] = Math.max(to[size - 1], each.to);
            } else {
                from[size] = each.from;
                to[size++] = each.to;
            }
        }
        return new Spans(Arrays.copyOf(from, size), Arrays.copyOf(to, size));
    }

    /// The same with one more.
    Spans with(Span span) {
        var all = new ArrayList<Span>(from.length + 1);
        for (int i = 0; i < from.length; i++) {
            all.add(new Span(from[i], to[i]));
        }
        all.add(span);
        return of(all);
    }

    public int size() {
        return from.length;
    }

    public long from(int i) {
        return from[i];
    }

    public long to(int i) {
        return to[i];
    }

    public boolean overlap(long start, long end) {
        int i = firstEndingAfter(start);
        return i < from.length && from[i] < end;
    }

    boolean contain(long start, long end) {
        int i = firstEndingAfter(start);
        return i < from.length && from[i] <= start && end <= to[i];
    }

    /// The index of the first stretch that ends after `instant`; the size when there is none.
    public int firstEndingAfter(long instant) {
        int low = 0;
        int high = to.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (to[middle] <= instant) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
