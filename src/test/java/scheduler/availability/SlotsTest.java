package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Slots through the front door: which range is meant, in whose zone, and what is too much.
class SlotsTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .resource("sydney")
                .schedule("sydney", """
                        {"timeZone":"Australia/Sydney","weekly":[{"days":["wed","thu"],"from":"09:00","to":"11:00"}]}
                        """)
                .service("visit", "{\"duration\":\"PT1H\"}")
                .service("fine", "{\"duration\":\"PT1H\",\"step\":\"PT1M\"}");
        client = practice.client();
    }

    @Test
    void dates_are_whole_days_of_the_resource_both_included() {
        var slots = client.get("/v1/slots?service=visit&resource=sydney&from=2026-11-25&to=2026-11-25");

        assertThat(slots.json().getString("timeZone")).isEqualTo("Australia/Sydney");
        assertThat(starts(slots)).containsExactly("2026-11-25T09:00:00+11:00", "2026-11-25T10:00:00+11:00");
    }

    @Test
    void dates_are_those_of_the_zone_that_is_asked_for() {
        var slots = client.get(
                "/v1/slots?service=visit&resource=sydney&from=2026-11-24&to=2026-11-24&timeZone=America/New_York");

        assertThat(starts(slots)).containsExactly("2026-11-24T17:00:00-05:00", "2026-11-24T18:00:00-05:00");
    }

    @Test
    void instants_mean_every_start_from_the_first_and_before_the_second() {
        var slots = client.get(
                "/v1/slots?service=visit&resource=lee&from=2026-12-01T10:00:00%2B01:00&to=2026-12-01T12:00:00%2B01:00");

        assertThat(starts(slots)).containsExactly("2026-12-01T10:00:00+01:00", "2026-12-01T11:00:00+01:00");
    }

    @Test
    void a_booked_slot_is_gone_and_comes_back_when_it_is_cancelled() {
        var path = "/v1/slots?service=visit&resource=lee&from=2026-12-02&to=2026-12-02";
        var before = client.get(path).text();
        var booking = practice.book("visit", "2026-12-02T10:00", "lee").json().getString("id");

        assertThat(starts(client.get(path))).hasSize(7).doesNotContain("2026-12-02T10:00:00+01:00");

        client.post("/v1/bookings/" + booking + "/cancel", "");
        assertThat(client.get(path).text()).isEqualTo(before);
    }

    @Test
    void an_empty_answer_says_why() {
        assertThat(empty("from=2026-12-05&to=2026-12-06")).isEqualTo("closed");
        assertThat(empty("from=2026-11-23&to=2026-11-23")).isEqualTo("too_soon");
        assertThat(empty("from=2028-11-23&to=2028-11-23")).isEqualTo("too_late");
        client.post("/v1/resources/lee/blocks", """
                {"start":"2026-12-03T00:00:00Z","end":"2026-12-04T00:00:00Z"}
                """);
        assertThat(empty("from=2026-12-03&to=2026-12-03")).isEqualTo("blocked");
    }

    @Test
    void too_much_at_once_is_refused_with_what_would_fit() {
        var days = client.get("/v1/slots?service=visit&from=2026-12-01&to=2028-02-01");
        var minutes = client.get("/v1/slots?service=fine&resource=lee&from=2026-12-01&to=2027-12-31");

        assertThat(days.pointer()).isEqualTo("?to");
        assertThat(days.json().getString("detail")).contains("400 days");
        assertThat(minutes.status()).isEqualTo(422);
        assertThat(minutes.json().getString("detail")).contains("more than 20000 slots");
    }

    private static String empty(String range) {
        return client.get("/v1/slots?service=visit&resource=lee&" + range)
                .json()
                .getString("empty");
    }

    private static List<String> starts(Reply reply) {
        return reply.json().getJsonArray("slots").stream()
                .map(slot -> ((JsonObject) slot).getString("start"))
                .toList();
    }
}
