package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Gap;
import scheduler.availability.picture.Openings.Grid;
import scheduler.availability.picture.Part;
import scheduler.time.TimeRange;

/// What is left free around a booking, against somebody who makes the booking a minute longer for as long as that
/// can be had. `-Dscheduler.test.seed=…` repeats a run.
class GapPropertiesTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final long MINUTE = 60_000_000;
    private static final int DAY = 24 * 60;
    private static final Grid ANY_GRID = new Grid(MINUTE, 0);

    private final Random random = new Random(SEED);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("GapPropertiesTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void a_gap_is_how_much_longer_a_booking_could_be() {
        int seen = 0;
        for (int round = 0; seen < 150; round++) {
            var any = new RandomPractice(random, 2, false);
            var slots = any.practice.list(any.range).slots();
            if (slots.isEmpty()) {
                continue;
            }
            var start = slots.get(random.nextInt(slots.size())).start();
            var outline = any.practice.outline();
            var around =
                    new TimeRange(start, start.plus(outline.duration())).widen(Duration.ofDays(2), Duration.ofDays(2));
            var role = any.practice.picture(outline, around).outline().roles().getFirst();
            for (var each : role.candidates()) {
                if (hasOneUnit(any, each) && fits(each, Busy.micros(start), role.part())) {
                    assertThat(each.gap(Busy.micros(start), role.part()))
                            .as("%s, round %d: %s at %s", SEED, round, each.id(), start)
                            .isEqualTo(slowly(each, Busy.micros(start), role.part()));
                    seen++;
                }
            }
        }
    }

    /// And had no more before, of which something may be left.
    private static boolean hasOneUnit(RandomPractice any, Candidate candidate) {
        return candidate.capacity() == 1
                && any.practice.taken(candidate.id()).stream().allMatch(each -> each.unit() <= 0);
    }

    private static Gap slowly(Candidate candidate, long start, Part part) {
        return new Gap(
                most(more -> fits(candidate, start, longer(part, more, 0))),
                most(more -> fits(candidate, start, longer(part, 0, more))));
    }

    private static long most(LongPredicate fits) {
        int minutes = 0;
        while (minutes < DAY && fits.test((minutes + 1) * MINUTE)) {
            minutes++;
        }
        return minutes * MINUTE;
    }

    private static Part longer(Part part, long before, long after) {
        return new Part(
                part.offset() - before,
                part.length() + before + after,
                part.before(),
                part.after(),
                part.insideHours());
    }

    private static boolean fits(Candidate candidate, long start, Part part) {
        return candidate.fit(start, part, false, ANY_GRID) > 0;
    }
}
