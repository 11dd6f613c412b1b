package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.message.Fields;
import scheduler.testing.Client;
import scheduler.testing.Service;

/// Schedules through the front door: what is kept of them, and what can then be booked.
class ScheduleTest {

    private static final String WHOLE = """
            {"timeZone":"America/New_York","weekly":[{"days":["mon","sat"],"from":"22:00","to":"26:00"}],\
            "overrides":[{"date":"2026-12-24","windows":[{"from":"09:00","to":"12:00"}]},\
            {"date":"2026-12-27","windows":[],"closeHard":true}],\
            "validFrom":"2026-11-01","validTo":"2028-12-31",\
            "holidays":["US-NY",{"name":"Inventory","dates":["2027-07-05","2027-01-04"]},"DE"],\
            "periods":[{"from":"2027-07-01","to":"2027-08-31","weekly":[{"days":["fri"],"from":"07:30","to":"13:00"}]},\
            {"from":"2028-07-01","weekly":[]}],\
            "travel":[{"from":"2027-03-08","to":"2027-03-12","timeZone":"Asia/Tokyo"}]}""";

    @RegisterExtension
    static final Service service = new Service();

    static Client client;

    @BeforeAll
    static void connect() {
        client = service.client();
        client.put("/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\"}");
        client.put("/v1/services/talk", """
                {"duration":"PT4H","horizon":"P900D","requirements":[{"role":"host","resources":["lee"]}]}
                """);
    }

    @Test
    void a_schedule_is_stored_as_it_was_meant() {
        client.put("/v1/resources/open", "{\"timeZone\":\"America/New_York\"}");
        var none = client.get("/v1/resources/open/schedule");
        var put = client.put("/v1/resources/open/schedule", """
                {"weekly":[{"days":["mon","sat"],"from":"22:00","to":"26:00"}],
                 "overrides":[{"date":"2026-12-25","windows":[]}]}
                """);

        assertThat(none.status()).isEqualTo(404);
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.json().getString("timeZone")).isEqualTo("America/New_York");
        assertThat(client.get("/v1/resources/open/schedule").text()).isEqualTo(put.text());
        assertThat(client.put("/v1/resources/nobody/schedule", "{\"weekly\":[]}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_first_and_the_last_date_there_are_can_be_given() {
        client.put("/v1/resources/ever", "{}");

        var put = client.put("/v1/resources/ever/schedule", """
                {"weekly":[],"validFrom":"1900-01-01","validTo":"2199-12-31",
                 "overrides":[{"date":"1900-01-01","windows":[]},{"date":"2199-12-31","windows":[]}]}
                """);

        assertThat(put.status()).as(put.text()).isEqualTo(201);
    }

    /// The day after the last was taken by versions of the service before this one, and means no end to many.
    @Test
    void what_was_stored_with_a_date_that_is_refused_by_now_still_holds() throws SQLException {
        client.put("/v1/resources/old", "{\"timeZone\":\"Europe/Berlin\"}");
        client.put("/v1/resources/old/schedule", """
                {"weekly":[{"days":["mon"],"from":"09:00","to":"13:00"}],"validTo":"2199-12-31",
                 "holidays":[{"name":"Own","dates":["2199-12-31"]}]}
                """);
        client.put("/v1/services/round", """
                {"duration":"PT4H","requirements":[{"role":"host","resources":["old"]}]}
                """);
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            int old = statement.executeUpdate("""
                    update schedule set doc = replace(doc::text, '2199-12-31', '2200-01-01')::json
                    where doc::text like '%2199-12-31%' and resource = (select no from resource where id = 'old')
                    """);
            assertThat(old).isEqualTo(1);
        }

        // Reads the rules anew, and what they mean to bookings.
        var put = client.put("/v1/resources/old", "{\"timeZone\":\"Europe/Berlin\",\"name\":\"Old\"}");
        var booked = client.post("/v1/bookings", """
                {"service":"round","start":"2026-11-30T09:00","attendees":[{"name":"Ada"}]}
                """);
        var moved = client.put("/v1/resources/old", "{\"timeZone\":\"Asia/Tokyo\"}");

        assertThat(put.status()).as(put.text()).isEqualTo(200);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        assertThat(moved.json().getJsonArray("affectedBookings"))
                .containsExactly(booked.json().getString("id"));
    }

    @Test
    void a_zone_that_is_a_link_only_is_stored_as_the_zone_that_it_leads_to() {
        var resource = client.put("/v1/resources/linked", "{\"timeZone\":\"EST\"}");
        var schedule = client.put("/v1/resources/linked/schedule", """
                {"weekly":[],"timeZone":"HST","travel":[{"from":"2027-03-08","to":"2027-03-12","timeZone":"ROC"}]}
                """);
        var again = client.put("/v1/resources/linked", "{\"timeZone\":\"America/Panama\"}");

        assertThat(resource.json().getString("timeZone")).isEqualTo("America/Panama");
        assertThat(again.text()).isEqualTo(resource.text());
        assertThat(schedule.json().getString("timeZone")).isEqualTo("Pacific/Honolulu");
        assertThat(schedule.json().getJsonArray("travel").getJsonObject(0).getString("timeZone"))
                .isEqualTo("Asia/Taipei");
    }

    @Test
    void every_field_is_kept_and_the_same_again_changes_nothing() {
        client.put("/v1/resources/whole", "{}");

        var first = client.put("/v1/resources/whole/schedule", WHOLE);
        var again = client.put("/v1/resources/whole/schedule", WHOLE);

        var stored = first.json();
        List.of("resource", "version", "updatedAt").forEach(stored::remove);
        assertThat(stored.encode()).isEqualTo(WHOLE);
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(client.get("/v1/resources/whole/schedule").text()).isEqualTo(first.text());
        assertThat(client.get("/v1/events?subject=whole").items()).hasSize(2);
    }

    @Test
    void a_schedule_that_says_no_more_than_before_is_written_as_before() {
        var plain = "{\"timeZone\":\"UTC\",\"weekly\":[{\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"17:00\"}],"
                + "\"overrides\":[]}";

        var read = Fields.readWhole(
                new JsonObject(plain).put("holidays", new JsonArray()).put("travel", new JsonArray()),
                "",
                fields -> Schedule.read(fields, ZoneId.of("UTC")));

        assertThat(read.toJson().encode()).isEqualTo(plain);
    }

    @Test
    void equal_schedules_have_equal_hours() {
        var one = Fields.readWhole(new JsonObject(WHOLE), "", fields -> Schedule.read(fields, ZoneId.of("UTC")));
        var other = Fields.readWhole(new JsonObject(WHOLE), "", fields -> Schedule.read(fields, ZoneId.of("UTC")));

        assertThat(one.hours()).isEqualTo(other.hours()).hasSameHashCodeAs(other.hours());
    }

    @Test
    void codes_of_countries_are_written_in_capitals() {
        client.put("/v1/resources/small", "{}");

        var put = client.put("/v1/resources/small/schedule", "{\"weekly\":[],\"holidays\":[\"de-be\"]}");

        assertThat(put.json().getJsonArray("holidays")).containsExactly("DE-BE");
    }

    @Test
    void holidays_are_closed_unless_an_override_opens_them() {
        schedule("""
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}],
                 "overrides":[{"date":"2027-01-01","windows":[{"from":"10:00","to":"14:00"}]}],
                 "holidays":["DE-BE",{"name":"Inventory","dates":["2026-12-23"]}]}
                """);

        assertThat(starts("2026-12-22", "2027-01-01"))
                .contains("2026-12-22T09:00:00+01:00", "2026-12-24T09:00:00+01:00", "2027-01-01T10:00:00+01:00")
                .noneMatch(start -> start.startsWith("2026-12-23") || start.startsWith("2026-12-25"));
        assertThat(starts("2027-03-08", "2027-03-08")).isEmpty();
    }

    @Test
    void a_period_changes_the_week_and_validity_ends_it() {
        schedule("""
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"13:00"}],
                 "validTo":"2027-07-05",
                 "periods":[{"from":"2027-07-01","to":"2027-07-02",
                             "weekly":[{"days":["fri"],"from":"07:00","to":"11:00"}]}]}
                """);

        assertThat(starts("2027-06-30", "2027-07-10"))
                .containsExactly("2027-06-30T09:00:00+02:00", "2027-07-02T07:00:00+02:00", "2027-07-05T09:00:00+02:00");
    }

    @Test
    void a_journey_moves_the_hours_of_its_dates_to_another_zone() {
        schedule("""
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"13:00"}],
                 "travel":[{"from":"2027-03-09","to":"2027-03-09","timeZone":"Asia/Tokyo"}]}
                """);

        assertThat(starts("2027-03-08", "2027-03-10"))
                .containsExactly("2027-03-08T09:00:00+01:00", "2027-03-09T01:00:00+01:00", "2027-03-10T09:00:00+01:00");
    }

    @Test
    void somebody_who_moves_keeps_what_is_booked_and_is_free_by_the_clocks_of_the_new_zone_d20() {
        schedule("""
                {"timeZone":"America/New_York","weekly":[{"days":["mon","tue"],"from":"09:00","to":"13:00"}]}
                """);
        var booked = client.post("/v1/bookings", """
                {"service":"talk","start":"2027-02-01T09:00:00-05:00","resource":"lee","attendees":[{"name":"Ada"}]}
                """);

        schedule("""
                {"timeZone":"Europe/Berlin","weekly":[{"days":["mon","tue"],"from":"09:00","to":"13:00"}]}
                """);

        assertThat(booked.status()).isEqualTo(201);
        var kept = client.get(booked.header("Location")).json();
        assertThat(kept.getInstant("start")).isEqualTo("2027-02-01T14:00:00Z");
        assertThat(starts("2027-02-01", "2027-02-02"))
                .containsExactly("2027-02-01T09:00:00+01:00", "2027-02-02T09:00:00+01:00");
        assertThat(client.post(booked.header("Location") + "/reschedule", "{\"start\":\"2027-02-02T09:00:00+01:00\"}")
                        .status())
                .isEqualTo(200);
        client.post(booked.header("Location") + "/cancel", "");
    }

    private static void schedule(String body) {
        assertThat(client.put("/v1/resources/lee/schedule", body).status()).isIn(200, 201);
    }

    private static List<String> starts(String from, String to) {
        return client.get("/v1/slots?service=talk&from=" + from + "&to=" + to).json().getJsonArray("slots").stream()
                .map(each -> ((JsonObject) each).getString("start"))
                .toList();
    }
}
