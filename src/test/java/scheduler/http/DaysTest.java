package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Service;

/// A day in a question is a local day: of the booking, of the resource, or of the zone that is named.
class DaysTest {

    private static final String ALWAYS_OPEN =
            "{\"weekly\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],\"from\":\"00:00\",\"to\":\"24:00\"}]}";

    @RegisterExtension
    static final Service service = new Service();

    static Client client;

    @BeforeAll
    static void book_around_midnight() {
        client = service.client();
        client.put("/v1/services/call", "{\"duration\":\"PT30M\"}");
        open("bea", "Europe/Berlin");
        open("nyx", "America/New_York");
        open("sam", "Pacific/Apia");
        for (var start : List.of("2027-06-13T23:30", "2027-06-14T00:30", "2027-06-14T23:30", "2027-06-15T00:00")) {
            book("bea", start);
        }
        book("nyx", "2027-06-13T23:30");
        book("nyx", "2027-06-14T23:30");
    }

    private static void open(String id, String zone) {
        client.put("/v1/resources/" + id, "{\"timeZone\":\"" + zone + "\"}");
        client.put("/v1/resources/" + id + "/schedule", ALWAYS_OPEN);
    }

    private static void book(String resource, String start) {
        var wish = new JsonObject()
                .put("service", "call")
                .put("resource", resource)
                .put("start", start);
        assertThat(client.post("/v1/bookings", wish.encode()).status()).isEqualTo(201);
    }

    @Test
    void a_list_of_bookings_by_dates_has_the_local_days_of_the_bookings() {
        assertThat(starts("?resource=bea&from=2027-06-14&to=2027-06-14"))
                .containsExactly("2027-06-14T00:30:00+02:00", "2027-06-14T23:30:00+02:00");
        assertThat(starts("?resource=bea&from=2027-06-15")).containsExactly("2027-06-15T00:00:00+02:00");
        assertThat(starts("?resource=bea&to=2027-06-13")).containsExactly("2027-06-13T23:30:00+02:00");
        assertThat(starts("?from=2027-06-14&to=2027-06-14"))
                .containsExactly("2027-06-14T00:30:00+02:00", "2027-06-14T23:30:00+02:00", "2027-06-14T23:30:00-04:00");
    }

    @Test
    void a_list_of_bookings_by_dates_of_a_zone_has_the_days_of_that_zone() {
        assertThat(starts("?resource=bea&from=2027-06-14&to=2027-06-14&timeZone=Asia/Tokyo"))
                .containsExactly("2027-06-13T23:30:00+02:00", "2027-06-14T00:30:00+02:00");
        assertThat(starts("?from=2027-06-14&to=2027-06-14&timeZone=Europe/Berlin"))
                .containsExactly("2027-06-14T00:30:00+02:00", "2027-06-13T23:30:00-04:00", "2027-06-14T23:30:00+02:00");
    }

    @Test
    void a_list_of_bookings_by_instants_has_no_days() {
        assertThat(starts("?resource=bea&from=2027-06-13T22:30:00Z&to=2027-06-14T21:30:00Z"))
                .containsExactly("2027-06-14T00:30:00+02:00");
    }

    @Test
    void a_day_that_does_not_exist_has_no_slots() {
        for (var zone : List.of("", "&timeZone=Pacific/Apia")) {
            var found = client.get("/v1/slots?service=call&resource=sam&from=2011-12-30&to=2011-12-30" + zone);

            assertThat(found.status()).as(found.text()).isEqualTo(200);
            assertThat(found.json().getJsonArray("slots")).isEmpty();
            assertThat(found.json().getString("empty")).isEqualTo("closed");
            assertThat(found.json().getString("timeZone")).isEqualTo("Pacific/Apia");
        }
        assertThat(client.get("/v1/bookings?resource=sam&from=2011-12-30&to=2011-12-30&timeZone=Pacific/Apia")
                        .items())
                .isEmpty();
        assertThat(client.get("/v1/bookings?from=2027-06-15&to=2027-06-14&timeZone=Pacific/Apia")
                        .pointer())
                .isEqualTo("?to");
    }

    private static List<Object> starts(String query) {
        return client.get("/v1/bookings" + query).items().stream()
                .<Object>map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }
}
