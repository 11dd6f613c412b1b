package scheduler.availability.slot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Verdict.Assigned;

/// Gives the places of a booking (each role has `quantity` of them) to different resources that are free: a bipartite
/// matching by augmenting paths (Kuhn's algorithm), so that a resource in two pools never costs a booking that would
/// have been possible. Those who have to take part in whichever role are placed first: a path moves them at most, so
/// there is a matching with them just when there is one of them and one of all places (Mendelsohn and Dulmage).
/// Preference goes by pins, then by the role's strategy, then by the order of the candidates.
public final class Assignment {

    private final Outline outline;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();
    private final BitSet filled = new BitSet();

    /// A place of a role, and who can fill it, those first who are preferred.
    private record Place(int role, List<Integer> candidates, boolean isPinned) {}

    private Assignment(Outline outline, List<List<Integer>> preferred) {
        this.outline = outline;
        for (int r = 0; r < preferred.size(); r++) {
            lay(r, preferred.get(r));
        }
    }

    /// Who takes part, in the order of the roles; empty when there are too few.
    public static Optional<List<Assigned>> choose(Picture picture, int[][] fits, long start) {
        var outline = picture.outline();
        var rankings = IntStream.range(0, fits.length)
                .mapToObj(r -> Ranking.of(picture, outline.roles().get(r), fits[r], start))
                .toList();
        var assignment =
                new Assignment(outline, rankings.stream().map(Ranking::order).toList());
        return assignment.isComplete() ? Optional.of(assignment.assigned(rankings, start)) : Optional.empty();
    }

    private void lay(int index, List<Integer> preferred) {
        var role = outline.roles().get(index);
        for (int q = 0; q < role.requirement().quantity(); q++) {
            // A pin holds a place of its own, which nobody else may fill.
            boolean isPinned = q < role.pinned().size();
            var own = isPinned ? List.of(role.indexOf(role.pinned().get(q))) : preferred;
            places.add(new Place(index, own, isPinned));
        }
    }

    private boolean isComplete() {
        return seatUnplaced() && fillAll();
    }

    private boolean seatUnplaced() {
        if (outline.unplaced().isEmpty()) {
            return true;
        }
        var scarcest = IntStream.range(0, places.size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        place -> places.get(place).candidates.size()))
                .toList();
        return outline.unplaced().stream().allMatch(id -> seat(id, scarcest, new BitSet()));
    }

    /// Where the fewest others could be, if need be in the place of one who can go elsewhere.
    private boolean seat(String id, List<Integer> scarcest, BitSet tried) {
        for (int place : scarcest) {
            if (!tried.get(place) && suits(id, places.get(place))) {
                tried.set(place);
                var other = holder(place);
                if (other == null || seat(other, scarcest, tried)) {
                    placeOf.put(id, place);
                    filled.set(place);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean suits(String id, Place place) {
        int index = outline.roles().get(place.role).indexOf(id);
        return index >= 0 && place.candidates.contains(index);
    }

    private @Nullable String holder(int place) {
        return placeOf.entrySet().stream()
                .filter(each -> each.getValue() == place)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private boolean fillAll() {
        for (int place = filled.nextClearBit(0); place < places.size(); place = filled.nextClearBit(place + 1)) {
            if (!fill(place, new HashSet<>())) {
                return false;
            }
        }
        return true;
    }

    /// The first whom nobody else has; or else somebody whose place another can fill.
    private boolean fill(int place, Set<String> tried) {
        var ids = outline.roles().get(places.get(place).role).ids();
        for (int index : places.get(place).candidates) {
            if (!placeOf.containsKey(ids.get(index)) && tried.add(ids.get(index))) {
                placeOf.put(ids.get(index), place);
                return true;
            }
        }
        for (int index : places.get(place).candidates) {
            var id = ids.get(index);
            if (tried.add(id) && fill(Objects.requireNonNull(placeOf.get(id)), tried)) {
                placeOf.put(id, place);
                return true;
            }
        }
        return false;
    }

    private boolean isAskedFor(Place place, String id) {
        return place.isPinned || outline.unplaced().contains(id);
    }

    private List<Assigned> assigned(List<Ranking> rankings, long start) {
        var found = new Assigned[places.size()];
        placeOf.forEach((id, number) -> {
            var place = places.get(number);
            var role = outline.roles().get(place.role);
            int index = role.indexOf(id);
            var candidate = role.candidates().get(index);
            found[number] = new Assigned(
                    role.requirement().role(),
                    candidate.no(),
                    id,
                    candidate.zone(),
                    candidate.rules(),
                    candidate.freeUnits(start, role.part()),
                    candidate.during(start, role.part()),
                    candidate.lead(start, role.part()),
                    isAskedFor(place, id) ? null : rankings.get(place.role).choice(index));
        });
        return Arrays.asList(found);
    }
}
