package scheduler.availability.search;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import scheduler.availability.search.SearchSlots.Shape;
import scheduler.message.Pieces;

/// The answer to a search, line after line.
final class LinesText implements Pieces {

    /// Beyond that a piece is sent before it goes on.
    private static final int LENGTH_MAX = 64 << 10;

    private final Shape shape;
    private final Queue<Asked> asked;
    private final @Nullable String next;
    private final Slice slice = new Slice();
    private final StringBuilder out = new StringBuilder("{\"items\":[");

    private @Nullable LineText line;

    /// A line that is to be written: of a resource, or of all when that is null.
    record Asked(Scene scene, @Nullable String resource) {}

    /// `next` is the cursor of the page after, when there is one.
    LinesText(Shape shape, List<Asked> asked, @Nullable String next) {
        this.shape = shape;
        this.asked = new ArrayDeque<>(asked);
        this.next = next;
    }

    @Override
    public Piece next() {
        slice.begin();
        while (out.length() < LENGTH_MAX) {
            if (line == null) {
                var first = asked.peek();
                if (first == null) {
                    return end();
                }
                if (!first.scene.isReady(slice)) {
                    break;
                }
                line = text(first.scene.line(first.resource));
            }
            if (!line.write(slice)) {
                break;
            }
            line = null;
            asked.remove();
            out.append(asked.isEmpty() ? "" : ",");
        }
        return piece(false);
    }

    private LineText text(Line of) {
        return switch (shape) {
            case SLOTS -> new SlotLine(of, out);
            case DAYS -> new DayLine(of, out);
            case FREE_PERIODS -> new PeriodLine(of, out);
        };
    }

    private Piece end() {
        out.append("],\"next\":");
        if (next == null) {
            out.append("null}");
        } else {
            out.append('"').append(next).append("\"}");
        }
        return piece(true);
    }

    private Piece piece(boolean isLast) {
        var text = out.toString();
        out.setLength(0);
        return new Piece(text, isLast);
    }
}
