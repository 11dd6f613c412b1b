package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;

/// Which rule a refusal names when several would do.
class RefusalTest {

    @ParameterizedTest
    @CsvSource({
        "2026-06-15T09:00, admitted",
        "2026-06-15T09:30, slot_taken",
        "2026-06-15T09:15, not_on_grid",
        "2026-06-15T09:45, not_on_grid",
        "2026-06-15T10:30, blocked",
        "2026-06-15T11:00, blocked",
        "2026-06-15T11:30, blocked",
        "2026-06-15T16:30, admitted",
        "2026-06-15T16:45, outside_hours",
        "2026-06-15T17:00, outside_hours",
        "2026-06-15T08:30, outside_hours",
        "2026-06-16T09:00, outside_hours",
        "2026-06-08T09:30, too_soon",
        "2026-06-08T09:15, too_soon",
        "2026-06-09T09:00, too_soon",
        "2026-07-20T09:30, too_late",
        "2026-07-21T09:00, too_late",
    })
    void a_start_is_refused_for_the_first_reason_that_holds(String start, String code) {
        var practice = new PaperPractice("UTC")
                .now("2026-06-12T12:00")
                .with("lee", "mon 09:00-17:00")
                .service("PT30M", "PT30M")
                .horizon("P30D")
                .claim("lee", 0, "2026-06-15T09:30", "2026-06-15T10:00")
                .claim("lee", 0, "2026-06-15T11:00", "2026-06-15T11:30")
                .block("lee", "2026-06-15T10:40", "2026-06-15T11:50");

        assertThat(practice.code(start)).isEqualTo(code);
    }

    @Test
    void of_several_candidates_the_one_nearest_to_success_is_named() {
        var practice = new PaperPractice("UTC")
                .with("closed")
                .with("late", "mon 13:00-17:00")
                .service("PT30M", "PT30M");
        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("outside_hours");

        practice.with("off", "mon 08:45-12:00");
        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("not_on_grid");

        practice.with("away", "mon 09:00-12:00").block("away", "2026-06-15T00:00", "2026-06-16T00:00");
        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("blocked");

        practice.with("busy", "mon 09:00-12:00").claim("busy", 0, "2026-06-15T09:00", "2026-06-15T10:00");
        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("slot_taken");

        practice.with("free", "mon 09:00-12:00");
        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("admitted");
    }

    @Test
    void the_role_that_cannot_be_filled_is_named() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-12:00")
                .with("room", "mon 09:00-12:00")
                .service("PT30M", "PT30M")
                .needsOneOf("host", "ada")
                .needsOneOf("place", "room")
                .claim("room", 0, "2026-06-15T09:00", "2026-06-15T10:00");

        assertThat(practice.admit(practice.at("2026-06-15T09:00")))
                .isEqualTo(new Declined(Code.SLOT_TAKEN, "No place is free at that time any more."));
        assertThat(practice.admit(practice.at("2026-06-15T12:00")))
                .isEqualTo(new Declined(Code.OUTSIDE_HOURS, "No host is open for all of that time."));
        assertThat(practice.admit(practice.at("2026-06-15T09:10")))
                .isEqualTo(new Declined(Code.NOT_ON_GRID, "No slot of a host begins at that time."));
    }

    @Test
    void who_is_insisted_on_gives_the_reason() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-12:00")
                .with("bo", "mon 13:00-17:00")
                .pool("hosts", "ada", "bo")
                .service("PT30M", "PT30M")
                .needs("pair", 2, "hosts")
                .pin("pair", "bo")
                .claim("ada", 0, "2026-06-15T09:00", "2026-06-15T10:00");

        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("outside_hours");
    }

    @Test
    void a_service_that_nobody_can_give_is_closed() {
        var practice = new PaperPractice("UTC")
                .with("ada", "mon 09:00-12:00")
                .service("PT30M", "PT30M")
                .needs("host", 1, "nobody");

        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("outside_hours");
        assertThat(practice.empty("2026-06-15")).isEqualTo("closed");
    }

    @Test
    void a_start_between_the_seconds_is_not_on_the_grid() {
        var practice = new PaperPractice("UTC").with("ada", "mon 09:00-12:00").service("PT30M", "PT30M");

        assertThat(practice.code("2026-06-15T09:00:00.000001Z")).isEqualTo("not_on_grid");
        assertThat(practice.code("2026-06-15T09:00:01Z")).isEqualTo("not_on_grid");
    }
}
