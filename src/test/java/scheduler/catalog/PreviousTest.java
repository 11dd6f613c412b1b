package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Service;

/// An event of a change tells what the parts that have changed were before.
class PreviousTest {

    @RegisterExtension
    static final Service service = new Service();

    private static List<JsonObject> previous(String subject) {
        var events = service.client().get("/v1/events?subject=" + subject).items();
        return events.stream()
                .map(each -> ((JsonObject) each).getJsonObject("data").getJsonObject("previous"))
                .toList();
    }

    private static void put(String path, String body) {
        var reply = service.client().put(path, body);
        assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
    }

    @Test
    void of_a_resource_and_of_its_schedule() {
        put("/v1/resources/lee", "{\"name\":\"Lee\",\"timeZone\":\"UTC\",\"pools\":[\"doctors\"]}");
        put("/v1/resources/lee", "{\"name\":\"Dr. Lee\",\"timeZone\":\"UTC\",\"pools\":[],\"buffers\":\"max\"}");
        put("/v1/resources/lee/schedule", "{\"weekly\":[{\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");
        put("/v1/resources/lee/schedule", "{\"weekly\":[]}");

        assertThat(previous("lee"))
                .containsExactly(
                        null,
                        new JsonObject()
                                .put("name", "Lee")
                                .put("pools", new JsonArray().add("doctors"))
                                .put("buffers", "stack"),
                        null,
                        new JsonObject("""
                                {"schedule":{"weekly":[{"days":["mon"],"from":"09:00","to":"17:00"}]}}
                                """));
    }

    @Test
    void what_is_deleted_tells_its_last_version_and_since_when() {
        put("/v1/resources/room", "{\"timeZone\":\"UTC\"}");
        put("/v1/services/talk", "{\"duration\":\"PT30M\"}");

        service.client().delete("/v1/resources/room");
        service.client().delete("/v1/services/talk");

        assertThat(last("room").getInteger("version")).isEqualTo(2);
        assertThat(last("talk").getInteger("version")).isEqualTo(1);
        assertThat(List.of(last("room"), last("talk"))).allSatisfy(each -> {
            assertThat(each.getString("changed")).isEqualTo("deleted");
            assertThat(each.getInstant("deletedAt")).isEqualTo(service.clock().instant());
        });
    }

    @Test
    void whether_a_schedule_has_a_zone_of_its_own_is_told() {
        put("/v1/resources/hall", "{\"timeZone\":\"UTC\"}");
        put("/v1/resources/hall/schedule", "{\"weekly\":[]}");
        var following = last("hall");
        put("/v1/resources/hall/schedule", "{\"timeZone\":\"UTC\",\"weekly\":[]}");

        assertThat(following.getJsonObject("stored").getBoolean("followsResource"))
                .isTrue();
        assertThat(last("hall").getJsonObject("stored").getBoolean("followsResource"))
                .isFalse();
    }

    private static JsonObject last(String subject) {
        var events = service.client().get("/v1/events?subject=" + subject).items();
        return events.getJsonObject(events.size() - 1).getJsonObject("data");
    }

    @Test
    void of_a_service_and_null_of_what_was_not_there() {
        put("/v1/services/visit", "{\"duration\":\"PT30M\",\"name\":\"Visit\"}");
        put("/v1/services/visit", "{\"duration\":\"PT45M\",\"name\":\"Visit\",\"minNotice\":\"PT1H\"}");
        var deleted = service.client().delete("/v1/services/visit");
        put("/v1/services/visit", "{\"duration\":\"PT30M\",\"name\":\"Visit\"}");

        assertThat(deleted.status()).isEqualTo(204);
        var all = previous("visit");
        assertThat(all).hasSize(4);
        assertThat(all.get(1).getString("duration")).isEqualTo("PT30M");
        assertThat(all.get(1).fieldNames()).contains("minNotice").doesNotContain("name");
        assertThat(List.of(0, 2, 3)).allSatisfy(at -> assertThat(all.get(at)).isNull());
    }
}
