package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import scheduler.service.Strategy;

/// Who of those that are free takes part in a booking.
class ChoiceTest {

    private static final String NINE = "2026-06-15T09:00";
    private static final String TEN = "2026-06-15T10:00";

    @Test
    void without_requirements_it_is_the_first_by_id() {
        var practice = practice("bo", "ada", "cy");

        assertThat(practice.book(NINE)).containsExactly("ada");
        assertThat(practice.book(NINE)).containsExactly("bo");
        assertThat(practice.book(NINE)).containsExactly("cy");
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void a_list_is_asked_in_its_order() {
        var practice = practice("r1", "r2", "r3").needsOneOf("room", "r2", "r1");

        assertThat(practice.book(NINE)).containsExactly("r2");
        assertThat(practice.book(NINE)).containsExactly("r1");
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void the_least_loaded_has_the_fewest_claims_of_the_day() {
        var practice = practice("ada", "bo")
                .pool("hosts", "ada", "bo")
                .needs("host", 1, "hosts", Strategy.LEAST_LOADED)
                .claim("ada", 0, "2026-06-15T22:00", "2026-06-15T23:00")
                .claim("bo", 0, "2026-06-08T09:00", "2026-06-08T10:00")
                .block("bo", "2026-06-15T22:00", "2026-06-15T23:00");

        assertThat(practice.chosen(NINE)).containsExactly("bo");

        practice.claim("bo", 0, "2026-06-15T11:00", "2026-06-15T11:30")
                .claim("bo", 0, "2026-06-15T11:30", "2026-06-15T12:00");

        assertThat(practice.chosen(NINE)).containsExactly("ada");
    }

    @Test
    void load_decides_among_equals_by_id() {
        var practice =
                practice("ada", "bo").pool("hosts", "bo", "ada").needs("host", 1, "hosts", Strategy.LEAST_LOADED);

        assertThat(practice.book(NINE)).containsExactly("ada");
        assertThat(practice.book(NINE)).containsExactly("bo");
    }

    @Test
    void who_has_as_much_on_a_day_goes_by_the_weeks_around_it() {
        var practice = practice("ada", "bo")
                .pool("hosts", "ada", "bo")
                .needs("host", 1, "hosts", Strategy.LEAST_LOADED)
                .claim("ada", 0, "2026-06-22T09:00", "2026-06-22T10:00");

        assertThat(practice.chosen(NINE)).containsExactly("bo");

        practice.claim("bo", 0, "2026-06-08T09:00", "2026-06-08T10:00")
                .claim("bo", 0, "2026-06-08T10:00", "2026-06-08T11:00");

        assertThat(practice.chosen(NINE)).containsExactly("ada");
    }

    @Test
    void the_smallest_useless_gap_wins_and_then_the_shortest_free_time() {
        var practice = practice("ada", "bo", "cy")
                .service("PT30M", "PT15M")
                .pool("hosts", "ada", "bo", "cy")
                .needs("host", 1, "hosts", Strategy.GAP_MINIMISING)
                .claim("ada", 0, "2026-06-15T10:45", "2026-06-15T11:00")
                .claim("bo", 0, "2026-06-15T10:30", "2026-06-15T11:00");

        assertThat(practice.chosen("2026-06-15T10:00")).containsExactly("bo");
        assertThat(practice.reasons("2026-06-15T10:00"))
                .containsExactly("{\"by\":\"gap_minimising\",\"of\":3,\"gap\":\"PT0S\"}");
        // Half an hour after it is of use to cy, and a quarter of an hour is of none to ada.
        practice.claim("bo", 0, "2026-06-15T09:30", "2026-06-15T10:00")
                .claim("cy", 0, "2026-06-15T11:00", "2026-06-15T12:00");
        assertThat(practice.book("2026-06-15T10:00")).containsExactly("bo");
        assertThat(practice.book("2026-06-15T10:00")).containsExactly("cy");
        assertThat(practice.reasons("2026-06-15T10:00"))
                .containsExactly("{\"by\":\"gap_minimising\",\"of\":1,\"gap\":\"PT15M\"}");
    }

    @Test
    void the_edges_of_hours_and_blocks_count_as_neighbours() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-12:15")
                .with("bo", "mon 09:00-12:00")
                .with("cy", "mon 09:00-17:00")
                .service("PT60M", "PT30M")
                .pool("hosts", "ada", "bo", "cy")
                .needs("host", 1, "hosts", Strategy.GAP_MINIMISING)
                .block("cy", "2026-06-15T12:30", "2026-06-15T17:00");

        assertThat(practice.book("2026-06-15T11:00")).containsExactly("bo");
        assertThat(practice.reasons("2026-06-15T11:00"))
                .containsExactly("{\"by\":\"gap_minimising\",\"of\":2,\"gap\":\"PT15M\"}");
        assertThat(practice.book("2026-06-15T11:00")).containsExactly("ada");
        assertThat(practice.reasons("2026-06-15T11:00"))
                .containsExactly("{\"by\":\"gap_minimising\",\"of\":1,\"gap\":\"PT30M\"}");
    }

    @Test
    void a_reason_is_told_where_there_was_a_choice() {
        var practice = practice("boss", "ada", "bo")
                .pool("helpers", "ada", "bo")
                .needsOneOf("host", "boss")
                .needs("helper", 1, "helpers", Strategy.LEAST_LOADED)
                .claim("ada", 0, TEN, "2026-06-15T11:00");

        assertThat(practice.reasons(NINE)).containsExactly("", "{\"by\":\"least_loaded\",\"of\":2,\"load\":0}");
        practice.pin("helper", "ada");
        assertThat(practice.chosen(NINE)).containsExactly("boss", "ada");
        assertThat(practice.reasons(NINE)).containsExactly("", "");
    }

    @Test
    void who_is_fixed_is_always_there_and_the_pool_takes_turns() {
        var practice = practice("boss", "ada", "bo")
                .service("PT30M", "PT30M")
                .pool("helpers", "ada", "bo")
                .needsOneOf("host", "boss")
                .needs("helper", 1, "helpers", Strategy.LEAST_LOADED)
                .claim("ada", 0, "2026-06-15T10:00", "2026-06-15T10:30");

        assertThat(practice.book("2026-06-15T09:30")).containsExactly("boss", "bo");
        assertThat(practice.code("2026-06-15T09:30")).isEqualTo("slot_taken");
        assertThat(practice.chosen("2026-06-15T09:00")).containsExactly("boss", "ada");
    }

    @Test
    void a_role_of_two_gets_two_different_resources() {
        var practice =
                practice("ada", "bo", "cy").pool("hosts", "ada", "bo", "cy").needs("pair", 2, "hosts");

        assertThat(practice.book(NINE)).containsExactlyInAnyOrder("ada", "bo");
        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(practice.starts("2026-06-15")).doesNotContain("09:00+00:00");
    }

    @Test
    void units_of_one_resource_do_not_make_a_pair() {
        var practice = practice("ada", "bo")
                .capacity("ada", 5)
                .pool("hosts", "ada", "bo")
                .needs("pair", 2, "hosts")
                .claim("bo", 0, NINE, TEN);

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void a_resource_in_two_pools_costs_no_booking() {
        var practice = practice("ada", "bo", "cy")
                .pool("seniors", "ada", "bo")
                .pool("juniors", "ada", "cy")
                .pool("cooks", "cy")
                .needs("senior", 1, "seniors")
                .needs("junior", 1, "juniors")
                .needs("cook", 1, "cooks");

        assertThat(practice.starts("2026-06-15")).contains("09:00+00:00");
        assertThat(practice.book(NINE)).containsExactly("bo", "ada", "cy");
    }

    @Test
    void nobody_fills_two_roles() {
        var practice = practice("ada")
                .pool("hosts", "ada")
                .capacity("ada", 3)
                .needs("host", 1, "hosts")
                .needs("helper", 1, "hosts");

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(practice.starts("2026-06-15")).isEmpty();
        assertThat(practice.empty("2026-06-15")).isEqualTo("full");
    }

    @Test
    void the_first_role_sets_the_grid_and_the_others_are_open() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-12:00")
                .with("room", "mon 09:15-11:45")
                .service("PT30M", "PT30M")
                .needsOneOf("host", "ada")
                .needsOneOf("place", "room");

        assertThat(practice.starts("2026-06-15"))
                .containsExactly("09:30+00:00", "10:00+00:00", "10:30+00:00", "11:00+00:00");
        assertThat(practice.code(NINE)).isEqualTo("outside_hours");
        assertThat(practice.code("2026-06-15T09:15")).isEqualTo("not_on_grid");
    }

    @Test
    void each_resource_has_a_grid_of_its_own() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-10:00")
                .with("bo", "mon 09:15-10:15")
                .service("PT30M", "PT30M");

        assertThat(practice.list("2026-06-15", "2026-06-15"))
                .extracting(Slot::resources)
                .containsExactly(List.of("ada"), List.of("bo"), List.of("ada"), List.of("bo"));
        assertThat(practice.starts("2026-06-15"))
                .containsExactly("09:00+00:00", "09:15+00:00", "09:30+00:00", "09:45+00:00");
        assertThat(practice.chosen("2026-06-15T09:15")).containsExactly("bo");
    }

    @Test
    void a_slot_names_everybody_who_is_free() {
        var practice = practice("ada", "bo", "room")
                .pool("hosts", "ada", "bo")
                .needs("host", 1, "hosts")
                .needsOneOf("place", "room")
                .claim("ada", 0, TEN, "2026-06-15T11:00");

        assertThat(practice.list("2026-06-15", "2026-06-15"))
                .extracting(Slot::resources)
                .containsExactly(List.of("ada", "bo", "room"), List.of("bo", "room"), List.of("ada", "bo", "room"));
    }

    private static PaperPractice practice(String... ids) {
        var practice = new PaperPractice("UTC").service("PT60M", "PT60M");
        for (var id : ids) {
            practice.with(id, "mon 09:00-12:00");
        }
        return practice;
    }
}
