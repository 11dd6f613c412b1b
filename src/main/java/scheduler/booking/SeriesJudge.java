package scheduler.booking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Keeping;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Booking.Member;
import scheduler.booking.Judged.Impossible;
import scheduler.booking.Judged.LeftOut;
import scheduler.booking.Judged.Possible;
import scheduler.recurrence.Occurrence;
import scheduler.recurrence.Occurrence.Meaning;
import scheduler.time.TimeRange;

/// Judges the occurrences of a series one after the other, each as if those before it stood: two of them may want the
/// same resource, and all count for the limits. Who gives the first one gives the others too, as far as he is free.
final class SeriesJudge {

    private final Pictures pictures;
    private final Drafts drafts;
    private final Wish wish;
    private final Outline outline;
    private final UUID series;
    private final Attempt attempt;
    private Known known;
    private @Nullable Booking first;

    SeriesJudge(
            Pictures pictures, Drafts drafts, Wish wish, Outline outline, UUID series, Attempt attempt, Known known) {
        this.pictures = pictures;
        this.drafts = drafts;
        this.wish = wish;
        this.outline = outline;
        this.series = series;
        this.attempt = attempt;
        this.known = known;
    }

    List<Judged> judge(List<Occurrence> occurrences) {
        var judged = new ArrayList<Judged>(occurrences.size());
        for (var each : occurrences) {
            judged.add(
                    switch (each.meaning()) {
                        case Meaning.Exact(var start) -> judge(each, start);
                        case Meaning.First(var start) -> judge(each, start);
                        case Meaning.Shifted(var start) -> judge(each, start);
                        case Meaning.LeftOut(var nextValid) -> new LeftOut(each, nextValid);
                    });
        }
        return judged;
    }

    private Judged judge(Occurrence occurrence, Instant start) {
        var range = new TimeRange(start, start.plus(outline.duration()));
        var picture = Picture.of(outline, range, known, null);
        var givers = first == null ? List.<Pin>of() : Rebooking.pins(first);
        return switch (Keeping.admit(picture, givers, start, wish.seats())) {
            case Admitted admitted -> possible(occurrence, admitted);
            case Declined declined -> new Impossible(occurrence, start, declined);
        };
    }

    private Judged possible(Occurrence occurrence, Admitted admitted) {
        var member = new Member(series, occurrence.number());
        var placing = drafts.placing(wish, outline, admitted, attempt, member, first);
        known = pictures.supposing(placing.event(), outline, known);
        if (first == null) {
            first = placing.booking();
        }
        return new Possible(occurrence, placing);
    }
}
