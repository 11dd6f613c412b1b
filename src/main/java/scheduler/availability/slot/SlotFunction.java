package scheduler.availability.slot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Openings.Starts;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.message.Code;
import scheduler.time.TimeRange;

/// The one function that decides what can be booked. Listing, admitting and explaining are the same judgement: a list
/// is
/// every start on the grid that is admitted, so what is listed can be booked and what can be booked is listed.
public final class SlotFunction {

    private SlotFunction() {}

    /// The slots of a range, and when there are none, why: `closed`, `blocked`, `full`, `too_soon` or
    /// `too_late`.
    public record Listed(List<Slot> slots, String empty) {}

    /// Judges one start.
    public static Verdict admit(Picture picture, Instant start) {
        var judgement = new Judgement(picture);
        long micros = Busy.micros(start);
        if (!judgement.admits(micros)) {
            return judgement.declined();
        }
        var outline = picture.outline();
        return Assignment.choose(outline, judgement.fits(), micros)
                .<Verdict>map(assigned -> admitted(outline, micros, assigned))
                .orElseGet(Judgement::taken);
    }

    private static Admitted admitted(Outline outline, long start, List<Assigned> assigned) {
        var begin = Busy.instant(start);
        return new Admitted(begin, begin.plus(outline.duration()), assigned);
    }

    /// Every start of `range` that can be booked, in order; `max` bounds how many are looked for.
    public static Listed list(Picture picture, TimeRange range, int max) {
        return list(picture, grid(picture.outline(), range), max);
    }

    /// The same for a grid that is laid already.
    public static Listed list(Picture picture, long[] grid, int max) {
        var slots = new ArrayList<Slot>();
        var judgement = new Judgement(picture);
        var empty = Why.CLOSED;
        for (long start : grid) {
            if (admits(picture.outline(), judgement, start)) {
                slots.add(slot(picture.outline(), judgement, start));
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
        // Those with the same hours share them, so their starts are laid once.
        var laid = Collections.newSetFromMap(new IdentityHashMap<Openings, Boolean>());
        for (var candidate : first.candidates()) {
            if (laid.add(candidate.openings())) {
                candidate
                        .openings()
                        .addStarts(
                                from, to, first.part().offset() + first.part().length(), outline.grid(), starts);
            }
        }
        return starts.all();
    }

    /// Whether everybody is found for a start, and for all roles at once.
    public static boolean admits(Outline outline, Judgement judgement, long start) {
        return judgement.admits(start)
                && (!outline.sharesCandidates()
                        || Assignment.choose(outline, judgement.fits(), start).isPresent());
    }

    /// The slot at a start that was just admitted.
    public static Slot slot(Outline outline, Judgement judgement, long start) {
        var fits = judgement.fits();
        var begin = Busy.instant(start);
        return new Slot(begin, begin.plus(outline.duration()), free(outline, fits), Roles.bookings(outline, fits));
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

    /// Why nothing is listed. Full outweighs the notice and the horizon, these outweigh closed: the reason nearest to a
    /// slot is said.
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
