package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What is over stands in nobody's way and is shown as free, though nobody has ended it yet.
class OverdueTest {

    private static final AtomicInteger names = new AtomicInteger();
    private static final String NINE = "2026-12-01T09:00";

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT1H");

    private final Practice practice = new Practice(service);
    private String room = "";
    private String visit = "";

    @BeforeEach
    void open_a_room() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        room = "room-" + names.incrementAndGet();
        visit = "visit-" + room;
        practice.resource(room);
    }

    @Test
    void its_time_is_listed_explained_and_found() {
        practice.service(visit, "{\"duration\":\"PT1H\",\"step\":\"PT1H\"}");
        assertThat(listed()).isEqualTo(8);
        hold();
        assertThat(listed()).isEqualTo(7);
        assertThat(isBookable()).isFalse();

        pass();

        assertThat(listed()).isEqualTo(8);
        assertThat(isBookable()).isTrue();
    }

    @Test
    void it_is_explained_before_anybody_lists_it() {
        practice.service(visit, "{\"duration\":\"PT1H\",\"step\":\"PT1H\"}");
        hold();
        pass();

        assertThat(isBookable()).isTrue();
    }

    @Test
    void it_is_found_before_anybody_lists_it() {
        practice.service(visit, "{\"duration\":\"PT1H\",\"step\":\"PT1H\"}");
        hold();
        pass();

        var found = client().post(
                        "/v1/slots/query",
                        new JsonObject()
                                .put("services", new JsonArray().add(visit))
                                .put("resources", new JsonArray().add(room))
                                .put(
                                        "ranges",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("from", "2026-12-01T08:00:00Z")
                                                        .put("to", "2026-12-01T09:00:00Z")))
                                .encode());
        assertThat(found.text()).contains("2026-12-01T09:00:00+01:00");
    }

    @Test
    void its_seats_are_for_who_joins_another() {
        practice.service(visit, "{\"duration\":\"PT1H\",\"capacity\":2}");
        var booking = practice.book(visit, NINE, room).json().getString("id");
        hold();
        assertThat(join(booking)).isEqualTo(409);

        pass();

        assertThat(join(booking)).isEqualTo(200);
    }

    @Test
    void its_resource_can_be_deleted() {
        practice.service(visit, "{\"duration\":\"PT1H\"}");
        hold();
        assertThat(client().delete("/v1/resources/" + room).status()).isEqualTo(409);

        pass();

        assertThat(client().delete("/v1/resources/" + room).status()).isEqualTo(204);
    }

    private void hold() {
        var reply = client().post(
                        "/v1/holds",
                        new JsonObject()
                                .put("service", visit)
                                .put("start", NINE)
                                .put("resource", room)
                                .put("ttl", "PT5M")
                                .encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static void pass() {
        service.clock().advance(Duration.ofMinutes(6));
    }

    private int listed() {
        return client().get("/v1/slots?service=" + visit + "&resource=" + room + "&from=2026-12-01&to=2026-12-01")
                .json()
                .getJsonArray("slots")
                .size();
    }

    private boolean isBookable() {
        return client().get("/v1/slots/explain?service=" + visit + "&resource=" + room + "&start=" + NINE)
                .json()
                .getBoolean("bookable");
    }

    private int join(String booking) {
        return client().post("/v1/bookings/" + booking + "/attendees", "{\"name\":\"Late\"}")
                .status();
    }

    private static Client client() {
        return service.client();
    }
}
