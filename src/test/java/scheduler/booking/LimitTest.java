package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// At most so many bookings of a service, with a resource, of a customer: in lists and when many book at once.
class LimitTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;
    static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        nodes = List.of(client, service.startNode().client());
        practice = new Practice(service).resource("hall", 100);
        for (var id : List.of("h1", "h2", "h3")) {
            practice.resource(id, 10, "hosts");
        }
    }

    private static void limited(String id, String limits, String... more) {
        practice.service(
                id, "{\"duration\":\"PT30M\",\"limits\":" + limits + (more.length > 0 ? "," + more[0] : "") + "}");
    }

    @Test
    void of_two_tabs_that_want_the_last_of_a_day_one_gets_it() {
        limited("daily", "[{\"max\":1,\"per\":\"day\"}]");

        var replies = List.of(
                nodes.get(0).postAsync("/v1/bookings", Practice.wish("daily", "2026-12-01T09:00", "hall")),
                nodes.get(1).postAsync("/v1/bookings", Practice.wish("daily", "2026-12-01T15:00", "hall")));

        var done = replies.stream().map(CompletableFuture::join).toList();
        assertThat(done).extracting(Reply::status).containsExactlyInAnyOrder(201, 409);
        assertThat(done).filteredOn(each -> each.status() == 409).allSatisfy(each -> {
            assertThat(each.code()).isEqualTo("limit_reached");
            assertThat(each.json().getJsonArray("alternatives")).isNotEmpty();
        });
    }

    @Test
    void who_has_lost_a_race_does_not_count() {
        practice.resource("room");
        limited("twice", "[{\"max\":2,\"per\":\"day\"}]");
        for (int day = 1; day <= 4; day++) {
            var first = Practice.wish("twice", "2026-12-0" + day + "T09:00", "room");
            var second = Practice.wish("twice", "2026-12-0" + day + "T10:00", "room");

            var won = nodes.get(0).post("/v1/bookings", first);
            // The other node does not know yet, so it tries.
            var lost = nodes.get(1).post("/v1/bookings", first);

            assertThat(List.of(won.status(), lost.status())).containsExactly(201, 409);
            assertThat(nodes.get(1).post("/v1/bookings", second).status()).isEqualTo(201);
        }
    }

    @Test
    void one_of_the_resources_may_have_another_number_than_the_others() {
        limited(
                "capped",
                "[{\"max\":2,\"per\":\"day\",\"of\":\"resource\",\"maxOf\":{\"h1\":1,\"h3\":0}}]",
                "\"requirements\":[{\"role\":\"host\",\"pool\":\"hosts\"}]");
        var question = "/v1/slots?service=capped&from=2026-12-03&to=2026-12-03";
        assertThat(free(question)).containsOnly("h1", "h2");

        assertThat(practice.book("capped", "2026-12-03T09:00", "h1").status()).isEqualTo(201);
        assertThat(practice.book("capped", "2026-12-03T10:00", "h1").code()).isEqualTo("limit_reached");
        assertThat(practice.book("capped", "2026-12-03T10:00", "h3").code()).isEqualTo("limit_reached");
        assertThat(free(question)).containsOnly("h2");
        var replies = IntStream.range(0, 10)
                .mapToObj(i -> nodes.get(i % 2)
                        .postAsync(
                                "/v1/bookings", Practice.wish("capped", "2026-12-03T%02d:00".formatted(9 + i % 8), "")))
                .toList();
        assertThat(replies.stream().map(CompletableFuture::join).filter(each -> each.status() == 201))
                .hasSize(2);
        assertThat(free(question)).isEmpty();
    }

    private static List<String> free(String question) {
        return client.get(question).json().getJsonArray("slots").stream()
                .flatMap(each -> ((JsonObject) each).getJsonArray("resources").stream())
                .map(String.class::cast)
                .toList();
    }

    @Test
    void as_many_as_may_be_are_booked_however_many_want_to() throws SQLException {
        limited("weekly", "[{\"max\":20,\"per\":\"week\"},{\"max\":7,\"per\":\"day\"}]");

        var replies = IntStream.range(0, 120)
                .mapToObj(i -> nodes.get(i % 2)
                        .postAsync(
                                "/v1/bookings",
                                Practice.wish(
                                        "weekly", "2026-12-%02dT%02d:00".formatted(7 + i % 5, 9 + i % 7), "hall")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(20);
        assertThat(replies)
                .filteredOn(each -> each.code().equals("limit_reached"))
                .hasSize(100);
        assertThat(practice.number("""
                select max(count) from (
                  select count(*) from booking where service_id = 'weekly' group by local_start::date) as days
                """)).isLessThanOrEqualTo(7);
    }

    @Test
    void a_full_day_is_not_offered_and_comes_back_when_one_is_cancelled() {
        limited("two-a-day", "[{\"max\":2,\"per\":\"day\"}]");
        var slots = "/v1/slots?service=two-a-day&resource=hall&from=2026-12-02&to=2026-12-03";
        int before = client.get(slots).json().getJsonArray("slots").size();
        book("two-a-day", "2026-12-02T09:00");
        var second = book("two-a-day", "2026-12-02T10:00");

        assertThat(client.get(slots).text())
                .doesNotContain("start\":\"2026-12-02")
                .contains("start\":\"2026-12-03");
        assertThat(client.get("/v1/slots?service=two-a-day&resource=hall&from=2026-12-02&to=2026-12-02")
                        .json()
                        .getString("empty"))
                .isEqualTo("full");
        assertThat(explain("two-a-day", "2026-12-02T11:00")).contains("\"limit\"", "2 per day of this service");

        cancel(second);
        assertThat(client.get(slots).json().getJsonArray("slots")).hasSize(before);
        assertThat(book("two-a-day", "2026-12-02T12:00").status()).isEqualTo(201);
        assertThat(book("two-a-day", "2026-12-02T13:00").code()).isEqualTo("limit_reached");
    }

    @Test
    void each_host_of_a_pool_has_a_cap_of_its_own() {
        limited(
                "hosted",
                "[{\"max\":2,\"per\":\"day\",\"of\":\"resource\"}]",
                "\"requirements\":[{\"role\":\"host\",\"pool\":\"hosts\"}]");

        var replies = IntStream.range(0, 8)
                .mapToObj(i -> practice.book("hosted", "2026-12-04T%02d:00".formatted(9 + i), ""))
                .toList();

        assertThat(replies.subList(0, 6))
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(replies.subList(6, 8))
                .allSatisfy(each -> assertThat(each.code()).isEqualTo("limit_reached"));
        assertThat(replies.subList(0, 6).stream()
                        .map(each -> each.json()
                                .getJsonArray("resources")
                                .getJsonObject(0)
                                .getString("id")))
                .containsExactlyInAnyOrder("h1", "h1", "h2", "h2", "h3", "h3");
    }

    @Test
    void a_customer_has_one_whatever_the_case_of_his_address() {
        limited("once", "[{\"max\":1,\"per\":\"month\",\"of\":\"customer\"}]");

        assertThat(customer("once", "2026-12-01T09:00", "ada@example.org").status())
                .isEqualTo(201);
        assertThat(customer("once", "2026-12-15T09:00", "Ada@Example.org").code())
                .isEqualTo("limit_reached");
        assertThat(customer("once", "2026-12-15T09:00", "bob@example.org").status())
                .isEqualTo(201);
        assertThat(customer("once", "2027-01-04T09:00", "ada@example.org").status())
                .isEqualTo(201);
    }

    /// Greek has another sigma at the end of a word, and Turkish an I with a dot.
    @Test
    void his_address_is_the_same_to_the_service_and_to_the_database() {
        for (var address : List.of("\u0391\u03a3@example.org", "\u0130@example.org")) {
            var service = "greek-" + address.codePointAt(0);
            practice.service(service, "{\"duration\":\"PT30M\"}");
            var wish = "{\"service\":\"" + service
                    + "\",\"resource\":\"hall\",\"start\":\"2026-12-10T%s\",\"attendees\":[{\"name\":\"S\",\"email\":\""
                    + address + "\"}]}";
            assertThat(client.post("/v1/bookings", wish.formatted("09:00")).status())
                    .isEqualTo(201);
            limited(service, "[{\"max\":1,\"per\":\"week\",\"of\":\"customer\"}]");

            assertThat(client.post("/v1/bookings", wish.formatted("10:00")).code())
                    .isEqualTo("limit_reached");
        }
    }

    @Test
    void who_has_had_his_share_is_told_by_which_rule_and_offered_what_he_can_have() {
        limited(
                "share",
                "[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"},{\"max\":2,\"per\":\"week\",\"of\":\"customer\"}]");
        customer("share", "2026-12-01T09:00", "ada@example.org");

        var second = customer("share", "2026-12-01T16:00", "ada@example.org");
        customer("share", "2026-12-02T09:00", "ada@example.org");
        var third = customer("share", "2026-12-03T16:00", "ada@example.org");

        for (var refused : List.of(second, third)) {
            assertThat(refused.code()).isEqualTo("limit_reached");
            assertThat(broken(refused)).containsExactly("limit");
        }
        assertThat(alternatives(second))
                .allMatch(start -> start.startsWith("2026-12-02"))
                .hasSize(3);
        assertThat(alternatives(third))
                .allMatch(start -> start.startsWith("2026-12-07"))
                .hasSize(3);
        assertThat(customer("share", alternatives(third).getFirst(), "ada@example.org")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void who_is_refused_by_another_rule_is_offered_nothing_beyond_his_own_limit() {
        practice.resource("den");
        limited(
                "own",
                "[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]",
                "\"requirements\":[{\"role\":\"room\",\"resources\":[\"den\"]}]");
        customer("own", "2026-12-01T09:00", "ada@example.org", "den");

        var hers = customer("own", "2026-12-01T09:00", "Ada@example.org", "den");
        var his = customer("own", "2026-12-01T09:00", "bob@example.org", "den");
        var tomorrow = customer("own", "2026-12-02T09:00", "ada@example.org", "den");
        var moved = move(tomorrow, "2026-12-01T09:00");

        for (var refused : List.of(hers, his, moved)) {
            assertThat(refused.code()).isEqualTo("slot_taken");
        }
        assertThat(alternatives(his).getFirst()).startsWith("2026-12-01T09:30");
        assertThat(alternatives(hers))
                .allMatch(start -> start.startsWith("2026-12-02"))
                .hasSize(3);
        // The day that it leaves is open to it.
        assertThat(alternatives(moved))
                .allMatch(start -> start.startsWith("2026-12-02"))
                .hasSize(3);
    }

    @Test
    void behind_a_month_that_is_full_is_the_next() {
        limited("monthly", "[{\"max\":1,\"per\":\"month\"}]");
        practice.book("monthly", "2026-12-01T09:00", "hall");

        var refused = practice.book("monthly", "2026-12-02T09:00", "hall");

        assertThat(broken(refused)).containsExactly("limit");
        assertThat(alternatives(refused))
                .allMatch(start -> start.startsWith("2027-01-01"))
                .hasSize(3);
    }

    private static List<String> broken(Reply refused) {
        return refused.json().getJsonArray("rules").stream()
                .map(JsonObject.class::cast)
                .filter(rule -> !rule.getBoolean("ok"))
                .map(rule -> rule.getString("rule"))
                .toList();
    }

    private static List<String> alternatives(Reply refused) {
        return refused.json().getJsonArray("alternatives").stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    @Test
    void what_counts_is_the_local_date_where_the_service_is_given() {
        client.put("/v1/resources/night", "{\"timeZone\":\"America/New_York\",\"capacity\":9}");
        practice.schedule("night", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
        limited("late", "[{\"max\":1,\"per\":\"day\"}]");

        assertThat(practice.book("late", "2026-12-07T23:30", "night").status()).isEqualTo(201);
        assertThat(practice.book("late", "2026-12-07T01:00", "night").code()).isEqualTo("limit_reached");
        assertThat(client.get("/v1/slots?service=late&resource=night&from=2026-12-08&to=2026-12-08&timeZone=Asia/Tokyo")
                        .text())
                .doesNotContain("2026-12-08T13:59")
                .contains("2026-12-08T14:00:00+09:00");
        assertThat(practice.book("late", "2026-12-08T00:00", "night").status()).isEqualTo(201);
    }

    @Test
    void a_move_within_the_day_needs_no_room_and_one_to_another_day_does() {
        limited("moved", "[{\"max\":1,\"per\":\"day\"},{\"max\":2,\"per\":\"week\"}]");
        var first = book("moved", "2026-12-14T09:00");
        book("moved", "2026-12-15T09:00");

        assertThat(move(first, "2026-12-14T15:00").status()).isEqualTo(200);
        assertThat(move(first, "2026-12-15T15:00").code()).isEqualTo("limit_reached");
        assertThat(move(first, "2026-12-16T15:00").status()).isEqualTo(200);
        assertThat(book("moved", "2026-12-14T09:00").code()).isEqualTo("limit_reached");
        assertThat(move(first, "2026-12-21T15:00").status()).isEqualTo(200);
        assertThat(book("moved", "2026-12-14T09:00").status()).isEqualTo(201);
    }

    @Test
    void a_limit_that_comes_later_counts_what_is_there() throws SQLException {
        limited("later", "[]");
        var first = book("later", "2026-12-22T09:00");
        book("later", "2026-12-22T10:00");
        limited("later", "[{\"max\":3,\"per\":\"day\"}]");

        assertThat(book("later", "2026-12-22T11:00").status()).isEqualTo(201);
        assertThat(book("later", "2026-12-22T12:00").code()).isEqualTo("limit_reached");
        cancel(first);
        assertThat(book("later", "2026-12-22T12:00").status()).isEqualTo(201);
        assertThat(book("later", "2026-12-22T13:00").code()).isEqualTo("limit_reached");
        limited("later", "[{\"max\":4,\"per\":\"day\"}]");
        assertThat(book("later", "2026-12-22T13:00").status()).isEqualTo(201);
        assertThat(book("later", "2026-12-22T14:00").code()).isEqualTo("limit_reached");
        assertThat(practice.number("select taken from tally t join service s on s.no = t.service where s.id = 'later'"))
                .isEqualTo(4);
    }

    private static Reply book(String what, String start) {
        return practice.book(what, start, "hall");
    }

    private static Reply customer(String what, String start, String email) {
        return customer(what, start, email, "hall");
    }

    private static Reply customer(String what, String start, String email, String resource) {
        var wish = new JsonObject(Practice.wish(what, start, resource));
        wish.getJsonArray("attendees").getJsonObject(0).put("email", email);
        return client.post("/v1/bookings", wish.encode());
    }

    private static Reply move(Reply booking, String start) {
        return client.post(
                "/v1/bookings/" + booking.json().getString("id") + "/reschedule", "{\"start\":\"" + start + "\"}");
    }

    private static void cancel(Reply booking) {
        assertThat(client.post("/v1/bookings/" + booking.json().getString("id") + "/cancel", "")
                        .status())
                .isEqualTo(200);
    }

    private static String explain(String what, String start) {
        return client.get("/v1/slots/explain?service=" + what + "&resource=hall&start=" + start)
                .text();
    }
}
