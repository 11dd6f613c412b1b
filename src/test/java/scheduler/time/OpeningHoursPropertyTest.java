package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Opening hours beside somebody who looks at the clock every minute. `-Dscheduler.test.seed=…` repeats a run.
class OpeningHoursPropertyTest {

    private static final int ROUNDS = 100;
    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final int FEW_DAYS = 10;
    private static final List<Integer> LENGTHS = List.of(1, 15, 20, 30, 45, 60, 90, 240, 1440);

    private final Random random = new Random(SEED);
    private final RandomHours randomHours = new RandomHours(random);

    @BeforeAll
    static void say_the_seed() {
        System.out.println("OpeningHoursPropertyTest: -Dscheduler.test.seed=" + SEED);
    }

    @Test
    void hours_are_what_the_wall_clock_shows() {
        for (int round = 0; round < ROUNDS; round++) {
            var zone = randomHours.zone();
            var range = randomHours.range(zone, 8);
            var hours = randomHours.hours(zone, range);

            compare(hours, range, round);
        }
    }

    @Test
    void hours_are_what_the_wall_clock_shows_in_every_zone_at_every_change_of_its_clocks() {
        for (var name : RandomHours.ZONES) {
            var zone = ZoneId.of(name);
            for (var change : randomHours.changes(zone)) {
                var range = randomHours.around(change, 3);
                var hours = randomHours.hoursOfDays(zone, range);

                compare(hours, range, new MinuteByMinute(hours, range, FEW_DAYS), name + " at " + change);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "America/St_Johns, 2010-11-07T02:31:00Z",
        "America/St_Johns, 2011-03-13T03:31:00Z",
        "Pacific/Apia, 2011-12-30T10:00:00Z",
        "Pacific/Kwajalein, 1993-08-21T12:00:00Z",
        "America/Caracas, 2016-05-01T07:00:00Z",
        "Australia/Lord_Howe, 2026-04-04T15:00:00Z",
        "Asia/Pyongyang, 2015-08-14T15:00:00Z",
        "Antarctica/Troll, 2026-10-25T01:00:00Z",
    })
    void hours_are_what_the_wall_clock_shows_where_it_does_odd_things(ZoneId zone, Instant change) {
        for (int round = 0; round < 5; round++) {
            var range = new TimeRange(
                    change.minus(Duration.ofMinutes(random.nextInt(4000) + 1L)),
                    change.plus(Duration.ofMinutes(random.nextInt(4000) + 1L)));

            compare(randomHours.hours(zone, range), range, round);
        }
    }

    @Test
    void two_ranges_that_touch_have_together_the_grid_of_the_whole() {
        for (int round = 0; round < 10 * ROUNDS; round++) {
            var zone = randomHours.zone();
            var range = randomHours.range(zone, 40);
            var hours = randomHours.hours(zone, range);
            var length = minutes();
            var step = minutes();
            var middle = range.start()
                    .plus(Duration.ofMinutes(
                            1 + random.nextInt((int) range.length().toMinutes() - 1)));

            var parts = starts(hours, new TimeRange(range.start(), middle), length, step);
            parts.addAll(starts(hours, new TimeRange(middle, range.end()), length, step));

            assertThat(parts)
                    .as("seed %d, round %d: %s, %s at %s", SEED, round, hours, range, middle)
                    .isEqualTo(starts(hours, range, length, step));
        }
    }

    private void compare(OpeningHours hours, TimeRange range, int round) {
        compare(hours, range, new MinuteByMinute(hours, range), "round " + round);
    }

    private void compare(OpeningHours hours, TimeRange range, MinuteByMinute target, String where) {
        var length = minutes();
        var step = minutes();

        assertThat(open(hours, range))
                .as("seed %d, %s: %s, %s", SEED, where, hours, range)
                .isEqualTo(target.open());
        assertThat(starts(hours, range, length, step))
                .as("seed %d, %s: %s each %s, %s, %s", SEED, where, length, step, hours, range)
                .isEqualTo(target.starts(length, step));
    }

    private Duration minutes() {
        return Duration.ofMinutes(LENGTHS.get(random.nextInt(LENGTHS.size())));
    }

    private static List<TimeRange> open(OpeningHours hours, TimeRange range) {
        return hours.openRanges(range).stream()
                .map(each -> new TimeRange(
                        each.start().isBefore(range.start()) ? range.start() : each.start(),
                        each.end().isAfter(range.end()) ? range.end() : each.end()))
                .toList();
    }

    private static Set<Instant> starts(OpeningHours hours, TimeRange range, Duration length, Duration step) {
        var starts = new TreeSet<Instant>();
        for (var section : hours.sections(range)) {
            for (var start = section.anchor();
                    start.isBefore(section.until()) && !start.plus(length).isAfter(section.openUntil());
                    start = start.plus(step)) {
                if (range.contains(start)) {
                    starts.add(start);
                }
            }
        }
        return starts;
    }
}
