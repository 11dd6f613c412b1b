package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The steps in the life of a booking: which may follow which, and until when.
class StepTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}")
                .service("early", """
                        {"duration":"PT30M","policy":{"cancelCutoff":"PT24H","rescheduleCutoff":"P1D"}}
                        """);
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void a_booking_that_needs_approval_waits_for_it() {
        var asked = practice.book("asked", "2026-12-11T10:00", "lee");
        var id = asked.json().getString("id");

        assertThat(asked.json().getString("status")).isEqualTo("pending");
        assertThat(practice.book("asked", "2026-12-11T10:00", "lee").code()).isEqualTo("slot_taken");
        assertThat(step(id, "check-in").code()).isEqualTo("wrong_status");
        assertThat(step(id, "confirm").json().getString("status")).isEqualTo("confirmed");
        assertThat(step(id, "decline").code()).isEqualTo("wrong_status");
        assertThat(step(id, "check-in").json().getString("status")).isEqualTo("checked_in");
        assertThat(step(id, "complete").json().getString("status")).isEqualTo("completed");
        assertThat(step(id, "cancel").code()).isEqualTo("wrong_status");
        assertThat(step(id, "no-show").json().getJsonObject("state").getString("status"))
                .isEqualTo("completed");
    }

    @Test
    void a_declined_or_cancelled_time_is_free_again_even_for_the_same_customer() {
        var declined = practice.book("asked", "2026-12-14T10:00", "lee").json().getString("id");
        step(declined, "decline");
        var booked = practice.book("visit", "2026-12-14T10:00", "lee").json().getString("id");
        var cancelled = client.post("/v1/bookings/" + booked + "/cancel", "{\"reason\":\"ill\"}");

        assertThat(cancelled.json().getString("status")).isEqualTo("cancelled");
        assertThat(cancelled.json().getString("reason")).isEqualTo("ill");
        assertThat(cancelled.json().getInteger("sequence")).isEqualTo(1);
        assertThat(practice.book("visit", "2026-12-14T10:00", "lee").status()).isEqualTo(201);
    }

    @Test
    void a_cut_off_ends_cancelling_and_moving() {
        service.clock().set(Instant.parse("2026-12-14T08:00:00Z"));
        var id = practice.book("early", "2026-12-15T11:00", "lee").json().getString("id");

        service.clock().set(Instant.parse("2026-12-14T10:00:00.001Z"));
        assertThat(step(id, "cancel").code()).isEqualTo("too_late");
        assertThat(client.post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-16T11:00\"}")
                        .code())
                .isEqualTo("too_late");

        service.clock().set(Instant.parse("2026-12-14T10:00:00Z"));
        assertThat(step(id, "cancel").status()).isEqualTo(200);
    }

    @Test
    void what_has_begun_can_be_neither_cancelled_nor_moved() {
        var id = practice.book("visit", "2026-12-16T10:00", "lee").json().getString("id");
        service.clock().set(Instant.parse("2026-12-16T09:00:00Z"));

        assertThat(step(id, "cancel").code()).isEqualTo("too_late");
        assertThat(step(id, "no-show").json().getString("status")).isEqualTo("no_show");
    }

    @Test
    void a_refused_change_says_by_which_rule_and_what_can_be_booked_instead() {
        service.clock().set(Instant.parse("2026-12-16T08:00:00Z"));
        var id = practice.book("early", "2026-12-17T11:00", "lee").json().getString("id");
        service.clock().set(Instant.parse("2026-12-17T08:00:00Z"));

        assertThat(rules(step(id, "cancel"))).containsExactly("status", "begun", "cancel_cutoff too_late");
        var move = client.post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-18T11:00\"}");
        assertThat(rules(move))
                .startsWith("status", "begun", "reschedule_cutoff too_late")
                .containsSubsequence("min_notice", "horizon", "resources");
        assertThat(move.json().getJsonArray("alternatives")).isNotEmpty();

        service.clock().set(Instant.parse("2026-12-17T10:00:00Z"));
        assertThat(rules(step(id, "cancel"))).containsExactly("status", "begun too_late", "cancel_cutoff too_late");
        step(id, "check-in");
        assertThat(rules(step(id, "cancel"))).containsExactly("status wrong_status");
        assertThat(rules(client.post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-18T11:00\"}")))
                .containsExactly("status wrong_status");
    }

    @Test
    void every_refused_start_comes_with_its_rules_and_other_times() {
        service.clock().set(Instant.parse("2026-12-20T08:00:00Z"));
        assertThat(practice.book("visit", "2026-12-22T10:00", "lee").status()).isEqualTo(201);

        for (var refused : new String[] {
            "2026-12-22T10:00 slot_taken",
            "2026-12-22T10:07 not_on_grid",
            "2026-12-22T03:00 outside_hours",
            "2026-12-18T10:00 too_soon",
            "2030-12-18T10:00 too_late"
        }) {
            var words = refused.split(" ", 2);
            var reply = practice.book("visit", words[0], "lee");
            assertThat(reply.code()).isEqualTo(words[1]);
            assertThat(rules(reply)).as(refused).anyMatch(each -> each.endsWith(" " + words[1]));
            assertThat(reply.json().getJsonArray("alternatives")).as(refused).isNotEmpty();
        }
    }

    private static List<String> rules(Reply refused) {
        return refused.json().getJsonArray("rules").stream()
                .map(JsonObject.class::cast)
                .map(each -> each.getString("rule") + (each.getBoolean("ok") ? "" : " " + each.getString("code")))
                .toList();
    }

    private static Reply step(String id, String step) {
        return client.post("/v1/bookings/" + id + "/" + step, "");
    }
}
