package scheduler.availability.search;

import scheduler.availability.Day;
import scheduler.availability.slot.SlotFunction.Why;
import scheduler.availability.slot.SlotText;

/// A line with its slots, and why when there is none.
final class SlotLine extends LineText {

    private final SlotText text;
    private Why empty = Why.CLOSED;
    private int slots;

    SlotLine(Line line, StringBuilder out) {
        super(line, out);
        this.text = new SlotText(line.zone(), out);
        out.append(",\"slots\":[");
    }

    @Override
    long[] day(Day day) {
        return line.starts(day.from(), day.to());
    }

    @Override
    void start(long start) {
        if (!line.admits(start)) {
            empty = empty.or(line.code());
            return;
        }
        if (slots++ > 0) {
            out.append(',');
        }
        text.slot(line.slot(start));
    }

    @Override
    void end() {
        out.append(']');
        if (slots == 0) {
            out.append(",\"empty\":\"").append(empty.text()).append('"');
        }
        out.append('}');
    }
}
