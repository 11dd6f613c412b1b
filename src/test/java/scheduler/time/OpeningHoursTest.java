package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When something is open, and where the grid of its slots begins.
class OpeningHoursTest {

    private static final String NEW_YORK = "America/New_York";
    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("MM-dd HH:mmxxx");

    @Test
    void a_window_that_ends_in_a_gap_ends_with_the_transition() {
        var hours = WrittenHours.read(NEW_YORK, "sun 01:00-02:30");

        assertThat(open(hours, "2026-03-08")).containsExactly("03-08 01:00-05:00 to 03-08 03:00-04:00");
    }

    @Test
    void a_window_that_begins_in_a_gap_begins_with_the_transition() {
        var hours = WrittenHours.read(NEW_YORK, "sun 02:30-04:00");

        assertThat(open(hours, "2026-03-08")).containsExactly("03-08 03:00-04:00 to 03-08 04:00-04:00");
    }

    @Test
    void a_window_may_last_until_midnight_and_beyond() {
        assertThat(open(WrittenHours.read("UTC", "mon 22:00-24:00"), "2026-06-15"))
                .containsExactly("06-15 22:00+00:00 to 06-16 00:00+00:00");
        assertThat(open(WrittenHours.read("UTC", "mon 22:30-26:00"), "2026-06-15"))
                .containsExactly("06-15 22:30+00:00 to 06-16 02:00+00:00");
        assertThat(open(WrittenHours.read("UTC", "mon 22:30-48:00"), "2026-06-16"))
                .containsExactly("06-15 22:30+00:00 to 06-17 00:00+00:00");
    }

    @Test
    void windows_that_touch_are_one() {
        assertThat(open(WrittenHours.read("UTC", "mon 09:00-12:00 12:00-17:00"), "2026-06-15"))
                .containsExactly("06-15 09:00+00:00 to 06-15 17:00+00:00");
        assertThat(open(WrittenHours.read("UTC", "mon 22:30-24:00", "tue 00:00-02:00"), "2026-06-15"))
                .containsExactly("06-15 22:30+00:00 to 06-16 02:00+00:00");
        assertThat(open(WrittenHours.read("UTC", "mon 22:30-26:00", "tue 02:00-03:00"), "2026-06-16"))
                .containsExactly("06-15 22:30+00:00 to 06-16 03:00+00:00");
        assertThat(open(WrittenHours.read("UTC", "mon 22:30-26:00", "tue 01:00-01:30 04:00-05:00"), "2026-06-16"))
                .containsExactly("06-15 22:30+00:00 to 06-16 02:00+00:00", "06-16 04:00+00:00 to 06-16 05:00+00:00");
    }

    @Test
    void windows_with_nothing_but_a_gap_between_them_are_one() {
        var hours = WrittenHours.read(NEW_YORK, "sun 01:00-02:00 03:00-04:00");

        assertThat(open(hours, "2026-03-08")).containsExactly("03-08 01:00-05:00 to 03-08 04:00-04:00");
    }

    @Test
    void a_break_parts_the_grid() {
        var hours = WrittenHours.read("UTC", "mon 09:00-12:00 12:30-17:00");

        assertThat(open(hours, "2026-06-15"))
                .containsExactly("06-15 09:00+00:00 to 06-15 12:00+00:00", "06-15 12:30+00:00 to 06-15 17:00+00:00");
    }

    @Test
    void an_override_replaces_the_windows_of_its_date_alone() {
        var hours = WrittenHours.read(
                "UTC", "mon 22:00-26:00", "tue 09:00-17:00", "2026-06-16 closed", "2026-06-22 10:00-11:00");

        assertThat(open(hours, "2026-06-16")).containsExactly("06-15 22:00+00:00 to 06-16 02:00+00:00");
        assertThat(open(hours, "2026-06-22")).containsExactly("06-22 10:00+00:00 to 06-22 11:00+00:00");
        assertThat(open(hours, "2026-06-23")).containsExactly("06-23 09:00+00:00 to 06-23 17:00+00:00");
    }

    @Test
    void windows_of_one_day_must_not_overlap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WrittenHours.read("UTC", "mon 09:00-12:00", "mon 11:00-13:00"))
                .withMessage("The windows 09:00–12:00 and 11:00–13:00 of MONDAY overlap.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WrittenHours.read("UTC", "2026-06-15 10:00-26:00 23:00-24:00"))
                .withMessage("The windows 10:00–26:00 and 23:00–24:00 of 2026-06-15 overlap.");
        assertThatCode(() -> WrittenHours.read("UTC", "mon 12:00-13:00 09:00-12:00"))
                .doesNotThrowAnyException();
    }

    @Test
    void a_window_is_a_section_of_the_grid() {
        var hours = WrittenHours.read("UTC", "mon 22:00-26:00");

        assertThat(sections(hours, "2026-06-16"))
                .containsExactly("06-15 22:00+00:00 until 06-16 02:00+00:00, open until 06-16 02:00+00:00");
    }

    @Test
    void within_a_month_of_its_opening_the_grid_counts_from_there() {
        var hours = WrittenHours.read("UTC", "daily 00:00-24:00", "2026-06-01 07:07-24:00", "2026-09-01 closed");

        assertThat(sections(hours, "2026-07-03"))
                .containsExactly("06-01 07:07+00:00 until 07-04 00:00+00:00, open until 09-01 00:00+00:00");
        assertThat(sections(hours, "2026-07-04"))
                .containsExactly("07-04 00:00+00:00 until 07-05 00:00+00:00, open until 09-01 00:00+00:00");
    }

    @Test
    void open_round_the_clock_every_day_has_a_grid_of_its_own() {
        var hours = WrittenHours.read(NEW_YORK, "daily 00:00-24:00", "2026-11-03 closed");

        assertThat(sections(hours, "2026-10-31", "2026-11-02"))
                .containsExactly(
                        "10-31 00:00-04:00 until 11-01 00:00-04:00, open until 11-03 00:00-05:00",
                        "11-01 00:00-04:00 until 11-02 00:00-05:00, open until 11-03 00:00-05:00",
                        "11-02 00:00-05:00 until 11-03 00:00-05:00, open until 11-03 00:00-05:00");
    }

    @Test
    void a_date_that_a_zone_skipped_has_no_section() {
        var hours = WrittenHours.read("Pacific/Apia", "daily 00:00-24:00", "2012-01-01 closed");

        assertThat(sections(hours, "2011-12-29", "2011-12-31"))
                .containsExactly(
                        "12-29 00:00-10:00 until 12-31 00:00+14:00, open until 01-01 00:00+14:00",
                        "12-31 00:00+14:00 until 01-01 00:00+14:00, open until 01-01 00:00+14:00");
    }

    @Test
    void what_never_opens_has_no_sections() {
        var hours = WrittenHours.read("UTC", "2026-06-15 closed");

        assertThat(sections(hours, "2026-06-15", "2027-06-15")).isEmpty();
    }

    private static List<String> open(OpeningHours hours, String date) {
        return hours.openRanges(day(hours, date)).stream()
                .map(each -> label(hours, each.start()) + " to " + label(hours, each.end()))
                .toList();
    }

    private static List<String> sections(OpeningHours hours, String date) {
        return sections(hours, date, date);
    }

    private static List<String> sections(OpeningHours hours, String first, String last) {
        var range = new TimeRange(day(hours, first).start(), day(hours, last).end());
        return hours.sections(range).stream()
                .map(each -> label(hours, each.anchor()) + " until " + label(hours, each.until()) + ", open until "
                        + label(hours, each.openUntil()))
                .toList();
    }

    private static TimeRange day(OpeningHours hours, String date) {
        var day = LocalDate.parse(date);
        return new TimeRange(
                day.atStartOfDay(hours.zone()).toInstant(),
                day.plusDays(1).atStartOfDay(hours.zone()).toInstant());
    }

    private static String label(OpeningHours hours, Instant instant) {
        return LABEL.format(instant.atZone(hours.zone()));
    }
}
