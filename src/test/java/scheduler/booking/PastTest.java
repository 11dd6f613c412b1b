package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.testing.Walk;

/// Bookings are changed at random; between, all lists and bookings are read and kept. Later each has to be told as it
/// was.
class PastTest {

    @RegisterExtension
    static final Service service = new Service();

    private static final int STEPS = 150;

    private static final List<String> FILTERS = List.of(
            "",
            "&from=2027-05-05&to=2027-05-06",
            "&from=2027-05-05T08:00:00Z&to=2027-05-06T08:00:00Z",
            "&status=confirmed,pending",
            "&resource=ann",
            "&service=yoga&resource=hall",
            "&attendee=3@example.org");

    private static final List<Kept> kept = new ArrayList<>();

    private record Kept(Instant at, String filter, JsonArray items) {}

    private static Client client;

    @BeforeAll
    static void go_through_the_life_of_bookings() {
        client = service.client();
        var practice = Walk.open(new Practice(service));
        var walk = new Walk(3, "2027-05", List.of(client));
        var random = new Random(3);
        for (int i = 0; i < STEPS; i++) {
            walk.take(walk.step().join());
            if (random.nextInt(3) == 0) {
                practice.awaitExpiry();
                var filter = FILTERS.get(kept.size() % FILTERS.size());
                kept.add(new Kept(service.clock().instant(), filter, list(filter)));
                service.clock().advance(Duration.ofSeconds(1 + random.nextInt(90)));
            }
        }
    }

    private static JsonArray list(String filter) {
        var items = new JsonArray();
        var next = "";
        do {
            var reply = client.get("/v1/bookings?limit=7" + filter + next);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            items.addAll(reply.items());
            var cursor = reply.json().getString("next");
            next = cursor == null ? "" : "&cursor=" + cursor;
        } while (!next.isEmpty());
        return items;
    }

    @Test
    void a_list_of_the_past_is_the_list_of_then() {
        for (var each : kept) {
            assertThat(list(each.filter() + "&asOf=" + each.at()))
                    .as("%s as of %s", each.filter(), each.at())
                    .isEqualTo(each.items());
        }
        assertThat(kept).anyMatch(each -> each.items().size() > 10);
    }

    @Test
    void a_booking_of_the_past_is_as_it_was_with_its_version() {
        int read = 0;
        for (var each : kept) {
            for (var item : each.items()) {
                var booking = (JsonObject) item;
                if (read++ % 7 == 0) {
                    var reply = client.get("/v1/bookings/" + booking.getString("id") + "?asOf=" + each.at());
                    assertThat(reply.json()).isEqualTo(booking);
                    assertThat(reply.header("ETag")).contains(booking.getLong("version") + "");
                }
            }
        }
        assertThat(read).isGreaterThan(100);
    }

    @Test
    void before_it_was_made_there_was_no_booking() {
        var booking =
                (JsonObject) kept.getLast().items().stream().findFirst().orElseGet(() -> list("").getJsonObject(0));
        var before = Instant.parse(booking.getString("createdAt")).minusMillis(1);

        var reply = client.get("/v1/bookings/" + booking.getString("id") + "?asOf=" + before);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.pointer()).isEqualTo("?asOf");
        assertThat(reply.json().getString("detail"))
                .contains("There was no booking")
                .contains(before.toString());
        assertThat(list("&asOf=2020-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void a_hold_was_no_booking_before_it_became_one() {
        var hold = client.post("/v1/holds", Practice.wish("few", "2027-06-01T10:00", ""));
        var held = service.clock().instant();
        service.clock().advance(Duration.ofSeconds(9));
        var id = hold.json().getString("id");
        assertThat(client.post("/v1/bookings", "{\"hold\":\"" + id + "\"}").status())
                .isEqualTo(201);

        assertThat(client.get("/v1/bookings/" + id + "?asOf=" + held).status()).isEqualTo(404);
        assertThat(list("&from=2027-06-01&to=2027-06-01&asOf=" + held)).isEmpty();
        assertThat(list("&from=2027-06-01&to=2027-06-01&asOf=" + service.clock().instant()))
                .hasSize(1);
    }

    @Test
    void what_cannot_be_answered_is_refused() {
        var later = service.clock().instant().plusSeconds(60);

        for (var path : List.of("/v1/bookings?asOf=", "/v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e?asOf=")) {
            var future = client.get(path + later);
            assertThat(future.status()).isEqualTo(422);
            assertThat(future.code()).isEqualTo("invalid");
            assertThat(future.pointer()).isEqualTo("?asOf");
            assertThat(future.json().getString("detail")).contains("must not be later than now");

            var unread = client.get(path + "yesterday");
            assertThat(unread.status()).isIn(400, 422);
            assertThat(unread.pointer()).isEqualTo("?asOf");
        }
    }
}
