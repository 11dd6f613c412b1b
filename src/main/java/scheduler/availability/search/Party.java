package scheduler.availability.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;

/// Those of a service whom a search names, each with the role that it would take: what Pins decides for one resource,
/// found once for a thousand of them.
final class Party {

    /// So many units of a resource are looked through about as fast as all else of it.
    private static final int UNITS_PER_JUDGEMENT = 32;

    private final Outline outline;
    private final Map<String, Place> places;

    /// The role of a resource and where it stands there.
    private record Place(int role, int index) {}

    private Party(Outline outline, Map<String, Place> places) {
        this.outline = outline;
        this.places = places;
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

    /// Each where the fewest others could be.
    private static Map<String, Place> places(Outline outline, List<String> named) {
        var wanted = new HashSet<>(named);
        var places = new HashMap<String, Place>();
        for (int r = 0; r < outline.roles().size(); r++) {
            var ids = outline.roles().get(r).ids();
            for (int i = 0; i < ids.size(); i++) {
                var before = places.get(ids.get(i));
                if (wanted.contains(ids.get(i))
                        && (before == null
                                || ids.size()
                                        < outline.roles().get(before.role).ids().size())) {
                    places.put(ids.get(i), new Place(r, i));
                }
            }
        }
        return places;
    }

    /// The one role that all of them take; empty when there are several, or when a booking takes several of them.
    private static OptionalInt onlyRole(Outline outline, Map<String, Place> places) {
        var roles = places.values().stream().mapToInt(Place::role).distinct().toArray();
        return roles.length == 1 && outline.roles().get(roles[0]).requirement().quantity() == 1
                ? OptionalInt.of(roles[0])
                : OptionalInt.empty();
    }

    /// Without those in the role who would be left out of every line of the answer.
    private static Outline trimmed(Outline outline, int index, Map<String, Place> places) {
        var changed = new ArrayList<>(outline.roles());
        var role = changed.get(index);
        var left = role.candidates().stream()
                .filter(each -> places.containsKey(each.id()))
                .toList();
        changed.set(index, new Role(role.requirement(), role.part(), left, role.pinned()));
        return outline.with(changed);
    }

    private static Map<String, Place> indexed(int role, List<String> ids) {
        var indexed = new HashMap<String, Place>();
        for (int i = 0; i < ids.size(); i++) {
            indexed.put(ids.get(i), new Place(role, i));
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

    /// The outline with what is known of its candidates, in which one of them has its role for itself.
    Outline alone(Outline known, String id) {
        var place = Objects.requireNonNull(places.get(id));
        var roles = new ArrayList<>(known.roles());
        var role = roles.get(place.role);
        var candidates = role.requirement().quantity() > 1
                ? role.candidates()
                : List.of(role.candidates().get(place.index));
        roles.set(place.role, new Role(role.requirement(), role.part(), candidates, List.of(id)));
        return known.with(roles).inItsZone();
    }

    Candidate candidate(Outline known, String id) {
        var place = Objects.requireNonNull(places.get(id));
        return known.roles().get(place.role).candidates().get(place.index);
    }

    /// What a start costs in judgements, of everybody.
    long cost() {
        return outline.roles().stream().mapToLong(Party::cost).sum();
    }

    /// The same of each of those named, alone.
    long costAlone(String id) {
        var place = Objects.requireNonNull(places.get(id));
        long cost = 0;
        for (int r = 0; r < outline.roles().size(); r++) {
            var role = outline.roles().get(r);
            cost += r == place.role && role.requirement().quantity() == 1
                    ? cost(role.candidates().get(place.index))
                    : cost(role);
        }
        return cost;
    }

    private static long cost(Role role) {
        return role.candidates().stream().mapToLong(Party::cost).sum();
    }

    private static long cost(Candidate candidate) {
        return 1L + candidate.capacity() / UNITS_PER_JUDGEMENT;
    }
}
