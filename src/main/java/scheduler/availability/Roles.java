package scheduler.availability;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Candidate.Fit;
import scheduler.availability.Candidate.Suits;
import scheduler.availability.Outline.Role;
import scheduler.availability.Verdict.Declined;
import scheduler.message.Code;

/// What a role needs, held against how a start suits its candidates.
final class Roles {

    private Roles() {}

    /// Why the role cannot be filled, or null when it can. Of several reasons the one nearest to success is said.
    static @Nullable Declined shortage(Role role, List<Suits> suits) {
        int free = 0;
        var nearest = Fit.CLOSED;
        for (int i = 0; i < suits.size(); i++) {
            var fit = suits.get(i).fit();
            if (fit == Fit.FREE) {
                free++;
            } else if (role.pinned().contains(role.candidates().get(i).id())) {
                return declined(role, fit);
            } else if (fit.compareTo(nearest) > 0) {
                nearest = fit;
            }
        }
        return free >= role.requirement().quantity() ? null : declined(role, nearest);
    }

    /// How many bookings the role could serve at that time: the most k for which the free units, at most one of a
    /// resource for each booking, come to k times the quantity.
    static int fits(Role role, List<Suits> suits) {
        int quantity = role.requirement().quantity();
        int most = suits.stream().mapToInt(each -> each.units().size()).sum() / quantity;
        if (quantity == 1) {
            return most;
        }
        for (int k = most; k > 0; k--) {
            int bookings = k;
            int units = suits.stream()
                    .mapToInt(each -> Math.min(each.units().size(), bookings))
                    .sum();
            if (units >= k * quantity) {
                return k;
            }
        }
        return 0;
    }

    private static Declined declined(Role role, Fit fit) {
        var name = role.requirement().role();
        return switch (fit) {
            case CLOSED, FREE -> new Declined(Code.OUTSIDE_HOURS, "No " + name + " is open for all of that time.");
            case OFF_GRID -> new Declined(Code.NOT_ON_GRID, "No slot of a " + name + " begins at that time.");
            case BLOCKED -> new Declined(Code.BLOCKED, "The time is blocked for every " + name + " that is open.");
            case TAKEN -> new Declined(Code.SLOT_TAKEN, "No " + name + " is free at that time any more.");
        };
    }
}
