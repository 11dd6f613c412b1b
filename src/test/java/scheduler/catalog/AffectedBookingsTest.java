package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A change that leaves bookings behind is accepted and names them; they stand and still take their time.
class AffectedBookingsTest {

    @RegisterExtension
    static final Service service = new Service();

    private final Client client = service.client();
    private final Practice practice = new Practice(service);
    private String morning = "";
    private String afternoon = "";

    @BeforeEach
    void open_a_practice() {
        practice.resource("lee", 2).service("visit", "{\"duration\":\"PT30M\",\"buffer\":{\"before\":\"PT30M\"}}");
        client.get("/v1/bookings?resource=lee&status=confirmed")
                .items()
                .forEach(each -> client.post("/v1/bookings/" + ((JsonObject) each).getString("id") + "/cancel", ""));
        morning = practice.book("visit", "2026-12-07T09:00", "lee").json().getString("id");
        afternoon = practice.book("visit", "2026-12-07T15:00", "lee").json().getString("id");
    }

    @Test
    void hours_that_shrink_name_the_bookings_outside_and_these_stay() {
        var shrunk = hours("09:00", "12:00");

        assertThat(affected(shrunk)).containsExactly(afternoon);
        assertThat(client.get("/v1/bookings/" + afternoon).json().getString("status"))
                .isEqualTo("confirmed");
        assertThat(practice.book("visit", "2026-12-07T15:00", "lee").code()).isEqualTo("outside_hours");
        assertThat(client.post("/v1/bookings/" + afternoon + "/reschedule", "{\"start\":\"2026-12-07T11:00\"}")
                        .status())
                .isEqualTo(200);
        assertThat(affected(hours("09:00", "12:30"))).isEmpty();
    }

    @Test
    void a_buffer_may_lie_outside() {
        assertThat(affected(hours("09:00", "15:30"))).isEmpty();
    }

    @Test
    void a_block_names_the_bookings_in_it() {
        var block = client.post(
                "/v1/resources/lee/blocks",
                "{\"start\":\"2026-12-07T08:15:00Z\",\"end\":\"2026-12-07T10:00:00Z\",\"reason\":\"ill\"}");

        assertThat(block.status()).isEqualTo(201);
        assertThat(affected(block)).containsExactly(morning);
        client.delete("/v1/resources/lee/blocks/" + block.json().getString("id"));
    }

    @Test
    void a_capacity_that_shrinks_names_the_bookings_beyond_it() {
        var second = practice.book("visit", "2026-12-07T15:00", "lee").json().getString("id");

        var shrunk = client.put("/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\",\"capacity\":1}");

        assertThat(affected(shrunk)).hasSize(1).isSubsetOf(afternoon, second);
    }

    @Test
    void who_is_alone_on_whichever_unit_is_within_the_capacity() {
        practice.resource("max", 3);
        var first = book("2026-12-07T10:00");
        var second = book("2026-12-07T10:00");
        var third = book("2026-12-07T11:00");
        var fourth = book("2026-12-07T11:00");
        client.post("/v1/bookings/" + first + "/cancel", "");

        var shrunk = client.put("/v1/resources/max", "{\"timeZone\":\"Europe/Berlin\",\"capacity\":1}");

        assertThat(affected(shrunk)).hasSize(1).isSubsetOf(third, fourth).doesNotContain(second);
    }

    private String book(String start) {
        return practice.book("visit", start, "max").json().getString("id");
    }

    @Test
    void a_resource_that_moves_takes_its_hours_along_and_names_the_bookings_outside() {
        var moved = client.put("/v1/resources/lee", "{\"timeZone\":\"Asia/Tokyo\",\"capacity\":2}");

        assertThat(affected(moved)).containsExactlyInAnyOrder(morning, afternoon);
        assertThat(client.get("/v1/resources/lee/schedule").json().getString("timeZone"))
                .isEqualTo("Asia/Tokyo");
        assertThat(client.get("/v1/slots?service=visit&resource=lee&from=2026-12-08&to=2026-12-08")
                        .text())
                .contains("2026-12-08T09:00:00+09:00");
        assertThat(client.get("/v1/bookings/" + morning).json().getString("start"))
                .isEqualTo("2026-12-07T09:00:00+01:00");
    }

    @Test
    void a_schedule_with_a_zone_of_its_own_stays_where_it_is() {
        practice.schedule("lee", """
                {"timeZone":"Europe/Berlin","weekly":[{"days":["mon","tue"],"from":"09:00","to":"17:00"}]}
                """);

        var moved = client.put("/v1/resources/lee", "{\"timeZone\":\"Asia/Tokyo\",\"capacity\":2}");

        assertThat(affected(moved)).isEmpty();
        assertThat(client.get("/v1/slots?service=visit&resource=lee&from=2026-12-08&to=2026-12-08")
                        .text())
                .contains("2026-12-08T09:00:00+01:00");
    }

    @Test
    void a_resource_that_leaves_a_pool_names_the_bookings_that_took_it_from_there() {
        practice.resource("kim", "doctors", "german").service("round", """
                        {"duration":"PT30M","requirements":[{"role":"doctor","pool":"doctors"}]}
                        """).service("listed", """
                        {"duration":"PT30M","requirements":[{"role":"doctor","resources":["kim"]}]}
                        """);
        var pooled = client.post("/v1/bookings", "{\"service\":\"round\",\"start\":\"2026-12-08T09:00\"}");
        var listed = client.post("/v1/bookings", "{\"service\":\"listed\",\"start\":\"2026-12-08T10:00\"}");
        assertThat(listed.status()).isEqualTo(201);

        assertThat(affected(pools("kim", "\"doctors\""))).isEmpty();
        assertThat(affected(pools("kim", "\"german\"")))
                .containsExactly(pooled.json().getString("id"));
        assertThat(affected(pools("kim", "\"doctors\",\"german\""))).isEmpty();

        // The pool that counts is that of the version of the service that the booking was made with.
        practice.service(
                "round", "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"doctor\",\"pool\":\"german\"}]}");
        assertThat(affected(pools("kim", "\"german\"")))
                .containsExactly(pooled.json().getString("id"));
    }

    @Test
    void buffers_that_have_to_lie_inside_name_their_bookings_too() {
        practice.resource("ray").service("careful", """
                {"duration":"PT30M","buffer":{"before":"PT30M","after":"PT15M","insideHours":true}}
                """);
        var id = practice.book("careful", "2026-12-07T10:00", "ray").json().getString("id");

        assertThat(affected(hours("ray", "09:30", "10:45"))).isEmpty();
        assertThat(affected(hours("ray", "09:45", "12:00"))).containsExactly(id);
        assertThat(affected(hours("ray", "09:00", "10:40"))).containsExactly(id);
    }

    @Test
    void shared_buffers_that_have_to_lie_inside_name_their_bookings_too() {
        practice.resource("sol").buffers("sol", "max").service("shared", """
                {"duration":"PT30M","buffer":{"before":"PT30M","after":"PT15M","insideHours":true}}
                """);
        var id = practice.book("shared", "2026-12-07T10:00", "sol").json().getString("id");

        assertThat(affected(hours("sol", "09:30", "10:45"))).isEmpty();
        assertThat(affected(hours("sol", "09:45", "12:00"))).containsExactly(id);
        assertThat(affected(hours("sol", "09:00", "10:40"))).containsExactly(id);
    }

    private Reply pools(String id, String names) {
        return client.put("/v1/resources/" + id, "{\"timeZone\":\"Europe/Berlin\",\"pools\":[" + names + "]}");
    }

    private Reply hours(String from, String to) {
        return hours("lee", from, to);
    }

    private Reply hours(String resource, String from, String to) {
        return client.put(
                "/v1/resources/" + resource + "/schedule",
                "{\"weekly\":[{\"days\":[\"mon\"],\"from\":\"%s\",\"to\":\"%s\"}]}".formatted(from, to));
    }

    private static List<String> affected(Reply reply) {
        assertThat(reply.status()).isIn(200, 201);
        return reply.json().getJsonArray(AffectedBookings.FIELD, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }
}
