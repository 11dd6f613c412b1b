package scheduler.time;

import java.time.LocalDate;

/// The dates from one to another, both included. Where it is open, it goes on to the first or the last date there is.
public record DateSpan(LocalDate from, LocalDate to) {

    public static final DateSpan ALWAYS = new DateSpan(LocalDate.MIN, LocalDate.MAX);

    public DateSpan {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("The last date, " + to + ", is before the first, " + from + ".");
        }
    }

    public boolean contains(LocalDate date) {
        return !date.isBefore(from) && !date.isAfter(to);
    }

    public boolean hasStart() {
        return from.isAfter(LocalDate.MIN);
    }

    public boolean hasEnd() {
        return to.isBefore(LocalDate.MAX);
    }

    @Override
    public String toString() {
        if (hasStart()) {
            return hasEnd() ? from + " to " + to : from + " and later";
        }
        return hasEnd() ? "until " + to : "always";
    }
}
