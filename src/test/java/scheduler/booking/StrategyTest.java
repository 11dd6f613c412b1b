package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Who of several gets a booking, through the front door: what is remembered is in the bookings, so it outlives a node.
class StrategyTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        practice = new Practice(service)
                .resource("ada", 1000, "hosts")
                .resource("bo", 1000, "hosts")
                .resource("boss", 1000, "hosts", "bosses");
    }

    private static void byTurns(String id, String weights) {
        practice.service(id, """
                {"duration":"PT30M","requirements":[
                  {"role":"host","resources":["ada","bo"],"strategy":"round_robin","weights":%s}]}
                """.formatted(weights));
    }

    /// Two event loops decide at once and may go for the same unit; who loses it may lose the turn with it. One after
    /// the other they are 200 and 100 (TurnsTest).
    @Test
    void many_at_once_on_one_node_are_shared_by_weight() throws SQLException {
        byTurns("burst", "{\"ada\":2,\"bo\":1}");

        // No more than may wait on one node, or one of them is told to come again.
        var replies = together(240, _ -> client.postAsync("/v1/bookings", wish("burst", 1)));

        assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(count("burst", "ada")).isBetween(150L, 170L);
        assertThat(count("burst", "bo")).isBetween(70L, 90L);
    }

    @Test
    void two_nodes_at_once_share_as_well() throws SQLException {
        byTurns("both", "{\"ada\":2,\"bo\":1}");
        var nodes = List.of(client, service.startNode().client());

        var replies = together(300, i -> nodes.get(i % 2).postAsync("/v1/bookings", wish("both", 2)));

        assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(count("both", "ada")).isBetween(185L, 215L);
    }

    @Test
    void a_node_that_starts_goes_on_where_the_others_are() {
        byTurns("resumed", "{\"ada\":3}");
        var given = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            given.add(host(client.post("/v1/bookings", wish("resumed", 3))));
        }
        try (var node = Node.start(service.postgres().url(), service.clock(), Map.of())) {
            for (int i = 0; i < 6; i++) {
                given.add(host(node.client().post("/v1/bookings", wish("resumed", 3))));
            }
        }

        for (int i = 0; i < 12; i += 4) {
            assertThat(given.subList(i, i + 4))
                    .as("%s", given)
                    .filteredOn("bo"::equals)
                    .hasSize(1);
        }
    }

    @Test
    void who_joins_or_comes_back_is_not_flooded() {
        byTurns("joined", "{}");
        for (int i = 0; i < 100; i++) {
            client.post("/v1/bookings", wish("joined", 4));
        }
        practice.resource("cy", 1000);
        practice.service("joined", """
                {"duration":"PT30M","requirements":[
                  {"role":"host","resources":["ada","bo","cy"],"strategy":"round_robin"}]}
                """);

        assertThat(hosts("joined", 4, 30)).filteredOn("cy"::equals).hasSize(10);

        client.post("/v1/resources/bo/blocks", """
                {"start":"2026-12-07T00:00:00Z","end":"2026-12-08T00:00:00Z"}
                """);
        assertThat(hosts("joined", 7, 20)).doesNotContain("bo");
        assertThat(hosts("joined", 8, 30)).filteredOn("bo"::equals).hasSize(10);
    }

    @Test
    void the_reason_stands_in_the_booking_and_in_its_event() throws SQLException {
        byTurns("told", "{\"bo\":4}");

        var first = client.post("/v1/bookings", wish("told", 9)).json();
        var second = client.post("/v1/bookings", wish("told", 9)).json();

        assertThat(first.getJsonArray("resources").encode())
                .isEqualTo("[{\"role\":\"host\",\"id\":\"bo\","
                        + "\"chosen\":{\"by\":\"round_robin\",\"of\":2,\"turn\":0.0}}]");
        assertThat(chosen(second).getDouble("turn")).isZero();
        assertThat(client.get("/v1/bookings/" + first.getString("id")).json()).isEqualTo(first);
        assertThat(practice.number("select count(*) from event where subject = '" + first.getString("id")
                        + "' and data ->> 'resources' = '"
                        + first.getJsonArray("resources").encode() + "'"))
                .isEqualTo(1);
        var named = client.post("/v1/bookings", Practice.wish("told", "2026-12-09T12:00", "ada"))
                .json();
        assertThat(named.getJsonArray("resources").encode()).isEqualTo("[{\"role\":\"host\",\"id\":\"ada\"}]");
    }

    @Test
    void what_is_moved_keeps_its_turn_and_what_is_cancelled_gives_it_back() {
        byTurns("kept", "{}");
        var first = client.post("/v1/bookings", wish("kept", 10)).json();

        var moved = client.post(
                        "/v1/bookings/" + first.getString("id") + "/reschedule", "{\"start\":\"2026-12-10T15:00\"}")
                .json();

        assertThat(moved.getJsonArray("resources")).isEqualTo(first.getJsonArray("resources"));
        assertThat(host(client.post("/v1/bookings", wish("kept", 10)))).isEqualTo("bo");
        var third = client.post("/v1/bookings", wish("kept", 10));
        client.post("/v1/bookings/" + third.json().getString("id") + "/cancel", "");
        assertThat(hosts("kept", 10, 2)).containsExactly("ada", "bo");
    }

    @Test
    void who_is_fixed_is_always_there_and_the_others_take_turns() {
        practice.service("fixed", """
                {"duration":"PT30M","requirements":[
                  {"role":"helper","pool":"hosts","strategy":"round_robin"},
                  {"role":"host","resources":["boss"]}]}
                """);

        var booked = IntStream.range(0, 10)
                .mapToObj(_ -> client.post("/v1/bookings", wish("fixed", 11)).json())
                .toList();

        assertThat(booked)
                .allSatisfy(each -> assertThat(ids(each)).endsWith("boss").doesNotHaveDuplicates());
        assertThat(booked)
                .filteredOn(each -> ids(each).getFirst().equals("ada"))
                .hasSize(5);
        assertThat(booked).filteredOn(each -> ids(each).getFirst().equals("bo")).hasSize(5);
    }

    @Test
    void a_customer_gets_whom_he_had_last_while_that_one_is_free() {
        practice.resource("one").resource("two");
        practice.service("sticky", """
                {"duration":"PT30M","requirements":[
                  {"role":"host","resources":["one","two"],"strategy":"sticky"}]}
                """);
        var first = client.post("/v1/bookings", wish("sticky", "2026-12-14T09:00", "Kim@example.org", "two"));
        assertThat(host(first)).isEqualTo("two");

        var second = client.post("/v1/bookings", wish("sticky", "2026-12-14T10:00", "kim@Example.org", ""));
        assertThat(second.json().getJsonArray("resources").encode())
                .isEqualTo("[{\"role\":\"host\",\"id\":\"two\",\"chosen\":{\"by\":\"sticky\",\"of\":2}}]");
        assertThat(host(client.post("/v1/bookings", wish("sticky", "2026-12-14T11:00", "lee@example.org", ""))))
                .isEqualTo("one");
        host(client.post("/v1/bookings", wish("sticky", "2026-12-14T12:00", "lee@example.org", "two")));
        var third = client.post("/v1/bookings", wish("sticky", "2026-12-14T12:00", "kim@example.org", ""));
        assertThat(third.json().getJsonArray("resources").encode())
                .isEqualTo("[{\"role\":\"host\",\"id\":\"one\",\"chosen\":{\"by\":\"priority\",\"of\":1}}]");

        client.post("/v1/bookings/" + third.json().getString("id") + "/cancel", "");
        assertThat(host(client.post("/v1/bookings", wish("sticky", "2026-12-14T13:00", "kim@example.org", ""))))
                .isEqualTo("two");
    }

    @Test
    void whom_he_had_last_is_who_gave_a_booking_of_his_own_to_which_he_comes() {
        practice.resource("our-1").resource("our-2");
        practice.service("loyal", """
                {"duration":"PT30M","requirements":[
                  {"role":"host","resources":["our-1","our-2"],"strategy":"sticky"}]}
                """);
        var two = new JsonObject(wish("loyal", "2026-12-14T09:00", "ann@example.org", "our-2"));
        two.getJsonArray("attendees").add(new JsonObject().put("name", "Kim").put("email", "kim@example.org"));
        var both = client.post("/v1/bookings", two.encode());
        assertThat(host(both)).isEqualTo("our-2");

        assertThat(tried("loyal", "kim@example.org")).isEqualTo("our-1");
        assertThat(tried("loyal", "ann@example.org")).isEqualTo("our-2");
        client.post("/v1/bookings/" + both.json().getString("id") + "/attendees/0/cancel", "");
        assertThat(tried("loyal", "ann@example.org")).isEqualTo("our-1");
        assertThat(client.post("/v1/holds", wish("loyal", "2026-12-14T10:00", "kim@example.org", "our-2"))
                        .status())
                .isEqualTo(201);
        assertThat(tried("loyal", "kim@example.org")).isEqualTo("our-1");
    }

    private static String tried(String of, String email) {
        var tried = client.post("/v1/bookings?dryRun=true", wish(of, "2026-12-14T15:00", email, ""));
        return ids(tried.json()).getFirst();
    }

    @Test
    void a_team_offers_as_many_as_its_hosts_may_have() {
        practice.resource("t1", 9, "team").resource("t2", 9, "team").resource("t3", 9, "team");
        practice.service("capped", """
                {"duration":"PT30M","limits":[{"max":2,"per":"day","of":"resource"}],
                 "requirements":[{"role":"host","pool":"team","strategy":"round_robin"}]}
                """);
        var slots = "/v1/slots?service=capped&from=2026-12-15&to=2026-12-15";

        for (int i = 0; i < 6; i++) {
            assertThat(client.get(slots).json().getJsonArray("slots")).isNotEmpty();
            host(client.post("/v1/bookings", wish("capped", 15)));
        }

        assertThat(client.get(slots).json().getJsonArray("slots")).isEmpty();
        assertThat(client.post("/v1/bookings", wish("capped", 15)).code()).isEqualTo("limit_reached");
    }

    @Test
    void weights_that_mean_nothing_are_refused() {
        var wrong = client.put("/v1/services/wrong", """
                {"duration":"PT30M","requirements":[{"role":"host","pool":"hosts","weights":{"ada":2}}]}
                """);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.pointer()).isEqualTo("/requirements/0/weights");
        var nobody = client.put("/v1/services/wrong", """
                {"duration":"PT30M","requirements":[
                  {"role":"host","resources":["ada"],"strategy":"round_robin","weights":{"bo":2}}]}
                """);
        assertThat(nobody.status()).isEqualTo(422);
        assertThat(nobody.pointer()).isEqualTo("/requirements/0/weights/bo");
        byTurns("right", "{\"bo\":2,\"ada\":0}");
        assertThat(client.get("/v1/services/right")
                        .json()
                        .getJsonArray("requirements")
                        .getJsonObject(0)
                        .getJsonObject("weights")
                        .encode())
                .isEqualTo("{\"ada\":0,\"bo\":2}");
    }

    private static List<Reply> together(int count, IntFunction<CompletableFuture<Reply>> each) {
        return IntStream.range(0, count).mapToObj(each).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /// On a day of December, wherever there is room.
    private static String wish(String of, int day) {
        return Practice.wish(of, "2026-12-%02dT10:00".formatted(day), "");
    }

    private static String wish(String of, String start, String email, String resource) {
        var wish = new JsonObject(Practice.wish(of, start, resource));
        wish.getJsonArray("attendees").getJsonObject(0).put("email", email);
        return wish.encode();
    }

    private static List<String> hosts(String of, int day, int count) {
        return Stream.generate(() -> host(client.post("/v1/bookings", wish(of, day))))
                .limit(count)
                .toList();
    }

    private static String host(Reply booked) {
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return ids(booked.json()).getFirst();
    }

    private static List<String> ids(JsonObject booking) {
        return booking.getJsonArray("resources").stream()
                .map(each -> ((JsonObject) each).getString("id"))
                .toList();
    }

    private static JsonObject chosen(JsonObject booking) {
        return booking.getJsonArray("resources").getJsonObject(0).getJsonObject("chosen");
    }

    private static long count(String of, String id) throws SQLException {
        return practice.number("select count(*) from booking where service_id = '" + of
                + "' and resources::text like '%\"id\":\"" + id + "\"%'");
    }
}
