package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Resources, schedules, blocks and services through the front door.
class CatalogTest {

    @RegisterExtension
    static final Service service = new Service();

    static Client client;

    @BeforeAll
    static void connect() {
        client = service.client();
    }

    @Test
    void a_resource_is_created_replaced_and_deleted_by_name() {
        var created = client.put("/v1/resources/lee", """
                {"name":"Dr. Lee","kind":"staff","capacity":2,"timeZone":"Europe/Berlin","pools":["doctors"],
                 "metadata":{"room":7}}
                """);
        var replaced = client.put("/v1/resources/lee", "{\"name\":\"Dr. M. Lee\"}");
        var read = client.get("/v1/resources/lee");
        var deleted = client.delete("/v1/resources/lee");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/v1/resources/lee");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.json().getJsonObject("metadata").getInteger("room")).isEqualTo(7);
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().getInteger("version")).isEqualTo(2);
        assertThat(read.text()).isEqualTo(replaced.text());
        assertThat(read.json().getInteger("capacity")).isEqualTo(1);
        assertThat(read.json().getString("timeZone")).isEqualTo("UTC");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(client.get("/v1/resources/lee").status()).isEqualTo(404);
        assertThat(client.put("/v1/resources/lee", "{}").json().getInteger("version"))
                .isEqualTo(4);
    }

    @Test
    void a_resource_says_what_lies_between_its_bookings() {
        var stacking = client.put("/v1/resources/buffered", "{}");
        var same = client.put("/v1/resources/buffered", "{\"buffers\":\"stack\"}");
        var sharing = client.put("/v1/resources/buffered", "{\"buffers\":\"max\"}");

        assertThat(stacking.json().getString("buffers")).isEqualTo("stack");
        assertThat(same.text()).isEqualTo(stacking.text());
        assertThat(sharing.json().getString("buffers")).isEqualTo("max");
        assertThat(sharing.json().getInteger("version")).isEqualTo(2);
        assertThat(client.get("/v1/resources/buffered").text()).isEqualTo(sharing.text());

        var unknown = client.put("/v1/resources/buffered", "{\"buffers\":\"min\"}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.pointer()).isEqualTo("/buffers");
        var number = client.put("/v1/resources/buffered", "{\"buffers\":15}");
        assertThat(number.status()).isEqualTo(400);
        assertThat(number.pointer()).isEqualTo("/buffers");
    }

    @Test
    void a_put_that_changes_nothing_makes_neither_a_version_nor_an_event() {
        var body = "{\"duration\":\"PT30M\",\"step\":\"PT15M\"}";
        var first = client.put("/v1/services/same", body);

        var second = client.put("/v1/services/same", body);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(client.get("/v1/events?subject=same").items()).hasSize(1);
    }

    @Test
    void conditional_writes_find_what_they_expect_or_are_refused() {
        client.put("/v1/resources/room", "{}");

        assertThat(client.put("/v1/resources/room", "{\"capacity\":2}", "If-Match", "\"7\"")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(client.put("/v1/resources/room", "{}", "If-None-Match", "*").status())
                .isEqualTo(412);
        assertThat(client.put("/v1/resources/room", "{\"capacity\":2}", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(200);
        assertThat(client.delete("/v1/resources/room", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(client.put("/v1/resources/none", "{}", "If-Match", "*").status())
                .isEqualTo(412);
        assertThat(client.get("/v1/resources/none").status()).isEqualTo(404);
        assertThat(client.put("/v1/resources/fresh", "{}", "If-None-Match", "*").status())
                .isEqualTo(201);
        assertThat(client.get("/v1/resources/room", "If-None-Match", "\"2\"").status())
                .isEqualTo(304);
    }

    /// RFC 9110 §13.2.2: what If-Match lets through is held against If-None-Match.
    @Test
    void of_two_conditions_both_have_to_hold() {
        client.put("/v1/resources/both", "{}");

        for (var id : new String[] {"both", "neither"}) {
            for (var match : new String[] {"*", "\"1\""}) {
                var refused =
                        client.put("/v1/resources/" + id, "{\"capacity\":2}", "If-Match", match, "If-None-Match", "*");
                assertThat(refused.code()).isEqualTo("version_mismatch");
                assertThat(refused.pointer()).isEqualTo("header If-None-Match");
            }
        }
        assertThat(client.get("/v1/resources/neither").status()).isEqualTo(404);
        assertThat(client.put("/v1/resources/both", "{\"capacity\":2}", "If-None-Match", "\"7\", W/\"1\"")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(client.put("/v1/resources/both", "{\"capacity\":2}", "If-Match", "*", "If-None-Match", "\"7\"")
                        .status())
                .isEqualTo(200);
        assertThat(client.put("/v1/resources/both", "{}", "If-Match", "\"1\", \"2\"", "If-None-Match", "\"2\"")
                        .code())
                .isEqualTo("version_mismatch");
    }

    @Test
    void a_write_with_a_key_happens_once_and_answers_the_same_again() {
        var first = client.put("/v1/services/keyed", "{\"duration\":\"PT30M\"}", "Idempotency-Key", "put-1");
        client.put("/v1/services/keyed", "{\"duration\":\"PT45M\"}");

        var again = client.put("/v1/services/keyed", "{\"duration\":\"PT30M\"}", "Idempotency-Key", "put-1");
        var other = client.put("/v1/services/other", "{\"duration\":\"PT30M\"}", "Idempotency-Key", "put-1");

        assertThat(again.status()).isEqualTo(first.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(client.get("/v1/services/keyed").json().getString("duration"))
                .isEqualTo("PT45M");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(client.get("/v1/services/other").status()).isEqualTo(404);
    }

    @Test
    void a_service_that_makes_no_sense_is_refused_with_its_place() {
        assertBadService("{}", "/duration");
        assertBadService("{\"duration\":\"P1D\"}", "/duration");
        assertBadService("{\"duration\":\"PT30M\",\"step\":\"PT0S\"}", "/step");
        assertBadService("{\"duration\":\"PT30M\",\"horizon\":\"P100Y\"}", "/horizon");
        assertBadService("{\"duration\":\"PT30M\",\"buffer\":{\"before\":\"-PT5M\"}}", "/buffer/before");
        assertBadService("{\"duration\":\"PT30M\",\"timeZone\":\"+02:00\"}", "/timeZone");
        assertBadService("{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"a\"}]}", "/requirements/0/pool");
        assertBadService("""
                {"duration":"PT30M","requirements":[{"role":"a","pool":"p"},{"role":"a","pool":"q"}]}
                """, "/requirements");
        assertBadService("""
                {"duration":"PT30M","requirements":[{"role":"a","resources":["x"],"quantity":2}]}
                """, "/requirements/0/quantity");
        assertBadService("{\"duration\":\"PT30M\",\"limits\":[{\"per\":\"day\"}]}", "/limits/0/max");
        assertBadService(
                "{\"duration\":\"PT30M\",\"reminders\":[{\"before\":\"P1D\",\"channel\":\"x\"}]}",
                "/reminders/0/channel");
    }

    @Test
    void every_field_of_a_service_is_kept() {
        var body = new JsonObject("""
                {"name":"Ultrasound","duration":"PT45M","step":"PT15M","buffer":{"before":"PT5M","after":"PT10M"},
                 "minNotice":"PT2H","horizon":"P90D","timeZone":"Europe/Berlin","capacity":3,
                 "limits":[{"max":8,"per":"day","of":"resource"}],
                 "requirements":[{"role":"doctor","pool":"doctors","quantity":1,"strategy":"least_loaded"},
                                 {"role":"machine","resources":["us-1"],"quantity":1,"strategy":"priority"}],
                 "approval":true,"policy":{"cancelCutoff":"PT24H","rescheduleCutoff":"P1D"},
                 "reminders":[{"before":"P1D","channel":"email"}],"metadata":{"price":50}}
                """);

        var read = client.put("/v1/services/full", body.encode()).json();

        var stored = read.copy();
        for (var own : new String[] {"id", "version", "createdAt", "updatedAt"}) {
            assertThat(stored.remove(own)).isNotNull();
        }
        assertThat(stored.encode()).isEqualTo(body.encode());
        assertThat(client.get("/v1/services/full").json()).isEqualTo(read);
    }

    @Test
    void a_resource_goes_where_nobody_comes_any_more_and_finds_its_time_taken_when_it_is_back() {
        var practice = new Practice(service).resource("missed").service("meeting", "{\"duration\":\"PT30M\"}");
        var booking = "/v1/bookings/"
                + practice.book("meeting", "2026-12-01T10:00", "missed").json().getString("id");
        assertThat(client.post(booking + "/no-show", "").status()).isEqualTo(200);

        var deleted = client.delete("/v1/resources/missed");
        practice.resource("missed");

        assertThat(deleted.status()).as(deleted.text()).isEqualTo(204);
        assertThat(client.get(booking).json().getString("status")).isEqualTo("no_show");
        assertThat(practice.book("meeting", "2026-12-01T10:00", "missed").code())
                .isEqualTo("slot_taken");
        assertThat(practice.book("meeting", "2026-12-01T11:00", "missed").status())
                .isEqualTo(201);
    }

    @Test
    void a_resource_with_bookings_ahead_stays() {
        var practice = new Practice(service).resource("booked").service("talk", "{\"duration\":\"PT30M\"}");
        var booking = practice.book("talk", "2026-12-01T10:00", "booked").json().getString("id");

        var refused = client.delete("/v1/resources/booked");
        client.post("/v1/bookings/" + booking + "/cancel", "");
        var deleted = client.delete("/v1/resources/booked");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getJsonObject("state").getJsonArray("bookings"))
                .contains(booking);
        assertThat(deleted.status()).isEqualTo(204);
    }

    @Test
    void a_withdrawn_service_takes_no_bookings_and_comes_back_with_its_next_version() {
        var practice = new Practice(service).resource("giver").service("gone", "{\"duration\":\"PT30M\"}");
        var booked = practice.book("gone", "2026-12-02T10:00", "giver").json().getString("id");
        client.delete("/v1/services/gone");

        assertThat(client.get("/v1/services/gone").status()).isEqualTo(404);
        assertThat(practice.book("gone", "2026-12-02T11:00", "giver").code()).isEqualTo("unknown_service");
        assertThat(client.post("/v1/bookings/" + booked + "/reschedule", "{\"start\":\"2026-12-02T12:00\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.put("/v1/services/gone", "{\"duration\":\"PT30M\"}")
                        .json()
                        .getInteger("version"))
                .isEqualTo(2);
    }

    @Test
    void blocks_are_listed_by_time_and_found_by_id() {
        client.put("/v1/resources/blocked", "{}");
        for (int day = 3; day > 0; day--) {
            client.post("/v1/resources/blocked/blocks", """
                    {"start":"2026-12-0%1$dT10:00:00Z","end":"2026-12-0%1$dT12:00:00Z"}
                    """.formatted(day));
        }
        var path = "/v1/resources/blocked/blocks?limit=2";

        var first = client.get(path);
        var second = client.get(path + "&cursor=" + first.json().getString("next"));
        var ranged = client.get(path + "&from=2026-12-02T11:00:00Z&to=2026-12-03T10:00:00Z");

        assertThat(first.items().getJsonObject(0).getString("start")).isEqualTo("2026-12-01T10:00:00Z");
        assertThat(second.items()).hasSize(1);
        assertThat(ranged.items()).hasSize(1);
        var id = ranged.items().getJsonObject(0).getString("id");
        assertThat(client.get("/v1/resources/blocked/blocks/" + id).json())
                .isEqualTo(ranged.items().getJsonObject(0));
        assertThat(client.post("/v1/resources/blocked/blocks", """
                {"start":"2026-12-01T10:00:00Z","end":"2026-12-01T10:00:00Z"}
                """).pointer()).isEqualTo("/end");
        assertThat(client.get("/v1/resources/nobody/blocks").status()).isEqualTo(404);
    }

    @Test
    void a_wrong_number_in_a_map_is_named_by_what_is_wrong_with_it() {
        var service =
                "{\"duration\":\"PT30M\",\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"resource\",\"maxOf\":{\"lee\":%s}}]}";

        var tooSmall = client.put("/v1/services/mapped", service.formatted("-1"));
        var noNumber = client.put("/v1/services/mapped", service.formatted("\"1\""));

        assertThat(tooSmall.code()).isEqualTo("invalid");
        assertThat(tooSmall.pointer()).isEqualTo("/limits/0/maxOf/lee");
        assertThat(noNumber.code()).isEqualTo("malformed");
        assertThat(noNumber.json().getString("detail")).contains("integer");
    }

    @Test
    void lists_page_by_id_and_filter() {
        for (var id : new String[] {"list-a", "list-b", "list-c"}) {
            client.put("/v1/resources/" + id, "{\"kind\":\"listed\",\"pools\":[\"p-%s\"]}".formatted(id));
        }

        var first = client.get("/v1/resources?kind=listed&limit=2");
        var second = client.get(
                "/v1/resources?kind=listed&limit=2&cursor=" + first.json().getString("next"));

        assertThat(first.items()).hasSize(2);
        assertThat(second.items().getJsonObject(0).getString("id")).isEqualTo("list-c");
        assertThat(second.json().getValue("next")).isNull();
        assertThat(client.get("/v1/resources?pool=p-list-b").items()).hasSize(1);
        for (var other : new String[] {"/v1/resources?", "/v1/resources?kind=listed&pool=p-list-b&", "/v1/services?"}) {
            assertThat(client.get(other + "cursor=" + first.json().getString("next"))
                            .pointer())
                    .as(other)
                    .isEqualTo("?cursor");
        }
    }

    private static void assertBadService(String body, String pointer) {
        var refused = client.put("/v1/services/bad", body);
        assertThat(refused.status()).as(body).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid");
        assertThat(refused.pointer()).as(refused.text()).isEqualTo(pointer);
    }
}
