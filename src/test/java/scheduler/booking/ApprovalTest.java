package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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

/// Requests that wait for approval, with their time held for them or not.
class ApprovalTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT1H");

    static Practice practice;
    static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .resource("studio")
                .resource("t1", "turns")
                .resource("t2", "turns")
                .service("turns", """
                        {"duration":"PT30M","approval":true,"policy":{"pendingBlocks":false},
                         "requirements":[{"role":"host","pool":"turns","strategy":"round_robin"}]}
                        """)
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}")
                .service("open", """
                        {"duration":"PT30M","minNotice":"PT24H","approval":true,"policy":{"pendingBlocks":false},
                         "limits":[{"max":3,"per":"day"}]}
                        """)
                .service("sparing", """
                        {"duration":"PT30M","approval":true,"policy":{"pendingBlocks":false},
                         "limits":[{"max":1,"per":"day","of":"customer"}]}
                        """)
                .service("course", """
                        {"duration":"PT1H","capacity":2,"approval":true,"policy":{"pendingBlocks":false,"unique":true}}
                        """)
                .service("hasty", """
                        {"duration":"PT30M","approval":true,"policy":{"pendingExpiry":"PT2H"}}
                        """);
        nodes = List.of(service.client(), service.startNode().client());
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @AfterEach
    void nothing_is_claimed_twice() throws SQLException {
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void of_two_requests_for_one_time_that_are_confirmed_at_once_one_is() throws SQLException {
        for (int day = 1; day <= 4; day++) {
            var start = "2026-12-0%dT10:00".formatted(day);
            var one = practice.book("open", start, "lee");
            var other = practice.book("open", start, "lee");
            assertThat(List.of(status(one), status(other))).containsOnly("pending");

            var replies = List.of(
                            nodes.get(0).postAsync(path(one) + "/confirm", ""),
                            nodes.get(1).postAsync(path(other) + "/confirm", ""))
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 409);
            var lost = replies.get(0).status() == 409 ? one : other;
            assertThat(replies).filteredOn(each -> each.status() == 409).allSatisfy(each -> {
                assertThat(each.code()).isEqualTo("slot_taken");
                assertThat(each.json().getJsonArray("alternatives")).isNotEmpty();
            });
            assertThat(status(nodes.get(0).get(path(lost)))).isEqualTo("pending");
            assertThat(claims(one) + claims(other)).isEqualTo(1);
        }
    }

    @Test
    void a_request_that_does_not_block_is_in_nobodys_way() throws SQLException {
        var start = "2026-12-07T10:00";
        var asked = practice.book("open", start, "lee");

        assertThat(claims(asked)).isZero();
        assertThat(practice.client()
                        .get("/v1/slots?service=visit&resource=lee&from=2026-12-07&to=2026-12-07")
                        .text())
                .contains("2026-12-07T10:00:00+01:00");
        assertThat(practice.book("visit", start, "lee").status()).isEqualTo(201);
        // Taken now, so nobody may ask for it any more either.
        assertThat(practice.book("open", start, "lee").code()).isEqualTo("slot_taken");
        assertThat(confirm(asked).code()).isEqualTo("slot_taken");
        assertThat(status(nodes.get(1).post(path(asked) + "/decline", ""))).isEqualTo("declined");
        assertThat(confirm(asked).code()).isEqualTo("wrong_status");
    }

    @Test
    void it_counts_for_no_limit_until_it_is_confirmed() {
        var asked = IntStream.range(0, 5)
                .mapToObj(i -> practice.book("open", "2026-12-08T%02d:00".formatted(9 + i), "lee"))
                .toList();

        assertThat(asked).extracting(Reply::status).containsOnly(201);
        for (int i = 0; i < 3; i++) {
            assertThat(confirm(asked.get(i)).status()).isEqualTo(200);
        }
        assertThat(confirm(asked.get(3)).code()).isEqualTo("limit_reached");
        nodes.get(0).post(path(asked.get(0)) + "/cancel", "");
        assertThat(confirm(asked.get(3)).status()).isEqualTo(200);
        assertThat(confirm(asked.get(4)).code()).isEqualTo("limit_reached");
    }

    @Test
    void nobody_asks_for_more_than_he_may_have() {
        var asked = practice.client().post("/v1/bookings", wish("sparing", "2026-12-14T09:00", "eve@example.org"));
        var besides = practice.client().post("/v1/bookings", wish("sparing", "2026-12-14T10:00", "eve@example.org"));
        var nextDay = practice.client().post("/v1/bookings", wish("sparing", "2026-12-15T10:00", "eve@example.org"));
        assertThat(besides.status()).as(besides.text()).isEqualTo(201);
        assertThat(confirm(asked).status()).isEqualTo(200);

        var refused = practice.client().post("/v1/bookings", wish("sparing", "2026-12-14T11:00", "Eve@example.org"));
        var moved = practice.client().post(path(nextDay) + "/reschedule", "{\"start\":\"2026-12-14T12:00\"}");
        var another = practice.client().post("/v1/bookings", wish("sparing", "2026-12-14T11:00", "fay@example.org"));

        assertThat(refused.code()).as(refused.text()).isEqualTo("limit_reached");
        assertThat(moved.code()).as(moved.text()).isEqualTo("limit_reached");
        assertThat(another.status()).as(another.text()).isEqualTo(201);
        assertThat(confirm(besides).code()).isEqualTo("limit_reached");
        nodes.get(0).post(path(asked) + "/cancel", "");
        assertThat(practice.client()
                        .post("/v1/bookings", wish("sparing", "2026-12-14T11:00", "eve@example.org"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void nor_does_who_holds_it_first() {
        var had = practice.client().post("/v1/bookings", wish("sparing", "2026-12-16T09:00", "gil@example.org"));
        assertThat(confirm(had).status()).isEqualTo(200);
        var hold = practice.client()
                .post("/v1/holds", "{\"service\":\"sparing\",\"start\":\"2026-12-16T10:00\",\"resource\":\"studio\"}");
        var of = "{\"hold\":\"" + hold.json().getString("id") + "\",\"attendees\":[{\"name\":\"G\",\"email\":\"%s\"}]}";

        var refused = practice.client().post("/v1/bookings", of.formatted("Gil@example.org"));
        var asked = practice.client().post("/v1/bookings", of.formatted("hal@example.org"));

        assertThat(refused.code()).as(refused.text()).isEqualTo("limit_reached");
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
    }

    @Test
    void whoever_had_the_hold_asks_for_it() {
        var wish = wish("sparing", "2026-12-17T10:00", "ida@example.org");
        var hold = practice.client().post("/v1/holds", wish);

        var asked = practice.client()
                .post("/v1/bookings", "{\"hold\":\"" + hold.json().getString("id") + "\"}");

        assertThat(asked.status()).as(asked.text()).isEqualTo(201);
        assertThat(confirm(asked).status()).isEqualTo(200);
    }

    @Test
    void whoever_is_asked_for_stays_in_the_catalog() {
        practice.resource("kay");
        var asked = practice.book("open", "2026-12-18T10:00", "kay");
        assertThat(asked.status()).as(asked.text()).isEqualTo(201);

        var refused = nodes.get(1).delete("/v1/resources/kay");

        assertThat(refused.code()).as(refused.text()).isEqualTo("wrong_status");
        assertThat(refused.json().getJsonObject("state").getJsonArray("bookings"))
                .containsExactly(asked.json().getString("id"));
        nodes.get(0).post(path(asked) + "/decline", "");
        assertThat(nodes.get(1).delete("/v1/resources/kay").status()).isEqualTo(204);
    }

    @Test
    void nobody_else_takes_the_place_of_whom_a_request_had_named() {
        practice.resource("ann", "named").resource("ben", "named").service("named", """
                {"duration":"PT30M","approval":true,"policy":{"pendingBlocks":false},
                 "requirements":[{"role":"host","pool":"named"}]}
                """);
        var asked = practice.book("named", "2026-12-18T10:00", "ann");
        var anybody = practice.book("named", "2026-12-18T11:00", "");
        assertThat(host(anybody)).isEqualTo("ann");
        practice.resource("ann");

        var moved = nodes.get(1).post(path(asked) + "/reschedule", "{\"start\":\"2026-12-18T12:00\"}");

        assertThat(moved.code()).as(moved.text()).isEqualTo("unknown_resource");
        assertThat(moved.status()).isEqualTo(422);
        assertThat(confirm(asked).code()).isEqualTo("unknown_resource");
        assertThat(host(confirm(anybody))).isEqualTo("ben");
        var other =
                nodes.get(0).post(path(asked) + "/reschedule", "{\"start\":\"2026-12-18T12:00\",\"resource\":\"ben\"}");
        assertThat(host(other)).as(other.text()).isEqualTo("ben");
        assertThat(confirm(asked).status()).isEqualTo(200);
    }

    @Test
    void notice_and_hours_are_those_of_when_it_was_asked_for_and_now() {
        var asked = practice.book("open", "2026-11-25T14:00", "lee");
        var shut = practice.book("open", "2026-11-26T14:00", "lee");
        service.clock().advance(Duration.ofHours(20));
        nodes.get(0)
                .post(
                        "/v1/resources/lee/blocks",
                        "{\"start\":\"2026-11-26T00:00:00Z\",\"end\":\"2026-11-27T00:00:00Z\"}");

        assertThat(confirm(asked).status()).isEqualTo(200);
        assertThat(confirm(shut).code()).isEqualTo("blocked");
    }

    @Test
    void a_request_moves_without_taking_the_time() throws SQLException {
        var asked = practice.book("open", "2026-12-09T10:00", "lee");

        var moved = nodes.get(1).post(path(asked) + "/reschedule", "{\"start\":\"2026-12-09T11:00\"}");

        assertThat(status(moved)).isEqualTo("pending");
        assertThat(moved.json().getString("expiresAt")).isEqualTo("2026-12-09T10:00:00Z");
        assertThat(claims(asked)).isZero();
        assertThat(confirm(asked).json().getString("start")).isEqualTo("2026-12-09T11:00:00+01:00");
        assertThat(claims(asked)).isEqualTo(1);
        assertThat(nodes.get(0).post(path(asked) + "/cancel", "").status()).isEqualTo(200);
        assertThat(claims(asked)).isZero();
    }

    @Test
    void seats_of_a_session_are_taken_by_whoever_is_confirmed() {
        var asked = IntStream.range(0, 4)
                .mapToObj(i -> practice.client()
                        .post("/v1/bookings", wish("course", "2026-12-10T09:00", "p" + i % 3 + "@example.org")))
                .toList();

        assertThat(asked).extracting(Reply::status).containsOnly(201);
        assertThat(confirm(asked.get(0)).json().getString("session")).isNotEmpty();
        assertThat(confirm(asked.get(3)).code()).isEqualTo("already_booked");
        assertThat(confirm(asked.get(1)).status()).isEqualTo(200);
        assertThat(confirm(asked.get(2)).code()).isEqualTo("slot_taken");
    }

    @Test
    void an_unanswered_request_is_over_when_it_would_begin_or_earlier() throws SQLException {
        var asked = practice.book("asked", "2026-12-11T10:00", "lee");
        var hasty = practice.book("hasty", "2026-12-11T11:00", "lee");
        assertThat(asked.json().getString("expiresAt")).isEqualTo("2026-12-11T09:00:00Z");
        assertThat(hasty.json().getString("expiresAt")).isEqualTo("2026-11-24T10:00:00Z");

        service.clock().advance(Duration.ofHours(2));
        assertThat(confirm(hasty).code()).isEqualTo("wrong_status");
        assertThat(status(nodes.get(0).get(path(hasty)))).isEqualTo("expired");
        assertThat(practice.book("visit", "2026-12-11T11:00", "lee").status()).isEqualTo(201);
        service.clock().set(Instant.parse("2026-12-11T09:00:00Z"));
        assertThat(nodes.get(1)
                        .post(path(asked) + "/reschedule", "{\"start\":\"2026-12-14T10:00\"}")
                        .code())
                .isEqualTo("wrong_status");
        assertThat(claims(asked)).isZero();
        assertThat(nodes.get(0).get("/v1/bookings?status=expired").items()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_request_that_moves_waits_as_long_as_it_would_have_there() {
        var asked = practice.book("hasty", "2026-11-27T10:00", "lee");
        assertThat(asked.json().getString("expiresAt")).isEqualTo("2026-11-24T10:00:00Z");

        assertThat(expiryAt(asked, "2026-11-24T10:00")).isEqualTo("2026-11-24T09:00:00Z");
        service.clock().advance(Duration.ofMinutes(30));
        assertThat(expiryAt(asked, "2026-11-27T10:00")).isEqualTo("2026-11-24T10:00:00Z");
    }

    @Test
    void a_hold_is_asked_for_once_it_is_booked() {
        var hold = practice.client()
                .post(
                        "/v1/holds",
                        "{\"service\":\"hasty\",\"start\":\"2026-11-24T11:00\",\"resource\":\"lee\",\"ttl\":\"PT1H\"}");
        assertThat(hold.status()).as(hold.text()).isEqualTo(201);
        service.clock().advance(Duration.ofMinutes(45));
        var asked = practice.client()
                .post(
                        "/v1/bookings",
                        "{\"hold\":\"%s\",\"attendees\":[{\"name\":\"Ada\"}]}"
                                .formatted(hold.json().getString("id")));
        assertThat(asked.json().getString("expiresAt")).as(asked.text()).isEqualTo("2026-11-24T10:00:00Z");

        assertThat(expiryAt(asked, "2026-11-26T11:00")).isEqualTo("2026-11-24T10:45:00Z");
    }

    @Test
    void requests_of_a_series_and_of_a_plan_wait_as_long_as_they_would_have_there() {
        var series = practice.client().post("/v1/series", """
                {"service":"hasty","start":"2026-11-24T14:00","resource":"lee","rrule":"FREQ=DAILY;COUNT=2",
                 "attendees":[{"name":"Ada"}]}
                """);
        assertThat(expiries(series)).containsExactly("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z");
        var path = "/v1/series/" + series.json().getString("id") + "/reschedule";
        practice.client().post(path, "{\"start\":\"2026-11-24T10:30\"}");
        assertThat(expiries(series)).containsExactly("2026-11-24T09:30:00Z", "2026-11-24T10:00:00Z");

        var moved = practice.client().post(path, "{\"start\":\"2026-11-24T15:30\"}");

        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(expiries(series)).containsExactly("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z");

        var asked = practice.book("hasty", "2026-11-24T10:00", "studio");
        var away = """
                {"resource":"studio","start":"2026-11-24T09:00:00+01:00","end":"2026-11-24T13:00:00+01:00",
                 "prefer":["move"],"reason":"ill"}
                """;
        var plan = practice.client().post("/v1/bookings/plan", away);
        var applied = practice.client().post("/v1/bookings/plan/apply", away, "If-Match", plan.header("ETag"));

        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        var then = practice.client().get(path(asked)).json();
        assertThat(then.getString("start")).isEqualTo("2026-11-24T13:00:00+01:00");
        assertThat(then.getString("expiresAt")).isEqualTo("2026-11-24T10:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/bookings/BOOKING/attendees|{\"name\":\"Cy\"}",
                "/v1/bookings/BOOKING/attendees/1/cancel|{}",
                "/v1/series/SERIES/reschedule|{\"start\":\"2026-12-21T16:00\"}",
                "/v1/series/SERIES/cancel|{}"
            })
    void what_is_over_is_changed_by_nobody_though_no_node_has_ended_it_yet(String path, String body) {
        var series = practice.client().post("/v1/series", """
                {"service":"hasty","start":"2026-12-21T11:00","resource":"lee","rrule":"FREQ=DAILY;COUNT=2",
                 "attendees":[{"name":"Ada"},{"name":"Bo"}]}
                """).json();
        var booking = series.getJsonArray("occurrences").getJsonObject(0).getString("booking");
        service.clock().advance(Duration.ofMinutes(121));

        var refused =
                nodes.get(1).post(path.replace("BOOKING", booking).replace("SERIES", series.getString("id")), body);

        assertThat(refused.code()).as(refused.text()).isEqualTo("wrong_status");
        assertThat(status(nodes.get(0).get("/v1/bookings/" + booking))).isEqualTo("expired");
    }

    private static String expiryAt(Reply asked, String start) {
        var moved = nodes.get(1).post(path(asked) + "/reschedule", "{\"start\":\"%s\"}".formatted(start));
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        return moved.json().getString("expiresAt");
    }

    private static List<String> expiries(Reply series) {
        return nodes
                .get(0)
                .get("/v1/series/" + series.json().getString("id"))
                .json()
                .getJsonArray("occurrences")
                .stream()
                .map(each -> "/v1/bookings/" + ((JsonObject) each).getString("booking"))
                .map(each -> nodes.get(0).get(each).json().getString("expiresAt"))
                .toList();
    }

    @Test
    void requests_take_turns_though_they_claim_nothing() {
        var asked = IntStream.range(0, 4)
                .mapToObj(i -> practice.book("turns", "2026-12-15T%02d:00".formatted(9 + i), ""))
                .toList();

        assertThat(asked).extracting(ApprovalTest::host).containsExactly("t1", "t2", "t1", "t2");
        assertThat(host(confirm(asked.get(1)))).isEqualTo("t2");
        nodes.get(0).post(path(asked.get(3)) + "/decline", "");
        assertThat(host(practice.book("turns", "2026-12-15T14:00", ""))).isEqualTo("t2");
    }

    private static String host(Reply reply) {
        return reply.json().getJsonArray("resources").getJsonObject(0).getString("id");
    }

    @Test
    void what_is_confirmed_does_not_expire() {
        var asked = practice.book("asked", "2026-12-14T15:00", "lee");
        assertThat(confirm(asked).json().containsKey("expiresAt")).isFalse();
        service.clock().set(Instant.parse("2026-12-14T14:00:00Z"));

        assertThat(practice.book("visit", "2026-12-14T15:00", "lee").code()).isEqualTo("slot_taken");

        assertThat(status(nodes.get(0).get(path(asked)))).isEqualTo("confirmed");
    }

    private static Reply confirm(Reply asked) {
        return nodes.get(1).post(path(asked) + "/confirm", "");
    }

    private static String path(Reply asked) {
        return "/v1/bookings/" + asked.json().getString("id");
    }

    private static String status(Reply reply) {
        return reply.json().getString("status");
    }

    private static long claims(Reply asked) throws SQLException {
        return practice.number(
                "select count(*) from claim where booking = '" + asked.json().getString("id") + "'");
    }

    private static String wish(String what, String start, String email) {
        var wish = new JsonObject(Practice.wish(what, start, "studio"));
        wish.getJsonArray("attendees").getJsonObject(0).put("email", email);
        return wish.encode();
    }
}
