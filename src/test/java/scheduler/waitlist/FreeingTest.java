package scheduler.waitlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Everything that frees a time is heard of by the log: here nobody looks at everything from time to time.
class FreeingTest {

    private static final AtomicInteger names = new AtomicInteger();

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_WAITLIST_INTERVAL", "PT1H");

    private final Practice practice = new Practice(service);
    private String room = "";
    private String visit = "";

    /// A room with one visit a day.
    @BeforeEach
    void open_a_room() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        room = "room-" + names.incrementAndGet();
        visit = "visit-" + room;
        practice.resource(room);
        visits("");
    }

    @Test
    void a_cancellation() {
        var booking = book();
        var entry = join();

        step(booking, "cancel");

        awaitOffer(entry);
    }

    @Test
    void a_seat_that_is_given_back() {
        visits("\"capacity\":2");
        var booking = book();
        assertThat(practice.client()
                        .post("/v1/bookings/" + id(booking) + "/attendees", "{\"name\":\"Bob\"}")
                        .status())
                .isEqualTo(200);
        var entry = join();

        step(booking, "attendees/1/cancel");

        awaitOffer(entry);
    }

    @Test
    void a_request_that_is_declined() {
        visits("\"approval\":true");
        var booking = book();
        var entry = join();

        step(booking, "decline");

        awaitOffer(entry);
    }

    @Test
    void a_request_that_nobody_answers() {
        visits("\"approval\":true,\"policy\":{\"pendingExpiry\":\"PT1H\"}");
        book();
        var entry = join();

        service.clock().advance(Duration.ofHours(2));

        awaitOffer(entry);
    }

    @Test
    void a_move() {
        var booking = book();
        var entry = join();

        var moved = practice.client()
                .post("/v1/bookings/" + id(booking) + "/reschedule", "{\"start\":\"2026-12-02T09:00\"}");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        awaitOffer(entry);
    }

    @Test
    void a_hold_that_is_given_up() {
        var held = hold();
        var entry = join();

        practice.client().delete("/v1/holds/" + id(held));

        awaitOffer(entry);
    }

    @Test
    void a_hold_that_is_over() {
        hold();
        var entry = join();

        service.clock().advance(Duration.ofMinutes(6));

        awaitOffer(entry);
    }

    @Test
    void a_hold_that_becomes_a_request_which_holds_nothing() {
        visits("\"approval\":true,\"policy\":{\"pendingBlocks\":false}");
        var held = hold();
        var entry = join();

        var asked = practice.client().post("/v1/bookings", "{\"hold\":\"" + id(held) + "\"}");

        assertThat(asked.json().getString("status")).isEqualTo("pending");
        awaitOffer(entry);
    }

    @Test
    void a_seat_that_is_held_and_becomes_such_a_request() {
        visits("\"capacity\":1,\"approval\":true,\"policy\":{\"pendingBlocks\":false}");
        var held = hold();
        var entry = join();

        practice.client().post("/v1/bookings", "{\"hold\":\"" + id(held) + "\"}");

        awaitOffer(entry);
    }

    @Test
    void a_block_that_is_removed() {
        var block = practice.client()
                .post(
                        "/v1/resources/" + room + "/blocks",
                        "{\"start\":\"2026-12-01T00:00:00Z\",\"end\":\"2026-12-02T00:00:00Z\"}");
        assertThat(block.status()).as(block.text()).isEqualTo(201);
        var entry = join();

        practice.client().delete("/v1/resources/" + room + "/blocks/" + id(block));

        awaitOffer(entry);
    }

    @Test
    void longer_hours() {
        practice.schedule(room, "{\"weekly\":[]}");
        var entry = join();

        practice.schedule(room, "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");

        awaitOffer(entry);
    }

    @Test
    void more_room() {
        book();
        var entry = join();

        practice.resource(room, 2);

        awaitOffer(entry);
    }

    @Test
    void a_shorter_notice() {
        visits("\"minNotice\":\"P30D\"");
        var entry = join();

        visits("");

        awaitOffer(entry);
    }

    private void visits(String more) {
        practice.service(visit, "{\"duration\":\"PT8H\"" + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private Reply book() {
        var booked = practice.book(visit, "2026-12-01T09:00", room);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked;
    }

    private Reply hold() {
        var held = practice.client()
                .post(
                        "/v1/holds",
                        "{\"service\":\"" + visit + "\",\"start\":\"2026-12-01T09:00\",\"resource\":\"" + room + "\"}");
        assertThat(held.status()).as(held.text()).isEqualTo(201);
        return held;
    }

    private Reply join() {
        var wish = "{\"service\":\"" + visit + "\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"resource\":\"" + room
                + "\"}";
        var joined = practice.client().post("/v1/waitlist", wish);
        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        assertThat(status(joined)).isEqualTo("waiting");
        return joined;
    }

    private void step(Reply booking, String step) {
        var taken = practice.client().post("/v1/bookings/" + id(booking) + "/" + step, "{}");
        assertThat(taken.status()).as(taken.text()).isEqualTo(200);
    }

    private void awaitOffer(Reply entry) {
        Patience.until(() -> status(entry).equals("offered"));
    }

    private String status(Reply entry) {
        return practice.client().get("/v1/waitlist/" + id(entry)).json().getString("status");
    }

    private static String id(Reply reply) {
        return reply.json().getString("id");
    }
}
