package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lengths of time by the calendar and by the stopwatch.
class CalendarDurationTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest
    @CsvSource({
        // A notice counted from two o'clock at night a week before the clocks are put back.
        "P7D,     2026-10-25T06:00:00Z, 2026-11-01T07:00:00Z",
        "PT168H,  2026-10-25T06:00:00Z, 2026-11-01T06:00:00Z",
        // The day on which they are put forward has 23 hours.
        "P1D,     2026-03-07T17:00:00Z, 2026-03-08T16:00:00Z",
        "PT24H,   2026-03-07T17:00:00Z, 2026-03-08T17:00:00Z",
        "P1DT2H,  2026-03-07T17:00:00Z, 2026-03-08T18:00:00Z",
        "P1W,     2026-03-07T17:00:00Z, 2026-03-14T16:00:00Z",
        "P1M,     2026-01-31T17:00:00Z, 2026-02-28T17:00:00Z",
        "P1Y,     2024-02-29T17:00:00Z, 2025-02-28T17:00:00Z",
        "PT0S,    2026-03-07T17:00:00Z, 2026-03-07T17:00:00Z",
    })
    void days_follow_the_wall_clock_and_hours_do_not(String length, Instant from, Instant expected) {
        var duration = CalendarDuration.parse(length);

        assertThat(duration.after(from, NEW_YORK)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT24H, 2026-03-08T16:00:00Z, 2026-03-07T16:00:00Z",
        "P1D,   2026-03-08T16:00:00Z, 2026-03-07T17:00:00Z",
        "P1DT1H, 2026-03-08T16:00:00Z, 2026-03-07T16:00:00Z",
        "P1M,   2026-03-31T16:00:00Z, 2026-02-28T17:00:00Z",
    })
    void a_day_before_noon_is_noon_of_the_day_before(String length, Instant from, Instant expected) {
        var duration = CalendarDuration.parse(length);

        assertThat(duration.before(from, NEW_YORK)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PT30M, PT30M",
        "PT90M, PT1H30M",
        "PT24H, PT24H",
        "P1D, P1D",
        "P2W, P14D",
        "P1W2D, P9D",
        "P1Y2M3DT4H5M6S, P1Y2M3DT4H5M6S",
        "PT0S, PT0S",
        "P0D, PT0S",
        "PT0.000001S, PT0.000001S",
        "P100Y, P100Y",
    })
    void a_duration_is_written_back_in_one_way(String text, String canonical) {
        var read = CalendarDuration.parse(text);

        assertThat(read).hasToString(canonical);
        assertThat(CalendarDuration.parse(canonical)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PT",
                "P1DT",
                "PT1",
                "30M",
                "P1H",
                "PT1D",
                "-PT1H",
                "PT-1H",
                "+PT1H",
                "P-1D",
                "P1.5D",
                "PT1.5H",
                "PT1,5S",
                "PT0.0000001S",
                "pt30m",
                " PT30M",
                "PT1M1H",
                "P٣D",
                "1 hour"
            })
    void what_iso_8601_does_not_know_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalendarDuration.parse(text))
                .withMessage("It must be an ISO 8601 duration, as in PT30M, PT24H or P1D, and not " + text + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P101Y", "P99999Y99999M99999W999999D", "PT999999999H", "P1201M", "P36900D", "P99999W"})
    void more_than_a_century_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> CalendarDuration.parse(text));
    }

    @Test
    void a_negative_duration_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalendarDuration(Period.ofDays(-1), Duration.ZERO))
                .withMessage("A duration is not negative and at most 100 years.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalendarDuration(Period.ZERO, Duration.ofSeconds(-1)));
    }

    @Test
    void only_a_duration_without_calendar_part_is_exact() {
        assertThat(CalendarDuration.parse("PT24H").isExact()).isTrue();
        assertThat(CalendarDuration.parse("P1D").isExact()).isFalse();
        assertThat(CalendarDuration.parse("P1DT1H").isExact()).isFalse();
    }
}
