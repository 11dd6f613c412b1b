package scheduler.availability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import scheduler.availability.Candidate.Fit;
import scheduler.availability.Candidate.Suits;
import scheduler.availability.Outline.Role;
import scheduler.availability.Verdict.Assigned;
import scheduler.service.Strategy;

/// Gives the places of a booking (each role has `quantity` of them) to different resources that are free: a bipartite
/// matching by augmenting paths (Kuhn's algorithm), so that a resource in two pools never costs a booking that would
/// have been possible. Preference goes by pins, then by the role's strategy, then by the order of the candidates.
final class Assignment {

    private final List<Role> roles;
    private final List<List<Suits>> suits;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();

    private record Place(int role, List<Integer> candidates) {}

    private Assignment(List<Role> roles, List<List<Suits>> suits) {
        this.roles = roles;
        this.suits = suits;
    }

    /// Who takes part, in the order of the roles; empty when there are too few.
    static Optional<List<Assigned>> choose(List<Role> roles, List<List<Suits>> suits) {
        var assignment = new Assignment(roles, suits);
        assignment.lay();
        for (int place = 0; place < assignment.places.size(); place++) {
            if (!assignment.fill(place, new HashSet<>())) {
                return Optional.empty();
            }
        }
        return Optional.of(assignment.assigned());
    }

    private void lay() {
        for (int r = 0; r < roles.size(); r++) {
            var role = roles.get(r);
            var preferred = preferred(role, suits.get(r));
            for (int q = 0; q < role.requirement().quantity(); q++) {
                // A pin holds a place of its own, which nobody else may fill.
                var own = q < role.pinned().size()
                        ? List.of(index(role, role.pinned().get(q)))
                        : preferred;
                places.add(new Place(r, own));
            }
        }
    }

    private static List<Integer> preferred(Role role, List<Suits> suits) {
        var free = IntStream.range(0, suits.size())
                .filter(i -> suits.get(i).fit() == Fit.FREE)
                .boxed();
        return role.requirement().strategy() == Strategy.LEAST_LOADED
                ? free.sorted(Comparator.comparingInt(
                                i -> role.candidates().get(i).busy().claims()))
                        .toList()
                : free.toList();
    }

    private static int index(Role role, String id) {
        return IntStream.range(0, role.candidates().size())
                .filter(i -> role.candidates().get(i).id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private boolean fill(int place, Set<String> tried) {
        var wanted = places.get(place);
        for (int index : wanted.candidates) {
            var id = roles.get(wanted.role).candidates().get(index).id();
            if (tried.add(id)) {
                var holder = placeOf.get(id);
                if (holder == null || fill(holder, tried)) {
                    placeOf.put(id, place);
                    return true;
                }
            }
        }
        return false;
    }

    private List<Assigned> assigned() {
        var found = new Assigned[places.size()];
        placeOf.forEach((id, place) -> {
            int r = places.get(place).role;
            var role = roles.get(r);
            int i = index(role, id);
            var candidate = role.candidates().get(i);
            var units = suits.get(r).get(i).units();
            found[place] = new Assigned(role.requirement().role(), candidate.no(), id, candidate.rules(), units);
        });
        return Arrays.asList(found);
    }
}
