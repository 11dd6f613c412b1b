package scheduler.availability.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.picture.Turns.Turn;

/// Whose turn it is. `-Dscheduler.test.seed=…` repeats a run.
class TurnsTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final List<String> BOTH = List.of("ada", "bo");
    private static final Map<String, Integer> TWO_TO_ONE = Map.of("ada", 2);

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("TurnsTest: -Dscheduler.test.seed=" + SEED);
    }

    /// What one node knows, and what has been given.
    private static final class Rotation {
        private final Map<String, Integer> weights;
        private final List<String> given = new ArrayList<>();
        private Turns turns = Turns.NONE;

        Rotation(Map<String, Integer> weights) {
            this.weights = weights;
        }

        int weight(String id) {
            return weights.getOrDefault(id, 1);
        }

        Turn give(List<String> free) {
            long now = turns.now("host");
            var id = Collections.min(
                    free,
                    Comparator.<String>comparingLong(each -> turns.next("host", each, weight(each), now))
                            .thenComparingInt(each -> -weight(each)));
            long at = turns.next("host", id, weight(id), now);
            var turn = new Turn("host", id, at == Turns.LAST ? now : at, UUID.randomUUID(), 1);
            given.add(id);
            hear(turn);
            return turn;
        }

        Rotation give(int times, List<String> free) {
            for (int i = 0; i < times; i++) {
                give(free);
            }
            return this;
        }

        void hear(Turn turn) {
            turns = turns.with(turn.booking(), turn.version(), List.of(turn.resource()), List.of(turn));
        }

        void cancel(Turn turn) {
            turns = turns.with(turn.booking(), turn.version() + 1, List.of(turn.resource()), List.of());
        }

        long count(String id, int since) {
            return given.stream().skip(since).filter(id::equals).count();
        }
    }

    @Test
    void three_hundred_are_shared_by_weight() {
        var rotation = new Rotation(TWO_TO_ONE).give(300, BOTH);

        assertThat(rotation.count("ada", 0)).isEqualTo(200);
        assertThat(rotation.given.subList(0, 6)).containsExactly("ada", "bo", "ada", "ada", "bo", "ada");
    }

    @Test
    void who_was_away_makes_up_for_nothing() {
        var rotation = new Rotation(TWO_TO_ONE)
                .give(30, BOTH)
                .give(100, List.of("ada"))
                .give(300, BOTH);

        assertThat(rotation.count("bo", 130)).isBetween(99L, 101L);
        assertThat(rotation.given.subList(130, 136)).filteredOn("bo"::equals).hasSize(2);
    }

    @Test
    void who_is_new_is_not_flooded() {
        var rotation = new Rotation(Map.of()).give(100, BOTH).give(30, List.of("ada", "bo", "cy"));

        assertThat(rotation.count("cy", 100)).isEqualTo(10);
        assertThat(rotation.given.subList(100, 106)).filteredOn("cy"::equals).hasSize(2);
    }

    @Test
    void what_is_cancelled_at_once_is_given_to_the_same_again() {
        var rotation = new Rotation(Map.of()).give(7, BOTH);

        var turn = rotation.give(BOTH);
        rotation.cancel(turn);

        assertThat(rotation.give(BOTH).resource()).isEqualTo(turn.resource());
    }

    @Test
    void who_weighs_nothing_comes_when_nobody_else_is_free() {
        var rotation = new Rotation(Map.of("bo", 0)).give(20, BOTH);

        assertThat(rotation.count("bo", 0)).isZero();
        assertThat(rotation.give(List.of("bo")).resource()).isEqualTo("bo");
        assertThat(rotation.give(10, BOTH).count("bo", 21)).isZero();
    }

    @Test
    void events_that_come_late_or_twice_change_nothing() {
        var rotation = new Rotation(Map.of());
        var turn = rotation.give(BOTH);
        var moved = new Turn("host", "bo", turn.at(), turn.booking(), 2);
        rotation.turns = rotation.turns.with(turn.booking(), 2, BOTH, List.of(moved));
        var before = rotation.turns;

        rotation.hear(moved);
        assertThat(rotation.turns).isEqualTo(before);
        assertThat(rotation.turns.next("host", "ada", 1, 0)).isZero();
        assertThat(rotation.turns.next("host", "bo", 1, 0)).isEqualTo(Turns.LENGTH);
        assertThat(rotation.turns.without(turn.booking()).size()).isZero();
    }

    /// The bound of Goyal, Vin and Cheng: of two who are free all the time neither gets ahead by more than a turn of
    /// each, in whatever stretch, whoever else comes and goes.
    @Test
    void of_two_who_are_always_free_neither_gets_ahead() {
        for (int round = 0; round < 200; round++) {
            var others =
                    IntStream.range(0, random.nextInt(5)).mapToObj(i -> "o" + i).toList();
            var rotation = new Rotation(Map.of(
                    "ada", 1 + random.nextInt(5), "bo", 1 + random.nextInt(5), "o1", 3, "o2", 1 + random.nextInt(20)));
            for (int i = 0; i < 300; i++) {
                var free = new ArrayList<>(BOTH);
                others.stream().filter(_ -> random.nextInt(3) == 0).forEach(free::add);
                rotation.give(free);
            }
            double each = 1.0 / rotation.weight("ada") + 1.0 / rotation.weight("bo");
            for (int since = 0; since < 300; since += 1 + random.nextInt(20)) {
                assertThat((double) rotation.count("ada", since) / rotation.weight("ada")
                                - (double) rotation.count("bo", since) / rotation.weight("bo"))
                        .as("%s, round %d, since %d: %s", SEED, round, since, rotation.given)
                        .isBetween(-each - 0.01, each + 0.01);
            }
        }
    }

    /// Against a model that forgets nothing, while bookings that have just been made are taken back.
    @Test
    void what_is_forgotten_does_not_matter() {
        for (int round = 0; round < 100; round++) {
            var all = List.of("ada", "bo", "cy", "di");
            var rotation = new Rotation(Map.of("ada", 1 + random.nextInt(8), "bo", 1 + random.nextInt(3)));
            var standing = new ArrayList<Turn>();
            for (int i = 0; i < 200; i++) {
                var free = all.stream().filter(_ -> random.nextInt(4) > 0).toList();
                if (free.isEmpty()) {
                    continue;
                }
                long now = standing.stream().mapToLong(Turn::at).max().orElse(0);
                var wanted = Collections.min(
                        free,
                        Comparator.<String>comparingLong(each -> slowly(standing, each, rotation.weight(each), now))
                                .thenComparingInt(each -> -rotation.weight(each)));

                var turn = rotation.give(free);

                assertThat(turn.resource())
                        .as("%s, round %d, %d: %s", SEED, round, i, rotation.given)
                        .isEqualTo(wanted);
                if (random.nextInt(5) == 0) {
                    rotation.cancel(turn);
                } else {
                    standing.add(turn);
                }
            }
        }
    }

    private static long slowly(List<Turn> standing, String id, int weight, long now) {
        return standing.stream()
                .filter(each -> each.resource().equals(id))
                .mapToLong(each -> each.at() + Turns.LENGTH / weight)
                .reduce(now, Math::max);
    }

    @Test
    void two_nodes_that_hear_of_each_other_late_share_fairly() {
        for (int lag : List.of(1, 5, 40)) {
            var nodes = List.of(new Rotation(TWO_TO_ONE), new Rotation(TWO_TO_ONE));
            for (int i = 0; i < 600 / lag; i++) {
                var ones = IntStream.range(0, lag)
                        .mapToObj(_ -> nodes.get(0).give(BOTH))
                        .toList();
                var others = IntStream.range(0, lag)
                        .mapToObj(_ -> nodes.get(1).give(BOTH))
                        .toList();
                ones.forEach(nodes.get(1)::hear);
                others.forEach(nodes.get(0)::hear);
            }
            long given = (long) nodes.get(0).given.size() + nodes.get(1).given.size();
            long ada = nodes.get(0).count("ada", 0) + nodes.get(1).count("ada", 0);

            assertThat(ada).as("lag %d", lag).isBetween(given * 2 / 3 - lag, given * 2 / 3 + lag);
        }
    }
}
