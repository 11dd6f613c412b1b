package scheduler.availability.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.picture.Claims.Claim;

/// Claims that come and go one by one, as the log tells of them. `-Dscheduler.test.seed=…` repeats a run.
class ClaimsTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int ROUNDS = 2_000;
    private static final int CAPACITY = 2;
    private static final int END = 60;

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("ClaimsTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void those_that_come_and_go_leave_the_same_as_those_that_were_there_at_once() {
        for (int round = 0; round < ROUNDS; round++) {
            var standing = new ArrayList<Claim>();
            var target = Claims.NONE;
            for (int i = 0; i < 8; i++) {
                var next = claim(i);
                standing.add(next);
                target = target.with(next.booking(), 1, List.of(next), Long.MIN_VALUE);
                if (random.nextInt(3) == 0) {
                    var gone = standing.remove(random.nextInt(standing.size()));
                    target = target.without(gone.booking());
                }
            }

            assertThat(seen(target))
                    .as("%s, round %d: %s", SEED, round, standing)
                    .isEqualTo(seen(new Claims(standing)));
        }
    }

    @Test
    void what_is_over_goes_when_another_comes() {
        var one = new Claim(0, 10, 20, new UUID(0, 1), 1);
        var other = new Claim(0, 20, 30, new UUID(0, 2), 1);
        var next = new Claim(0, 40, 50, new UUID(0, 3), 1);

        var left = new Claims(List.of(one, other)).with(next.booking(), 1, List.of(next), 20);

        assertThat(left.size()).isEqualTo(2);
        assertThat(left.has(one.booking(), 1)).isFalse();
        assertThat(left.has(other.booking(), 1)).isTrue();
        assertThat(left.has(next.booking(), 1)).isTrue();
    }

    @Test
    void one_that_is_late_or_comes_twice_changes_nothing() {
        var moved = new Claim(0, 40, 50, new UUID(0, 1), 2);
        var before = new Claim(0, 10, 20, moved.booking(), 1);
        var claims = new Claims(List.of(moved));

        assertThat(claims.with(before.booking(), 1, List.of(before), 0)).isSameAs(claims);
        assertThat(claims.with(moved.booking(), 2, List.of(moved), 0).size()).isEqualTo(1);
    }

    @Test
    void a_booking_is_found_where_it_is_looked_for_first_and_elsewhere() {
        var two = List.of(new Claim(0, 10, 20, new UUID(0, 1), 3), new Claim(1, 10, 20, new UUID(0, 2), 3));
        var claims = new Claims(two);

        for (var each : two) {
            for (long since : new long[] {10, 11}) {
                assertThat(claims.has(each.booking(), 3, since)).isTrue();
                assertThat(claims.has(each.booking(), 4, since)).isFalse();
            }
        }
        assertThat(claims.has(new UUID(0, 3), 1, 10)).isFalse();
    }

    /// With some the buffers are their own, with others they are shared.
    private Claim claim(int number) {
        long from = random.nextInt(END);
        long begin = from + random.nextInt(5);
        long end = begin + 1 + random.nextInt(10);
        long to = end + random.nextInt(5);
        var booking = new UUID(0, number);
        int unit = random.nextInt(CAPACITY);
        return random.nextBoolean()
                ? new Claim(unit, from, to, booking, 1)
                : new Claim(unit, from, begin, end, to, booking, 1);
    }

    private static List<List<Integer>> seen(Claims claims) {
        return LongStream.range(-5, END + 20)
                .mapToObj(at -> claims.freeUnits(CAPACITY, at, at + 2, at + 5, at + 8))
                .toList();
    }
}
