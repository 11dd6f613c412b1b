package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.picture.Busy;
import scheduler.availability.slot.PaperPractice.Taken;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.service.Buffers;
import scheduler.time.Instants;
import scheduler.time.MinuteByMinute;
import scheduler.time.OpeningHours;
import scheduler.time.RandomHours;
import scheduler.time.TimeRange;

/// What holds of the slot function in whatever practice. `-Dscheduler.test.seed=…` repeats a run.
class SlotPropertiesTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 200;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("SlotPropertiesTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void a_start_is_listed_just_when_it_is_admitted() {
        for (int round = 0; round < ROUNDS / 8; round++) {
            var any = new RandomPractice(random, 2, round % 2 == 0);
            var listed = any.practice.list(any.range).slots().stream()
                    .collect(Collectors.toMap(Slot::start, Slot::resources));

            for (var start : minutes(any.range)) {
                if (any.practice.admit(start) instanceof Admitted admitted) {
                    assertThat(listed.getOrDefault(start, List.of()))
                            .as("%s, round %d: %s", SEED, round, start)
                            .containsAll(admitted.assigned().stream()
                                    .map(Assigned::id)
                                    .toList());
                } else {
                    assertThat(listed)
                            .as("%s, round %d: %s", SEED, round, start)
                            .doesNotContainKey(start);
                }
            }
        }
    }

    @Test
    void the_explanation_passes_every_rule_just_when_a_start_is_admitted() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 2, round % 2 == 0);
            for (int i = 0; i < 20; i++) {
                var start = any.middle();

                assertThat(any.practice.passesEveryRule(start))
                        .as("%s, round %d: %s", SEED, round, start)
                        .isEqualTo(any.practice.admit(start) instanceof Admitted);
            }
        }
    }

    @Test
    void slots_are_what_a_slow_look_at_everybody_shows() {
        for (int round = 0; round < ROUNDS / 8; round++) {
            var any = new RandomPractice(random, 3, false);

            assertThat(starts(any.practice.list(any.range).slots()))
                    .as("%s, round %d", SEED, round)
                    .isEqualTo(slowly(any));
        }
    }

    @Test
    void ranges_that_touch_have_together_the_slots_of_the_whole() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 20, round % 2 == 0);
            var middle = any.middle();

            var parts = new ArrayList<>(
                    any.practice.list(new TimeRange(any.range.start(), middle)).slots());
            if (middle.isBefore(any.range.end())) {
                parts.addAll(any.practice
                        .list(new TimeRange(middle, any.range.end()))
                        .slots());
            }

            assertThat(parts)
                    .as("%s, round %d", SEED, round)
                    .isEqualTo(any.practice.list(any.range).slots());
        }
    }

    @Test
    void whoever_looks_sees_the_same_instants() {
        var zones = new RandomHours(random);
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 5, round % 2 == 0);
            var viewer = zones.zone();
            var first = any.middle().atZone(viewer).toLocalDate();
            var last = first.plusDays(random.nextInt(3));
            var seen = new TimeRange(
                    first.atStartOfDay(viewer).toInstant(),
                    last.plusDays(1).atStartOfDay(viewer).toInstant());

            var slots = any.practice.list(first.toString(), last.toString(), viewer.getId());

            assertThat(slots)
                    .as("%s, round %d, %s", SEED, round, viewer)
                    .isEqualTo(any.practice.list(seen.widen(Duration.ofDays(2), Duration.ofDays(2))).slots().stream()
                            .filter(slot -> seen.contains(slot.start()))
                            .toList())
                    .allSatisfy(slot -> assertThat(Instants.read(Instants.write(slot.start(), viewer)))
                            .isEqualTo(slot.start()));
        }
    }

    @Test
    void taking_time_adds_no_slot_and_giving_it_back_restores_them() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = new RandomPractice(random, 4, round % 2 == 0);
            var before = any.practice.list(any.range).slots();
            var who = any.someone();
            var time = any.some();

            any.practice.take(who, time);
            var after = any.practice.list(any.range).slots();

            var free = free(before);
            assertThat(after)
                    .as("%s, round %d: %s %s", SEED, round, who, time)
                    .allSatisfy(slot -> assertThat(slot.free()).isBetween(1, free.getOrDefault(slot.start(), 0)));
            any.practice.giveBack(who, time);
            assertThat(any.practice.list(any.range).slots())
                    .as("%s, round %d: %s %s", SEED, round, who, time)
                    .isEqualTo(before);
        }
    }

    @Test
    void as_many_bookings_fit_as_are_said_to_be_free() {
        for (int round = 0; round < ROUNDS / 2; round++) {
            var any = new RandomPractice(random, 3, false);
            var slots = any.practice.list(any.range).slots();
            if (!slots.isEmpty()) {
                var slot = slots.get(random.nextInt(slots.size()));

                for (int i = 0; i < slot.free(); i++) {
                    any.practice.book(slot.start());
                }

                assertThat(any.practice.admit(slot.start()))
                        .as("%s, round %d: %s", SEED, round, slot)
                        .isNotInstanceOf(Admitted.class);
            }
        }
    }

    private static Set<Instant> slowly(RandomPractice any) {
        var outline = any.practice.outline();
        var found = new TreeSet<Instant>();
        any.hours.forEach((id, hours) -> {
            for (var start : starts(any, hours)) {
                var time = new TimeRange(start, start.plus(outline.duration()));
                if (any.practice.isInTime(start) && hasUnit(any, id, time)) {
                    found.add(start);
                }
            }
        });
        return found;
    }

    /// The starts that the hours of somebody leave, and the buffers where they have to lie inside.
    static List<Instant> starts(RandomPractice any, OpeningHours hours) {
        var outline = any.practice.outline();
        var buffer = outline.service().buffer();
        var seen = any.range.widen(buffer.before(), outline.duration().plus(buffer.after()));
        var open = new MinuteByMinute(hours, seen).open();
        return new MinuteByMinute(hours, any.range)
                .starts(outline.duration(), outline.service().step()).stream()
                        .filter(start -> {
                            var occupied = new TimeRange(start, start.plus(outline.duration()))
                                    .widen(buffer.before(), buffer.after());
                            return !buffer.insideHours() || open.stream().anyMatch(each -> holds(each, occupied));
                        })
                        .toList();
    }

    private static boolean holds(TimeRange outer, TimeRange inner) {
        return !inner.start().isBefore(outer.start()) && !inner.end().isAfter(outer.end());
    }

    private static boolean hasUnit(RandomPractice any, String id, TimeRange time) {
        var inTheWay = inTheWay(any, id, time).stream().map(Taken::unit).collect(Collectors.toSet());
        int capacity = any.capacities.get(id);
        return !inTheWay.contains(Taken.ALL_UNITS)
                && IntStream.range(0, capacity)
                                .filter(unit -> !inTheWay.contains(unit))
                                .count()
                        > inTheWay.stream().filter(unit -> unit >= capacity).count();
    }

    /// What is too near to a booking at a time.
    static List<Taken> inTheWay(RandomPractice any, String id, TimeRange time) {
        var buffer = any.practice.outline().service().buffer();
        var wanted = new Taken(
                0,
                Busy.micros(time.start()),
                Busy.micros(time.end()),
                micros(buffer.before()),
                micros(buffer.after()),
                any.practice.buffers(id));
        return any.practice.taken(id).stream()
                .filter(each -> !isFarEnough(each, wanted) && !isFarEnough(wanted, each))
                .toList();
    }

    /// Whether one ends early enough for the other: the longer buffer lies between those who share them, and both
    /// otherwise.
    private static boolean isFarEnough(Taken one, Taken next) {
        boolean share = one.buffers() == Buffers.MAX && next.buffers() == Buffers.MAX;
        return next.from() - one.to() >= (share ? Math.max(one.after(), next.before()) : one.after() + next.before());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static List<Instant> minutes(TimeRange range) {
        var minutes = new ArrayList<Instant>();
        for (var each = range.start(); each.isBefore(range.end()); each = each.plusSeconds(60)) {
            minutes.add(each);
        }
        return minutes;
    }

    private static Set<Instant> starts(List<Slot> slots) {
        return slots.stream().map(Slot::start).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<Instant, Integer> free(List<Slot> slots) {
        var free = new HashMap<Instant, Integer>();
        slots.forEach(slot -> free.put(slot.start(), slot.free()));
        return free;
    }
}
