package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;

/// How early and how late something can be had, and what is said when nothing can.
class NoticeTest {

    private static final String NEW_YORK = "America/New_York";

    @Test
    void a_notice_in_days_follows_the_wall_clock_over_a_change() {
        var practice = new PaperPractice(NEW_YORK)
                .now("2026-10-25T06:00:00Z")
                .with("lee", "daily 00:00-24:00")
                .service("PT60M", "PT60M");

        assertThat(practice.notice("P7D").starts("2026-11-01")).startsWith("02:00-05:00");
        assertThat(practice.notice("PT168H").starts("2026-11-01")).startsWith("01:00-05:00", "02:00-05:00");
    }

    @Test
    void a_notice_moves_no_later_slot() {
        var practice = new PaperPractice(NEW_YORK)
                .now("2026-10-25T06:00:00Z")
                .with("lee", "daily 09:00-17:00")
                .service("PT60M", "PT60M");

        for (var notice : new String[] {"P7D", "PT168H"}) {
            practice.notice(notice);

            assertThat(practice.starts("2026-10-31")).isEmpty();
            assertThat(practice.starts("2026-11-01")).startsWith("09:00-05:00").hasSize(8);
            assertThat(practice.starts("2026-11-02")).startsWith("09:00-05:00").hasSize(8);
        }
    }

    @Test
    void a_horizon_in_days_ends_with_its_last_local_day() {
        var practice = new PaperPractice(NEW_YORK)
                .now("2026-10-10T13:00:00Z")
                .with("lee", "daily 00:00-24:00")
                .service("PT60M", "PT60M")
                .horizon("P30D");

        assertThat(practice.starts("2026-11-09"))
                .startsWith("00:00-05:00")
                .endsWith("23:00-05:00")
                .hasSize(24);
        assertThat(practice.starts("2026-11-10")).isEmpty();
        assertThat(practice.empty("2026-11-10")).isEqualTo("too_late");
        assertThat(practice.code("2026-11-09T23:00")).isEqualTo("admitted");
        assertThat(practice.code("2026-11-10T00:00")).isEqualTo("too_late");
    }

    @Test
    void a_horizon_in_hours_ends_to_the_second() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-15T09:30")
                .with("lee", "daily 00:00-24:00")
                .service("PT60M", "PT30M")
                .horizon("PT24H");

        assertThat(practice.starts("2026-06-16")).endsWith("09:30+00:00");
        assertThat(practice.code("2026-06-16T10:00")).isEqualTo("too_late");
    }

    @Test
    void a_start_exactly_at_the_end_of_the_notice_can_be_had() {
        var practice = new PaperPractice("UTC")
                .with("lee", "mon 09:00-17:00")
                .service("PT60M", "PT60M")
                .notice("PT2H");

        practice.now("2026-06-15T10:00:00.000Z");
        assertThat(practice.starts("2026-06-15")).startsWith("12:00+00:00");
        assertThat(practice.code("2026-06-15T12:00")).isEqualTo("admitted");

        practice.now("2026-06-15T10:00:00.001Z");
        assertThat(practice.starts("2026-06-15")).startsWith("13:00+00:00");
        assertThat(practice.code("2026-06-15T12:00")).isEqualTo("too_soon");
    }

    @Test
    void a_slot_whose_notice_has_passed_meanwhile_is_refused_with_the_rule() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-15T09:59")
                .with("lee", "mon 09:00-17:00")
                .service("PT60M", "PT60M")
                .notice("PT2H");
        assertThat(practice.starts("2026-06-15")).contains("12:00+00:00");

        var verdict = practice.now("2026-06-15T10:01").admit(practice.at("2026-06-15T12:00"));

        assertThat(verdict)
                .asInstanceOf(InstanceOfAssertFactories.type(Declined.class))
                .isEqualTo(new Declined(
                        Code.TOO_SOON, "The start has passed, or is nearer than the minimum notice of PT2H."));
    }

    @Test
    void the_past_is_too_soon_even_without_a_notice() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-15T10:00")
                .with("lee", "mon 09:00-17:00")
                .service("PT60M", "PT60M");

        assertThat(practice.code("2026-06-15T09:00")).isEqualTo("too_soon");
        assertThat(practice.code("2026-06-15T10:00")).isEqualTo("admitted");
    }

    @Test
    void a_closed_a_full_and_an_early_day_have_different_reasons() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-12T12:00")
                .with("lee", "mon-fri 09:00-11:00", "2026-06-16 closed")
                .service("PT60M", "PT60M")
                .notice("P1D")
                .claim("lee", 0, "2026-06-15T09:00", "2026-06-15T11:00")
                .block("lee", "2026-06-17T00:00", "2026-06-18T00:00");

        assertThat(practice.empty("2026-06-11")).isEqualTo("too_soon");
        assertThat(practice.empty("2026-06-12")).isEqualTo("too_soon");
        assertThat(practice.empty("2026-06-13")).isEqualTo("closed");
        assertThat(practice.empty("2026-06-15")).isEqualTo("full");
        assertThat(practice.empty("2026-06-16")).isEqualTo("closed");
        assertThat(practice.empty("2026-06-17")).isEqualTo("blocked");
        assertThat(practice.empty("2026-06-18")).isEmpty();
    }

    @Test
    void a_full_slot_outweighs_one_that_is_too_soon() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-15T08:00")
                .with("lee", "mon 09:00-13:00")
                .service("PT60M", "PT60M")
                .notice("PT3H")
                .claim("lee", 0, "2026-06-15T11:00", "2026-06-15T13:00");

        assertThat(practice.empty("2026-06-15")).isEqualTo("full");
    }

    @Test
    void a_full_slot_outweighs_one_that_is_too_late() {
        var practice = new PaperPractice("UTC")
                .now("2026-06-14T10:30")
                .with("lee", "mon 09:00-13:00")
                .service("PT60M", "PT60M")
                .horizon("PT24H")
                .claim("lee", 0, "2026-06-15T09:00", "2026-06-15T11:00");

        assertThat(practice.empty("2026-06-15")).isEqualTo("full");
    }
}
