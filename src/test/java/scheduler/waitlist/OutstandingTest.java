package scheduler.waitlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import scheduler.event.Happened;

/// What is known of offers by the log, in whatever order it tells of them.
class OutstandingTest {

    private final Outstanding target = new Outstanding();

    @Test
    void what_is_answered_is_known_no_longer() {
        offered("a");
        offered("b");

        assertThat(target.isAnswered(event("hold.expired", "other", new JsonObject())))
                .isFalse();
        assertThat(target.isAnswered(event("hold.released", "a", new JsonObject())))
                .isTrue();
        assertThat(target.isAnswered(event("booking.confirmed", "b", new JsonObject())))
                .isTrue();
        assertThat(target.isEmpty()).isTrue();
    }

    @Test
    void what_was_answered_before_it_was_heard_of_is_forgotten_with_its_entry() {
        for (var answer : new String[] {"hold.released", "booking.confirmed"}) {
            assertThat(target.isAnswered(event(answer, "a", new JsonObject()))).isFalse();
            offered("a");
            var noted = answer.startsWith("hold")
                    ? event("waitlist.lapsed", "entry", new JsonObject().put("hold", "a"))
                    : event("waitlist.booked", "entry", new JsonObject().put("booking", "a"));

            assertThat(target.isAnswered(noted)).isFalse();

            assertThat(target.isEmpty()).isTrue();
        }
    }

    @Test
    void so_is_what_was_taken_back_before_it_was_heard_of() {
        target.isAnswered(event("hold.released", "a", new JsonObject()));
        offered("a");

        target.isAnswered(event(
                "waitlist.renewed", "entry", new JsonObject().put("previous", new JsonObject().put("hold", "a"))));

        assertThat(target.isEmpty()).isTrue();
    }

    @Test
    void where_the_log_tells_no_more_nothing_is_known() {
        offered("a");

        target.reset();

        assertThat(target.isEmpty()).isTrue();
        assertThat(target.isAnswered(event("hold.expired", "a", new JsonObject())))
                .isFalse();
    }

    private void offered(String hold) {
        target.isAnswered(event("waitlist.offered", "entry", new JsonObject().put("hold", hold)));
    }

    private static Happened event(String type, String subject, JsonObject data) {
        return new Happened(1, type, subject, data);
    }
}
