package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.time.LocalStart.Ambiguous;
import scheduler.time.LocalStart.Exact;
import scheduler.time.LocalStart.Nonexistent;

/// What local times mean, above all where the clocks change.
class WallClockTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        // An ordinary day, its end, and the hours after it.
        "America/New_York, 2026-03-02,  540, 2026-03-02T14:00:00Z",
        "America/New_York, 2026-03-02, 1440, 2026-03-03T05:00:00Z",
        "America/New_York, 2026-03-02, 1560, 2026-03-03T07:00:00Z",
        "America/New_York, 2026-03-02, 2880, 2026-03-04T05:00:00Z",
        // The gap from 02:00 to 03:00: whatever lies in it is the transition.
        "America/New_York, 2026-03-08,  119, 2026-03-08T06:59:00Z",
        "America/New_York, 2026-03-08,  120, 2026-03-08T07:00:00Z",
        "America/New_York, 2026-03-08,  150, 2026-03-08T07:00:00Z",
        "America/New_York, 2026-03-08,  179, 2026-03-08T07:00:00Z",
        "America/New_York, 2026-03-08,  180, 2026-03-08T07:00:00Z",
        "America/New_York, 2026-03-08,  181, 2026-03-08T07:01:00Z",
        "America/New_York, 2026-03-07, 1590, 2026-03-08T07:00:00Z",
        // The overlap from 01:00 to 02:00: the first occurrence.
        "America/New_York, 2026-11-01,   60, 2026-11-01T05:00:00Z",
        "America/New_York, 2026-11-01,   90, 2026-11-01T05:30:00Z",
        "America/New_York, 2026-11-01,  119, 2026-11-01T05:59:00Z",
        "America/New_York, 2026-11-01,  120, 2026-11-01T07:00:00Z",
        "America/New_York, 2026-10-31, 1530, 2026-11-01T05:30:00Z",
        // Half an hour, and a day that was skipped altogether.
        "Australia/Lord_Howe, 2026-10-04, 135, 2026-10-03T15:30:00Z",
        "Australia/Lord_Howe, 2026-04-05, 105, 2026-04-04T14:45:00Z",
        "Pacific/Apia, 2011-12-30, 720, 2011-12-30T10:00:00Z",
        "Asia/Kathmandu, 2026-06-01, 540, 2026-06-01T03:15:00Z",
    })
    void an_edge_in_a_gap_is_the_transition_and_in_an_overlap_the_first_occurrence(
            ZoneId zone, LocalDate day, int minuteOfDay, Instant expected) {
        assertThat(WallClock.windowEdge(day, minuteOfDay, zone)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-06-01, 2026-05-31T22:00:00Z",
        "America/Santiago, 2026-09-06, 2026-09-06T04:00:00Z",
        "Africa/Cairo, 2026-04-24, 2026-04-23T22:00:00Z",
        "Asia/Beirut, 2026-03-29, 2026-03-28T22:00:00Z",
        "America/Havana, 2026-11-01, 2026-11-01T04:00:00Z",
        "America/Santiago, 2026-04-05, 2026-04-05T04:00:00Z",
        "Pacific/Apia, 2011-12-30, 2011-12-30T10:00:00Z",
        "America/St_Johns, 2010-11-07, 2010-11-07T02:30:00Z",
    })
    void a_day_starts_with_its_first_instant(ZoneId zone, LocalDate day, Instant expected) {
        var found = WallClock.startOfDay(day, zone);

        assertThat(found).isEqualTo(expected).isEqualTo(day.atStartOfDay(zone).toInstant());
    }

    @Test
    void an_ordinary_local_time_is_one_instant() {
        var found = WallClock.resolve(LocalDateTime.parse("2026-12-01T09:00"), NEW_YORK);

        assertThat(found).isEqualTo(new Exact(Instant.parse("2026-12-01T14:00:00Z")));
    }

    @Test
    void a_local_time_in_an_overlap_may_be_either_of_two() {
        var found = WallClock.resolve(LocalDateTime.parse("2026-11-01T01:30"), NEW_YORK);

        assertThat(found)
                .isEqualTo(new Ambiguous(Instant.parse("2026-11-01T05:30:00Z"), Instant.parse("2026-11-01T06:30:00Z")));
    }

    @Test
    void a_local_time_in_a_gap_does_not_happen() {
        var found = WallClock.resolve(LocalDateTime.parse("2026-03-08T02:30"), NEW_YORK);

        assertThat(found).isEqualTo(new Nonexistent(Instant.parse("2026-03-08T07:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-08T01:59:59, 2026-03-08T06:59:59Z",
        "2026-03-08T03:00, 2026-03-08T07:00:00Z",
        "2026-11-01T00:59:59, 2026-11-01T04:59:59Z",
        "2026-11-01T02:00, 2026-11-01T07:00:00Z",
    })
    void beside_a_transition_a_local_time_is_one_instant(LocalDateTime local, Instant expected) {
        assertThat(WallClock.resolve(local, NEW_YORK)).isEqualTo(new Exact(expected));
    }

    @Test
    void of_three_sundays_at_half_past_two_the_second_does_not_happen() {
        var first = LocalDateTime.parse("2026-03-01T02:30");

        assertThat(WallClock.resolve(first, NEW_YORK)).isEqualTo(new Exact(Instant.parse("2026-03-01T07:30:00Z")));
        assertThat(WallClock.resolve(first.plusWeeks(1), NEW_YORK)).isInstanceOf(Nonexistent.class);
        assertThat(WallClock.resolve(first.plusWeeks(2), NEW_YORK))
                .isEqualTo(new Exact(Instant.parse("2026-03-15T06:30:00Z")));
    }
}
