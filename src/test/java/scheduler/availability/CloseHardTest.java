package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A night that runs into a closed date: it goes on to its own end, or with `closeHard` to midnight; what is listed,
/// what can be booked and what is explained agree.
class CloseHardTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static Client client;

    @BeforeAll
    static void open_a_bar() {
        practice = new Practice(service).resource("bar").service("table", "{\"duration\":\"PT1H\"}");
        client = practice.client();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void a_night_before_a_closed_date_goes_on_to_its_end() {
        closedOn("2026-12-25", "");

        assertThat(starts()).contains("2026-12-24T22:00:00+01:00", "2026-12-25T00:00:00+01:00");
        assertThat(explained("2026-12-25T01:00").getBoolean("bookable")).isTrue();
        assertThat(practice.book("table", "2026-12-25T01:00", "bar").status()).isEqualTo(201);
    }

    @Test
    void with_close_hard_it_ends_at_midnight() {
        closedOn("2026-12-25", ",\"closeHard\":true");

        assertThat(starts()).contains("2026-12-24T23:00:00+01:00").noneMatch(each -> each.startsWith("2026-12-25"));
        assertThat(practice.book("table", "2026-12-25T00:00", "bar").code()).isEqualTo("outside_hours");
        var explained = explained("2026-12-25T00:00");
        assertThat(explained.getBoolean("bookable")).isFalse();
        assertThat(explained.getString("code")).isEqualTo("outside_hours");
        assertThat(practice.book("table", "2026-12-24T23:00", "bar").status()).isEqualTo(201);
    }

    private static void closedOn(String date, String more) {
        practice.schedule("bar", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"20:00","to":"26:00"}],
                 "overrides":[{"date":"%s","windows":[]%s}]}
                """.formatted(date, more));
    }

    private static List<String> starts() {
        return client
                .get("/v1/slots?service=table&resource=bar&from=2026-12-24&to=2026-12-25")
                .json()
                .getJsonArray("slots")
                .stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }

    private static JsonObject explained(String start) {
        return client.get("/v1/slots/explain?service=table&resource=bar&start=" + start)
                .json();
    }
}
