package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.time.OfferedStarts.at;
import static scheduler.time.OfferedStarts.day;
import static scheduler.time.OfferedStarts.labels;
import static scheduler.time.OfferedStarts.on;
import static scheduler.time.OfferedStarts.starts;
import static scheduler.time.OfferedStarts.windows;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The starts on offer around midnight, edges and breaks; each name ends in its case of the list of known mistakes.
class SlotGridTest {

    @Test
    void a_window_may_last_until_midnight_m1() {
        var hours = on(DayOfWeek.MONDAY, "UTC", "22:00-24:00");

        assertThat(starts(hours, day("2026-06-15", "UTC"), "PT60M", "PT60M"))
                .containsExactly(at("06-15T22:00"), at("06-15T23:00"));
    }

    @Test
    void a_window_over_midnight_is_one_grid_however_it_is_written_m2() {
        var one = on(DayOfWeek.MONDAY, "UTC", "22:30-26:00");
        var two = new OpeningHours(
                ZoneId.of("UTC"),
                Map.of(DayOfWeek.MONDAY, windows("22:30-24:00"), DayOfWeek.TUESDAY, windows("00:00-02:00")),
                Map.of());
        var range = new TimeRange(at("06-15T12:00"), at("06-16T12:00"));

        assertThat(labels(starts(one, range, "PT60M", "PT30M"), "UTC"))
                .containsExactly(
                        "15 22:30+00:00",
                        "15 23:00+00:00",
                        "15 23:30+00:00",
                        "16 00:00+00:00",
                        "16 00:30+00:00",
                        "16 01:00+00:00");
        assertThat(two.sections(range)).isEqualTo(one.sections(range));
    }

    @Test
    void a_closed_date_keeps_the_night_of_the_day_before_m3() {
        var hours = new OpeningHours(
                ZoneId.of("UTC"),
                Map.of(DayOfWeek.MONDAY, windows("22:00-26:00"), DayOfWeek.TUESDAY, windows("09:00-17:00")),
                Map.of(LocalDate.parse("2026-06-16"), List.of()));

        assertThat(starts(hours, day("2026-06-16", "UTC"), "PT60M", "PT60M"))
                .containsExactly(at("06-16T00:00"), at("06-16T01:00"));
    }

    @Test
    void the_last_slot_must_fit_m4() {
        var hours = on(DayOfWeek.MONDAY, "UTC", "09:00-18:00");

        assertThat(starts(hours, day("2026-06-15", "UTC"), "PT50M", "PT50M"))
                .hasSize(10)
                .endsWith(at("06-15T16:30"));
    }

    @Test
    void a_step_may_be_shorter_than_a_slot_m5() {
        var hours = on(DayOfWeek.MONDAY, "UTC", "12:00-13:00");

        assertThat(starts(hours, day("2026-06-15", "UTC"), "PT45M", "PT15M"))
                .containsExactly(at("06-15T12:00"), at("06-15T12:15"));
    }

    @Test
    void a_slot_may_lie_across_windows_that_touch_m6() {
        var touching = on(DayOfWeek.MONDAY, "UTC", "09:00-12:00", "12:00-17:00");
        var apart = on(DayOfWeek.MONDAY, "UTC", "09:00-12:00", "12:01-17:00");

        assertThat(starts(touching, day("2026-06-15", "UTC"), "PT60M", "PT30M")).contains(at("06-15T11:30"));
        assertThat(starts(apart, day("2026-06-15", "UTC"), "PT60M", "PT30M")).doesNotContain(at("06-15T11:30"));
    }

    @Test
    void no_slot_lies_across_a_break_m7() {
        var hours = on(DayOfWeek.MONDAY, "UTC", "09:00-12:00", "12:30-17:00");

        assertThat(starts(hours, day("2026-06-15", "UTC"), "PT60M", "PT30M"))
                .startsWith(at("06-15T09:00"))
                .contains(at("06-15T11:00"), at("06-15T12:30"))
                .doesNotContain(at("06-15T11:30"), at("06-15T12:00"));
    }

    @Test
    void an_empty_or_inverted_window_is_refused_m8() {
        assertThatIllegalArgumentException().isThrownBy(() -> DayWindow.parse("09:00", "09:00"));
        assertThatIllegalArgumentException().isThrownBy(() -> DayWindow.parse("17:00", "09:00"));
    }
}
