package scheduler.availability.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import scheduler.availability.picture.Outline.Role;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Narrows an outline to the resources that a client insists on. One who can only fill one role is placed there; where
/// others end up is not decided before the time is known, because they may be free for one role and not for another.
public final class Pins {

    private static final int NOBODY = -1;
    private static final int NOWHERE = -1;

    private final List<Role> roles;
    private final List<Pin> pins;

    /// The roles that each could fill, those first that the fewest could.
    private final List<List<Integer>> choices;

    /// How many places each role has left.
    private final int[] room;

    private final int[] roleOf;

    private Pins(List<Role> roles, List<Pin> pins, List<List<Integer>> choices, int[] room) {
        this.roles = roles;
        this.pins = pins;
        this.choices = choices;
        this.room = room;
        this.roleOf = new int[pins.size()];
        Arrays.fill(roleOf, NOWHERE);
    }

    public static Outline apply(Outline outline, List<Pin> wanted) {
        var pins = Stream.concat(outline.unplaced().stream().map(id -> new Pin(null, id, "/resource")), wanted.stream())
                .toList();
        var roles = outline.roles();
        var placing = new Pins(
                roles,
                pins,
                pins.stream().map(pin -> choices(pin, roles)).toList(),
                roles.stream()
                        .mapToInt(role ->
                                role.requirement().quantity() - role.pinned().size())
                        .toArray());
        int left = placing.placeAll();
        if (left != NOBODY) {
            throw unknown(outline, pins.get(left));
        }
        return placing.narrowed(outline);
    }

    /// The same; empty when one of them finds no place.
    public static Optional<Outline> tried(Outline outline, List<Pin> wanted) {
        try {
            return Optional.of(apply(outline, wanted));
        } catch (Refusal gone) {
            return Optional.empty();
        }
    }

    private static List<Integer> choices(Pin pin, List<Role> roles) {
        return IntStream.range(0, roles.size())
                .filter(role -> fits(pin, roles.get(role)))
                .boxed()
                .sorted(Comparator.comparingInt(
                        role -> roles.get(role).candidates().size()))
                .toList();
    }

    private static boolean fits(Pin pin, Role role) {
        boolean named =
                pin.role() == null || pin.role().equals(role.requirement().role());
        return named && !role.pinned().contains(pin.resource()) && role.ids().contains(pin.resource());
    }

    /// The first who finds no place beside those before him.
    private int placeAll() {
        for (int pin = 0; pin < pins.size(); pin++) {
            if (isRepeated(pin) || !place(pin, new HashSet<>())) {
                return pin;
            }
        }
        return NOBODY;
    }

    private boolean isRepeated(int pin) {
        return pins.subList(0, pin).stream()
                .anyMatch(each -> each.resource().equals(pins.get(pin).resource()));
    }

    private boolean place(int pin, Set<Integer> tried) {
        for (int role : choices.get(pin)) {
            if (tried.add(role) && (placedIn(role).length < room[role] || givesWay(role, tried))) {
                roleOf[pin] = role;
                return true;
            }
        }
        return false;
    }

    private boolean givesWay(int role, Set<Integer> tried) {
        return Arrays.stream(placedIn(role)).anyMatch(pin -> place(pin, tried));
    }

    private int[] placedIn(int role) {
        return IntStream.range(0, roleOf.length)
                .filter(pin -> roleOf[pin] == role)
                .toArray();
    }

    private Outline narrowed(Outline outline) {
        var possible = IntStream.range(0, pins.size()).mapToObj(this::possible).toList();
        var narrowed = IntStream.range(0, roles.size())
                .mapToObj(role -> narrowed(role, possible))
                .toList();
        var unplaced = IntStream.range(0, pins.size())
                .filter(pin -> possible.get(pin).size() > 1)
                .mapToObj(pin -> pins.get(pin).resource())
                .toList();
        return outline.with(narrowed, unplaced);
    }

    /// The roles that a pin may fill so that all others still find a place.
    private List<Integer> possible(int pin) {
        var all = choices.get(pin);
        return all.size() == 1
                ? all
                : all.stream().filter(role -> isPossible(pin, role)).toList();
    }

    private boolean isPossible(int pin, int role) {
        var settled = new ArrayList<>(choices);
        settled.set(pin, List.of(role));
        return new Pins(roles, pins, settled, room).placeAll() == NOBODY;
    }

    private Role narrowed(int index, List<List<Integer>> possible) {
        var role = roles.get(index);
        var pinned = new ArrayList<>(role.pinned());
        var wanted = new HashSet<>(pinned);
        for (int pin = 0; pin < pins.size(); pin++) {
            if (possible.get(pin).contains(index)) {
                wanted.add(pins.get(pin).resource());
                if (possible.get(pin).size() == 1) {
                    pinned.add(pins.get(pin).resource());
                }
            }
        }
        if (wanted.size() == role.pinned().size()) {
            return role;
        }
        // Where those insisted on need every place nobody else comes into question, and nobody else's grid counts.
        var candidates = hasRoomForOthers(index)
                ? role.candidates()
                : role.candidates().stream()
                        .filter(each -> wanted.contains(each.id()))
                        .toList();
        return new Role(role.requirement(), role.part(), candidates, List.copyOf(pinned));
    }

    private boolean hasRoomForOthers(int role) {
        var less = room.clone();
        less[role]--;
        return less[role] >= 0 && new Pins(roles, pins, choices, less).placeAll() == NOBODY;
    }

    private static Refusal unknown(Outline outline, Pin pin) {
        return new Refusal(Problem.at(
                Code.UNKNOWN_RESOURCE,
                pin.pointer(),
                "There is no resource " + pin.resource() + " that can give the service "
                        + outline.service().id() + (pin.role() == null ? "." : " as " + pin.role() + ".")));
    }
}
