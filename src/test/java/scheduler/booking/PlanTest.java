package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// "Dr Lee is ill on Tuesday": what becomes of the bookings is planned, and done as planned or not at all.
class PlanTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static Client client;
    private static List<Client> nodes;
    private static int teams;

    private String team = "";

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service);
        client = practice.client();
        nodes = List.of(client, service.startNode().client());
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    /// Two doctors of their own for each test.
    @BeforeEach
    void two_doctors() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        team = "t" + teams++;
        practice.resource("lee-" + team, team)
                .resource("wu-" + team, team)
                .service(
                        team,
                        "{\"duration\":\"PT1H\",\"policy\":{\"rescheduleCutoff\":\"P30D\",\"cancelCutoff\":\"P30D\"},"
                                + "\"requirements\":[{\"role\":\"doctor\",\"pool\":\"" + team + "\"}]}")
                .service("own-" + team, "{\"duration\":\"PT1H\"}");
    }

    @AfterEach
    void nothing_is_claimed_twice() throws SQLException {
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void who_is_free_gives_it_then_it_is_moved_and_each_counts_on_those_before() {
        var nine = book(team, "2026-12-01T09:00", lee());
        practice.book(team, "2026-12-01T10:00", wu());
        var ten = book(team, "2026-12-01T10:00", lee());
        book(team, "2026-12-02T10:00", lee());

        var plan = client.post("/v1/bookings/plan", tuesday(""));

        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        assertThat(plan.header("ETag")).isEqualTo("\"" + plan.json().getLong("version") + "\"");
        assertThat(items(plan)).hasSize(2);
        var first = items(plan).getFirst();
        assertThat(first.getString("booking")).isEqualTo(id(nine));
        assertThat(first.getString("action")).isEqualTo("reassign");
        assertThat(resource(first.getJsonObject("to"))).isEqualTo(wu());
        var second = items(plan).getLast();
        assertThat(second.getString("booking")).isEqualTo(id(ten));
        assertThat(second.getString("action")).isEqualTo("move");
        // Nine is taken by the first item, so the next nearest is eleven, by the colleague who is there.
        assertThat(second.getJsonObject("to").getString("start")).isEqualTo("2026-12-01T11:00:00+01:00");
        assertThat(resource(second.getJsonObject("to"))).isEqualTo(wu());
        assertThat(second.getJsonArray("reasons").getJsonObject(0).getString("action"))
                .isEqualTo("reassign");
        assertThat(plan.json().getJsonObject("summary").getInteger("reassign")).isEqualTo(1);
        assertThat(client.post("/v1/bookings/plan", tuesday("")).text()).isEqualTo(plan.text());
        assertThat(client.get("/v1/bookings/" + id(nine)).json()).isEqualTo(nine.json());
    }

    @Test
    void it_is_applied_as_it_was_planned() {
        var nine = book(team, "2026-12-01T09:00", lee());
        var own = book("own-" + team, "2026-12-01T14:00", lee());
        var body = tuesday("\"prefer\":[\"reassign\",\"cancel\"]");
        var plan = client.post("/v1/bookings/plan", body);
        assertThat(actions(plan)).containsExactly("reassign", "cancel");

        var tried = apply(plan, body, "?dryRun=true");
        assertThat(tried.status()).as(tried.text()).isEqualTo(200);
        assertThat(client.get("/v1/bookings/" + id(nine)).json()).isEqualTo(nine.json());

        var done = apply(plan, body, "");

        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(actions(done)).containsExactly("reassign", "cancel");
        var moved = client.get("/v1/bookings/" + id(nine)).json();
        assertThat(resource(moved)).isEqualTo(wu());
        assertThat(moved.getString("start")).isEqualTo(nine.json().getString("start"));
        var cancelled = client.get("/v1/bookings/" + id(own)).json();
        assertThat(cancelled.getString("status")).isEqualTo("cancelled");
        assertThat(cancelled.getString("reason")).isEqualTo("ill");
        var block =
                client.get("/v1/resources/" + lee() + "/blocks/" + done.json().getString("block"));
        assertThat(block.json().getString("reason")).isEqualTo("ill");
        assertThat(practice.book(team, "2026-12-01T11:00", lee()).code()).isEqualTo("blocked");
        assertThat(types(nine)).containsExactly("booking.confirmed", "booking.rescheduled");
        assertThat(types(own)).containsExactly("booking.confirmed", "booking.cancelled");
        assertThat(apply(plan, body, "").code()).isEqualTo("version_mismatch");
    }

    @Test
    void what_can_be_done_with_none_of_it_stays_and_is_told() {
        book("own-" + team, "2026-12-01T14:00", lee());

        var plan = client.post("/v1/bookings/plan", tuesday("\"prefer\":[\"reassign\"]"));

        assertThat(actions(plan)).containsExactly("none");
        assertThat(items(plan)
                        .getFirst()
                        .getJsonArray("reasons")
                        .getJsonObject(0)
                        .getString("code"))
                .isEqualTo("blocked");
        var moving = client.post("/v1/bookings/plan", tuesday("\"prefer\":[\"move\"]"));
        assertThat(items(moving).getFirst().getJsonObject("to").getString("start"))
                .isEqualTo("2026-12-02T09:00:00+01:00");
        var near = client.post("/v1/bookings/plan", tuesday("\"prefer\":[\"move\",\"cancel\"],\"within\":\"PT2H\""));
        assertThat(actions(near)).containsExactly("cancel");
        assertThat(items(near)
                        .getFirst()
                        .getJsonArray("reasons")
                        .getJsonObject(0)
                        .getString("action"))
                .isEqualTo("move");
    }

    @Test
    void what_is_under_way_is_given_by_somebody_else_or_stays() {
        var given = book(team, "2026-12-01T09:00", lee());
        practice.resource("kim-" + team).service("kim-" + team, "{\"duration\":\"PT1H\"}");
        var own = book("kim-" + team, "2026-12-01T09:00", "kim-" + team);
        service.clock().set(Instant.parse("2026-12-01T08:00:00Z"));
        var kims = tuesday("").replace(lee(), "kim-" + team);

        var plan = client.post("/v1/bookings/plan", tuesday(""));
        var none = client.post("/v1/bookings/plan", kims);

        assertThat(actions(plan)).containsExactly("reassign");
        assertThat(actions(none)).containsExactly("none");
        assertThat(items(none).getFirst().getJsonArray("reasons").stream()
                        .map(each ->
                                ((JsonObject) each).getString("action") + " " + ((JsonObject) each).getString("code")))
                .containsExactly("reassign blocked", "move too_late", "cancel too_late");
        assertThat(resource(apply(plan, tuesday(""), "")
                        .json()
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getJsonObject("to")))
                .isEqualTo(wu());
        assertThat(apply(none, kims, "").status()).isEqualTo(200);
        assertThat(client.get("/v1/bookings/" + id(own)).json()).isEqualTo(own.json());
        assertThat(client.get("/v1/bookings/" + id(given)).json().getString("start"))
                .isEqualTo(given.json().getString("start"));
    }

    @Test
    void holds_are_released_and_sessions_go_one_by_one() throws SQLException {
        practice.service(
                "yoga-" + team,
                "{\"duration\":\"PT1H\",\"capacity\":3,\"requirements\":[{\"role\":\"t\",\"pool\":\"" + team + "\"}]}");
        var one = book("yoga-" + team, "2026-12-01T09:00", lee());
        var other = book("yoga-" + team, "2026-12-01T09:00", lee());
        var hold = client.post("/v1/holds", Practice.wish(team, "2026-12-01T12:00", lee()));
        var plan = client.post("/v1/bookings/plan", tuesday(""));
        assertThat(actions(plan)).containsExactly("reassign", "reassign", "release");

        var done = apply(plan, tuesday(""), "");

        assertThat(done.status()).as(done.text()).isEqualTo(200);
        var first = client.get("/v1/bookings/" + id(one)).json();
        var second = client.get("/v1/bookings/" + id(other)).json();
        assertThat(resource(first)).isEqualTo(wu());
        assertThat(first.getString("session")).isEqualTo(second.getString("session"));
        assertThat(client.get("/v1/holds/" + id(hold)).status()).isEqualTo(404);
        assertThat(practice.number(
                        "select count(*) from session where taken = 2 and places::text like '%" + wu() + "%'"))
                .isEqualTo(1);
    }

    @Test
    void when_anything_has_changed_nothing_is_done() throws SQLException {
        var nine = book(team, "2026-12-01T09:00", lee());
        var plan = client.post("/v1/bookings/plan", tuesday(""));
        practice.book(team, "2026-12-01T09:00", wu());

        var refused = apply(plan, tuesday(""), "");

        assertThat(client.post("/v1/bookings/plan", tuesday(""), "If-None-Match", "*")
                        .status())
                .isEqualTo(200);
        assertThat(refused.code()).isEqualTo("version_mismatch");
        assertThat(apply(
                                client.post("/v1/bookings/plan", tuesday("")),
                                tuesday("").replace("ill", "on leave"),
                                "")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(refused.json().getJsonObject("state").getLong("version"))
                .isEqualTo(client.post("/v1/bookings/plan", tuesday("")).json().getLong("version"));
        assertThat(client.get("/v1/bookings/" + id(nine)).json()).isEqualTo(nine.json());
        assertThat(practice.number("select count(*) from block b join resource r on r.no = b.resource where r.id = '"
                        + lee() + "'"))
                .isZero();
    }

    @Test
    void sent_twice_it_is_applied_once() {
        book(team, "2026-12-01T09:00", lee());
        var plan = client.post("/v1/bookings/plan", tuesday(""));

        var one = apply(plan, tuesday(""), "", "Idempotency-Key", team);
        var again = apply(plan, tuesday(""), "", "Idempotency-Key", team);

        assertThat(one.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(one.text());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void nobody_gets_a_time_of_the_absence_while_it_is_applied() throws SQLException {
        book(team, "2026-12-01T09:00", lee());
        for (int round = 0; round < 5; round++) {
            var day = "2026-12-%02d".formatted(7 + round);
            book(team, day + "T09:00", lee());
            var body = away(day, "");
            var plan = client.post("/v1/bookings/plan", body);

            var wishes = IntStream.range(0, 30)
                    .mapToObj(i -> nodes.get(i % 2)
                            .postAsync(
                                    "/v1/bookings", Practice.wish(team, day + "T%02d:00".formatted(10 + i % 7), lee())))
                    .toList();
            var applied = nodes.get(round % 2)
                    .postAsync("/v1/bookings/plan/apply", body, "If-Match", plan.header("ETag"))
                    .join();
            wishes.forEach(CompletableFuture::join);

            assertThat(applied.status()).as(applied.text()).isIn(200, 412);
            long inside = practice.number("""
                    select count(*) from booking where status = 'confirmed' and resources::text like '%LEE%'
                      and starts_at >= 'DAYT00:00+01:00' and starts_at < 'DAYT23:00+01:00'
                    """.replace("LEE", lee()).replace("DAY", day));
            long blocks =
                    practice.number("select count(*) from block b join resource r on r.no = b.resource where r.id = '"
                            + lee() + "' and lower(during) >= '" + day + "T00:00+01:00'");
            assertThat(inside == 0).isEqualTo(blocks == 1).isEqualTo(applied.status() == 200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"end\":\"2026-12-02T00:00Z\"|invalid|/start",
                "\"start\":\"2026-12-02T00:00Z\",\"end\":\"2026-12-01T00:00Z\"|invalid|/end",
                "\"start\":\"2026-11-01T00:00Z\",\"end\":\"2026-11-02T00:00Z\"|invalid|/end",
                "\"start\":\"tomorrow\",\"end\":\"2026-12-02T00:00Z\"|invalid|/start",
                "\"start\":\"2026-12-01T00:00Z\",\"end\":\"2026-12-02T00:00Z\",\"prefer\":[\"hope\"]|invalid|/prefer/0",
                "\"start\":\"2026-12-01T00:00Z\",\"end\":\"2026-12-02T00:00Z\",\"prefer\":[]|invalid|/prefer",
                "\"start\":\"2026-12-01T00:00Z\",\"end\":\"2026-12-02T00:00Z\",\"within\":\"P7D\"|invalid|/within",
                "\"start\":\"2026-12-01T00:00Z\",\"end\":\"2026-12-02T00:00Z\",\"why\":\"x\"|malformed|/why"
            })
    void bad_input_is_named(String fields, String code, String pointer) {
        var body = "{\"resource\":\"" + lee() + "\"," + fields + "}";

        assertThat(client.post("/v1/bookings/plan", body).pointer()).isEqualTo(pointer);
        var refused = client.post("/v1/bookings/plan/apply", body, "If-Match", "\"1\"");
        assertThat(refused.code()).as(refused.text()).isEqualTo(code);
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    /// What it costs to look for another time counts, and not how many bookings there are. Of the twenty of the
    /// first week sixteen find room on the Friday before; of the eight of the third the first comes too early
    /// for the Monday after.
    @Test
    void an_absence_of_weeks_is_planned() {
        var alone = lee() + "-alone";
        practice.resource(alone).service(alone, "{\"duration\":\"PT30M\"}");
        var days = IntStream.range(0, 12).mapToObj(i -> "2027-03-%02d".formatted(i + 1 + i / 5 * 2));
        days.forEach(day -> IntStream.range(0, 4)
                .forEach(i -> assertThat(practice.book(alone, day + "T%02d:00".formatted(9 + i), alone)
                                .status())
                        .isEqualTo(201)));

        var plan = client.post(
                "/v1/bookings/plan",
                "{\"resource\":\"" + alone + "\",\"start\":\"2027-03-01T00:00:00Z\",\"end\":\"2027-03-22T00:00:00Z\"}");

        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        assertThat(plan.json().getJsonObject("summary").getInteger("cancel")).isEqualTo(25);
        assertThat(plan.json().getJsonObject("summary").getInteger("move")).isEqualTo(23);
    }

    @Test
    void a_plan_is_applied_by_its_tag_and_for_a_resource_that_is_there() {
        assertThat(client.post("/v1/bookings/plan/apply", tuesday("")).pointer())
                .isEqualTo("header If-Match");
        assertThat(client.post("/v1/bookings/plan/apply", tuesday(""), "If-Match", "*")
                        .pointer())
                .isEqualTo("header If-Match");
        var nobody = tuesday("").replace(lee(), "nobody");
        assertThat(client.post("/v1/bookings/plan", nobody).code()).isEqualTo("unknown_resource");
        assertThat(actions(client.post("/v1/bookings/plan", tuesday("")))).isEmpty();
    }

    private String lee() {
        return "lee-" + team;
    }

    private String wu() {
        return "wu-" + team;
    }

    private String tuesday(String more) {
        return away("2026-12-01", more);
    }

    private String away(String day, String more) {
        return "{\"resource\":\"" + lee() + "\",\"start\":\"" + day + "T00:00:00+01:00\",\"end\":\"" + day
                + "T23:59:59+01:00\",\"reason\":\"ill\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static Reply apply(Reply plan, String body, String query, String... headers) {
        var all = new ArrayList<>(List.of(headers));
        all.add("If-Match");
        all.add(plan.header("ETag"));
        return client.post("/v1/bookings/plan/apply" + query, body, all.toArray(String[]::new));
    }

    private static Reply book(String what, String start, String resource) {
        var booked = practice.book(what, start, resource);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked;
    }

    private static String id(Reply booked) {
        return booked.json().getString("id");
    }

    private static List<JsonObject> items(Reply plan) {
        return plan.json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> actions(Reply plan) {
        return items(plan).stream().map(each -> each.getString("action")).toList();
    }

    private static String resource(JsonObject booking) {
        return booking.getJsonArray("resources").getJsonObject(0).getString("id");
    }

    private static List<String> types(Reply booked) {
        return client.get("/v1/events?subject=" + id(booked)).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }
}
