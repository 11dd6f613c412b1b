package scheduler.availability.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Many services, resources and ranges at once, through the front door.
class SearchTest {

    private static final String WEEK = "{\"from\":\"2026-12-01\",\"to\":\"2026-12-07\"}";

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee", "doctors")
                .resource("wu", "doctors")
                .resource("sydney", "doctors")
                .schedule("sydney", """
                        {"timeZone":"Australia/Sydney","weekly":[{"days":["wed","thu"],"from":"09:00","to":"11:00"}]}
                        """)
                .resource("x-ray-1", "machines")
                .service("visit", doctor("PT1H"))
                .service("fine", "{\"duration\":\"PT1H\",\"step\":\"PT1M\"}")
                .service("pair", doctor("PT1H").replace("\"pool\"", "\"quantity\":2,\"pool\""))
                .service("x-ray", """
                        {"duration":"PT30M","requirements":[{"role":"machine","pool":"machines"}]}
                        """);
        client = practice.client();
        practice.book("visit", "2026-12-02T10:00", "lee");
    }

    private static String doctor(String duration) {
        return "{\"duration\":\"" + duration + "\",\"requirements\":[{\"role\":\"doctor\",\"pool\":\"doctors\"}]}";
    }

    @Test
    void slots_are_those_that_are_listed_for_each_resource_by_itself() {
        var found = ask("\"services\":[\"visit\"],\"resources\":[\"wu\",\"lee\",\"sydney\"],\"ranges\":[" + WEEK + "]");

        assertThat(found.header("Content-Encoding")).isEmpty();
        assertThat(names(found)).containsExactly("visit wu", "visit lee", "visit sydney");
        for (var each : found.items()) {
            var item = (JsonObject) each;
            var listed = client.get(
                    "/v1/slots?service=visit&from=2026-12-01&to=2026-12-07&resource=" + item.getString("resource"));
            assertThat(item.getJsonArray("slots")).isEqualTo(listed.json().getJsonArray("slots"));
            assertThat(item.getString("timeZone")).isEqualTo(listed.json().getString("timeZone"));
        }
    }

    @Test
    void without_resources_there_is_an_item_for_each_service() {
        var found = ask("\"services\":[\"visit\",\"x-ray\"],\"ranges\":[" + WEEK + "]");

        assertThat(names(found)).containsExactly("visit null", "x-ray null");
        assertThat(found.items().getJsonObject(0).getJsonArray("slots"))
                .isEqualTo(client.get("/v1/slots?service=visit&from=2026-12-01&to=2026-12-07")
                        .json()
                        .getJsonArray("slots"));
    }

    @Test
    void a_resource_is_asked_for_what_it_can_give_only() {
        var found =
                ask("\"services\":[\"visit\",\"x-ray\"],\"resources\":[\"x-ray-1\",\"lee\"],\"ranges\":[" + WEEK + "]");

        assertThat(names(found)).containsExactly("visit lee", "x-ray x-ray-1");
    }

    @Test
    void ranges_that_overlap_count_once() {
        var days = ask("\"services\":[\"visit\"],\"resources\":[\"lee\"],\"shape\":\"days\",\"ranges\":["
                        + "{\"from\":\"2026-12-02T09:30:00Z\",\"to\":\"2026-12-02T12:00:00Z\"},"
                        + "{\"from\":\"2026-12-02T11:00:00Z\",\"to\":\"2026-12-02T13:00:00Z\"},"
                        + "{\"from\":\"2026-12-05\",\"to\":\"2026-12-07\"}]")
                .items()
                .getJsonObject(0)
                .getJsonArray("days");

        assertThat(days).isEqualTo(new JsonArray("""
                [{"date":"2026-12-02","count":3},{"date":"2026-12-05","count":0},
                 {"date":"2026-12-06","count":0},{"date":"2026-12-07","count":8}]
                """));
    }

    @Test
    void free_periods_know_no_grid_and_reach_around_what_is_taken() {
        var periods = ask("\"services\":[\"visit\"],\"resources\":[\"lee\"],\"shape\":\"free_periods\",\"ranges\":["
                        + "{\"from\":\"2026-12-02T00:00:00Z\",\"to\":\"2026-12-03T08:30:00Z\"}]")
                .items()
                .getJsonObject(0)
                .getJsonArray("freePeriods");

        assertThat(periods).isEqualTo(new JsonArray("""
                [{"start":"2026-12-02T09:00:00+01:00","end":"2026-12-02T10:00:00+01:00"},
                 {"start":"2026-12-02T11:00:00+01:00","end":"2026-12-02T17:00:00+01:00"},
                 {"start":"2026-12-03T09:00:00+01:00","end":"2026-12-03T09:30:00+01:00"}]
                """));
    }

    @Test
    void the_first_are_in_order_of_time_and_then_of_the_question() {
        var first = ask("\"services\":[\"visit\"],\"resources\":[\"lee\",\"wu\"],\"first\":3,\"ranges\":["
                + "{\"from\":\"2026-12-02T08:30:00Z\",\"to\":\"2026-12-03T17:00:00Z\"}]");

        assertThat(first.items().stream()
                        .map(each -> ((JsonObject) each).getString("start") + " "
                                + ((JsonObject) each).getString("resource"))
                        .toList())
                .containsExactly(
                        "2026-12-02T10:00:00+01:00 wu",
                        "2026-12-02T11:00:00+01:00 lee",
                        "2026-12-02T11:00:00+01:00 wu");
    }

    @Test
    void what_is_offered_together_can_be_booked_together() {
        var together = ask("\"services\":[\"visit\"],\"resources\":[\"lee\",\"wu\"],\"together\":2,\"ranges\":["
                        + "{\"from\":\"2026-12-02\",\"to\":\"2026-12-02\"}]")
                .items()
                .getJsonObject(0)
                .getJsonArray("slots");

        assertThat(together).hasSize(7);
        assertThat(together.getJsonObject(0).getJsonArray("resources")).containsExactly("lee", "wu");
        assertThat(together.getJsonObject(1).getString("start")).isEqualTo("2026-12-02T11:00:00+01:00");
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition() {
        var question = "\"services\":[\"visit\",\"x-ray\"],\"resources\":[\"lee\",\"wu\",\"sydney\",\"x-ray-1\"],"
                + "\"shape\":\"days\",\"ranges\":[" + WEEK + "]";
        var whole = ask(question).items();

        var pages = new ArrayList<Object>();
        var next = "";
        for (int page = 0; page < 4 && next != null; page++) {
            if (!next.isEmpty()) {
                assertRefused(question.replace("days", "slots") + ",\"cursor\":\"" + next + "\"", "/cursor");
            }
            var reply = ask(question + ",\"limit\":1" + (next.isEmpty() ? "" : ",\"cursor\":\"" + next + "\""));
            assertThat(reply.items()).hasSize(1);
            reply.items().forEach(pages::add);
            next = reply.json().getString("next");
        }

        assertThat(next).isNull();
        assertThat(new JsonArray(pages)).isEqualTo(whole);
    }

    @Test
    void a_question_that_makes_no_sense_is_refused_where_it_makes_none() {
        var visit = "\"services\":[\"visit\"],\"ranges\":[" + WEEK + "]";
        assertRefused("\"services\":[\"visit\",\"nothing\"],\"ranges\":[" + WEEK + "]", "/services/1");
        assertRefused(visit + ",\"resources\":[\"lee\",\"nobody\"]", "/resources/1");
        assertRefused(visit + ",\"resources\":[\"x-ray-1\"]", "/resources/0");
        assertRefused(
                "\"services\":[\"visit\"],\"ranges\":[" + WEEK + ",{\"from\":\"2026-12-02\",\"to\":\"2026-12-01\"}]",
                "/ranges/1/to");
        assertRefused(
                "\"services\":[\"visit\"],\"ranges\":[{\"from\":\"soon\",\"to\":\"2026-12-01\"}]", "/ranges/0/from");
        assertRefused(
                "\"services\":[\"visit\"],\"ranges\":[" + WEEK + ",{\"from\":\"2028-02-01\",\"to\":\"2028-02-02\"}]",
                "/ranges");
        assertRefused(visit + ",\"first\":1,\"shape\":\"days\"", "/first");
        assertRefused(visit + ",\"first\":1,\"limit\":2", "/first");
        assertRefused(visit + ",\"together\":1", "/together");
        assertRefused(visit + ",\"resources\":[\"lee\"],\"together\":2", "/together");
        assertRefused(visit.replace("visit", "pair") + ",\"resources\":[\"lee\",\"wu\"],\"together\":2", "/together");
        assertRefused(visit + ",\"cursor\":\"W10\"", "/cursor");
        assertRefused(visit + ",\"timeZone\":\"Mars/Olympus\"", "/timeZone");
        assertRefused(visit + ",\"duration\":\"PT7M\"", "/duration");
    }

    private static void assertRefused(String question, String pointer) {
        var reply = client.post("/v1/slots/query", "{" + question + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.pointer()).isEqualTo(pointer);
    }

    @Test
    void what_would_cost_too_much_is_refused_with_a_way_to_narrow_it() {
        var year = "\"services\":[\"fine\"],\"ranges\":[{\"from\":\"2026-12-01\",\"to\":\"2027-12-31\"}]";
        // Each of their units may be taken by somebody else at every start.
        practice.resource("hall-1", 1_000).resource("hall-2", 1_000).resource("hall-3", 1_000);

        var refused = client.post("/v1/slots/query", "{" + year + ",\"resources\":[\"hall-1\",\"hall-2\",\"hall-3\"]}");

        assertThat(refused.pointer()).isEqualTo("/ranges");
        assertThat(refused.json().getString("detail")).contains("times what one search may cost");
        assertThat(ask(year + ",\"resources\":[\"lee\"],\"shape\":\"days\"")
                        .items()
                        .getJsonObject(0)
                        .getJsonArray("days"))
                .hasSize(396);
    }

    @Test
    void a_large_answer_comes_whole_and_others_are_served_meanwhile() {
        var year = "\"services\":[\"fine\"],\"resources\":[\"lee\",\"wu\",\"x-ray-1\"],"
                + "\"ranges\":[{\"from\":\"2026-12-01\",\"to\":\"2027-12-31\"}]";

        var large = client.postAsync("/v1/slots/query", "{" + year + "}");
        var days = ask(year + ",\"shape\":\"days\"");

        var slots = large.join();
        assertThat(slots.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(slots.items().stream()
                        .map(each -> ((JsonObject) each).getJsonArray("slots").size()))
                .isEqualTo(days.items().stream()
                        .map(each -> ((JsonObject) each)
                                .getJsonArray("days").stream()
                                        .mapToInt(day -> ((JsonObject) day).getInteger("count"))
                                        .sum())
                        .toList());
    }

    @Test
    void a_thousand_resources_are_asked_at_once() {
        var ids = IntStream.range(0, 1_000).mapToObj(i -> "nurse-" + i).toList();
        ids.forEach(id -> client.put("/v1/resources/" + id, "{\"pools\":[\"nurses\"],\"timeZone\":\"Europe/Berlin\"}"));
        ids.forEach(id -> client.put("/v1/resources/" + id + "/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}
                """));
        practice.service("care", doctor("PT30M").replace("doctor", "nurse"));
        var question = "\"services\":[\"care\"],\"ranges\":[{\"from\":\"2026-12-01\",\"to\":\"2026-12-30\"}]";
        var named = question + ",\"resources\":" + new JsonArray(ids).encode();

        assertThat(ask(question + ",\"first\":20").items()).hasSize(20);
        assertThat(ask(named + ",\"first\":20").items()).hasSize(20);
        assertThat(ask(named + ",\"shape\":\"days\"").items()).hasSize(1_000);
        assertThat(ask(named + ",\"together\":1000").items().getJsonObject(0).getJsonArray("slots"))
                .hasSize(22 * 16);
        assertThat(client.post("/v1/slots/query", "{" + named.replace("nurse-999", "nurse-999\",\"nurse-1000") + "}")
                        .pointer())
                .isEqualTo("/resources");

        client.put("/v1/resources/nurse-1000", "{\"pools\":[\"nurses\"]}");
        var beyond = client.get("/v1/slots?service=care&resource=nurse-1&from=2026-12-01&to=2026-12-02");

        assertThat(beyond.pointer()).isEqualTo("?service");
        assertThat(beyond.json().getString("detail")).endsWith("no service can have more: divide its pools.");
    }

    @Test
    void ten_thousand_resources_are_too_many_and_a_thousand_of_the_longest_names_are_not() {
        var question = "{\"services\":[\"visit\"],\"ranges\":[" + WEEK + "],\"resources\":";
        var many = new JsonArray(
                IntStream.range(0, 10_000).mapToObj(i -> "resource-" + i).toList());
        var longest = new JsonArray(
                IntStream.range(0, 1_000).mapToObj("%064d"::formatted).toList());

        var refused = client.post("/v1/slots/query", question + many.encode() + "}");
        var unknown = client.post("/v1/slots/query", question + longest.encode() + "}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo("/resources");
        assertThat(refused.json().getString("detail"))
                .isEqualTo("It must have at most 1000 entries and has 10000: send fewer at once.");
        assertThat(unknown.code()).isEqualTo("unknown_resource");
        assertThat(unknown.pointer()).isEqualTo("/resources/0");
    }

    /// The validator compares the entries with each other: for these it needs a minute.
    @Test
    void a_list_that_is_too_long_is_not_looked_into() {
        var services = new JsonArray(
                IntStream.range(0, 50_000).mapToObj(i -> "service-" + i).toList());

        var refused =
                client.post("/v1/slots/query", "{\"services\":" + services.encode() + ",\"ranges\":[" + WEEK + "]}");

        assertThat(refused.pointer()).isEqualTo("/services");
        assertThat(refused.json().getJsonArray("errors")).hasSize(1);
    }

    private static Reply ask(String question) {
        var reply = client.post("/v1/slots/query", "{" + question + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static List<String> names(Reply found) {
        return found.items().stream()
                .map(each -> ((JsonObject) each).getString("service") + " " + ((JsonObject) each).getString("resource"))
                .toList();
    }
}
