package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.time.OfferedStarts.at;
import static scheduler.time.OfferedStarts.daily;
import static scheduler.time.OfferedStarts.day;
import static scheduler.time.OfferedStarts.labels;
import static scheduler.time.OfferedStarts.on;
import static scheduler.time.OfferedStarts.starts;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The starts on offer where clocks change and zones differ; each name ends in its case of the list of known mistakes.
class ClockChangeTest {

    private static final String NEW_YORK = "America/New_York";

    @Test
    void a_gap_inside_a_window_takes_its_hour_out_of_the_grid_d1() {
        var hours = on(DayOfWeek.SUNDAY, NEW_YORK, "01:00-04:00");

        var starts = starts(hours, day("2026-03-08", NEW_YORK), "PT30M", "PT30M");

        assertThat(starts).containsExactly(at("03-08T06:00"), at("03-08T06:30"), at("03-08T07:00"), at("03-08T07:30"));
        assertThat(labels(starts, NEW_YORK))
                .containsExactly("08 01:00-05:00", "08 01:30-05:00", "08 03:00-04:00", "08 03:30-04:00");
    }

    @Test
    void a_window_wholly_in_a_gap_has_no_slot_d2() {
        var hours = on(DayOfWeek.SUNDAY, NEW_YORK, "02:00-02:30");

        assertThat(starts(hours, day("2026-03-08", NEW_YORK), "PT30M", "PT30M")).isEmpty();
        assertThat(hours.openRanges(day("2026-03-08", NEW_YORK))).isEmpty();
    }

    @Test
    void a_window_that_ends_in_a_gap_ends_with_the_transition_d3() {
        var hours = on(DayOfWeek.SUNDAY, NEW_YORK, "01:00-02:30");

        assertThat(starts(hours, day("2026-03-08", NEW_YORK), "PT30M", "PT30M"))
                .containsExactly(at("03-08T06:00"), at("03-08T06:30"));
        assertThat(hours.openRanges(day("2026-03-08", NEW_YORK)).getLast().end())
                .isEqualTo(at("03-08T07:00"));
    }

    @Test
    void an_overlap_inside_a_window_is_offered_twice_d4() {
        var hours = on(DayOfWeek.SUNDAY, NEW_YORK, "00:30-02:30");

        var starts = starts(hours, day("2026-11-01", NEW_YORK), "PT30M", "PT30M");

        assertThat(starts).hasSize(6).startsWith(at("11-01T04:30")).endsWith(at("11-01T07:00"));
        assertThat(labels(starts, NEW_YORK))
                .containsExactly(
                        "01 00:30-04:00",
                        "01 01:00-04:00",
                        "01 01:30-04:00",
                        "01 01:00-05:00",
                        "01 01:30-05:00",
                        "01 02:00-05:00");
    }

    @Test
    void a_window_that_ends_in_an_overlap_ends_at_the_first_occurrence_d5() {
        var hours = on(DayOfWeek.SUNDAY, NEW_YORK, "00:00-01:30");

        assertThat(starts(hours, day("2026-11-01", NEW_YORK), "PT30M", "PT30M"))
                .containsExactly(at("11-01T04:00"), at("11-01T04:30"), at("11-01T05:00"));
    }

    @Test
    void a_local_time_that_happens_twice_or_never_is_not_guessed_d6_d7() {
        var zone = ZoneId.of(NEW_YORK);

        assertThat(WallClock.resolve(LocalDateTime.parse("2026-11-01T01:30"), zone))
                .isEqualTo(new LocalStart.Ambiguous(at("11-01T05:30"), at("11-01T06:30")));
        assertThat(WallClock.resolve(LocalDateTime.parse("2026-03-08T02:30"), zone))
                .isEqualTo(new LocalStart.Nonexistent(at("03-08T07:00")));
    }

    @ParameterizedTest
    @CsvSource({"2026-03-27, 08:00", "2026-03-30, 07:00", "2026-10-23, 07:00", "2026-10-26, 08:00"})
    void nine_o_clock_every_week_stays_nine_o_clock_d10(String date, String utc) {
        var hours = daily("Europe/Berlin", "09:00-10:00");

        assertThat(starts(hours, day(date, "Europe/Berlin"), "PT60M", "PT60M"))
                .containsExactly(Instant.parse(date + "T" + utc + ":00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "America/Santiago, 2026-09-06, 2026-09-06T04:00:00Z, 2026-09-06T05:00:00Z",
        "Africa/Cairo, 2026-04-24, 2026-04-23T22:00:00Z, 2026-04-23T23:00:00Z",
        "Asia/Beirut, 2026-03-29, 2026-03-28T22:00:00Z, 2026-03-28T23:00:00Z"
    })
    void a_day_without_midnight_starts_with_its_first_instant_d11(
            String zone, String date, Instant first, Instant second) {
        var hours = daily(zone, "00:00-03:00");

        assertThat(starts(hours, day(date, zone), "PT60M", "PT60M")).containsExactly(first, second);
        assertThat(WallClock.startOfDay(LocalDate.parse(date), ZoneId.of(zone))).isEqualTo(first);
    }

    @Test
    void a_zone_need_not_be_aligned_to_the_hour_d13() {
        var hours = daily("Asia/Kathmandu", "09:00-10:00");

        assertThat(starts(hours, day("2026-06-15", "UTC"), "PT30M", "PT30M"))
                .containsExactly(at("06-15T03:15"), at("06-15T03:45"));
    }

    @Test
    void a_viewer_elsewhere_sees_the_same_instants_on_days_of_their_own_d14() {
        var hours = on(DayOfWeek.MONDAY, NEW_YORK, "09:00-17:00");
        var expected = starts(hours, day("2026-06-15", NEW_YORK), "PT60M", "PT60M");

        var monday = starts(hours, day("2026-06-15", "Pacific/Kiritimati"), "PT60M", "PT60M");
        var tuesday = starts(hours, day("2026-06-16", "Pacific/Kiritimati"), "PT60M", "PT60M");

        // 09:00 in New York is 03:00 of the next day there.
        assertThat(monday).isEmpty();
        assertThat(tuesday).isEqualTo(expected).hasSize(8);
    }

    @Test
    void a_viewer_across_the_date_line_finds_the_day_by_their_own_date_d15() {
        var hours = on(DayOfWeek.MONDAY, "Pacific/Kiritimati", "09:00-10:00");

        var starts = starts(hours, day("2026-06-14", "Pacific/Pago_Pago"), "PT60M", "PT60M");

        assertThat(labels(starts, "Pacific/Pago_Pago")).containsExactly("14 08:00-11:00");
        assertThat(labels(starts, "Pacific/Kiritimati")).containsExactly("15 09:00+14:00");
    }

    @Test
    void a_date_is_that_whole_day_and_nothing_of_the_next_d16() {
        var hours = daily("Australia/Sydney", "00:00-24:00");

        var labels = labels(starts(hours, day("2026-11-25", "Australia/Sydney"), "PT60M", "PT60M"), "Australia/Sydney");

        assertThat(labels).hasSize(24).startsWith("25 00:00+11:00").contains("25 09:00+11:00");
        assertThat(labels).endsWith("25 23:00+11:00");
    }

    @ParameterizedTest
    @CsvSource({
        "P7D, 00:00-24:00, 2026-11-01T07:00:00Z",
        "PT168H, 00:00-24:00, 2026-11-01T06:00:00Z",
        "P7D, 09:00-17:00, 2026-11-01T14:00:00Z",
        "PT168H, 09:00-17:00, 2026-11-01T14:00:00Z"
    })
    void a_notice_in_days_and_one_in_hours_differ_where_clocks_change_d17(
            String notice, String window, Instant expected) {
        var hours = daily(NEW_YORK, window);
        var earliest = CalendarDuration.parse(notice).after(at("10-25T06:00"), ZoneId.of(NEW_YORK));

        var starts = starts(hours, new TimeRange(earliest, at("11-04T05:00")), "PT60M", "PT60M");

        assertThat(starts).startsWith(expected);
        assertThat(labels(starts, NEW_YORK)).contains("02 09:00-05:00", "03 09:00-05:00");
    }

    @Test
    void a_horizon_in_days_ends_with_a_local_day_whatever_its_hours_d18() {
        var midnight = WallClock.startOfDay(LocalDate.parse("2026-10-15"), ZoneId.of(NEW_YORK));

        var end = CalendarDuration.parse("P30D").after(midnight, ZoneId.of(NEW_YORK));

        assertThat(end).isEqualTo(WallClock.startOfDay(LocalDate.parse("2026-11-14"), ZoneId.of(NEW_YORK)));
        assertThat(Duration.between(midnight, end)).hasHours(721);
    }

    @Test
    void the_same_hours_in_another_zone_follow_that_zone_d20() {
        var before = daily(NEW_YORK, "09:00-10:00");
        var after = new OpeningHours(ZoneId.of("Europe/Berlin"), before.weekly().days(), before.overrides());

        assertThat(starts(before, day("2026-06-15", "UTC"), "PT60M", "PT60M")).containsExactly(at("06-15T13:00"));
        assertThat(starts(after, day("2026-06-15", "UTC"), "PT60M", "PT60M")).containsExactly(at("06-15T07:00"));
    }

    @Test
    void of_weekly_local_times_the_one_in_the_gap_is_known_d21() {
        var first = LocalDateTime.parse("2026-03-01T02:30");
        var occurrences = new ArrayList<LocalStart>();

        for (int week = 0; week < 3; week++) {
            occurrences.add(WallClock.resolve(first.plusWeeks(week), ZoneId.of(NEW_YORK)));
        }

        assertThat(occurrences)
                .containsExactly(
                        new LocalStart.Exact(at("03-01T07:30")),
                        new LocalStart.Nonexistent(at("03-08T07:00")),
                        new LocalStart.Exact(at("03-15T06:30")));
    }

    @Test
    void a_day_before_and_24_hours_before_differ_n1() {
        var appointment = at("03-08T16:00");

        assertThat(CalendarDuration.parse("PT24H").before(appointment, ZoneId.of(NEW_YORK)))
                .isEqualTo(at("03-07T16:00"));
        assertThat(CalendarDuration.parse("P1D").before(appointment, ZoneId.of(NEW_YORK)))
                .isEqualTo(at("03-07T17:00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pacific/Kiritimati", "Pacific/Pago_Pago", NEW_YORK, "Asia/Kathmandu"})
    void the_default_zone_does_not_matter(String defaultZone) {
        var before = TimeZone.getDefault();
        var nights = daily(NEW_YORK, "00:30-02:30");
        var always = daily(NEW_YORK, "00:00-24:00");
        var range = new TimeRange(at("10-31T00:00"), at("11-03T00:00"));
        var expectedNights = nights.sections(range);
        var expectedAlways = always.sections(range);
        TimeZone.setDefault(TimeZone.getTimeZone(defaultZone));
        try {
            assertThat(nights.sections(range)).isEqualTo(expectedNights);
            assertThat(always.sections(range)).isEqualTo(expectedAlways);
            assertThat(CalendarDuration.parse("P1D").after(at("10-31T16:00"), ZoneId.of(NEW_YORK)))
                    .isEqualTo(at("11-01T17:00"));
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
