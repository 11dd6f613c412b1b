package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Half-open ranges.
class TimeRangeTest {

    private static final TimeRange TEN_TO_ELEVEN = range("10:00", "11:00");

    @Test
    void neighbours_touch_without_overlapping() {
        assertThat(TEN_TO_ELEVEN.overlaps(range("11:00", "12:00"))).isFalse();
        assertThat(TEN_TO_ELEVEN.overlaps(range("09:00", "10:00"))).isFalse();
        assertThat(TEN_TO_ELEVEN.overlaps(range("10:59", "12:00"))).isTrue();
        assertThat(TEN_TO_ELEVEN.overlaps(range("09:00", "10:01"))).isTrue();
        assertThat(TEN_TO_ELEVEN.overlaps(range("10:20", "10:40"))).isTrue();
        assertThat(range("10:20", "10:40").overlaps(TEN_TO_ELEVEN)).isTrue();
    }

    @Test
    void the_start_belongs_to_it_and_the_end_does_not() {
        assertThat(TEN_TO_ELEVEN.contains(at("10:00"))).isTrue();
        assertThat(TEN_TO_ELEVEN.contains(at("10:59"))).isTrue();
        assertThat(TEN_TO_ELEVEN.contains(at("11:00"))).isFalse();
        assertThat(TEN_TO_ELEVEN.contains(at("09:59"))).isFalse();
    }

    @Test
    void it_contains_what_sticks_out_nowhere() {
        assertThat(TEN_TO_ELEVEN.contains(TEN_TO_ELEVEN)).isTrue();
        assertThat(TEN_TO_ELEVEN.contains(range("10:00", "10:30"))).isTrue();
        assertThat(TEN_TO_ELEVEN.contains(range("09:59", "10:30"))).isFalse();
        assertThat(TEN_TO_ELEVEN.contains(range("10:30", "11:01"))).isFalse();
    }

    @Test
    void it_is_widened_at_both_ends() {
        var widened = TEN_TO_ELEVEN.widen(Duration.ofMinutes(15), Duration.ofMinutes(30));

        assertThat(widened).isEqualTo(range("09:45", "11:30"));
        assertThat(widened.length()).isEqualTo(Duration.ofMinutes(105));
    }

    @Test
    void an_empty_or_inverted_range_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> range("10:00", "10:00"))
                .withMessage("The end must be after the start.");
        assertThatIllegalArgumentException().isThrownBy(() -> range("11:00", "10:00"));
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(at(start), at(end));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-06-01T" + time + ":00Z");
    }
}
