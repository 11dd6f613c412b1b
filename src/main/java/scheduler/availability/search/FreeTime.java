package scheduler.availability.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Spans;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.slot.Roles;

/// Finds when a service finds enough resources that are open and have a unit unclaimed, wherever its grid may lie: a
/// sweep over the times at which somebody becomes free or is no more.
final class FreeTime {

    private final Line line;
    private final List<Role> roles;
    private final int[][] fits;
    private final int[] free;
    private final int[] pinsMissing;

    /// Somebody becomes free, or is free no more.
    private record Edge(long at, int role, int index, boolean isFree) {}

    private FreeTime(Line line) {
        this.line = line;
        this.roles = line.outline().roles();
        this.fits = new int[roles.size()][];
        this.free = new int[roles.size()];
        this.pinsMissing = new int[roles.size()];
        for (int r = 0; r < fits.length; r++) {
            fits[r] = new int[roles.get(r).candidates().size()];
            pinsMissing[r] = roles.get(r).pinned().size();
        }
    }

    /// The stretches within [from, to), in order; some may touch.
    static List<Span> of(Line line, long from, long to) {
        return new FreeTime(line).sweep(from, to);
    }

    private List<Span> sweep(long from, long to) {
        var edges = edges(from, to);
        var found = new ArrayList<Span>();
        for (int i = 0; i < edges.size(); ) {
            long at = edges.get(i).at;
            for (; i < edges.size() && edges.get(i).at == at; i++) {
                take(edges.get(i));
            }
            if (i < edges.size() && isEnough()) {
                found.add(new Span(at, edges.get(i).at));
            }
        }
        return found;
    }

    private List<Edge> edges(long from, long to) {
        var edges = new ArrayList<Edge>();
        for (int r = 0; r < fits.length; r++) {
            for (int i = 0; i < fits[r].length; i++) {
                for (var each : free(roles.get(r).candidates().get(i), from, to)) {
                    edges.add(new Edge(each.from(), r, i, true));
                    edges.add(new Edge(each.to(), r, i, false));
                }
            }
        }
        edges.sort(Comparator.comparingLong(Edge::at));
        return edges;
    }

    private void take(Edge edge) {
        int change = edge.isFree ? 1 : -1;
        fits[edge.role][edge.index] += change;
        free[edge.role] += change;
        if (roles.get(edge.role).isPinned(roles.get(edge.role).candidates().get(edge.index))) {
            pinsMissing[edge.role] -= change;
        }
    }

    private boolean isEnough() {
        for (int r = 0; r < free.length; r++) {
            int needed = !line.company().isNone() && line.company().role() == r
                    ? line.company().size()
                    : roles.get(r).requirement().quantity();
            if (free[r] < needed || pinsMissing[r] > 0) {
                return false;
            }
        }
        return !line.outline().sharesCandidates() || Roles.isRoom(line.outline(), fits);
    }

    private static List<Span> free(Candidate candidate, long from, long to) {
        var open = candidate.openings().open();
        var taken = taken(candidate, from, to);
        var free = new ArrayList<Span>();
        for (int i = open.firstEndingAfter(from); i < open.size() && open.from(i) < to; i++) {
            long since = Math.max(from, open.from(i));
            long end = Math.min(to, open.to(i));
            for (int t = taken.firstEndingAfter(since); t < taken.size() && taken.from(t) < end; t++) {
                if (since < taken.from(t)) {
                    free.add(new Span(since, taken.from(t)));
                }
                since = taken.to(t);
            }
            if (since < end) {
                free.add(new Span(since, end));
            }
        }
        return free;
    }

    private static Spans taken(Candidate candidate, long from, long to) {
        var blocks = candidate.busy().blocks();
        var taken = candidate.busy().claims().full(candidate.capacity(), from, to);
        for (int i = blocks.firstEndingAfter(from); i < blocks.size() && blocks.from(i) < to; i++) {
            taken.add(new Span(blocks.from(i), blocks.to(i)));
        }
        return Spans.of(taken);
    }
}
