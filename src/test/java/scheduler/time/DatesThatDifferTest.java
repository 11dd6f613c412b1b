package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.time.OfferedStarts.text;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which rule holds on which date: validity, overrides, holidays, periods, the week. 2026-06-15 is a Monday.
class DatesThatDifferTest {

    @Test
    void a_holiday_is_closed_but_for_the_night_that_began_before_it() {
        var hours = WrittenHours.read("UTC", "daily 09:00-12:00 22:00-26:00", "holiday 2026-06-16");

        assertThat(open(hours, "2026-06-16", "2026-06-17"))
                .containsExactly("06-15T22:00 06-16T02:00", "06-17T09:00 06-17T12:00", "06-17T22:00 06-18T02:00");
    }

    @Test
    void a_closed_date_leaves_the_night_before_it_alone_unless_it_is_closed_hard() {
        var hours = WrittenHours.read("UTC", "daily 22:00-26:00", "2026-06-16 closed", "2026-06-18 hard closed");

        assertThat(open(hours, "2026-06-15", "2026-06-19"))
                .contains("06-15T22:00 06-16T02:00", "06-17T22:00 06-18T00:00", "06-19T22:00 06-20T02:00")
                .noneMatch(each -> each.startsWith("06-16T22") || each.startsWith("06-18T22"));
    }

    @Test
    void a_date_that_is_closed_hard_keeps_windows_of_its_own() {
        var hours = WrittenHours.read("UTC", "daily 22:00-26:00", "2026-06-16 hard 01:00-03:00 23:00-25:00");

        assertThat(open(hours, "2026-06-15", "2026-06-16"))
                .contains("06-15T22:00 06-16T00:00", "06-16T01:00 06-16T03:00", "06-16T23:00 06-17T01:00");
    }

    @Test
    void closed_hard_means_the_local_midnight_also_where_there_is_none() {
        // Clocks went from 24:00 of the 5th to 01:00 of the 6th, at 04:00 UTC.
        var gap = WrittenHours.read("America/Asuncion", "daily 22:00-26:00", "2024-10-06 hard closed");
        assertThat(open(gap, "2024-10-06", "2024-10-06")).contains("10-06T02:00 10-06T04:00");
        // Clocks went from 24:00 of the 6th back to 23:00, at 03:00 UTC: midnight came at 04:00.
        var overlap = WrittenHours.read("America/Santiago", "daily 22:00-26:00", "2024-04-07 hard closed");
        assertThat(open(overlap, "2024-04-07", "2024-04-07")).contains("04-07T01:00 04-07T04:00");
    }

    @Test
    void what_is_closed_hard_outside_of_the_validity_closes_nothing() {
        var hours =
                WrittenHours.read("UTC", "daily 22:00-26:00", "valid 2026-06-01..2026-06-15", "2026-06-16 hard closed");

        assertThat(open(hours, "2026-06-15", "2026-06-16")).contains("06-15T22:00 06-16T02:00");
    }

    @Test
    void a_holiday_closes_a_local_day_and_not_one_of_utc() {
        var hours = WrittenHours.read("Pacific/Kiritimati", "daily 01:00-23:00", "holiday 2026-06-16");

        assertThat(open(hours, "2026-06-15", "2026-06-16"))
                .containsExactly("06-14T11:00 06-15T09:00", "06-16T11:00 06-17T09:00");
    }

    @Test
    void an_override_opens_a_holiday() {
        var hours = WrittenHours.read("UTC", "daily 09:00-17:00", "holiday 2026-06-16", "2026-06-16 10:00-12:00");

        assertThat(open(hours, "2026-06-16", "2026-06-16")).containsExactly("06-16T10:00 06-16T12:00");
    }

    @Test
    void in_a_period_other_weekly_rules_hold_from_its_first_date_to_its_last() {
        var hours = WrittenHours.read("UTC", "daily 09:00-17:00", "period 2026-06-16..2026-06-17 tue-thu 07:00-13:00");

        assertThat(open(hours, "2026-06-15", "2026-06-18"))
                .containsExactly(
                        "06-15T09:00 06-15T17:00",
                        "06-16T07:00 06-16T13:00",
                        "06-17T07:00 06-17T13:00",
                        "06-18T09:00 06-18T17:00");
    }

    @Test
    void a_day_that_the_rules_of_a_period_do_not_name_is_closed_in_it() {
        var hours = WrittenHours.read("UTC", "daily 09:00-17:00", "period 2026-06-16.. mon 07:00-13:00");

        assertThat(open(hours, "2026-06-15", "2026-06-21")).containsExactly("06-15T09:00 06-15T17:00");
        assertThat(open(hours, "2026-06-22", "2026-06-28")).containsExactly("06-22T07:00 06-22T13:00");
    }

    @Test
    void the_last_night_of_a_period_goes_on_after_it() {
        var hours = WrittenHours.read("UTC", "mon-fri 01:00-03:00", "period ..2026-06-15 daily 22:00-26:00");

        assertThat(open(hours, "2026-06-15", "2026-06-16")).contains("06-15T22:00 06-16T03:00");
    }

    @Test
    void holidays_and_overrides_hold_in_a_period_too() {
        var hours = WrittenHours.read(
                "UTC",
                "daily 09:00-17:00",
                "period 2026-06-01..2026-06-30 daily 07:00-13:00",
                "holiday 2026-06-16",
                "2026-06-17 15:00-16:00");

        assertThat(open(hours, "2026-06-15", "2026-06-17"))
                .containsExactly("06-15T07:00 06-15T13:00", "06-17T15:00 06-17T16:00");
    }

    @Test
    void periods_may_follow_each_other_but_not_overlap() {
        var hours = WrittenHours.read(
                "UTC",
                "period 2026-06-17.. daily 09:00-10:00",
                "period ..2026-06-15 daily 07:00-08:00",
                "period 2026-06-16..2026-06-16 daily 08:00-09:00");

        assertThat(open(hours, "2026-06-15", "2026-06-17"))
                .containsExactly("06-15T07:00 06-15T08:00", "06-16T08:00 06-16T09:00", "06-17T09:00 06-17T10:00");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WrittenHours.read(
                        "UTC", "period 2026-06-01.. daily 09:00-10:00", "period ..2026-06-01 daily 07:00-08:00"))
                .withMessage("until 2026-06-01 and 2026-06-01 and later overlap.");
    }

    @Test
    void outside_of_its_validity_nothing_is_open() {
        var hours =
                WrittenHours.read("UTC", "daily 22:00-26:00", "valid 2026-06-15..2026-06-16", "2026-06-14 09:00-10:00");

        assertThat(open(hours, "2026-06-10", "2026-06-20"))
                .containsExactly("06-15T22:00 06-16T02:00", "06-16T22:00 06-17T02:00");
    }

    @Test
    void dates_are_first_to_last() {
        assertThat(new DateSpan(LocalDate.parse("2026-06-15"), LocalDate.parse("2026-06-15")))
                .hasToString("2026-06-15 to 2026-06-15");
        assertThat(DateSpan.ALWAYS).hasToString("always");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DateSpan(LocalDate.parse("2026-06-15"), LocalDate.parse("2026-06-14")))
                .withMessage("The last date, 2026-06-14, is before the first, 2026-06-15.");
    }

    private static List<String> open(OpeningHours hours, String first, String last) {
        var range = new TimeRange(
                Instants.read(first + "T00:00:00Z"),
                Instants.read(last + "T00:00:00Z").plusSeconds(86_400));
        return hours.openRanges(range).stream()
                .map(each -> text(each.start()) + " " + text(each.end()))
                .toList();
    }
}
