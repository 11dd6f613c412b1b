package scheduler.availability.search;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Day;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Spans;
import scheduler.availability.slot.Judgement;
import scheduler.availability.slot.Roles;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.message.Code;

/// One line of an answer: a service given by anybody, by one resource, or by several at the same time.
final class Line {

    private final Picture picture;
    private final Judgement judgement;
    private final @Nullable String resource;
    private final When when;
    private final Company company;
    private final int weight;

    /// The stretches of time that are asked about, as they are in a zone. Lines of the same zone share them.
    record When(ZoneId zone, Spans spans, List<Day> days) {

        static When of(Spans spans, ZoneId zone) {
            return new When(zone, spans, Day.of(spans, zone));
        }
    }

    /// That `size` of those in a role are wanted for bookings of their own which begin at once; 0 for a single one.
    record Company(int role, int size) {

        static final Company NONE = new Company(0, 0);

        boolean isNone() {
            return size == 0;
        }
    }

    Line(Picture picture, @Nullable String resource, When when, Company company, boolean whetherOnly) {
        this.picture = picture;
        this.resource = resource;
        this.when = when;
        this.company = company;
        this.judgement = new Judgement(
                picture, whetherOnly && company.isNone() && !picture.outline().sharesCandidates());
        this.weight = picture.outline().roles().stream()
                .mapToInt(role -> role.candidates().size())
                .sum();
    }

    Outline outline() {
        return picture.outline();
    }

    @Nullable
    String resource() {
        return resource;
    }

    ZoneId zone() {
        return when.zone;
    }

    /// The stretches of time that are asked about.
    Spans spans() {
        return when.spans;
    }

    /// The same by local days.
    List<Day> days() {
        return when.days;
    }

    Company company() {
        return company;
    }

    Judgement judgement() {
        return judgement;
    }

    /// How many judgements a start takes.
    int weight() {
        return weight;
    }

    long[] starts(long from, long to) {
        return SlotFunction.grid(outline(), from, to);
    }

    boolean admits(long start) {
        return company.isNone()
                ? SlotFunction.admits(outline(), judgement, start)
                : judgement.admits(start)
                        && picture.limits().reached(start, company.size) == null
                        && together() >= company.size;
    }

    /// Why the start that was judged last is none; null when others are in the way at once.
    @Nullable
    Code code() {
        return judgement.code();
    }

    /// The slot at a start that was just admitted.
    Slot slot(long start) {
        if (company.isNone()) {
            return SlotFunction.slot(outline(), judgement, start);
        }
        var begin = Busy.instant(start);
        var ids = outline().roles().get(company.role).ids();
        var suits = judgement.fits()[company.role];
        var free = IntStream.range(0, suits.length)
                .filter(i -> suits[i] > 0)
                .mapToObj(ids::get)
                .toList();
        return new Slot(begin, begin.plus(outline().duration()), free, together());
    }

    /// How many bookings could begin at once, each with another one of the company.
    private int together() {
        var fits = judgement.fits().clone();
        fits[company.role] =
                Arrays.stream(fits[company.role]).map(fit -> Math.min(fit, 1)).toArray();
        return Roles.bookings(outline(), fits);
    }
}
