package scheduler.availability.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import scheduler.availability.picture.Outline.Role;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Narrows an outline to the resources that a client insists on. One for which no role is named goes where the fewest
/// others could, and moves on for another that has no choice.
public final class Pins {

    private static final int NOWHERE = -1;

    private final List<Role> roles;
    private final List<Pin> pins;
    private final int[] roleOf;

    private Pins(List<Role> roles, List<Pin> pins) {
        this.roles = roles;
        this.pins = pins;
        this.roleOf = new int[pins.size()];
        Arrays.fill(roleOf, NOWHERE);
    }

    public static Outline apply(Outline outline, List<Pin> pins) {
        var placing = new Pins(outline.roles(), pins);
        for (int pin = 0; pin < pins.size(); pin++) {
            if (placing.isRepeated(pin) || !placing.place(pin, new HashSet<>())) {
                throw unknown(outline, pins.get(pin));
            }
        }
        return outline.with(placing.narrowed());
    }

    private boolean isRepeated(int pin) {
        return pins.subList(0, pin).stream()
                .anyMatch(each -> each.resource().equals(pins.get(pin).resource()));
    }

    private boolean place(int pin, Set<Integer> tried) {
        for (int role : fitting(pins.get(pin))) {
            if (tried.add(role) && (hasRoom(role) || givesWay(role, tried))) {
                roleOf[pin] = role;
                return true;
            }
        }
        return false;
    }

    private List<Integer> fitting(Pin pin) {
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
        return named
                && !role.pinned().contains(pin.resource())
                && role.candidates().stream().anyMatch(each -> each.id().equals(pin.resource()));
    }

    private boolean hasRoom(int role) {
        return roles.get(role).pinned().size() + placedIn(role).length
                < roles.get(role).requirement().quantity();
    }

    private boolean givesWay(int role, Set<Integer> tried) {
        return Arrays.stream(placedIn(role)).anyMatch(pin -> place(pin, tried));
    }

    private int[] placedIn(int role) {
        return IntStream.range(0, roleOf.length)
                .filter(pin -> roleOf[pin] == role)
                .toArray();
    }

    private List<Role> narrowed() {
        var narrowed = new ArrayList<>(roles);
        for (int pin = 0; pin < roleOf.length; pin++) {
            narrowed.set(
                    roleOf[pin], pinned(narrowed.get(roleOf[pin]), pins.get(pin).resource()));
        }
        return narrowed;
    }

    private static Role pinned(Role role, String resource) {
        var pinned = new ArrayList<>(role.pinned());
        pinned.add(resource);
        // Once every place is pinned nobody else comes into question, and nobody else's grid counts.
        var candidates = pinned.size() < role.requirement().quantity()
                ? role.candidates()
                : role.candidates().stream()
                        .filter(each -> pinned.contains(each.id()))
                        .toList();
        return new Role(role.requirement(), role.part(), candidates, List.copyOf(pinned));
    }

    private static Refusal unknown(Outline outline, Pin pin) {
        return new Refusal(Problem.at(
                Code.UNKNOWN_RESOURCE,
                pin.pointer(),
                "There is no resource " + pin.resource() + " that can give the service "
                        + outline.service().id() + (pin.role() == null ? "." : " as " + pin.role() + ".")));
    }
}
