package scheduler.time;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import scheduler.time.OpenTime.Stretch;

/// Where the grid of slots counts from: the first instant of an open stretch for the days up to 32 days after it, and
/// from there on each local day's own midnight.
///
/// A day lasts from its midnight in its zone to the next one's in the next one's zone. A date that is over before it
/// begins has no day: one that its zone skipped, or one between two zones more than 24 hours apart.
final class SlotGrid {

    static final int COUNTED_DAYS = 32;

    /// Shorter than this, no stretch reaches a 33rd day, wherever its zones are.
    private static final Duration SURELY_COUNTED = Duration.ofDays(COUNTED_DAYS - 2L);

    private final OpeningHours hours;
    private final Edges edges = new Edges();

    SlotGrid(OpeningHours hours) {
        this.hours = hours;
    }

    List<OpenSection> sections(TimeRange range) {
        var sections = new ArrayList<OpenSection>();
        for (var open : new OpenTime(hours).around(range)) {
            if (open.end().isBefore(open.start().plus(SURELY_COUNTED))) {
                sections.add(new OpenSection(open.start(), open.end(), open.end(), open.zone()));
            } else {
                addLong(open, range, sections);
            }
        }
        return sections;
    }

    private void addLong(Stretch open, TimeRange range, List<OpenSection> sections) {
        var day = dayOf(open.start()).plusDays(COUNTED_DAYS + 1L);
        var counted = begin(day);
        if (range.start().isBefore(counted)) {
            sections.add(new OpenSection(open.start(), earlier(counted, open.end()), open.end(), open.zone()));
        } else {
            day = dayOf(range.start());
        }
        var begin = begin(day);
        while (begin.isBefore(range.end()) && begin.isBefore(open.end())) {
            var next = begin(day.plusDays(1));
            if (begin.isBefore(next)) {
                sections.add(new OpenSection(begin, earlier(next, open.end()), open.end(), hours.zoneOf(day)));
            }
            day = day.plusDays(1);
            begin = next;
        }
    }

    /// The last date that has begun. Where clocks go back over midnight, a date goes on while they show the one before.
    private LocalDate dayOf(Instant instant) {
        var date = LocalDate.ofInstant(instant, ZoneOffset.UTC).plusDays(1);
        while (midnight(date).isAfter(instant)) {
            date = date.minusDays(1);
        }
        return date;
    }

    private Instant begin(LocalDate date) {
        return earlier(midnight(date), midnight(date.plusDays(1)));
    }

    private Instant midnight(LocalDate date) {
        return edges.at(date, 0, hours.zoneOf(date));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
