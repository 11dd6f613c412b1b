package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.testing.Walk;

/// Bookings and the catalog are changed at random; between, slots are asked for and kept. Later each answer has to be
/// given again.
class PastSlotsTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.02S");

    private static final int STEPS = 160;

    private static final List<String> ASKED = List.of(
            "visit&from=2027-05-03&to=2027-05-09",
            "yoga&from=2027-05-03&to=2027-05-09",
            "both&from=2027-05-04T07:00:00Z&to=2027-05-05T12:00:00Z",
            "few&from=2027-05-03&to=2027-05-09",
            "asked&from=2027-05-03&to=2027-05-07&resource=bob",
            "class&from=2027-05-03&to=2027-05-09&timeZone=Asia/Tokyo");

    private static final List<Kept> kept = new ArrayList<>();

    private record Kept(Instant at, String asked, Answer answer) {}

    private static Client client;
    private static Practice practice;

    @BeforeAll
    static void go_through_the_life_of_bookings_and_the_catalog() {
        client = service.client();
        practice = Walk.open(new Practice(service));
        var walk = new Walk(5, "2027-05", List.of(client));
        var random = new Random(5);
        var changes = changes().iterator();
        for (int i = 0; i < STEPS; i++) {
            walk.take(walk.step().join());
            if (i % 12 == 11 && changes.hasNext()) {
                changes.next().run();
            }
            if (random.nextInt(2) == 0) {
                keep(ASKED.get(kept.size() % ASKED.size()));
                service.clock().advance(Duration.ofSeconds(1 + random.nextInt(40)));
            }
        }
        // What is over by now and deleted was there then.
        service.clock().advance(Duration.ofDays(9));
        service.node().prune();
    }

    /// What a node remembers is a moment behind what has been written.
    private static void keep(String asked) {
        var at = service.clock().instant();
        practice.awaitExpiry();
        Patience.until(() -> answer(asked).equals(answer(asked + "&asOf=" + at)));
        kept.add(new Kept(at, asked, answer(asked)));
    }

    private record Answer(int status, JsonObject slots) {}

    private static Answer answer(String asked) {
        var reply = client.get("/v1/slots?service=" + asked);
        return new Answer(reply.status(), reply.status() == 200 ? reply.json() : new JsonObject());
    }

    private static List<Runnable> changes() {
        var block = new ArrayList<String>();
        return List.of(
                () -> practice.schedule(
                        "ann", "{\"weekly\":[{\"days\":[\"mon\",\"wed\"],\"from\":\"08:00\",\"to\":\"12:00\"}]}"),
                () -> block.add(block("bob", "2027-05-05T09:00:00Z", "2027-05-05T13:00:00Z")),
                () -> block("hall", "2027-05-06T09:00:00Z", "2027-05-06T10:00:00Z"),
                () -> practice.service(
                        "visit", "{\"duration\":\"PT45M\",\"requirements\":[{\"role\":\"host\",\"pool\":\"team\"}]}"),
                () -> deleted(client.delete("/v1/resources/bob/blocks/" + block.getFirst())),
                () -> practice.resource("dan", "team"),
                () -> practice.buffers("bob", "max"),
                () -> deleted(client.delete("/v1/services/few")),
                () -> block("dan", "2027-05-04T07:00:00Z", "2027-05-04T09:00:00Z"),
                () -> practice.service(
                        "few", "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"place\",\"pool\":\"halls\"}]}"),
                () -> practice.schedule(
                        "gym", "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"08:00\",\"to\":\"12:00\"}]}"));
    }

    private static String block(String resource, String start, String end) {
        var reply = client.post(
                "/v1/resources/" + resource + "/blocks", "{\"start\":\"" + start + "\",\"end\":\"" + end + "\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static void deleted(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(204);
    }

    @Test
    void slots_of_the_past_are_those_that_could_be_had_then() {
        for (var each : kept) {
            assertThat(answer(each.asked() + "&asOf=" + each.at()))
                    .as("%s as of %s", each.asked(), each.at())
                    .isEqualTo(each.answer());
        }
        assertThat(kept.stream().map(each -> each.answer().status()).toList()).containsAll(Set.of(200, 422));
        assertThat(kept.stream().map(Kept::answer).distinct()).hasSizeGreaterThan(30);
    }

    @Test
    void a_schedule_without_a_zone_followed_its_resource_also_where_it_is_another_by_now() {
        var days = "{\"weekly\":[{\"days\":[\"mon\"],\"from\":\"%s\",\"to\":\"11:00\"}]%s}";
        practice.service("tour", """
                {"duration":"PT60M","requirements":[{"role":"guide","resources":["eve"]}]}
                """);
        zone("eve", "Europe/Berlin");
        practice.schedule("eve", days.formatted("09:00", ""));
        var inBerlin = moment();
        zone("eve", "America/New_York");
        var inNewYork = moment();
        practice.schedule("eve", days.formatted("10:00", ""));
        zone("eve", "Asia/Tokyo");
        var inTokyo = moment();
        practice.schedule("eve", days.formatted("10:00", ",\"timeZone\":\"Europe/Berlin\""));
        var ofItsOwn = moment();
        zone("eve", "America/New_York");
        practice.schedule("eve", days.formatted("10:00", ""));

        assertThat(starts(inBerlin)).containsExactly("2027-03-01T08:00:00Z", "2027-03-01T09:00:00Z");
        assertThat(starts(inNewYork)).containsExactly("2027-03-01T14:00:00Z", "2027-03-01T15:00:00Z");
        assertThat(starts(inTokyo)).containsExactly("2027-03-01T01:00:00Z");
        assertThat(starts(ofItsOwn)).containsExactly("2027-03-01T09:00:00Z");
    }

    /// Versions of the service before this one did not tell whether a schedule follows its resource.
    @Test
    void of_an_old_event_the_zone_is_the_one_it_tells() throws SQLException {
        var weekly = "{\"weekly\":[{\"days\":[\"mon\"],\"from\":\"%s\",\"to\":\"11:00\"}]}";
        practice.service("tour", """
                {"duration":"PT60M","requirements":[{"role":"guide","resources":["old"]}]}
                """);
        zone("old", "Europe/Berlin");
        practice.schedule("old", weekly.formatted("10:00"));
        var before = moment();
        practice.schedule("old", weekly.formatted("09:00"));
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            int untold = statement.executeUpdate(
                    "update event set data = (data::jsonb - 'stored')::json where subject = 'old' and data -> 'stored' is not null");
            assertThat(untold).isEqualTo(2);
        }

        assertThat(starts(before)).containsExactly("2027-03-01T09:00:00Z");
    }

    private static void zone(String resource, String zone) {
        var reply = client.put("/v1/resources/" + resource, "{\"timeZone\":\"" + zone + "\"}");
        assertThat(reply.status()).as(reply.text()).isIn(200, 201);
    }

    /// What is done next is done later.
    private static Instant moment() {
        var now = service.clock().instant();
        service.clock().advance(Duration.ofSeconds(1));
        return now;
    }

    private static List<String> starts(Instant asOf) {
        var reply = client.get("/v1/slots?service=tour&from=2027-03-01&to=2027-03-01&timeZone=UTC&asOf=" + asOf);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().getJsonArray("slots").stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    @Test
    void what_cannot_be_answered_is_refused() {
        var path = "/v1/slots?service=visit&from=2027-05-03&to=2027-05-09&asOf=";

        var future = client.get(path + service.clock().instant().plusSeconds(1));
        var repeated = client.get(path + service.clock().instant() + "&rrule=FREQ=WEEKLY;COUNT=2");
        var before = client.get(path + "2020-01-01T00:00:00Z");

        assertThat(future.code()).isEqualTo("invalid");
        assertThat(future.pointer()).isEqualTo("?asOf");
        assertThat(repeated.code()).isEqualTo("invalid");
        assertThat(repeated.pointer()).isEqualTo("?asOf");
        assertThat(before.code()).isEqualTo("unknown_service");
        assertThat(before.pointer()).isEqualTo("?service");
    }
}
