package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Session;
import scheduler.availability.slot.PaperPractice.Taken;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.time.TimeRange;

/// What holds for seats whatever the practice: as many as are listed can be had, by whoever comes, and no more.
/// `-Dscheduler.test.seed=…` repeats a run.
class SeatsPropertiesTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 150;
    private static final int CAPACITY_MAX = 4;

    private final Random random = new Random(SEED);
    private int capacity;

    @BeforeAll
    static void say_the_seed() {
        System.out.println("SeatsPropertiesTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void as_many_seats_are_free_as_a_look_at_every_unit_finds() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(false);
            var sessions = crowd(any);

            var free = new HashMap<Instant, Integer>();
            any.practice.list(any.range).slots().forEach(each -> free.put(each.start(), each.free()));

            assertThat(free).as("%d, round %d", SEED, round).isEqualTo(slowly(any, sessions));
        }
    }

    @Test
    void so_many_can_sit_down_one_by_one_and_then_nobody() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round % 2 == 0);
            crowd(any);
            var slots = any.practice.list(any.range).slots();
            if (slots.isEmpty()) {
                continue;
            }
            var slot = slots.get(random.nextInt(slots.size()));

            int seated = 0;
            while (any.practice.admit(slot.start()) instanceof Admitted) {
                var session = any.practice.sit(slot.start(), 1);
                assertThat(session.taken()).isLessThanOrEqualTo(capacity);
                seated++;
            }

            // Who may have either of two roles goes where the strategy has him, and then may be missing in the other.
            int least = any.practice.outline().sharesCandidates() ? 1 : slot.free();
            assertThat(seated).as("%d, round %d: %s", SEED, round, slot).isBetween(least, slot.free());
        }
    }

    @Test
    void what_is_listed_can_be_had_and_explained_and_nothing_else() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round % 2 == 0);
            crowd(any);
            var listed = any.practice.list(any.range).slots().stream()
                    .map(Slot::start)
                    .toList();

            for (int i = 0; i < 40; i++) {
                var start = listed.isEmpty() || i % 2 == 0 ? any.middle() : listed.get(random.nextInt(listed.size()));
                assertThat(any.practice.admit(start) instanceof Admitted)
                        .as("%d, round %d: %s", SEED, round, start)
                        .isEqualTo(listed.contains(start))
                        .isEqualTo(any.practice.passesEveryRule(start));
            }
        }
    }

    @Test
    void giving_seats_back_restores_what_was_there() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round % 2 == 0);
            crowd(any);
            var before = any.practice.list(any.range).slots();
            if (before.isEmpty()) {
                continue;
            }
            var start = before.get(random.nextInt(before.size())).start();
            int seats = 1 + random.nextInt(capacity);
            if (!(any.practice.admit(start, seats) instanceof Admitted)) {
                continue;
            }

            var session = any.practice.sit(start, seats);

            var leaving = new Leaving(UUID.randomUUID(), session.id(), seats);
            assertThat(any.practice.without(leaving, any.range))
                    .as("%d, round %d: who leaves is not in his own way", SEED, round)
                    .isEqualTo(before);
            any.practice.stand(session, seats);
            assertThat(any.practice.list(any.range).slots())
                    .as("%d, round %d", SEED, round)
                    .isEqualTo(before);
        }
    }

    private RandomPractice practice(boolean roles) {
        var any = new RandomPractice(random, 3, roles);
        capacity = 1 + random.nextInt(CAPACITY_MAX);
        any.practice.seats(capacity);
        return any;
    }

    /// Sits people down here and there, and has some of them go again.
    private List<Session> crowd(RandomPractice any) {
        var sessions = new HashMap<UUID, Session>();
        for (int i = random.nextInt(30); i > 0; i--) {
            var slots = any.practice.list(any.range).slots();
            if (slots.isEmpty()) {
                break;
            }
            var start = slots.get(random.nextInt(Math.min(5, slots.size()))).start();
            int seats = 1 + random.nextInt(capacity);
            if (any.practice.admit(start, seats) instanceof Admitted) {
                var session = any.practice.sit(start, seats);
                sessions.put(session.id(), session);
            }
            if (random.nextInt(4) == 0 && !sessions.isEmpty()) {
                var session = List.copyOf(sessions.values()).get(random.nextInt(sessions.size()));
                sessions.put(session.id(), any.practice.stand(session, 1 + random.nextInt(session.taken())));
                sessions.values().removeIf(each -> each.taken() == 0);
            }
        }
        return new ArrayList<>(sessions.values());
    }

    /// For a service that needs one resource: what is left on each unit that has a session at the very time, and
    /// all of each unit that has nothing.
    private Map<Instant, Integer> slowly(RandomPractice any, List<Session> sessions) {
        var outline = any.practice.outline();
        var free = new HashMap<Instant, Integer>();
        any.hours.forEach((id, hours) -> {
            for (var start : SlotPropertiesTest.starts(any, hours)) {
                var inTheWay =
                        SlotPropertiesTest.inTheWay(any, id, new TimeRange(start, start.plus(outline.duration())));
                if (any.practice.isInTime(start)
                        && inTheWay.stream().noneMatch(each -> each.unit() == Taken.ALL_UNITS)) {
                    int seats = joinable(sessions, id, start) + capacity * units(any, id, inTheWay);
                    if (seats > 0) {
                        free.merge(start, seats, Integer::sum);
                    }
                }
            }
        });
        return free;
    }

    private int joinable(List<Session> sessions, String id, Instant start) {
        return sessions.stream()
                .filter(each -> each.start() == Busy.micros(start)
                        && Objects.equals(each.places().getFirst().resource(), id))
                .mapToInt(each -> capacity - each.taken())
                .sum();
    }

    private static int units(RandomPractice any, String id, List<Taken> inTheWay) {
        int units = any.capacities.get(id);
        long free = IntStream.range(0, units)
                .filter(unit -> inTheWay.stream().noneMatch(each -> each.unit() == unit))
                .count();
        long beyond = inTheWay.stream()
                .map(Taken::unit)
                .filter(unit -> unit >= units)
                .distinct()
                .count();
        return (int) Math.max(0, free - beyond);
    }
}
