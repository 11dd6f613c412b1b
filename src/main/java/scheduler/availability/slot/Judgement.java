package scheduler.availability.slot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Openings.Grid;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;
import scheduler.service.Service;

/// How a start suits everyone, role by role, and the rule that declines it. The slot function keeps one and asks
/// it for every start on the grid, so nothing is made here but what an answer needs.
public final class Judgement {

    private final Picture picture;
    private final List<Role> roles;
    private final int[][] fits;
    private final Grid grid;
    private final long earliest;
    private final long tooLate;

    private final boolean hasLimits;
    private final boolean whetherOnly;
    private final @Nullable Seats seats;

    private @Nullable Code code;
    private boolean limited;
    private int role;
    private int nearest;
    private boolean hasSeat;

    /// Who has to take part and can in no role.
    private @Nullable String missing;

    public Judgement(Picture picture) {
        this(picture, false);
    }

    /// With `whetherOnly` a role is looked through until enough are found, so that `fits` is not to be used.
    public Judgement(Picture picture, boolean whetherOnly) {
        this.whetherOnly = whetherOnly;
        this.picture = picture;
        this.roles = picture.outline().roles();
        this.fits = new int[roles.size()][];
        for (int r = 0; r < fits.length; r++) {
            fits[r] = new int[roles.get(r).candidates().size()];
        }
        this.hasLimits = !picture.limits().isEmpty();
        this.seats = Seats.of(picture);
        this.grid = picture.outline().grid();
        this.earliest = Busy.ceilMicros(picture.outline().earliest(picture.now()));
        this.tooLate = Busy.ceilMicros(picture.outline().tooLate(picture.now()));
    }

    /// Judges a start up to the first rule that declines it; true when none does, or when a seat is left in a
    /// session that has been opened.
    public boolean admits(long start) {
        hasSeat = false;
        limited = false;
        missing = null;
        code = start < earliest ? Code.TOO_SOON : start >= tooLate ? Code.TOO_LATE : null;
        if (code == null && hasLimits) {
            code = picture.limits().reached(start) == null ? null : Code.LIMIT_REACHED;
            limited = code != null;
        }
        if (code == null && seats != null) {
            hasSeat = seats.look(start);
        }
        for (int r = 0; code == null && r < fits.length; r++) {
            fill(r, start);
        }
        return (code == null && suitsUnplaced()) || hasSeat;
    }

    /// Whether the start that was judged last could be had with nobody else: only then `fits` says how.
    public boolean isFree() {
        return code == null;
    }

    /// Whether each of those who have to take part, in whichever role, could fill one. Asked after all roles.
    boolean suitsUnplaced() {
        missing = null;
        for (var id : picture.outline().unplaced()) {
            int best = best(id);
            if (best <= 0) {
                missing = id;
                nearest = best;
                code = code(best);
                return false;
            }
        }
        return true;
    }

    private int best(String id) {
        int best = Candidate.CLOSED;
        for (int r = 0; r < fits.length; r++) {
            int index = roles.get(r).indexOf(id);
            best = index < 0 ? best : Math.max(best, fits[r][index]);
        }
        return best;
    }

    /// Whether it has a seat left beside others.
    public boolean hasSeat() {
        return hasSeat;
    }

    /// Whether it has so many seats left together.
    boolean hasSeats(int together) {
        return hasSeat
                && (together == 1
                        || (seats != null && seats.fullestFor(together).isPresent()));
    }

    /// Whether it could be had with nobody else for so many seats together.
    boolean opensFor(int together) {
        return isFree() && (seats == null || seats.suffice(together));
    }

    /// The seats of the start that was judged last; null for a service whose bookings are each alone.
    @Nullable
    Seats seats() {
        return seats;
    }

    private static Declined limit() {
        return new Declined(Code.LIMIT_REACHED, "There are as many bookings of this service then as there may be.");
    }

    /// Judges a role alone, whatever the rules before it say.
    boolean fills(int index, long start) {
        code = null;
        missing = null;
        limited = false;
        fill(index, start);
        return code == null;
    }

    private void fill(int index, long start) {
        var each = roles.get(index);
        var suits = fits[index];
        var candidates = each.candidates();
        int free = 0;
        int best = Candidate.CLOSED;
        int unfit = 0;
        for (int i = 0; i < suits.length; i++) {
            int fit = candidates.get(i).fit(start, each.part(), index == 0, grid);
            if (fit > 0 && hasLimits && picture.limits().isReached(candidates.get(i), start)) {
                fit = Candidate.LIMITED;
            }
            suits[i] = fit;
            if (fit > 0) {
                free++;
                if (whetherOnly
                        && free == each.requirement().quantity()
                        && each.pinned().isEmpty()) {
                    return;
                }
            } else if (each.isPinned(candidates.get(i))) {
                unfit = fit;
            } else {
                best = Math.max(best, fit);
            }
        }
        if (unfit < 0 || free < each.requirement().quantity()) {
            role = index;
            nearest = unfit < 0 ? unfit : best;
            code = code(nearest);
        }
    }

    public int[][] fits() {
        return fits;
    }

    /// The code of the rule that declined the start.
    @Nullable
    public Code code() {
        return code;
    }

    /// The rule that declined the start, in a sentence.
    Declined declined() {
        if (missing != null) {
            return declined(missing, nearest);
        }
        return switch (code) {
            case TOO_SOON ->
                new Declined(Code.TOO_SOON, tooSoon(picture.outline().service()));
            case TOO_LATE ->
                new Declined(Code.TOO_LATE, tooLate(picture.outline().service()));
            case LIMIT_REACHED -> limited ? limit() : declined(roles.get(role), nearest);
            case null -> taken();
            case SLOT_TAKEN -> seats != null && seats.isOpened() ? full() : declined(roles.get(role), nearest);
            default -> declined(roles.get(role), nearest);
        };
    }

    private static Declined full() {
        return new Declined(Code.SLOT_TAKEN, "Every seat is taken at that time.");
    }

    static String tooSoon(Service service) {
        return "The start has passed, or is nearer than the minimum notice of " + service.minNotice() + ".";
    }

    public static String tooLate(Service service) {
        return "Bookings are taken " + service.horizon() + " ahead at most.";
    }

    public long earliest() {
        return earliest;
    }

    public long tooLate() {
        return tooLate;
    }

    /// Everybody is free for some role, but not for all roles at once.
    static Declined taken() {
        return new Declined(Code.SLOT_TAKEN, "Too few of the resources that it needs are free at that time.");
    }

    public static Code code(int fit) {
        return switch (fit) {
            case Candidate.CLOSED -> Code.OUTSIDE_HOURS;
            case Candidate.OFF_GRID -> Code.NOT_ON_GRID;
            case Candidate.BLOCKED -> Code.BLOCKED;
            case Candidate.LIMITED -> Code.LIMIT_REACHED;
            default -> Code.SLOT_TAKEN;
        };
    }

    /// There is room, but not for so many together.
    static Declined tooMany(int seats) {
        return new Declined(Code.SLOT_TAKEN, "There are not " + seats + " seats left together at that time.");
    }

    private static Declined declined(Role role, int fit) {
        var name = role.requirement().role();
        var code = code(fit);
        return new Declined(
                code,
                switch (code) {
                    case OUTSIDE_HOURS -> "No " + name + " is open for all of that time.";
                    case NOT_ON_GRID -> "No slot of a " + name + " begins at that time.";
                    case BLOCKED -> "The time is blocked for every " + name + " that is open.";
                    case LIMIT_REACHED -> "Every " + name + " that is free has as many bookings as it may have then.";
                    default -> "No " + name + " is free at that time any more.";
                });
    }

    private static Declined declined(String id, int fit) {
        var code = code(fit);
        return new Declined(
                code,
                switch (code) {
                    case OUTSIDE_HOURS -> id + " is not open for all of that time.";
                    case NOT_ON_GRID -> "No slot of " + id + " begins at that time.";
                    case BLOCKED -> "The time is blocked for " + id + ".";
                    case LIMIT_REACHED -> id + " has as many bookings as there may be then.";
                    default -> id + " is not free at that time any more.";
                });
    }
}
