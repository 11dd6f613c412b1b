package scheduler.availability;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Candidate.Fit;
import scheduler.availability.Candidate.Suits;
import scheduler.availability.Verdict.Admitted;
import scheduler.availability.Verdict.Declined;
import scheduler.message.Code;
import scheduler.time.TimeRange;

/// The one function that decides what can be booked. Listing and admitting are the same judgement: a list is every
/// start on the grid that is admitted, so what is listed can be booked and what can be booked is listed.
public final class SlotFunction {

    private SlotFunction() {}

    /// The slots of a range, and when there are none, why.
    public record Listed(List<Slot> slots, String empty) {}

    /// Judges one start.
    public static Verdict admit(Picture picture, Instant start) {
        var judged = judge(picture, start);
        if (judged.declined() != null) {
            return judged.declined();
        }
        var service = picture.outline().service();
        return Assignment.choose(picture.outline().roles(), judged.suits())
                .<Verdict>map(assigned -> new Admitted(start, start.plus(service.duration()), assigned))
                .orElseGet(() -> taken("Too few of the resources that it needs are free at that time."));
    }

    /// Every start of `range` that can be booked, in order; `max` bounds how many are looked for.
    public static Listed list(Picture picture, TimeRange range, int max) {
        var slots = new ArrayList<Slot>();
        var empty = "closed";
        for (var start : grid(picture, range)) {
            var judged = judge(picture, start);
            if (judged.declined() == null) {
                slot(picture, start, judged).ifPresent(slots::add);
                if (slots.size() == max) {
                    break;
                }
            }
            empty = whyEmpty(empty, judged.declined());
        }
        return new Listed(slots, slots.isEmpty() ? empty : "");
    }

    private static SortedSet<Instant> grid(Picture picture, TimeRange range) {
        var starts = new TreeSet<Instant>();
        var times = picture.outline().times();
        for (var candidate : picture.outline().roles().getFirst().candidates()) {
            for (var section : candidate.sections()) {
                var start = firstAtOrAfter(section.anchor(), range.start(), times.step());
                while (start.isBefore(section.until())
                        && start.isBefore(range.end())
                        && !start.plus(times.duration()).isAfter(section.openUntil())) {
                    starts.add(start);
                    start = start.plus(times.step());
                }
            }
        }
        return starts;
    }

    private static Instant firstAtOrAfter(Instant anchor, Instant from, Duration step) {
        if (!anchor.isBefore(from)) {
            return anchor;
        }
        long seconds = Duration.between(anchor, from).plusNanos(999_999_999).toSeconds();
        long steps = Math.ceilDiv(seconds, step.toSeconds());
        return anchor.plusSeconds(steps * step.toSeconds());
    }

    /// How a start suits everyone, role by role, or the rule that declines it.
    private record Judged(List<List<Suits>> suits, @Nullable Declined declined) {}

    private static Judged judge(Picture picture, Instant start) {
        var outline = picture.outline();
        if (start.isBefore(outline.earliest(picture.now()))) {
            return declined(
                    Code.TOO_SOON,
                    "The start has passed, or is nearer than the minimum notice of "
                            + outline.service().minNotice() + ".");
        }
        if (!start.isBefore(outline.tooLate(picture.now()))) {
            return declined(
                    Code.TOO_LATE, "Bookings are taken " + outline.service().horizon() + " ahead at most.");
        }
        var all = new ArrayList<List<Suits>>();
        var times = outline.times();
        for (var role : outline.roles()) {
            var suits = role.candidates().stream()
                    .map(each -> each.suits(start, times, all.isEmpty()))
                    .toList();
            var problem = Roles.shortage(role, suits);
            if (problem != null) {
                return new Judged(List.of(), problem);
            }
            all.add(suits);
        }
        return new Judged(all, null);
    }

    private static Optional<Slot> slot(Picture picture, Instant start, Judged judged) {
        var roles = picture.outline().roles();
        if (Assignment.choose(roles, judged.suits()).isEmpty()) {
            return Optional.empty();
        }
        var resources = new LinkedHashSet<String>();
        int free = Integer.MAX_VALUE;
        for (int i = 0; i < roles.size(); i++) {
            var role = roles.get(i);
            var suits = judged.suits().get(i);
            for (int j = 0; j < suits.size(); j++) {
                if (suits.get(j).fit() == Fit.FREE) {
                    resources.add(role.candidates().get(j).id());
                }
            }
            free = Math.min(free, Roles.fits(role, suits));
        }
        return Optional.of(
                new Slot(start, start.plus(picture.outline().service().duration()), List.copyOf(resources), free));
    }

    /// Full outweighs the notice, the notice and the horizon outweigh closed: the reason nearest to a slot is said.
    private static String whyEmpty(String sofar, @Nullable Declined declined) {
        if (declined == null) {
            return "full";
        }
        return switch (declined.code()) {
            case SLOT_TAKEN, BLOCKED -> "full";
            case TOO_SOON, TOO_LATE ->
                sofar.equals("full") ? sofar : declined.code().text();
            default -> sofar;
        };
    }

    private static Judged declined(Code code, String reason) {
        return new Judged(List.of(), new Declined(code, reason));
    }

    static Declined taken(String reason) {
        return new Declined(Code.SLOT_TAKEN, reason);
    }
}
