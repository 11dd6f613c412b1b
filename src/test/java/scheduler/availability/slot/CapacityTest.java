package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;

/// How many bookings there is room for.
class CapacityTest {

    private static final String NINE = "2026-06-15T09:00";
    private static final String TEN = "2026-06-15T10:00";

    @Test
    void each_unit_takes_one_booking() {
        var practice = practice("class").capacity("class", 3);

        assertThat(free(practice)).containsExactly(3, 3, 3);
        assertThat(units(practice)).containsExactly(0, 1, 2);
        practice.book(NINE);
        assertThat(free(practice)).containsExactly(2, 3, 3);
        assertThat(units(practice)).containsExactly(1, 2);
        practice.book(NINE);
        practice.book(NINE);
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(practice.starts("2026-06-15")).containsExactly("10:00+00:00", "11:00+00:00");
    }

    @Test
    void only_units_that_nobody_has_are_given() {
        var practice = practice("class")
                .capacity("class", 3)
                .claim("class", 0, NINE, TEN)
                .claim("class", 2, NINE, TEN);

        assertThat(units(practice)).containsExactly(1);
    }

    @Test
    void a_unit_is_free_for_all_of_the_time_or_not_at_all() {
        var practice = practice("class")
                .capacity("class", 2)
                .claim("class", 0, NINE, "2026-06-15T09:30")
                .claim("class", 1, "2026-06-15T09:30", TEN);

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void buffers_keep_others_away_from_a_unit_and_not_from_its_neighbours() {
        var practice = practice("class").capacity("class", 2).buffer("PT15M", "PT15M");

        practice.book(NINE);
        practice.book(NINE);

        assertThat(free(practice)).containsExactly(2);
        assertThat(practice.starts("2026-06-15")).containsExactly("11:00+00:00");
    }

    @Test
    void a_block_takes_all_units() {
        var practice = practice("class").capacity("class", 3).block("class", "2026-06-15T09:59", TEN);

        assertThat(practice.code(NINE)).isEqualTo("blocked");
        assertThat(free(practice)).containsExactly(3, 3);
    }

    @Test
    void a_capacity_that_shrinks_keeps_who_is_seated_and_is_never_negative() {
        var practice = practice("class").capacity("class", 10);
        for (int i = 0; i < 5; i++) {
            practice.book(NINE);
        }

        practice.capacity("class", 3);

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(free(practice)).containsExactly(3, 3);
    }

    @Test
    void a_shrunk_resource_counts_those_on_units_that_it_no_longer_has() {
        var practice = practice("class")
                .capacity("class", 3)
                .claim("class", 7, NINE, TEN)
                .claim("class", 9, NINE, TEN);

        assertThat(free(practice)).containsExactly(1, 3, 3);
        practice.book(NINE);
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void a_grown_capacity_has_room_again() {
        var practice = practice("class");
        practice.book(NINE);
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");

        practice.capacity("class", 2);

        assertThat(units(practice)).containsExactly(1);
    }

    @Test
    void free_adds_up_over_a_pool_and_is_the_least_of_the_roles() {
        var practice = practice("ada", "bo", "room")
                .capacity("ada", 2)
                .capacity("room", 2)
                .pool("hosts", "ada", "bo")
                .needs("host", 1, "hosts");
        assertThat(free(practice)).containsExactly(3, 3, 3);

        practice.needsOneOf("place", "room");

        assertThat(free(practice)).containsExactly(2, 2, 2);
    }

    /// Whoever tries out one number after the other, and one unit after the other, is at it for minutes.
    @Test
    void any_number_of_units_is_counted_for_roles_that_share_them() {
        var ids = IntStream.range(0, 60).mapToObj(i -> "r" + i).toArray(String[]::new);
        var practice = practice(ids).pool("all", ids).pool("half", Arrays.copyOf(ids, 30));
        for (var id : ids) {
            practice.capacity(id, 1_000);
        }
        practice.needs("first", 1, "all").needs("second", 2, "all").needs("third", 1, "half");

        assertThat(free(practice)).containsExactly(15_000, 15_000, 15_000);

        practice.needs("fourth", 3, "half");

        assertThat(free(practice)).containsExactly(7_500, 7_500, 7_500);
    }

    @Test
    void free_counts_pairs_of_different_resources() {
        var practice = practice("ada", "bo", "cy")
                .capacity("ada", 5)
                .capacity("bo", 2)
                .pool("hosts", "ada", "bo", "cy")
                .needs("pair", 2, "hosts");

        assertThat(free(practice)).containsExactly(3, 3, 3);

        for (int left = 2; left >= 0; left--) {
            practice.book(NINE);
            assertThat(practice.list("2026-06-15", "2026-06-15").stream()
                            .filter(slot -> slot.start().equals(practice.at(NINE)))
                            .mapToInt(Slot::free)
                            .sum())
                    .isEqualTo(left);
        }
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void services_that_share_a_resource_take_it_from_each_other() {
        var practice = practice("ada").service("PT30M", "PT30M");
        practice.book("2026-06-15T09:30");

        practice.service("PT60M", "PT15M");

        assertThat(practice.starts("2026-06-15")).startsWith("10:00+00:00", "10:15+00:00");
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void a_booking_that_is_moved_does_not_stand_in_its_own_way() {
        var practice = practice("ada").service("PT60M", "PT15M");
        practice.book("2026-06-15T10:30");
        assertThat(practice.code("2026-06-15T10:45")).isEqualTo("slot_taken");

        practice.cleared("ada");

        assertThat(practice.code("2026-06-15T10:45")).isEqualTo("admitted");
        assertThat(practice.starts("2026-06-15")).contains("10:15+00:00", "10:30+00:00", "10:45+00:00");
    }

    private static List<Integer> free(PaperPractice practice) {
        return practice.list("2026-06-15", "2026-06-15").stream()
                .map(Slot::free)
                .toList();
    }

    /// The units of which a booking at nine may have any.
    private static List<Integer> units(PaperPractice practice) {
        var admitted = (Admitted) practice.admit(practice.at(NINE));
        return admitted.assigned().stream()
                .map(Assigned::units)
                .flatMap(List::stream)
                .toList();
    }

    private static PaperPractice practice(String... ids) {
        var practice = new PaperPractice("UTC").service("PT60M", "PT60M");
        for (var id : ids) {
            practice.with(id, "mon 09:00-12:00");
        }
        return practice;
    }
}
