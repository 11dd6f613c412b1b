package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.EventStream;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// An event that makes no sense, as a fault of another version might write it, keeps nobody from hearing of the next.
class PoisonTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void what_cannot_be_taken_in_is_passed_over() throws SQLException {
        var practice = new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
        var other = service.startNode().client();
        assertThat(practice.book("visit", "2026-12-01T09:00", "lee").status()).isEqualTo(201);
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select no, gen_random_uuid(), 'booking.confirmed', 'nothing', now(), '{}' from tenant
                    """);
        }

        assertThat(practice.book("visit", "2026-12-01T10:00", "lee").status()).isEqualTo(201);
        Patience.until(() -> !other.get("/v1/slots?service=visit&resource=lee&from=2026-12-01&to=2026-12-01")
                .text()
                .contains("T10:00:00+01:00\",\"end"));
        assertThat(other.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void what_is_no_object_is_listed_as_it_is_with_all_others() throws SQLException {
        var client = service.client();
        long end = Long.parseLong(client.get("/v1/events?after=end").json().getString("next"));
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select no, gen_random_uuid(), 'test.listed', kind, now(), data::json
                    from tenant, (values (1, 'array', '[1]'), (2, 'text', '"what"'), (3, 'nothing', 'null'),
                                         (4, 'lines', E'[1,\\n2]'), (5, 'object', '{"a":1}')) as all_at_once (nth, kind, data)
                    where tenant.id = 'demo' order by nth
                    """);
        }

        var listed = client.get("/v1/events?after=" + end + "&type=test.listed");
        var page = client.get("/v1/events?after=" + end);

        assertThat(listed.status()).as(listed.text()).isEqualTo(200);
        assertThat(listed.items())
                .extracting(each -> ((JsonObject) each).getValue("data"))
                .containsExactly(
                        new JsonArray().add(1),
                        "what",
                        null,
                        new JsonArray().add(1).add(2),
                        JsonObject.of("a", 1));
        assertThat(page.items()).containsAll(listed.items());
        try (var stream = new EventStream(service.node().port(), "/v1/events/stream?type=test.listed&after=" + end)) {
            for (var each : listed.items()) {
                assertThat(stream.next().json().getValue("data")).isEqualTo(((JsonObject) each).getValue("data"));
            }
        }
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("delete from event where type = 'test.listed'");
        }
    }
}
