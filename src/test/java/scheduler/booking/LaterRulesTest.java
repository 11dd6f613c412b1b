package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A booking keeps how long it takes and whom it needs, as they were when it was made. Who wants more than he has, or
/// another place, gets it by the capacity and the limits that count now.
class LaterRulesTest {

    private static final AtomicInteger names = new AtomicInteger();
    private static final String NINE = "2026-12-01T09:00";
    private static final String TEN = "2026-12-01T10:00";

    @RegisterExtension
    static final Service service = new Service();

    private final Practice practice = new Practice(service);
    private String room = "";
    private String talk = "";

    @BeforeEach
    void open_a_room() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        room = "room-" + names.incrementAndGet();
        talk = "talk-" + room;
        practice.resource(room);
    }

    @Test
    void nobody_joins_a_session_that_has_become_too_small_and_everybody_keeps_his_seat() {
        rules("\"capacity\":10");
        var booking = booked(NINE, 5);
        rules("\"capacity\":3");

        var refused = join(booking);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("slot_taken");

        assertThat(leave(booking, 0).status()).isEqualTo(200);
        assertThat(leave(booking, 1).status()).isEqualTo(200);
        assertThat(join(booking).status()).isEqualTo(409);
        assertThat(leave(booking, 2).status()).isEqualTo(200);
        assertThat(join(booking).status()).isEqualTo(200);
    }

    @Test
    void nobody_is_moved_into_a_session_that_is_full_by_now() {
        rules("\"capacity\":10");
        var booking = booked(NINE, 1);
        rules("\"capacity\":2");
        booked(TEN, 2);

        assertThat(move(booking, TEN).code()).isEqualTo("slot_taken");
        assertThat(move(booking, "2026-12-01T11:00").status()).isEqualTo(200);
    }

    @Test
    void a_booking_of_more_seats_than_a_session_has_by_now_is_had_nowhere_else_and_stays() {
        rules("\"capacity\":5");
        var booking = booked(NINE, 4);
        rules("\"capacity\":2");

        var refused = move(booking, TEN);
        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(refused.json().getJsonArray("alternatives")).isEmpty();
        assertThat(post("/v1/bookings/" + booking + "/reschedule?dryRun=true", "{\"start\":\"" + TEN + "\"}")
                        .code())
                .isEqualTo("slot_taken");
        assertThat(practice.client().get("/v1/bookings/" + booking).json().getInteger("version"))
                .isEqualTo(1);
        assertThat(leave(booking, 0).status()).isEqualTo(200);
        assertThat(leave(booking, 1).status()).isEqualTo(200);
        assertThat(move(booking, TEN).status()).isEqualTo(200);
    }

    @Test
    void so_it_is_with_a_series() {
        rules("\"capacity\":5");
        var series = post("/v1/series", """
                {"service":"%s","resource":"%s","start":"%s","rrule":"FREQ=DAILY;COUNT=2",
                 "attendees":[{"name":"Ada"},{"name":"Ben"}]}
                """.formatted(talk, room, NINE));
        assertThat(series.status()).as(series.text()).isEqualTo(201);
        rules("\"capacity\":1");

        var moved = post("/v1/series/" + series.json().getString("id") + "/reschedule", "{\"start\":\"" + TEN + "\"}");
        assertThat(moved.code()).as(moved.text()).isEqualTo("slot_taken");
    }

    @Test
    void a_request_of_more_seats_than_there_are_by_now_cannot_be_confirmed() {
        rules("\"capacity\":5,\"approval\":true,\"policy\":{\"pendingBlocks\":false}");
        var request = booked(NINE, 4);
        rules("\"capacity\":2,\"approval\":true,\"policy\":{\"pendingBlocks\":false}");

        assertThat(confirm(request).code()).isEqualTo("slot_taken");
        assertThat(leave(request, 0).status()).isEqualTo(200);
        assertThat(leave(request, 1).status()).isEqualTo(200);
        assertThat(confirm(request).status()).isEqualTo(200);
    }

    @Test
    void a_session_that_has_grown_takes_who_was_there_before() {
        rules("\"capacity\":1");
        var booking = booked(NINE, 1);
        rules("\"capacity\":3");
        booked(TEN, 2);

        assertThat(move(booking, TEN).status()).isEqualTo(200);
    }

    @Test
    void what_is_confirmed_is_judged_by_the_rules_of_then() {
        rules("\"capacity\":2,\"approval\":true,\"policy\":{\"pendingBlocks\":false}");
        var first = booked(NINE, 1);
        var second = booked(NINE, 1);
        rules("\"capacity\":1,\"approval\":true,\"policy\":{\"pendingBlocks\":false}");

        assertThat(confirm(first).status()).isEqualTo(200);
        assertThat(confirm(second).code()).isEqualTo("slot_taken");
    }

    @Test
    void a_limit_that_came_later_counts_for_what_is_confirmed_and_moved() {
        rules("\"approval\":true,\"policy\":{\"pendingBlocks\":false}");
        var first = booked(NINE, 1);
        var second = booked(TEN, 1);
        var third = booked("2026-12-02T09:00", 1);
        rules("\"approval\":true,\"policy\":{\"pendingBlocks\":false},\"limits\":[{\"max\":1,\"per\":\"day\"}]");

        assertThat(confirm(first).status()).isEqualTo(200);
        assertThat(confirm(second).code()).isEqualTo("limit_reached");
        assertThat(confirm(third).status()).isEqualTo(200);
        assertThat(move(third, "2026-12-01T11:00").code()).isEqualTo("limit_reached");
        assertThat(move(third, "2026-12-02T11:00").status()).isEqualTo(200);
    }

    @Test
    void so_does_that_nobody_may_have_two_seats() {
        rules("\"capacity\":5");
        booked(NINE, "ada@example.com");
        var second = booked(TEN, "ada@example.com");
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");

        assertThat(move(second, NINE).code()).isEqualTo("already_booked");
    }

    @Test
    void whoever_may_have_two_seats_by_now_has_one_noted_and_the_log_tells_nothing_else() {
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");
        booked(NINE, "ada@example.com");
        var second = booked(TEN, "ada@example.com");
        rules("\"capacity\":5");

        assertThat(move(second, NINE).status()).isEqualTo(200);
        assertThat(practice.differences()).isEmpty();
    }

    /// Of a service that was withdrawn there are no other rules than those of its bookings.
    @Test
    void what_is_withdrawn_can_still_be_moved() {
        rules("\"capacity\":2");
        var booking = booked(NINE, 1);
        assertThat(practice.client().delete("/v1/services/" + talk).status()).isEqualTo(204);

        assertThat(move(booking, TEN).status()).isEqualTo(200);
    }

    private void rules(String more) {
        practice.service(talk, "{\"duration\":\"PT1H\"," + more + "}");
    }

    private String booked(String start, int guests) {
        return booked(
                start,
                IntStream.range(0, guests)
                        .mapToObj(i -> new JsonObject().put("name", "Guest " + i))
                        .toArray(JsonObject[]::new));
    }

    private String booked(String start, String email) {
        return booked(start, new JsonObject().put("name", "Ada").put("email", email));
    }

    private String booked(String start, JsonObject... attendees) {
        var wish = new JsonObject()
                .put("service", talk)
                .put("start", start)
                .put("resource", room)
                .put("attendees", new JsonArray(List.of(attendees)));
        var reply = practice.client().post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private Reply post(String path, String body) {
        return practice.client().post(path, body);
    }

    private Reply join(String booking) {
        return practice.client().post("/v1/bookings/" + booking + "/attendees", "{\"name\":\"Late\"}");
    }

    private Reply leave(String booking, int position) {
        return practice.client().post("/v1/bookings/" + booking + "/attendees/" + position + "/cancel", "{}");
    }

    private Reply move(String booking, String start) {
        return practice.client().post("/v1/bookings/" + booking + "/reschedule", "{\"start\":\"" + start + "\"}");
    }

    private Reply confirm(String booking) {
        return practice.client().post("/v1/bookings/" + booking + "/confirm", "");
    }
}
