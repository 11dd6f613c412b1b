package scheduler.availability.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import scheduler.availability.search.LinesText.Asked;
import scheduler.availability.slot.SlotText;
import scheduler.message.Pieces;

/// The answer to a search for the first slots over all lines. It goes through all lines day by day and stops as soon as
/// nothing can come before what it has.
final class FirstText implements Pieces {

    private static final long DAY = 86_400_000_000L;
    private static final long[] NO_STARTS = new long[0];

    /// What it costs to make a line, in judgements.
    private static final int COST_OF_LINE = 20;

    private static final Comparator<Found> ORDER =
            Comparator.comparingLong(Found::start).thenComparingInt(Found::line);

    private final List<Asked> asked;
    private final int wanted;
    private final Slice slice = new Slice();
    private final List<Line> lines = new ArrayList<>();

    /// The latest on top, which gives way to an earlier one.
    private final PriorityQueue<Found> found = new PriorityQueue<>(ORDER.reversed());

    private long day = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;
    private int line;
    private int span;
    private long[] starts = NO_STARTS;
    private int judged;

    private record Found(long start, int line) {}

    FirstText(List<Asked> asked, int wanted) {
        this.asked = asked;
        this.wanted = wanted;
    }

    @Override
    public Piece next() {
        slice.begin();
        return isLaid() && isFound() ? new Piece(text(), true) : new Piece("", false);
    }

    private boolean isLaid() {
        while (lines.size() < asked.size()) {
            var next = asked.get(lines.size());
            if (!next.scene().isReady(slice)) {
                return false;
            }
            add(next.scene().line(next.resource()));
            if (slice.isOver(COST_OF_LINE)) {
                return false;
            }
        }
        return true;
    }

    private void add(Line added) {
        lines.add(added);
        if (added.spans().size() > 0) {
            day = Math.min(day, added.spans().from(0));
            end = Math.max(end, added.spans().to(added.spans().size() - 1));
        }
    }

    private boolean isFound() {
        while (day < end && !(line == 0 && starts.length == 0 && found.size() == wanted)) {
            if (line == lines.size()) {
                day += DAY;
                line = 0;
                span = 0;
            } else if (!isDone(lines.get(line))) {
                return false;
            }
        }
        return true;
    }

    /// Goes through the rest of the day of a line; false when the slice is over before.
    private boolean isDone(Line of) {
        var spans = of.spans();
        while (true) {
            for (; judged < starts.length; judged++) {
                var next = new Found(starts[judged], line);
                if (found.size() == wanted && ORDER.compare(next, found.element()) > 0) {
                    // Neither this one nor those after it.
                    span = spans.size();
                    break;
                }
                if (of.admits(next.start)) {
                    keep(next);
                }
                if (slice.isOver(of.weight())) {
                    judged++;
                    return false;
                }
            }
            if (!nextStarts(of)) {
                line++;
                span = 0;
                starts = NO_STARTS;
                judged = 0;
                return !slice.isOver(1);
            }
        }
    }

    private boolean nextStarts(Line of) {
        var spans = of.spans();
        for (; span < spans.size() && spans.from(span) < day + DAY; span++) {
            long from = Math.max(day, spans.from(span));
            long to = Math.min(day + DAY, spans.to(span));
            if (from < to) {
                starts = of.starts(from, to);
                judged = 0;
                span++;
                return true;
            }
        }
        return false;
    }

    private void keep(Found next) {
        found.add(next);
        if (found.size() > wanted) {
            found.remove();
        }
    }

    private String text() {
        var out = new StringBuilder("{\"items\":[");
        var inOrder = found.stream().sorted(ORDER).toList();
        for (int i = 0; i < inOrder.size(); i++) {
            out.append(i == 0 ? "{" : ",{");
            write(inOrder.get(i), out);
        }
        return out.append("],\"next\":null}").toString();
    }

    private void write(Found each, StringBuilder out) {
        var of = lines.get(each.line);
        out.append("\"service\":\"").append(of.outline().service().id()).append("\",");
        if (of.resource() != null) {
            out.append("\"resource\":\"").append(of.resource()).append("\",");
        }
        of.admits(each.start);
        new SlotText(of.zone(), out).fields(of.slot(each.start));
        out.append('}');
    }
}
