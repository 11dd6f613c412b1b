package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Why a start can or cannot be booked, in codes and in sentences.
class ExplainTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        practice = new Practice(service)
                .resource("lee", "doctors")
                .resource("kim", "doctors")
                .resource("room", "rooms")
                .service("visit", """
                        {"duration":"PT1H","minNotice":"PT2H","horizon":"P30D","requirements":[
                          {"role":"doctor","pool":"doctors"},{"role":"room","pool":"rooms"}]}
                        """);
        client.post("/v1/resources/lee/blocks", """
                {"start":"2026-12-03T00:00:00Z","end":"2026-12-04T00:00:00Z"}
                """);
    }

    @Test
    void what_can_be_booked_passes_every_rule_and_names_who_would_come() {
        var explained = explain("2026-12-01T09:00").json();

        assertThat(explained.getBoolean("bookable")).isTrue();
        assertThat(explained.getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(explained.getString("end")).isEqualTo("2026-12-01T10:00:00+01:00");
        assertThat(explained.getJsonArray("resources").encode())
                .isEqualTo("[{\"role\":\"doctor\",\"id\":\"kim\",\"chosen\":{\"by\":\"priority\",\"of\":2}},"
                        + "{\"role\":\"room\",\"id\":\"room\"}]");
        assertThat(rules(explained))
                .containsExactly("min_notice ok", "horizon ok", "resources ok doctor", "resources ok room");
    }

    @Test
    void each_rule_that_is_broken_is_named_also_behind_the_first() {
        assertThat(rules(explain("2026-11-24T09:30").json()))
                .contains("min_notice too_soon", "resources not_on_grid doctor", "resources ok room");
        assertThat(rules(explain("2027-02-01T09:00").json())).contains("horizon too_late", "resources ok doctor");
        assertThat(rules(explain("2026-12-01T17:00").json()))
                .containsExactly(
                        "min_notice ok",
                        "horizon ok",
                        "resources outside_hours doctor",
                        "resources outside_hours room");
    }

    @Test
    void each_resource_has_its_own_reason() {
        practice.book("visit", "2026-12-03T10:00", "kim");

        var explained = explain("2026-12-03T10:00").json();

        assertThat(explained.getString("code")).isEqualTo("slot_taken");
        assertThat(explained.getString("detail")).isEqualTo("No doctor is free at that time any more.");
        assertThat(rule(explained, 2).getJsonArray("resources").encode())
                .isEqualTo("[{\"id\":\"kim\",\"ok\":false,\"code\":\"slot_taken\"},"
                        + "{\"id\":\"lee\",\"ok\":false,\"code\":\"blocked\"}]");
        assertThat(explained.getJsonArray("alternatives")).hasSize(3);
    }

    @Test
    void a_booking_that_is_refused_has_the_same_rules_and_alternatives() {
        practice.book("visit", "2026-12-07T10:00", "lee");
        practice.book("visit", "2026-12-07T10:00", "kim");

        var refused = practice.book("visit", "2026-12-07T10:00", "").json();
        var explained = explain("2026-12-07T10:00").json();

        assertThat(refused.getString("code")).isEqualTo(explained.getString("code"));
        assertThat(refused.getJsonArray("rules")).isEqualTo(explained.getJsonArray("rules"));
        assertThat(refused.getJsonArray("alternatives")).isEqualTo(explained.getJsonArray("alternatives"));
        assertThat(practice.book("visit", "2026-12-05T10:00", "").json().getJsonArray("rules"))
                .isNotEmpty();
    }

    /// It is nine o'clock of the 24th of November.
    @Test
    void out_of_the_time_in_which_bookings_are_taken_the_nearest_within_are_offered() {
        var past = explain("2020-01-01T10:00").json();
        var beyond = explain("2030-01-01T10:00").json();

        assertThat(alternatives(past))
                .containsExactly("2026-11-24T11:00:00+01:00", "2026-11-24T12:00:00+01:00", "2026-11-24T13:00:00+01:00");
        assertThat(alternatives(beyond))
                .containsExactly("2026-12-24T14:00:00+01:00", "2026-12-24T15:00:00+01:00", "2026-12-24T16:00:00+01:00");
    }

    private static List<String> alternatives(JsonObject explained) {
        return explained.getJsonArray("alternatives").stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    @Test
    void one_resource_can_be_asked_about() {
        var explained = client.get("/v1/slots/explain?service=visit&start=2026-12-03T11:00&resource=lee");

        assertThat(explained.json().getString("code")).isEqualTo("blocked");
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        assertThat(client.get("/v1/slots/explain?service=none&start=2026-12-03T11:00")
                        .code())
                .isEqualTo("unknown_service");
        assertThat(client.get("/v1/slots/explain?service=visit&start=noon").pointer())
                .isEqualTo("?start");
        var never = client.get("/v1/slots/explain?service=visit&start=2027-03-28T02:30");
        assertThat(never.code()).isEqualTo("nonexistent_local_time");
        assertThat(never.pointer()).isEqualTo("?start");
    }

    @Test
    void the_plus_of_an_offset_need_not_be_encoded() {
        assertThat(explain("2026-12-03T11:00+01:00").text())
                .isEqualTo(explain("2026-12-03T11:00%2B01:00").text())
                .isEqualTo(explain("2026-12-03T11:00").text());
        assertThat(client.get("/v1/slots?service=visit&from=2026-12-03T10:00:00.5+01:00&to=2026-12-03T12:00:00+05:45")
                        .status())
                .isEqualTo(422);
        assertThat(client.get("/v1/slots?service=visit&from=2026-12-03T10:00:00.5+01:00&to=2026-12-04T12:00:00+05:45")
                        .status())
                .isEqualTo(200);
    }

    private static Reply explain(String start) {
        return client.get("/v1/slots/explain?service=visit&start=" + start);
    }

    private static List<String> rules(JsonObject explained) {
        return explained.getJsonArray("rules").stream()
                .map(JsonObject.class::cast)
                .map(rule -> (rule.getString("rule") + " " + rule.getString("code", "ok") + " "
                                + rule.getString("role", ""))
                        .trim())
                .toList();
    }

    private static JsonObject rule(JsonObject explained, int index) {
        JsonArray rules = explained.getJsonArray("rules");
        return rules.getJsonObject(index);
    }
}
