package scheduler.availability.slot;

import java.time.ZoneId;
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
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.service.Strategy;

/// Gives the places of a booking (each role has `quantity` of them) to different resources that are free: a bipartite
/// matching by augmenting paths (Kuhn's algorithm), so that a resource in two pools never costs a booking that would
/// have been possible. Those who have to take part in whichever role are placed first: a path moves them at most, so
/// there is a matching with them just when there is one of them and one of all places (Mendelsohn and Dulmage).
/// Preference goes by pins, then by the role's strategy, then by the order of the candidates.
public final class Assignment {

    private final Outline outline;
    private final int[][] fits;
    private final long start;
    private final List<Place> places = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();
    private final BitSet filled = new BitSet();

    private record Place(int role, List<Integer> candidates) {}

    private Assignment(Outline outline, int[][] fits, long start) {
        this.outline = outline;
        this.fits = fits;
        this.start = start;
    }

    /// Who takes part, in the order of the roles; empty when there are too few.
    public static Optional<List<Assigned>> choose(Outline outline, int[][] fits, long start) {
        var assignment = new Assignment(outline, fits, start);
        assignment.lay();
        return assignment.seatUnplaced() && assignment.fillAll()
                ? Optional.of(assignment.assigned())
                : Optional.empty();
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

    private void lay() {
        for (int r = 0; r < fits.length; r++) {
            var role = outline.roles().get(r);
            var preferred = preferred(role, fits[r]);
            for (int q = 0; q < role.requirement().quantity(); q++) {
                // A pin holds a place of its own, which nobody else may fill.
                var own = q < role.pinned().size()
                        ? List.of(role.indexOf(role.pinned().get(q)))
                        : preferred;
                places.add(new Place(r, own));
            }
        }
    }

    private List<Integer> preferred(Role role, int[] suits) {
        var free = IntStream.range(0, suits.length).filter(i -> suits[i] > 0).boxed();
        return role.requirement().strategy() == Strategy.LEAST_LOADED
                ? free.sorted(Comparator.comparingInt(
                                i -> load(role.candidates().get(i))))
                        .toList()
                : free.toList();
    }

    /// How many bookings a candidate has on the local day of the start.
    private int load(Candidate candidate) {
        return candidate.busy().claims().count(midnight(0), midnight(1));
    }

    private long midnight(int daysLater) {
        ZoneId zone = outline.zone();
        var day = Busy.instant(start).atZone(zone).toLocalDate().plusDays(daysLater);
        return Busy.micros(day.atStartOfDay(zone).toInstant());
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

    private List<Assigned> assigned() {
        var found = new Assigned[places.size()];
        placeOf.forEach((id, place) -> {
            var role = outline.roles().get(places.get(place).role);
            var candidate = role.candidates().get(role.indexOf(id));
            found[place] = new Assigned(
                    role.requirement().role(),
                    candidate.no(),
                    id,
                    candidate.zone(),
                    candidate.rules(),
                    candidate.freeUnits(start, role.part()),
                    candidate.during(start, role.part()),
                    candidate.lead(start, role.part()));
        });
        return Arrays.asList(found);
    }
}
