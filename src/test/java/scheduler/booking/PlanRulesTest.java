package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A plan keeps to what the database counts of customers, and to how many may come as it is now: what is planned can be
/// done. Each is tried, which changes nothing, and then applied.
class PlanRulesTest {

    private static final AtomicInteger names = new AtomicInteger();
    private static final String MONDAY = "2026-11-30";
    private static final String TUESDAY = "2026-12-01";
    private static final String WEDNESDAY = "2026-12-02";
    private static final String THURSDAY = "2026-12-03";

    @RegisterExtension
    static final Service service = new Service();

    private static final Practice practice = new Practice(service);

    private String team = "";
    private String lee = "";
    private String wu = "";

    @BeforeEach
    void a_team_of_one() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        team = "team-" + names.incrementAndGet();
        lee = "lee-" + team;
        wu = "wu-" + team;
        practice.resource(lee, team);
    }

    @AfterEach
    void nothing_is_claimed_twice() throws SQLException {
        assertThat(practice.overlappingClaims()).isZero();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @Test
    void a_day_on_which_its_customer_has_all_he_may_is_passed_over() {
        rules("\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]");
        booked(at(MONDAY, 16), lee, "ada");
        booked(at(WEDNESDAY, 9), lee, "ada");
        var moved = booked(at(TUESDAY, 9), lee, "ada");
        var other = booked(at(TUESDAY, 10), lee, "bob");

        var items = applied(tuesday());

        assertThat(item(items, moved)).isEqualTo("move " + at(THURSDAY, 9) + " by " + lee);
        assertThat(item(items, other)).isEqualTo("move " + at(MONDAY, 15) + " by " + lee);
    }

    @Test
    void where_he_may_have_none_it_is_cancelled_and_told_why() {
        rules("\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]");
        booked(at(MONDAY, 16), lee, "ada");
        booked(at(WEDNESDAY, 9), lee, "ada");
        var booking = booked(at(TUESDAY, 9), lee, "ada");

        var items = applied(tuesday().put("within", "PT36H"));

        assertThat(item(items, booking)).isEqualTo("cancel");
        assertThat(codes(items, booking)).containsExactly("blocked", "limit_reached");
    }

    @Test
    void each_counts_those_that_come_to_a_day_before_it() {
        rules("\"limits\":[{\"max\":2,\"per\":\"day\",\"of\":\"customer\"}]");
        booked(at(MONDAY, 10), lee, "ada");
        booked(at(WEDNESDAY, 9), lee, "ada");
        var nine = booked(at(TUESDAY, 9), lee, "ada");
        var ten = booked(at(TUESDAY, 10), lee, "ada", "bob");

        var items = applied(tuesday());

        assertThat(item(items, nine)).isEqualTo("move " + at(MONDAY, 16) + " by " + lee);
        assertThat(item(items, ten)).isEqualTo("move " + at(WEDNESDAY, 10) + " by " + lee);
    }

    /// The longer one finds no room on its day.
    @Test
    void and_those_that_leave_a_day_before_it() {
        rules("\"durations\":[\"PT1H\",\"PT2H\"],\"step\":\"PT1H\","
                + "\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]");
        for (int hour : new int[] {9, 10, 11}) {
            booked(at(TUESDAY, hour), lee, "guest" + hour);
        }
        var longer = booked(wish(at(TUESDAY, 13), lee, "ada").put("duration", "PT2H"));
        var shorter = booked(at(WEDNESDAY, 9), lee, "ada");

        var items = applied(away(at(TUESDAY, 13), at(THURSDAY, 0)));

        assertThat(item(items, longer)).isEqualTo("move " + at(MONDAY, 15) + " by " + lee);
        assertThat(item(items, shorter)).isEqualTo("move " + at(TUESDAY, 12) + " by " + lee);
    }

    @Test
    void nobody_is_put_into_a_session_in_which_he_has_a_seat() {
        practice.resource(wu, team);
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");
        booked(at(TUESDAY, 9), wu, "ada");
        booked(at(TUESDAY, 10), wu, "eve");
        var booking = booked(at(TUESDAY, 9), lee, "ada");
        var other = booked(at(TUESDAY, 9), lee, "bob");

        var items = applied(tuesday());

        assertThat(item(items, booking)).isEqualTo("move " + at(TUESDAY, 10) + " by " + wu);
        assertThat(codes(items, booking)).containsExactly("already_booked");
        assertThat(item(items, other)).isEqualTo("reassign " + at(TUESDAY, 9) + " by " + wu);
    }

    @Test
    void whoever_is_free_besides_gives_it_instead() {
        practice.resource(wu, team).resource("kim-" + team, team);
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");
        booked(at(TUESDAY, 9), wu, "ada");
        var booking = booked(at(TUESDAY, 9), lee, "ada");

        var items = applied(tuesday());

        assertThat(item(items, booking)).isEqualTo("reassign " + at(TUESDAY, 9) + " by kim-" + team);
    }

    @Test
    void where_only_such_sessions_are_left_it_is_cancelled_and_told_why() {
        practice.resource(wu, team);
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");
        booked(at(TUESDAY, 9), wu, "ada");
        booked(at(TUESDAY, 10), wu, "ada");
        var booking = booked(at(TUESDAY, 9), lee, "ada");

        var items = applied(tuesday().put("within", "PT2H"));

        assertThat(item(items, booking)).isEqualTo("cancel");
        assertThat(codes(items, booking)).containsExactly("already_booked", "already_booked");
    }

    /// Two bookings of one customer come to meet in one session only if they may.
    @Test
    void each_counts_the_seats_that_are_taken_before_it() {
        practice.resource(wu, team);
        rules("\"capacity\":5");
        var first = booked(at(TUESDAY, 9), lee, "ada");
        var second = booked(at(TUESDAY, 9), lee, "ada");
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");

        var items = applied(tuesday());

        assertThat(Stream.of(item(items, first), item(items, second)))
                .containsExactlyInAnyOrder(
                        "reassign " + at(TUESDAY, 9) + " by " + wu, "move " + at(TUESDAY, 10) + " by " + wu);
    }

    @Test
    void limits_that_came_later_count() {
        rules("\"capacity\":5");
        var booking = booked(at(TUESDAY, 9), lee, "ada");
        booked(at(MONDAY, 10), lee, "bob");
        booked(at(WEDNESDAY, 10), lee, "ada");
        rules("\"capacity\":5,\"limits\":[{\"max\":1,\"per\":\"day\"}]");

        assertThat(item(planned(tuesday()), booking)).isEqualTo("move " + at(THURSDAY, 9) + " by " + lee);
        rules("\"capacity\":5,\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]");
        assertThat(item(applied(tuesday()), booking)).isEqualTo("move " + at(MONDAY, 16) + " by " + lee);
    }

    @Test
    void so_do_those_of_whoever_could_give_it() {
        practice.resource(wu, team);
        rules("\"capacity\":5");
        var booking = booked(at(TUESDAY, 9), lee, "ada");
        booked(at(TUESDAY, 10), wu, "bob");
        rules("\"capacity\":5,\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"resource\"}]");

        var items = applied(tuesday());

        assertThat(item(items, booking)).startsWith("move " + at(MONDAY, 16));
        assertThat(codes(items, booking)).containsExactly("limit_reached");
    }

    @Test
    void on_its_own_day_it_is_not_one_more() {
        rules("\"capacity\":5");
        var booking = booked(at(TUESDAY, 9), lee, "ada");
        booked(at(TUESDAY, 14), lee, "ada");
        rules("\"capacity\":5,\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]");

        var items = applied(away(at(TUESDAY, 9), at(TUESDAY, 12)));

        assertThat(item(items, booking)).isEqualTo("move " + at(TUESDAY, 12) + " by " + lee);
    }

    @Test
    void that_nobody_may_have_two_seats_counts_when_it_came_later() {
        practice.resource(wu, team);
        rules("\"capacity\":5");
        booked(at(TUESDAY, 9), wu, "ada");
        var booking = booked(at(TUESDAY, 9), lee, "ada");
        rules("\"capacity\":5,\"policy\":{\"unique\":true}");

        var items = applied(tuesday());

        assertThat(item(items, booking)).isEqualTo("move " + at(TUESDAY, 10) + " by " + wu);
    }

    @Test
    void what_has_more_seats_than_a_session_by_now_is_cancelled() {
        practice.resource(wu, team);
        rules("\"capacity\":5");
        var large = booked(at(TUESDAY, 9), lee, "ada", "bob", "cem", "dan");
        var small = booked(at(TUESDAY, 10), lee, "eve", "fay");
        rules("\"capacity\":2");

        var items = applied(tuesday());

        assertThat(item(items, large)).isEqualTo("cancel");
        assertThat(codes(items, large)).containsExactly("slot_taken", "slot_taken");
        assertThat(item(items, small)).isEqualTo("reassign " + at(TUESDAY, 10) + " by " + wu);
    }

    /// A node may not know what the database has counted; then it is not asked for ever.
    @Test
    void what_the_database_counts_otherwise_is_refused() throws SQLException {
        rules("\"limits\":[{\"max\":2,\"per\":\"day\"}]");
        booked(at(WEDNESDAY, 10), lee, "bob");
        var booking = booked(at(TUESDAY, 16), lee, "ada");
        assertThat(practice.number("update tally set taken = 2 where subject = '' and begins = '" + at(WEDNESDAY, 0)
                        + "' and service = (select no from service where id = '" + team + "') returning taken"))
                .isEqualTo(2);
        var absence = away(at(TUESDAY, 9), at(WEDNESDAY, 0));
        var plan = plan(absence);
        assertThat(item(items(plan), booking)).isEqualTo("move " + at(WEDNESDAY, 9) + " by " + lee);

        var refused =
                practice.client().post("/v1/bookings/plan/apply", absence.encode(), "If-Match", plan.header("ETag"));

        assertThat(refused.status()).as(refused.text()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("limit_reached");
        assertThat(refused.json().getJsonObject("state").getString("booking")).isEqualTo(booking);
        assertThat(practice.client().get("/v1/resources/" + lee + "/blocks").items())
                .isEmpty();
    }

    @Test
    void however_many_starts_are_nearer_that_have_too_few_seats_together() {
        rules("\"durations\":[\"PT15M\"],\"capacity\":3");
        for (int hour : List.of(9, 10, 11, 13, 14, 15)) {
            for (int minute = 0; minute < 60; minute += 15) {
                booked(at(TUESDAY, hour).replace(":00:", ":%02d:".formatted(minute)), lee, "ada", "bob");
            }
        }
        var moved = booked(at(TUESDAY, 12), lee, "cid", "dan");

        var items = applied(away(at(TUESDAY, 12), at(TUESDAY, 13)));

        assertThat(item(items, moved)).isEqualTo("move " + at(TUESDAY, 16) + " by " + lee);
    }

    private void rules(String more) {
        practice.service(
                team,
                "{" + (more.contains("durations") ? "" : "\"duration\":\"PT1H\",")
                        + "\"requirements\":[{\"role\":\"doctor\",\"pool\":\"" + team + "\"}]," + more + "}");
    }

    private static String at(String day, int hour) {
        return day + "T%02d:00:00+01:00".formatted(hour);
    }

    private JsonObject wish(String start, String resource, String... attendees) {
        var all = new JsonArray();
        for (var each : attendees) {
            all.add(new JsonObject().put("name", each).put("email", each + "@example.com"));
        }
        return new JsonObject()
                .put("service", team)
                .put("start", start)
                .put("resource", resource)
                .put("attendees", all);
    }

    private String booked(String start, String resource, String... attendees) {
        return booked(wish(start, resource, attendees));
    }

    private static String booked(JsonObject wish) {
        var reply = practice.client().post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private JsonObject tuesday() {
        return away(at(TUESDAY, 0), at(WEDNESDAY, 0));
    }

    private JsonObject away(String start, String end) {
        return new JsonObject().put("resource", lee).put("start", start).put("end", end);
    }

    private static List<JsonObject> planned(JsonObject absence) {
        return items(plan(absence));
    }

    private static Reply plan(JsonObject absence) {
        var plan = practice.client().post("/v1/bookings/plan", absence.encode());
        assertThat(plan.status()).as(plan.text()).isEqualTo(200);
        return plan;
    }

    /// What is planned is what is done, and what it is once it has been done.
    private static List<JsonObject> applied(JsonObject absence) {
        var plan = plan(absence);
        var tried = apply(plan, absence, "?dryRun=true");
        assertThat(items(tried)).isEqualTo(items(plan));
        assertThat(plan(absence).text()).isEqualTo(plan.text());

        var done = apply(plan, absence, "");

        assertThat(items(done)).isEqualTo(items(plan));
        for (var each : items(plan)) {
            var booking = practice.client()
                    .get("/v1/bookings/" + each.getString("booking"))
                    .json();
            if (each.containsKey("to")) {
                assertThat(booking.getMap())
                        .containsAllEntriesOf(each.getJsonObject("to").getMap());
            } else {
                assertThat(booking.getString("status")).isEqualTo("cancelled");
            }
        }
        return items(plan);
    }

    private static Reply apply(Reply plan, JsonObject absence, String query) {
        var done = practice.client()
                .post("/v1/bookings/plan/apply" + query, absence.encode(), "If-Match", plan.header("ETag"));
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        return done;
    }

    private static List<JsonObject> items(Reply plan) {
        return plan.json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static JsonObject of(List<JsonObject> items, String booking) {
        return items.stream()
                .filter(each -> each.getString("booking").equals(booking))
                .findFirst()
                .orElseThrow();
    }

    /// What becomes of a booking: `move 2026-12-01T10:00:00+01:00 by lee`.
    private static String item(List<JsonObject> items, String booking) {
        var item = of(items, booking);
        var to = item.getJsonObject("to");
        return to == null
                ? item.getString("action")
                : item.getString("action") + " " + to.getString("start") + " by "
                        + to.getJsonArray("resources").getJsonObject(0).getString("id");
    }

    private static List<String> codes(List<JsonObject> items, String booking) {
        return of(items, booking).getJsonArray("reasons").stream()
                .map(each -> ((JsonObject) each).getString("code"))
                .toList();
    }
}
