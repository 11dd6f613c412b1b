package scheduler.availability.slot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.PaperPractice.Taken;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.time.MinuteByMinute;
import scheduler.time.TimeRange;

/// Who could take which role of a practice, worked out as slowly and plainly as can be: every seating is tried.
final class SlowRoles {

    private final RandomPractice any;
    private final Outline outline;
    private final Map<String, Set<Instant>> grid = new HashMap<>();
    private final Map<String, Set<Instant>> open = new HashMap<>();
    private final TreeSet<Instant> starts = new TreeSet<>();

    /// Who sits where: `role id` for each place.
    record Seating(Set<String> places) {

        static Seating of(Admitted admitted) {
            var places = new HashSet<String>();
            admitted.assigned().forEach(each -> places.add(each.role() + " " + each.id()));
            return new Seating(places);
        }

        private boolean has(Pin pin) {
            return places.stream()
                    .anyMatch(place -> place.endsWith(" " + pin.resource())
                            && (pin.role() == null || place.startsWith(pin.role() + " ")));
        }

        private int units(String id) {
            return (int) places.stream().filter(each -> each.endsWith(" " + id)).count();
        }
    }

    SlowRoles(RandomPractice any) {
        this.any = any;
        this.outline = any.practice.everybody();
        any.hours.forEach((id, hours) -> {
            var buffer = outline.service().buffer();
            var seen = any.range.widen(buffer.before(), outline.duration().plus(buffer.after()));
            grid.put(
                    id,
                    new MinuteByMinute(hours, any.range)
                            .starts(outline.duration(), outline.service().step()));
            open.put(id, new HashSet<>());
            new MinuteByMinute(hours, seen).open().forEach(each -> open.get(id).addAll(minutes(each)));
        });
        outline.roles().getFirst().ids().forEach(id -> starts.addAll(grid.get(id)));
    }

    /// Whatever is a start for somebody in the first role.
    Set<Instant> starts() {
        return starts;
    }

    /// Whether some role is needed for a part of the time only.
    boolean needsParts() {
        return outline.roles().stream().anyMatch(role -> role.requirement().duration() != null);
    }

    /// Whether there are different places for all of them, whatever the time.
    static boolean hasPlaces(Outline outline, List<Pin> pins) {
        return hasPlaces(
                outline,
                pins,
                outline.roles().stream()
                        .mapToInt(role -> role.requirement().quantity())
                        .toArray());
    }

    private static boolean hasPlaces(Outline outline, List<Pin> pins, int[] room) {
        if (pins.isEmpty()) {
            return true;
        }
        var pin = pins.getFirst();
        var others = pins.subList(1, pins.size());
        boolean again = others.stream().anyMatch(each -> each.resource().equals(pin.resource()));
        return !again
                && IntStream.range(0, room.length).anyMatch(r -> {
                    var role = outline.roles().get(r);
                    if (room[r] == 0
                            || !role.ids().contains(pin.resource())
                            || (pin.role() != null
                                    && !pin.role().equals(role.requirement().role()))) {
                        return false;
                    }
                    var less = room.clone();
                    less[r]--;
                    return hasPlaces(outline, others, less);
                });
    }

    /// Every seating of a start that has all the pins.
    Set<Seating> seatings(Instant start, List<Pin> pins) {
        var found = new HashSet<Seating>();
        if (any.practice.isInTime(start)) {
            seat(start, 0, 0, new HashSet<>(), new HashSet<>(), found);
        }
        found.removeIf(Predicate.not(seating -> pins.stream().allMatch(seating::has)));
        return found;
    }

    private void seat(Instant start, int r, int place, Set<String> seated, Set<String> places, Set<Seating> found) {
        if (r == outline.roles().size()) {
            found.add(new Seating(Set.copyOf(places)));
            return;
        }
        var role = outline.roles().get(r);
        if (place == role.requirement().quantity()) {
            seat(start, r + 1, 0, seated, places, found);
            return;
        }
        for (var id : role.ids()) {
            if (suits(r, role, id, start) && seated.add(id)) {
                var name = role.requirement().role() + " " + id;
                places.add(name);
                seat(start, r, place + 1, seated, places, found);
                places.remove(name);
                seated.remove(id);
            }
        }
    }

    private boolean suits(int r, Role role, String id, Instant start) {
        var needed = needed(role, start);
        boolean isOpen = r == 0 ? grid.get(id).contains(start) : open.get(id).containsAll(minutes(needed));
        var buffer = outline.service().buffer();
        boolean isInside = !buffer.insideHours()
                || open.get(id).containsAll(minutes(needed.widen(buffer.before(), buffer.after())));
        return isOpen && isInside && units(id, needed) > 0;
    }

    private TimeRange needed(Role role, Instant start) {
        var begin = start.plus(role.requirement().offset());
        var length = role.requirement().duration();
        return new TimeRange(begin, length == null ? start.plus(outline.duration()) : begin.plus(length));
    }

    private int units(String id, TimeRange needed) {
        var taken = SlotPropertiesTest.inTheWay(any, id, needed).stream()
                .map(Taken::unit)
                .collect(Collectors.toSet());
        return taken.contains(Taken.ALL_UNITS) ? 0 : Math.max(0, any.capacities.get(id) - taken.size());
    }

    /// The most bookings that could all begin then, each with a seating of its own.
    int together(Instant start, List<Pin> pins) {
        var needed = needed(outline.roles().getFirst(), start);
        var left = new HashMap<String, Integer>();
        any.hours.keySet().forEach(id -> left.put(id, units(id, needed)));
        return together(List.copyOf(seatings(start, pins)), left);
    }

    private int together(List<Seating> seatings, Map<String, Integer> left) {
        int most = 0;
        for (int i = 0; i < seatings.size(); i++) {
            var seating = seatings.get(i);
            if (left.entrySet().stream().allMatch(each -> each.getValue() >= seating.units(each.getKey()))) {
                left.replaceAll((id, units) -> units - seating.units(id));
                most = Math.max(most, 1 + together(seatings.subList(i, seatings.size()), left));
                left.replaceAll((id, units) -> units + seating.units(id));
            }
        }
        return most;
    }

    private static List<Instant> minutes(TimeRange range) {
        var minutes = new ArrayList<Instant>();
        for (var each = range.start(); each.isBefore(range.end()); each = each.plusSeconds(60)) {
            minutes.add(each);
        }
        return minutes;
    }
}
