package scheduler.availability.search;

import java.time.LocalDate;
import scheduler.availability.Day;

/// A line with the number of starts that can be booked on each date.
final class DayLine extends LineText {

    private LocalDate date = LocalDate.MIN;
    private int count;

    DayLine(Line line, StringBuilder out) {
        super(line, out);
        out.append(",\"days\":[");
    }

    @Override
    long[] day(Day day) {
        if (!day.date().equals(date)) {
            finish(true);
            date = day.date();
            count = 0;
        }
        return line.starts(day.from(), day.to());
    }

    @Override
    void start(long start) {
        count += line.admits(start) ? 1 : 0;
    }

    private void finish(boolean isFollowed) {
        if (date.equals(LocalDate.MIN)) {
            return;
        }
        out.append("{\"date\":\"")
                .append(date)
                .append("\",\"count\":")
                .append(count)
                .append(isFollowed ? "}," : "}");
    }

    @Override
    void end() {
        finish(false);
        out.append("]}");
    }
}
