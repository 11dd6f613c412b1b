package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.platform.TestClock;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// Two tenants of whom one moves his time a day ahead: all that goes by time comes about for him, and nothing at all
/// for the other.
class TenantClockTest {

    private static final String NOW = "2026-11-24T08:00:00Z";
    private static final String LATER = "2026-11-25T11:00:00Z";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    private static Node node;

    private final Tenant north = new Tenant("key-of-north");
    private final Tenant south = new Tenant("key-of-south");
    private final Tenant east = new Tenant("key-of-east");

    @BeforeAll
    static void start() {
        node = Node.start(
                postgres.url(),
                new TestClock(() -> Instant.parse(NOW)),
                Map.of(
                        "SCHEDULER_HTTP_API_KEYS", "north:key-of-north,south:key-of-south,east:key-of-east",
                        "SCHEDULER_REMINDER_INTERVAL", "PT0.05S",
                        "SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.05S",
                        "SCHEDULER_BOOKING_WAITLIST_INTERVAL", "PT0.1S"));
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    void time_passes_for_whoever_moves_it_and_for_nobody_else() {
        var mine = north.begin();
        var others = south.begin();

        assertThat(north.moved("{\"advance\":\"P1DT3H\"}")).isEqualTo(LATER);

        // What others have is as it was once all of mine has come about: the sweeps have looked at both.
        Patience.until(() -> north.get(mine.reminders).text().contains("\"status\":\"sent\""));
        Patience.until(() -> north.get(mine.waiting).text().contains("\"status\":\"expired\""));
        Patience.until(() -> !north.events("hold.expired").isEmpty());
        assertThat(south.get(others.reminders).text()).contains("\"status\":\"planned\"");
        assertThat(south.get(others.waiting).text()).contains("\"status\":\"waiting\"");
        assertThat(north.get(mine.hold).code()).isEqualTo("hold_expired");
        assertThat(south.get(others.hold).status()).isEqualTo(200);

        assertThat(north.starts("2026-11-24")).isEmpty();
        assertThat(north.starts("2026-11-25")).first().isEqualTo("2026-11-25T11:00:00Z");
        assertThat(south.starts("2026-11-24")).first().isEqualTo("2026-11-24T09:00:00Z");
        assertThat(south.starts("2026-11-25")).first().isEqualTo("2026-11-25T09:00:00Z");

        assertThat(north.book("2026-11-25T09:00:00Z").code()).isEqualTo("too_soon");
        assertThat(north.book("2026-11-25T14:00:00Z").json().getString("createdAt"))
                .isEqualTo(LATER);
        assertThat(south.book("2026-11-25T09:00:00Z").json().getString("createdAt"))
                .isEqualTo(NOW);

        var ago = "/v1/bookings/" + mine.booking + "?asOf=2026-11-24T20:00:00Z";
        assertThat(north.get(ago).status()).isEqualTo(200);
        assertThat(south.get(ago.replace(mine.booking, others.booking)).pointer())
                .isEqualTo("?asOf");

        assertThat(north.events("reminder.sent")).containsOnly(LATER);
        assertThat(north.events("hold.expired")).containsOnly(LATER);
        assertThat(north.events("hold.created")).containsOnly(NOW);
        assertThat(north.events("booking.confirmed")).containsExactly(NOW, LATER);
        assertThat(south.events("")).isNotEmpty().containsOnly(NOW);
        assertThat(south.events("reminder.sent")).isEmpty();
        assertThat(south.events("hold.expired")).isEmpty();
        assertThat(north.get("/v1/test/outbox").items().getJsonObject(0).getString("at"))
                .isEqualTo(LATER);
        assertThat(south.get("/v1/test/clock").json().getString("now")).isEqualTo(NOW);
    }

    /// A day before a start is a day on the clock of the wall, whatever the clocks do in it.
    @Test
    void whoever_moves_it_over_a_clock_change_sees_that_come_about() {
        east.open("Europe/Berlin", "01:00", "05:00", """
                {"duration":"PT1H","reminders":[
                  {"before":"P1D","channel":"log"},{"before":"PT24H","channel":"log"}]}
                """);
        east.moved("{\"advance\":\"P120D\"}");
        var booking = east.book("2027-03-28T04:00");
        assertThat(booking.json().getString("start")).isEqualTo("2027-03-28T04:00:00+02:00");
        var reminders = "/v1/bookings/" + booking.json().getString("id") + "/reminders";
        Patience.until(() -> east.reminders(reminders, "planned").size() == 2);
        assertThat(east.starts("2027-03-28")).containsExactly("2027-03-28T01:00:00+01:00", "2027-03-28T03:00:00+02:00");

        east.moved("{\"to\":\"2027-03-27T02:00:00Z\"}");
        Patience.until(() -> east.reminders(reminders, "sent").equals(List.of("2027-03-27T02:00:00Z")));
        assertThat(east.reminders(reminders, "planned")).containsExactly("2027-03-27T03:00:00Z");
        east.moved("{\"advance\":\"PT1H\"}");
        Patience.until(() -> east.reminders(reminders, "sent").size() == 2);

        east.moved("{\"to\":\"2027-03-28T00:59:00Z\"}");
        assertThat(east.starts("2027-03-28")).containsExactly("2027-03-28T03:00:00+02:00");
        assertThat(east.book("2027-03-28T02:00").pointer()).isEqualTo("/start");
        assertThat(east.book("2027-03-28T03:00").json().getString("start")).isEqualTo("2027-03-28T03:00:00+02:00");
    }

    /// What was made before time moves.
    private record Begun(String booking, String reminders, String hold, String waiting) {}

    private record Tenant(String key) {

        Begun begin() {
            open("UTC", "09:00", "17:00", """
                    {"duration":"PT1H","reminders":[{"before":"PT2H","channel":"log"}]}
                    """);
            var hold = made("/v1/holds", "{\"service\":\"visit\",\"start\":\"2026-11-26T09:00:00Z\"}");
            var waiting = made("/v1/waitlist", """
                    {"service":"visit","from":"2026-11-24T18:00:00Z","to":"2026-11-24T20:00:00Z",
                     "attendees":[{"name":"Ben","email":"ben@example.org"}]}
                    """);
            var booking = made("/v1/bookings", booking("2026-11-25T12:00:00Z"));
            var reminders = "/v1/bookings/" + booking + "/reminders";
            Patience.until(() -> get(reminders).text().contains("\"status\":\"planned\""));
            assertThat(starts("2026-11-24")).first().isEqualTo("2026-11-24T09:00:00Z");
            return new Begun(booking, reminders, "/v1/holds/" + hold, "/v1/waitlist/" + waiting);
        }

        void open(String zone, String from, String to, String service) {
            put("/v1/resources/lee", "{\"timeZone\":\"" + zone + "\"}");
            put("/v1/resources/lee/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"%s","to":"%s"}]}
                    """.formatted(from, to));
            put("/v1/services/visit", service);
        }

        /// When reminders of a booking are due that are in a status.
        List<String> reminders(String path, String status) {
            return objects(get(path), each -> status.equals(each.getString("status")))
                    .map(each -> each.getString("due"))
                    .toList();
        }

        private static String booking(String start) {
            return """
                    {"service":"visit","start":"%s","attendees":[{"name":"Ada","email":"ada@example.org"}]}
                    """.formatted(start);
        }

        private String made(String path, String body) {
            var reply = post(path, body);
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
            return reply.json().getString("id");
        }

        Reply book(String start) {
            return post("/v1/bookings", booking(start));
        }

        String moved(String body) {
            var reply = post("/v1/test/clock", body);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            return reply.json().getString("now");
        }

        /// When events of a type were, or of any, in their order.
        List<String> events(String type) {
            return objects(get("/v1/events?limit=200"), each -> type.isEmpty() || type.equals(each.getString("type")))
                    .map(each -> each.getString("time"))
                    .toList();
        }

        /// The free starts of a day.
        List<String> starts(String day) {
            var slots = get("/v1/slots?service=visit&from=" + day + "&to=" + day);
            return slots.json().getJsonArray("slots").stream()
                    .map(each -> ((JsonObject) each).getString("start"))
                    .toList();
        }

        private static Stream<JsonObject> objects(Reply reply, Predicate<JsonObject> wanted) {
            return reply.items().stream().map(JsonObject.class::cast).filter(wanted);
        }

        Reply get(String path) {
            return node.client().get(path, "Authorization", "Bearer " + key);
        }

        private void put(String path, String body) {
            var reply = node.client().put(path, body, "Authorization", "Bearer " + key);
            assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        }

        private Reply post(String path, String body) {
            return node.client().post(path, body, "Authorization", "Bearer " + key);
        }
    }
}
