package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import scheduler.availability.slot.PaperPractice.Taken;
import scheduler.service.Buffers;

/// Time kept free around bookings.
class BuffersTest {

    @Test
    void bookings_may_touch() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-17:00").service("PT30M", "PT30M");

        practice.book("2026-06-15T10:00");

        assertThat(practice.starts("2026-06-15"))
                .contains("09:30+00:00", "10:30+00:00")
                .doesNotContain("10:00+00:00");
    }

    @Test
    void the_time_after_a_booking_is_kept_free() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-17:00").service("PT30M", "PT15M");

        practice.claim("lee", 0, "2026-06-15T10:00", "2026-06-15T10:45");

        assertThat(practice.code("2026-06-15T10:30")).isEqualTo("slot_taken");
        assertThat(practice.code("2026-06-15T10:45")).isEqualTo("admitted");
    }

    @Test
    void the_time_before_a_booking_lies_before_it() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-16:00")
                .service("PT60M", "PT5M")
                .buffer("PT15M", "PT0S")
                .claim("lee", 0, "2026-06-15T12:50", "2026-06-15T13:50");

        var afterNoon = practice.starts("2026-06-15T12:50", "2026-06-15T16:00");

        assertThat(afterNoon).startsWith("14:05+00:00").endsWith("15:00+00:00").hasSize(12);
    }

    @Test
    void buffers_of_neighbours_add_up() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .service("PT30M", "PT5M")
                .buffer("PT15M", "PT10M");

        practice.book("2026-06-15T10:00");

        assertThat(practice.code("2026-06-15T10:50")).isEqualTo("slot_taken");
        assertThat(practice.code("2026-06-15T10:55")).isEqualTo("admitted");
        assertThat(practice.code("2026-06-15T09:10")).isEqualTo("slot_taken");
        assertThat(practice.code("2026-06-15T09:05")).isEqualTo("admitted");
        assertThat(practice.starts("2026-06-15"))
                .contains("09:05+00:00", "10:55+00:00")
                .doesNotContain("09:10+00:00", "10:50+00:00");
    }

    @Test
    void buffers_that_are_shared_leave_the_longer_one_between_neighbours() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .buffers("lee", Buffers.MAX)
                .service("PT30M", "PT5M")
                .buffer("PT15M", "PT10M");

        practice.book("2026-06-15T10:00");

        assertThat(practice.starts("2026-06-15"))
                .contains("09:15+00:00", "10:45+00:00")
                .doesNotContain("09:20+00:00", "10:40+00:00");
        practice.buffer("PT0S", "PT20M");
        assertThat(practice.starts("2026-06-15"))
                .contains("09:10+00:00", "10:40+00:00")
                .doesNotContain("09:15+00:00", "10:35+00:00");
    }

    @Test
    void buffers_add_up_beside_a_booking_that_does_not_share_its_own() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .service("PT30M", "PT5M")
                .buffer("PT15M", "PT10M");
        practice.book("2026-06-15T10:00");
        practice.buffers("lee", Buffers.MAX).book("2026-06-15T10:55");

        assertThat(practice.starts("2026-06-15"))
                .contains("09:05+00:00", "11:40+00:00")
                .doesNotContain("09:10+00:00", "11:35+00:00");
        practice.buffers("lee", Buffers.STACK);
        assertThat(practice.starts("2026-06-15"))
                .contains("09:05+00:00", "11:50+00:00")
                .doesNotContain("09:10+00:00", "11:45+00:00");
    }

    @Test
    void shared_buffers_are_kept_clear_of_blocks() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .buffers("lee", Buffers.MAX)
                .service("PT30M", "PT5M")
                .buffer("PT15M", "PT10M")
                .block("lee", "2026-06-15T11:00", "2026-06-15T12:00");

        assertThat(practice.code("2026-06-15T10:25")).isEqualTo("blocked");
        assertThat(practice.code("2026-06-15T12:10")).isEqualTo("blocked");
        assertThat(practice.starts("2026-06-15")).contains("10:20+00:00", "12:15+00:00");
    }

    @Test
    void the_unit_that_leaves_the_smallest_gap_is_taken_also_where_buffers_are_shared() {
        var practice = new PaperPractice("UTC")
                .with("hall", "mon 09:00-17:00")
                .capacity("hall", 2)
                .buffers("hall", Buffers.MAX)
                .service("PT30M", "PT5M")
                .buffer("PT15M", "PT15M");
        practice.book("2026-06-15T09:00");
        practice.book("2026-06-15T09:10");

        practice.book("2026-06-15T09:55");

        assertThat(practice.taken("hall")).extracting(Taken::unit).containsExactly(0, 1, 1);
    }

    @Test
    void buffers_may_lie_outside_the_opening_hours() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .service("PT60M", "PT60M")
                .buffer("PT15M", "PT10M");

        assertThat(practice.starts("2026-06-15")).startsWith("09:00+00:00").endsWith("16:00+00:00");
    }

    @Test
    void buffers_may_have_to_lie_inside_the_opening_hours() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00", "tue 00:00-24:00", "wed 00:00-01:00")
                .service("PT60M", "PT5M")
                .buffer("PT15M", "PT10M")
                .buffersInside();

        assertThat(practice.starts("2026-06-15")).startsWith("09:15+00:00").endsWith("15:50+00:00");
        assertThat(practice.code("2026-06-15T09:10")).isEqualTo("outside_hours");
        assertThat(practice.code("2026-06-15T15:55")).isEqualTo("outside_hours");
        // Where one day goes on in the next the buffers lie in both.
        assertThat(practice.starts("2026-06-16")).startsWith("00:15+00:00").endsWith("23:50+00:00");
    }

    @Test
    void a_neighbour_outside_the_range_counts() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 08:00-12:00")
                .service("PT30M", "PT30M")
                .claim("lee", 0, "2026-06-15T08:45", "2026-06-15T09:45");

        assertThat(practice.starts("2026-06-15T09:30", "2026-06-15T10:30")).containsExactly("10:00+00:00");

        practice.buffer("PT15M", "PT30M");

        assertThat(practice.starts("2026-06-15T09:30", "2026-06-15T10:30")).containsExactly("10:00+00:00");

        practice.claim("lee", 0, "2026-06-15T10:45", "2026-06-15T11:15");

        assertThat(practice.starts("2026-06-15T09:30", "2026-06-15T10:30")).isEmpty();
    }

    @Test
    void bookings_keep_the_buffers_they_were_made_with() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-17:00").service("PT30M", "PT30M");
        practice.book("2026-06-15T10:00");
        practice.book("2026-06-15T10:30");

        practice.buffer("PT30M", "PT0S");

        assertThat(practice.starts("2026-06-15T09:00", "2026-06-15T12:00"))
                .containsExactly("09:00+00:00", "09:30+00:00", "11:30+00:00");
    }

    @Test
    void busy_time_from_elsewhere_is_kept_clear_of_buffers() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .service("PT30M", "PT15M")
                .buffer("PT15M", "PT0S")
                .block("lee", "2026-06-15T11:00", "2026-06-15T12:00");

        assertThat(practice.starts("2026-06-15T09:00", "2026-06-15T12:00")).endsWith("10:30+00:00");
        assertThat(practice.starts("2026-06-15T10:45", "2026-06-15T17:00")).startsWith("12:15+00:00");
        assertThat(practice.code("2026-06-15T12:00")).isEqualTo("blocked");
    }

    @Test
    void buffers_are_kept_between_services_that_share_a_resource() {
        var practice = new PaperPractice("UTC").with("lee", "mon 09:00-17:00").service("PT30M", "PT15M");
        practice.buffer("PT0S", "PT30M").book("2026-06-15T10:00");

        practice.service("PT60M", "PT30M").buffer("PT0S", "PT0S");

        assertThat(practice.starts("2026-06-15T09:00", "2026-06-15T12:00"))
                .containsExactly("09:00+00:00", "11:00+00:00", "11:30+00:00");
    }
}
