package scheduler.availability.search;

import java.util.Iterator;
import scheduler.availability.Day;

/// Writes a line of an answer, day by day and start by start, so that it can be left off everywhere.
abstract sealed class LineText permits SlotLine, DayLine, PeriodLine {

    private static final long[] NONE = new long[0];

    /// What a day costs beside its starts, in judgements.
    private static final int COST_OF_DAY = 5;

    final Line line;
    final StringBuilder out;

    private final Iterator<Day> days;
    private long[] starts = NONE;
    private int judged;

    LineText(Line line, StringBuilder out) {
        this.line = line;
        this.out = out;
        this.days = line.days().iterator();
        out.append("{\"service\":\"")
                .append(line.outline().service().id())
                .append("\",\"serviceVersion\":")
                .append(line.outline().serviceVersion());
        if (line.resource() != null) {
            out.append(",\"resource\":\"").append(line.resource()).append('"');
        }
        out.append(",\"timeZone\":\"").append(line.zone().getId()).append('"');
    }

    /// Writes on until the slice is over; true at the end of the line.
    final boolean write(Slice slice) {
        while (true) {
            while (judged < starts.length) {
                start(starts[judged++]);
                if (slice.isOver(line.weight())) {
                    return false;
                }
            }
            if (!days.hasNext()) {
                end();
                return true;
            }
            starts = day(days.next());
            judged = 0;
            if (slice.isOver(
                    COST_OF_DAY + line.outline().roles().getFirst().ids().size())) {
                return false;
            }
        }
    }

    /// Begins a day, and gives its starts that are to be judged.
    abstract long[] day(Day day);

    abstract void start(long start);

    abstract void end();
}
