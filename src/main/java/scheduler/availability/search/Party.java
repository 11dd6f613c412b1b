package scheduler.availability.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;

/// Those of a service whom a search names, each with the roles that it could take: what Pins decides for one resource,
/// found once for a thousand of them.
final class Party {

    /// So many units of a resource are looked through about as fast as all else of it.
    private static final int UNITS_PER_JUDGEMENT = 32;

    private final Outline outline;
    private final Map<String, List<Place>> places;
    private final long[] costs;

    /// A role of a resource and where it stands there.
    private record Place(int role, int index) {}

    private Party(Outline outline, Map<String, List<Place>> places) {
        this.outline = outline;
        this.places = places;
        this.costs = outline.roles().stream().mapToLong(Party::cost).toArray();
    }

    /// Without anybody named everybody may take part.
    static Party of(Outline outline, List<String> named) {
        var places = places(outline, named);
        var role = onlyRole(outline, places);
        if (role.isEmpty()) {
            return new Party(outline, places);
        }
        var trimmed = trimmed(outline, role.getAsInt(), places);
        return new Party(
                trimmed,
                indexed(role.getAsInt(), trimmed.roles().get(role.getAsInt()).ids()));
    }

    private static Map<String, List<Place>> places(Outline outline, List<String> named) {
        var wanted = new HashSet<>(named);
        var places = new HashMap<String, List<Place>>();
        for (int r = 0; r < outline.roles().size(); r++) {
            var ids = outline.roles().get(r).ids();
            for (int i = 0; i < ids.size(); i++) {
                if (wanted.contains(ids.get(i))) {
                    places.computeIfAbsent(ids.get(i), _ -> new ArrayList<>(1)).add(new Place(r, i));
                }
            }
        }
        return places;
    }

    /// The one role that all of them take; empty when there are several, or when a booking takes several of them.
    private static OptionalInt onlyRole(Outline outline, Map<String, List<Place>> places) {
        var roles = places.values().stream()
                .flatMap(List::stream)
                .mapToInt(Place::role)
                .distinct()
                .toArray();
        return roles.length == 1 && outline.roles().get(roles[0]).requirement().quantity() == 1
                ? OptionalInt.of(roles[0])
                : OptionalInt.empty();
    }

    /// Without those in the role who would be left out of every line of the answer.
    private static Outline trimmed(Outline outline, int index, Map<String, List<Place>> places) {
        var changed = new ArrayList<>(outline.roles());
        var role = changed.get(index);
        var left = role.candidates().stream()
                .filter(each -> places.containsKey(each.id()))
                .toList();
        changed.set(index, new Role(role.requirement(), role.part(), left, role.pinned()));
        return outline.with(changed);
    }

    private static Map<String, List<Place>> indexed(int role, List<String> ids) {
        var indexed = new HashMap<String, List<Place>>();
        for (int i = 0; i < ids.size(); i++) {
            indexed.put(ids.get(i), List.of(new Place(role, i)));
        }
        return indexed;
    }

    Outline outline() {
        return outline;
    }

    boolean has(String id) {
        return places.containsKey(id);
    }

    int size() {
        return places.size();
    }

    /// The one role that all of them take; empty when there are several, or when a booking takes several of them.
    OptionalInt commonRole() {
        return onlyRole(outline, places);
    }

    /// The outline with what is known of its candidates, in which one of them has to take part.
    Outline alone(Outline known, String id) {
        var own = places(id);
        if (own.size() > 1) {
            return known.with(known.roles(), List.of(id)).inItsZone();
        }
        var place = own.getFirst();
        var roles = new ArrayList<>(known.roles());
        var role = roles.get(place.role);
        var candidates = role.requirement().quantity() > 1
                ? role.candidates()
                : List.of(role.candidates().get(place.index));
        roles.set(place.role, new Role(role.requirement(), role.part(), candidates, List.of(id)));
        return known.with(roles).inItsZone();
    }

    private List<Place> places(String id) {
        return Objects.requireNonNull(places.get(id));
    }

    Candidate candidate(Outline known, String id) {
        var place = places(id).getFirst();
        return known.roles().get(place.role).candidates().get(place.index);
    }

    /// What a start costs in judgements, of everybody.
    long cost() {
        return LongStream.of(costs).sum();
    }

    /// The same of each of those named, alone.
    long costAlone(String id) {
        var own = places(id);
        var place = own.getFirst();
        var role = outline.roles().get(place.role);
        return own.size() == 1 && role.requirement().quantity() == 1
                ? cost() - costs[place.role] + cost(role.candidates().get(place.index))
                : cost();
    }

    private static long cost(Role role) {
        return role.candidates().stream().mapToLong(Party::cost).sum();
    }

    private static long cost(Candidate candidate) {
        return 1L + candidate.capacity() / UNITS_PER_JUDGEMENT;
    }
}
