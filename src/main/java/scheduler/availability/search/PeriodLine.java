package scheduler.availability.search;

import scheduler.availability.Day;
import scheduler.availability.picture.Busy;
import scheduler.time.Stamps;

/// A line with the stretches of time in which enough of its resources are open and unclaimed.
final class PeriodLine extends LineText {

    private static final long[] NO_STARTS = new long[0];

    private final Stamps stamps;
    private long from;
    private long to = Long.MIN_VALUE;
    private boolean isFirst = true;

    PeriodLine(Line line, StringBuilder out) {
        super(line, out);
        this.stamps = new Stamps(line.zone());
        out.append(",\"freePeriods\":[");
    }

    @Override
    long[] day(Day day) {
        long begin = Math.max(day.from(), line.judgement().earliest());
        long end = Math.min(day.to(), line.judgement().tooLate());
        if (begin < end) {
            FreeTime.of(line, begin, end).forEach(each -> add(each.from(), each.to()));
        }
        return NO_STARTS;
    }

    /// What touches is one stretch, also over midnight.
    private void add(long start, long end) {
        if (start > to) {
            finish();
            from = start;
        }
        to = end;
    }

    private void finish() {
        if (to == Long.MIN_VALUE) {
            return;
        }
        out.append(isFirst ? "{\"start\":\"" : ",{\"start\":\"");
        stamps.write(Busy.instant(from), out);
        out.append("\",\"end\":\"");
        stamps.write(Busy.instant(to), out);
        out.append("\"}");
        isFirst = false;
    }

    @Override
    void start(long start) {
        throw new IllegalStateException("periods have no starts");
    }

    @Override
    void end() {
        finish();
        out.append("]}");
    }
}
