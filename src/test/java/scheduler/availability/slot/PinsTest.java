package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import scheduler.message.Code;
import scheduler.message.Refusal;

/// Resources that a client insists on.
class PinsTest {

    private static final String NINE = "2026-06-15T09:00";
    private static final String TEN = "2026-06-15T10:00";

    @Test
    void who_is_insisted_on_is_chosen() {
        var practice = practice("ada", "bo").pin(null, "bo");

        assertThat(practice.chosen(NINE)).containsExactly("bo");
        assertThat(practice.list("2026-06-15", "2026-06-15"))
                .extracting(Slot::resources)
                .containsOnly(List.of("bo"));
    }

    @Test
    void nobody_stands_in_for_who_is_insisted_on() {
        var practice = practice("ada", "bo").claim("bo", 0, NINE, TEN).pin(null, "bo");

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(practice.starts("2026-06-15")).containsExactly("10:00+00:00", "11:00+00:00");
    }

    @Test
    void only_the_grid_of_who_is_insisted_on_counts() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-10:00")
                .with("bo", "mon 09:15-10:15")
                .service("PT30M", "PT30M")
                .pin(null, "bo");

        assertThat(practice.starts("2026-06-15")).containsExactly("09:15+00:00", "09:45+00:00");
        assertThat(practice.code("2026-06-15T09:30")).isEqualTo("not_on_grid");
    }

    @Test
    void a_pair_may_have_one_that_is_insisted_on() {
        var practice = practice("ada", "bo", "cy")
                .pool("hosts", "ada", "bo", "cy")
                .needs("pair", 2, "hosts")
                .pin("pair", "cy");

        assertThat(practice.chosen(NINE)).containsExactly("cy", "ada");

        practice.claim("cy", 0, NINE, TEN);

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
    }

    @Test
    void a_pair_may_be_insisted_on() {
        var practice = practice("ada", "bo", "cy")
                .pool("hosts", "ada", "bo", "cy")
                .needs("pair", 2, "hosts")
                .pin(null, "cy")
                .pin(null, "bo");

        assertThat(practice.chosen(NINE)).containsExactly("cy", "bo");
    }

    @Test
    void who_is_insisted_on_fills_the_role_that_he_can() {
        var practice = practice("ada", "bo", "room1", "room2")
                .pool("hosts", "ada", "bo")
                .pool("rooms", "room1", "room2")
                .needs("host", 1, "hosts")
                .needs("place", 1, "rooms")
                .pin(null, "room2")
                .pin("host", "bo");

        assertThat(practice.chosen(NINE)).containsExactly("bo", "room2");
    }

    @Test
    void who_is_insisted_on_goes_where_nobody_else_can() {
        var practice = practice("ada", "bo")
                .pool("helpers", "ada", "bo")
                .pool("leaders", "ada")
                .needs("helper", 1, "helpers")
                .needs("leader", 1, "leaders")
                .pin(null, "ada");

        assertThat(practice.chosen(NINE)).containsExactly("bo", "ada");
    }

    @Test
    void those_insisted_on_make_room_for_each_other() {
        var practice = practice("ada", "bo", "cy")
                .pool("helpers", "ada", "bo")
                .pool("leaders", "ada", "cy")
                .needs("helper", 1, "helpers")
                .needs("leader", 1, "leaders");

        assertThat(practice.pin(null, "ada").pin(null, "bo").chosen(NINE)).containsExactly("bo", "ada");
        assertThat(practice.unpinned().pin(null, "ada").pin("helper", "bo").chosen(NINE))
                .containsExactly("bo", "ada");
        assertThat(practice.unpinned().pin(null, "cy").pin(null, "ada").chosen(NINE))
                .containsExactly("ada", "cy");
    }

    /// Ada may lead or help. Whoever leads has to be there from the beginning, and she is only for the rest.
    @Test
    void who_is_insisted_on_takes_whichever_role_the_time_allows() {
        var practice = practice("bo", "cy")
                .with("ada", "mon 09:30-12:00")
                .service("PT60M", "PT30M")
                .pool("leaders", "ada", "bo")
                .pool("helpers", "ada", "cy")
                .needs("leader", 1, "leaders")
                .needs("helper", 1, "helpers")
                .later("PT30M", "PT30M")
                .pin(null, "ada");

        assertThat(practice.chosen(NINE)).containsExactly("bo", "ada");
        assertThat(practice.starts("2026-06-15"))
                .containsExactly("09:00+00:00", "09:30+00:00", "10:00+00:00", "10:30+00:00", "11:00+00:00");

        practice.claim("bo", 0, NINE, "2026-06-15T12:00");

        assertThat(practice.code(NINE)).isEqualTo("slot_taken");
        assertThat(practice.chosen(TEN)).containsExactly("ada", "cy");

        practice.claim("cy", 0, NINE, "2026-06-15T12:00");

        assertThat(practice.code(TEN)).isEqualTo("slot_taken");
    }

    @Test
    void who_is_insisted_on_and_can_take_no_role_then_is_named() {
        var practice = practice("ada", "bo", "cy")
                .pool("leaders", "ada", "bo")
                .pool("helpers", "ada", "cy")
                .needs("leader", 1, "leaders")
                .needs("helper", 1, "helpers")
                .pin(null, "ada")
                .claim("ada", 0, NINE, TEN)
                .block("ada", TEN, "2026-06-15T11:00");

        assertThat(practice.reason(NINE)).isEqualTo("ada is not free at that time any more.");
        assertThat(practice.reason(TEN)).isEqualTo("The time is blocked for ada.");
        assertThat(practice.passesEveryRule(practice.at(NINE))).isFalse();
    }

    @Test
    void when_those_insisted_on_need_every_place_nobody_else_is_offered() {
        var practice = practice("ada", "bo", "cy", "di")
                .pool("leaders", "ada", "bo", "cy")
                .pool("helpers", "ada", "bo", "di")
                .needs("leader", 1, "leaders")
                .needs("helper", 1, "helpers")
                .pin(null, "ada")
                .pin(null, "bo");

        assertThat(practice.list("2026-06-15", "2026-06-15"))
                .extracting(Slot::resources)
                .containsOnly(List.of("ada", "bo"));
    }

    @Test
    void as_many_bookings_are_free_as_who_is_insisted_on_has_units() {
        var practice = practice("ada", "bo", "cy", "di")
                .pool("hosts", "ada", "bo", "cy", "di")
                .needs("pair", 2, "hosts");

        assertThat(practice.list("2026-06-15", "2026-06-15"))
                .extracting(Slot::free)
                .containsOnly(2);
        assertThat(practice.pin(null, "ada").list("2026-06-15", "2026-06-15"))
                .extracting(Slot::free)
                .containsOnly(1);
    }

    @Test
    void who_cannot_give_the_service_is_unknown() {
        var practice = practice("ada", "bo").pool("hosts", "ada").needs("host", 1, "hosts");

        refuses(practice.pin(null, "bo"), "There is no resource bo that can give the service visit.");
        refuses(
                practice.unpinned().pin("host", "bo"),
                "There is no resource bo that can give the service visit as host.");
        refuses(
                practice.unpinned().pin("cook", "ada"),
                "There is no resource ada that can give the service visit as cook.");
        refuses(
                practice.unpinned().pin(null, "nobody"),
                "There is no resource nobody that can give the service visit.");
    }

    @Test
    void nobody_is_insisted_on_twice() {
        var practice = practice("ada", "bo").pool("hosts", "ada", "bo").needs("pair", 2, "hosts");

        refuses(
                practice.pin(null, "ada").pin(null, "ada"),
                "There is no resource ada that can give the service visit.");
    }

    @Test
    void more_than_the_service_needs_are_refused() {
        var practice = practice("ada", "bo").pin(null, "ada").pin(null, "bo");

        refuses(practice, "There is no resource bo that can give the service visit.");
    }

    private static void refuses(PaperPractice practice, String detail) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> practice.admit(practice.at(NINE)))
                .satisfies(refusal -> {
                    assertThat(refusal.problem().code()).isEqualTo(Code.UNKNOWN_RESOURCE);
                    assertThat(refusal.problem().pointer()).isEqualTo("/resource");
                    assertThat(refusal.problem().detail()).isEqualTo(detail);
                });
    }

    private static PaperPractice practice(String... ids) {
        var practice = new PaperPractice("UTC").service("PT60M", "PT60M");
        for (var id : ids) {
            practice.with(id, "mon 09:00-12:00");
        }
        return practice;
    }
}
