package scheduler.availability.slot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Openings.Starts;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Session.Place;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.message.Code;
import scheduler.time.TimeRange;

/// The one function that decides what can be booked. Listing, admitting and explaining are the same judgement: a
/// list is every start on the grid that is admitted, so what is listed can be booked and what can be booked is
/// listed.
public final class SlotFunction {

    private SlotFunction() {}

    /// The slots of a range, and when there are none, why: `closed`, `blocked`, `full`, `too_soon` or
    /// `too_late`.
    public record Listed(List<Slot> slots, String empty) {}

    /// Judges one start, for so many `seats` together; a service whose bookings are each alone does not count them.
    public static Verdict admit(Picture picture, Instant start, int seats) {
        var judgement = new Judgement(picture);
        long micros = Busy.micros(start);
        if (!judgement.admits(micros)) {
            return judgement.declined();
        }
        var outline = picture.outline();
        var session = judgement.hasSeat()
                ? Objects.requireNonNull(judgement.seats()).fullestFor(seats)
                : Optional.<Session>empty();
        if (session.isPresent()) {
            return admitted(outline, micros, joined(outline, session.get()));
        }
        return judgement.opensFor(seats)
                ? Assignment.choose(picture, judgement.fits(), micros)
                        .<Verdict>map(assigned -> admitted(outline, micros, assigned))
                        .orElseGet(Judgement::taken)
                : Judgement.tooMany(seats);
    }

    /// What a session has that somebody joins.
    private static List<Assigned> joined(Outline outline, Session session) {
        return session.places().stream().map(place -> joined(outline, place)).toList();
    }

    /// A session that is opened once more by whoever joins it has to lead like all others that are claimed by now.
    private static Assigned joined(Outline outline, Place place) {
        for (var role : outline.roles()) {
            if (role.requirement().role().equals(place.role())) {
                var candidate = role.candidates().get(role.indexOf(place.resource()));
                return new Assigned(
                        place.role(),
                        candidate.no(),
                        candidate.id(),
                        candidate.zone(),
                        candidate.rules(),
                        List.of(place.unit()),
                        range(place.during()),
                        candidate.keepsLead() ? range(lead(place)) : null,
                        null);
            }
        }
        throw new IllegalStateException("a session has a role that its service does not have: " + place.role());
    }

    private static Span lead(Place place) {
        return place.lead() == null ? place.during() : place.lead();
    }

    private static TimeRange range(Span span) {
        return new TimeRange(Busy.instant(span.from()), Busy.instant(span.to()));
    }

    private static Admitted admitted(Outline outline, long start, List<Assigned> assigned) {
        var begin = Busy.instant(start);
        return new Admitted(begin, begin.plus(outline.duration()), assigned);
    }

    /// Every start of `range` that can be booked, in order; `max` bounds how many are looked for.
    public static Listed list(Picture picture, TimeRange range, int max) {
        return list(picture, range, max, 1);
    }

    /// The same for so many `seats` together.
    public static Listed list(Picture picture, TimeRange range, int max, int seats) {
        return list(picture, grid(picture.outline(), range), max, seats);
    }

    /// The same for a grid that is laid already.
    public static Listed list(Picture picture, long[] grid, int max) {
        return list(picture, grid, max, 1);
    }

    /// The same starts without what could be booked there, which takes longer to find than whether something could.
    public static List<Instant> starts(Picture picture, TimeRange range, int max, int seats) {
        var judgement = new Judgement(picture, !picture.outline().sharesCandidates());
        return Arrays.stream(grid(picture.outline(), range))
                .filter(start -> admits(picture.outline(), judgement, start, seats))
                .limit(max)
                .mapToObj(Busy::instant)
                .toList();
    }

    /// What could be booked at some starts, of those at which something could.
    public static List<Slot> slots(Picture picture, List<Instant> starts, int seats) {
        var grid = starts.stream().mapToLong(Busy::micros).toArray();
        return list(picture, grid, grid.length, seats).slots();
    }

    private static Listed list(Picture picture, long[] grid, int max, int seats) {
        var slots = new ArrayList<Slot>();
        var judgement = new Judgement(picture);
        var empty = Why.CLOSED;
        for (long start : grid) {
            if (admits(picture.outline(), judgement, start, seats)) {
                slots.add(slot(picture.outline(), judgement, start, seats));
                if (slots.size() == max) {
                    break;
                }
            } else {
                empty = empty.or(judgement.code());
            }
        }
        return new Listed(slots, slots.isEmpty() ? empty.text() : "");
    }

    public static long[] grid(Outline outline, TimeRange range) {
        return grid(outline, Busy.ceilMicros(range.start()), Busy.ceilMicros(range.end()));
    }

    public static long[] grid(Outline outline, long from, long to) {
        var starts = new Starts();
        var first = outline.roles().getFirst();
        long duration = first.part().offset() + first.part().length();
        var grid = outline.grid();
        for (var openings : openings(first.candidates())) {
            openings.addStarts(from, to, duration, grid, starts);
        }
        return starts.all();
    }

    /// Those with the same hours share them, so their starts are laid once.
    private static Collection<Openings> openings(List<Candidate> candidates) {
        if (candidates.size() == 1) {
            return List.of(candidates.getFirst().openings());
        }
        var openings = Collections.newSetFromMap(new IdentityHashMap<Openings, Boolean>());
        candidates.forEach(each -> openings.add(each.openings()));
        return openings;
    }

    /// Whether everybody is found for a start, and for all roles at once, or a seat is left.
    public static boolean admits(Outline outline, Judgement judgement, long start) {
        return admits(outline, judgement, start, 1);
    }

    private static boolean admits(Outline outline, Judgement judgement, long start, int seats) {
        return judgement.admits(start)
                && (judgement.hasSeats(seats)
                        || (judgement.opensFor(seats)
                                && (!outline.sharesCandidates() || Roles.isRoom(outline, judgement.fits()))));
    }

    /// The slot at a start that was just admitted.
    public static Slot slot(Outline outline, Judgement judgement, long start) {
        return slot(outline, judgement, start, 1);
    }

    private static Slot slot(Outline outline, Judgement judgement, long start, int together) {
        var begin = Busy.instant(start);
        var end = begin.plus(outline.duration());
        var seats = judgement.seats();
        if (seats == null) {
            var fits = judgement.fits();
            return new Slot(begin, end, free(outline, fits), Roles.bookings(outline, fits));
        }
        int more = judgement.isFree() ? Roles.bookings(outline, judgement.fits()) : 0;
        var resources = new LinkedHashSet<String>();
        if (judgement.hasSeat()) {
            seats.resources(together).forEach(resources::add);
        }
        if (more > 0) {
            resources.addAll(free(outline, judgement.fits()));
        }
        return new Slot(begin, end, List.copyOf(resources), seats.free(more));
    }

    private static List<String> free(Outline outline, int[][] fits) {
        var roles = outline.roles();
        if (fits.length == 1) {
            return free(roles.getFirst(), fits[0], new ArrayList<>(fits[0].length));
        }
        var found = new LinkedHashSet<String>();
        for (int r = 0; r < fits.length; r++) {
            found.addAll(free(roles.get(r), fits[r], new ArrayList<>()));
        }
        return List.copyOf(found);
    }

    private static List<String> free(Role role, int[] fits, List<String> found) {
        if (fits.length == 1) {
            return role.ids();
        }
        for (int i = 0; i < fits.length; i++) {
            if (fits[i] > 0) {
                found.add(role.candidates().get(i).id());
            }
        }
        return found;
    }

    /// Why nothing is listed. Full outweighs the notice and the horizon, these outweigh closed: the reason
    /// nearest to a slot is said.
    public enum Why {
        CLOSED,
        TOO_LATE,
        TOO_SOON,
        BLOCKED,
        FULL;

        public Why or(@Nullable Code code) {
            var other = switch (code) {
                case SLOT_TAKEN, LIMIT_REACHED -> FULL;
                case BLOCKED -> BLOCKED;
                case TOO_SOON -> TOO_SOON;
                case TOO_LATE -> TOO_LATE;
                case null -> FULL;
                default -> CLOSED;
            };
            return compareTo(other) >= 0 ? this : other;
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
