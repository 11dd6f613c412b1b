package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Where the grid of slots lies: on days when the clocks change, around midnight, beside breaks.
class OpenSlotsTest {

    private static final String NEW_YORK = "America/New_York";

    @Test
    void no_slot_has_a_label_in_the_gap() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 01:00-04:00").service("PT30M", "PT30M");

        assertThat(practice.starts("2026-03-08"))
                .containsExactly("01:00-05:00", "01:30-05:00", "03:00-04:00", "03:30-04:00");
        assertThat(practice.list("2026-03-08", "2026-03-08"))
                .extracting(Slot::start)
                .containsExactly(
                        Instant.parse("2026-03-08T06:00:00Z"),
                        Instant.parse("2026-03-08T06:30:00Z"),
                        Instant.parse("2026-03-08T07:00:00Z"),
                        Instant.parse("2026-03-08T07:30:00Z"));
    }

    @Test
    void a_window_in_the_gap_has_no_slots() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 02:00-02:30").service("PT30M", "PT30M");

        assertThat(practice.starts("2026-03-08")).isEmpty();
        assertThat(practice.empty("2026-03-08")).isEqualTo("closed");
    }

    @Test
    void a_window_that_ends_in_the_gap_ends_with_it() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 01:00-02:30").service("PT30M", "PT30M");

        assertThat(practice.starts("2026-03-08")).containsExactly("01:00-05:00", "01:30-05:00");
    }

    @Test
    void the_first_start_is_put_off_by_what_the_clock_shows_and_not_by_what_has_passed() {
        var newYork = new PaperPractice(NEW_YORK)
                .with("lee", "sun 01:30-08:00")
                .service("PT30M", "PT2H")
                .align("PT2H");
        var lordHowe = new PaperPractice("Australia/Lord_Howe")
                .with("lee", "sun 01:45-05:00")
                .service("PT30M", "PT60M")
                .align("PT60M");

        assertThat(newYork.starts("2026-03-01")).containsExactly("02:00-05:00", "04:00-05:00", "06:00-05:00");
        assertThat(newYork.starts("2026-03-08")).containsExactly("04:00-04:00", "06:00-04:00");
        assertThat(newYork.starts("2026-11-01")).containsExactly("02:00-05:00", "04:00-05:00", "06:00-05:00");
        assertThat(lordHowe.starts("2026-03-29")).containsExactly("02:00+11:00", "03:00+11:00", "04:00+11:00");
        assertThat(lordHowe.starts("2026-04-05")).containsExactly("02:00+10:30", "03:00+10:30", "04:00+10:30");
        assertThat(lordHowe.code("2026-04-04T15:00:00Z")).isEqualTo("not_on_grid");
    }

    @Test
    void in_an_overlap_the_same_label_comes_twice_and_each_can_be_booked() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 00:30-02:30").service("PT30M", "PT30M");

        assertThat(practice.starts("2026-11-01"))
                .containsExactly(
                        "00:30-04:00", "01:00-04:00", "01:30-04:00", "01:00-05:00", "01:30-05:00", "02:00-05:00");

        practice.book("2026-11-01T05:30:00Z");

        assertThat(practice.code("2026-11-01T06:30:00Z")).isEqualTo("admitted");
        assertThat(practice.starts("2026-11-01"))
                .containsExactly("00:30-04:00", "01:00-04:00", "01:00-05:00", "01:30-05:00", "02:00-05:00");
    }

    @Test
    void a_window_that_ends_in_the_overlap_ends_at_the_first_occurrence() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 00:00-01:30").service("PT30M", "PT30M");

        assertThat(practice.starts("2026-11-01")).containsExactly("00:00-04:00", "00:30-04:00", "01:00-04:00");
    }

    @Test
    void a_day_without_midnight_begins_with_its_first_instant() {
        var practice = new PaperPractice("America/Santiago")
                .with("lee", "sun 00:00-03:00")
                .service("PT60M", "PT60M");

        assertThat(practice.starts("2026-09-06")).containsExactly("01:00-03:00", "02:00-03:00");
    }

    @Test
    void a_slot_lasts_its_elapsed_time_over_a_change() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "sun 00:00-12:00").service("PT4H", "PT4H");

        assertThat(practice.list("2026-03-08", "2026-03-08"))
                .allSatisfy(slot ->
                        assertThat(Duration.between(slot.start(), slot.end())).hasHours(4));
        assertThat(practice.starts("2026-03-08")).containsExactly("00:00-05:00", "05:00-04:00");
    }

    @Test
    void a_day_lasts_until_midnight() {
        var practice = new PaperPractice("Europe/Berlin")
                .with("lee", "mon 22:00-24:00")
                .service("PT60M", "PT60M");

        assertThat(practice.starts("2026-06-15")).containsExactly("22:00+02:00", "23:00+02:00");
    }

    @Test
    void a_window_over_midnight_has_one_grid_however_it_is_written() {
        var written = new PaperPractice("UTC").with("lee", "mon 22:30-26:00").service("PT60M", "PT30M");
        var parted = new PaperPractice("UTC")
                .with("lee", "mon 22:30-24:00", "tue 00:00-02:00")
                .service("PT60M", "PT30M");

        for (var practice : new PaperPractice[] {written, parted}) {
            assertThat(practice.starts("2026-06-15")).containsExactly("22:30+00:00", "23:00+00:00", "23:30+00:00");
            assertThat(practice.starts("2026-06-16")).containsExactly("00:00+00:00", "00:30+00:00", "01:00+00:00");
        }
    }

    @Test
    void a_closed_date_leaves_the_night_of_the_day_before() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 22:00-26:00", "tue 09:00-17:00", "2026-06-16 closed")
                .service("PT60M", "PT60M");

        assertThat(practice.starts("2026-06-16")).containsExactly("00:00+00:00", "01:00+00:00");
    }

    @Test
    void the_last_slot_fits() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-18:00").service("PT50M", "PT50M");

        assertThat(practice.starts("2026-06-15")).hasSize(10).endsWith("16:30+00:00");
        assertThat(practice.code("2026-06-15T17:20")).isEqualTo("outside_hours");
    }

    @Test
    void a_step_may_be_shorter_than_the_booking() {
        var practice = new PaperPractice("UTC").with("lee", "mon 12:00-13:00").service("PT45M", "PT15M");

        assertThat(practice.starts("2026-06-15")).containsExactly("12:00+00:00", "12:15+00:00");
    }

    @Test
    void a_booking_may_lie_over_the_seam_of_windows_that_touch() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-12:00 12:00-17:00")
                .service("PT60M", "PT30M");

        assertThat(practice.starts("2026-06-15")).contains("11:30+00:00");
        assertThat(practice.code("2026-06-15T11:30")).isEqualTo("admitted");
    }

    @Test
    void a_booking_may_not_lie_over_a_break() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-12:00 12:30-17:00")
                .service("PT60M", "PT30M");

        assertThat(practice.starts("2026-06-15"))
                .contains("11:00+00:00", "12:30+00:00")
                .doesNotContain("11:30+00:00", "12:00+00:00");
        assertThat(practice.code("2026-06-15T11:30")).isEqualTo("outside_hours");
    }

    @Test
    void bookings_do_not_move_the_grid() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-12:00").service("PT60M", "PT60M");

        practice.claim("lee", 0, "2026-06-15T09:00", "2026-06-15T09:20");

        assertThat(practice.starts("2026-06-15")).containsExactly("10:00+00:00", "11:00+00:00");
    }

    @Test
    void open_round_the_clock_has_a_grid_for_every_day() {
        var practice =
                new PaperPractice(NEW_YORK).with("lee", "daily 00:00-24:00").service("PT7H", "PT7H");

        assertThat(practice.starts("2026-06-15"))
                .containsExactly("00:00-04:00", "07:00-04:00", "14:00-04:00", "21:00-04:00");
        assertThat(practice.starts("2026-06-16"))
                .containsExactly("00:00-04:00", "07:00-04:00", "14:00-04:00", "21:00-04:00");
    }
}
