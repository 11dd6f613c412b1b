package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.slot.SlowRoles.Seating;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.message.Refusal;

/// Several roles at once, and resources that a client insists on, against somebody who tries out every seating.
/// `-Dscheduler.test.seed=…` repeats a run.
class RolesPropertiesTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 120;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("RolesPropertiesTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void a_start_is_listed_just_when_there_is_a_seating_for_it() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round);
            var pins = any.practice.pins();
            var slow = new SlowRoles(any);

            var listed = any.practice.list(any.range).slots().stream()
                    .map(Slot::start)
                    .collect(Collectors.toCollection(TreeSet::new));

            assertThat(listed)
                    .as("%s, round %d: %s", SEED, round, pins)
                    .isEqualTo(slow.starts().stream()
                            .filter(start -> !slow.seatings(start, pins).isEmpty())
                            .collect(Collectors.toCollection(TreeSet::new)));
            for (var start : some(slow.starts())) {
                assertThat(any.practice.passesEveryRule(start))
                        .as("%s, round %d: %s at %s", SEED, round, pins, start)
                        .isEqualTo(listed.contains(start));
            }
            for (var start : some(listed)) {
                assertThat(slow.seatings(start, pins))
                        .as("%s, round %d: %s at %s", SEED, round, pins, start)
                        .contains(Seating.of((Admitted) any.practice.admit(start)));
            }
        }
    }

    @Test
    void as_many_are_free_as_seatings_that_go_together() {
        for (int round = 0; round < ROUNDS; round++) {
            var any = practice(round);
            var pins = any.practice.pins();
            var slow = new SlowRoles(any);
            if (slow.needsParts()) {
                continue;
            }

            for (var slot : some(any.practice.list(any.range).slots())) {
                assertThat(slot.free())
                        .as("%s, round %d: %s at %s", SEED, round, pins, slot)
                        .isEqualTo(slow.together(slot.start(), pins));
            }
        }
    }

    @Test
    void those_insisted_on_are_refused_just_when_there_are_no_places_for_them() {
        for (int round = 0; round < 10 * ROUNDS; round++) {
            var any = new RandomPractice(random, 2, true);
            any.insist();

            assertThat(isRefused(any))
                    .as("%s, round %d: %s", SEED, round, any.practice.pins())
                    .isNotEqualTo(SlowRoles.hasPlaces(any.practice.everybody(), any.practice.pins()));
        }
    }

    /// One that has slots. Every other time who is insisted on may take several roles, every eighth time nobody is.
    private RandomPractice practice(int round) {
        while (true) {
            var any = new RandomPractice(random, 2, true);
            if (!any.practice.list(any.range).slots().isEmpty()) {
                if (round % 8 == 1) {
                    return any;
                }
                any.insist();
                if (!isRefused(any)
                        && (round % 2 == 1 || !any.practice.outline().unplaced().isEmpty())) {
                    return any;
                }
            }
        }
    }

    private static boolean isRefused(RandomPractice any) {
        try {
            any.practice.outline();
            return false;
        } catch (Refusal refusal) {
            return true;
        }
    }

    private <T> List<T> some(Collection<T> all) {
        var list = List.copyOf(all);
        return list.isEmpty()
                ? list
                : IntStream.range(0, 5)
                        .mapToObj(_ -> list.get(random.nextInt(list.size())))
                        .toList();
    }
}
