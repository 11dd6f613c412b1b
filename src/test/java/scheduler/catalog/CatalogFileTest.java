package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.testing.Service;

/// The file that a catalog is imported from: whole or not at all, and a mistake is found by line and field.
class CatalogFileTest {

    private static final Times TIMES = new Times(InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z")));
    private static final Tenant DEMO = new Tenant(1, "demo");

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void the_demo_clinic_can_be_imported_and_booked_twice_over() throws IOException {
        var yaml = Files.readString(Path.of("conf/demo.yaml"));

        assertThat(imported(yaml)).isInstanceOf(Changed.class);
        long blocks =
                service.client().get("/v1/resources/dr-lee/blocks").items().size();
        var events = service.client().get("/v1/events?limit=200").items().size();
        assertThat(imported(yaml)).isInstanceOf(Changed.class);

        assertThat(service.client().get("/v1/resources/dr-lee/blocks").items()).hasSize((int) blocks);
        assertThat(service.client().get("/v1/events?limit=200").items()).hasSize(events);
        for (var each : service.client().get("/v1/services").items()) {
            var id = ((JsonObject) each).getString("id");
            var slots = service.client().get("/v1/slots?service=" + id + "&from=2026-12-07&to=2026-12-11");
            assertThat(slots.json().getJsonArray("slots")).as(id).isNotEmpty();
        }
    }

    @Test
    void the_demo_clinic_is_closed_on_the_holidays_of_where_its_people_are() throws IOException {
        imported(Files.readString(Path.of("conf/demo.yaml")));

        assertThat(slots("check-up", "dr-lee", "2026-12-24")).isNotEmpty();
        assertThat(slots("check-up", "dr-lee", "2026-12-25")).isEmpty();
        assertThat(slots("tele-consultation", "dr-rivera", "2026-12-23")).isNotEmpty();
        assertThat(slots("tele-consultation", "dr-rivera", "2026-12-25")).isEmpty();
        assertThat(slots("tele-consultation", "dr-rivera", "2027-01-18")).isEmpty();
    }

    private static JsonArray slots(String id, String resource, String date) {
        var query = "/v1/slots?service=" + id + "&resource=" + resource + "&from=" + date + "&to=" + date;
        return service.client().get(query).json().getJsonArray("slots");
    }

    @Test
    void progress_counts_up_to_all() {
        var heard = new ArrayList<Integer>();
        var command = CatalogFile.read("two.yaml", """
                resources:
                  one: {}
                  two: {}
                """, DEMO, TIMES, heard::add);

        ImportCatalog.ADDRESS.ask(service.node().vertx(), command).await();

        assertThat(heard).isEqualTo(List.of(0, 1, 2));
    }

    @Test
    void mistakes_are_found_by_file_line_and_field() {
        assertRefused("""
                resources:
                  lee:
                    name: Lee
                    timeZone: Europe/Berlim
                """, "clinic.yaml:4: resources.lee.timeZone: There is no IANA time zone Europe/Berlim");
        assertRefused("""
                resources:
                  lee:
                    nmae: Lee
                """, "clinic.yaml:3: resources.lee.nmae: There is no such field.");
        assertRefused("""
                resources:
                  lee:
                    buffers: none
                """, "clinic.yaml:3: resources.lee.buffers: It is stack or max.");
        assertRefused("""
                services:
                  visit:
                    step: PT30M
                """, "clinic.yaml:2: services.visit.duration: It is required.");
        assertRefused("""
                resources:
                  lee:
                    schedule:
                      weekly:
                        - {days: [mon], from: "09:00", to: "12:00"}
                        - {days: [mon], from: "17:00", to: "13:00"}
                """, "clinic.yaml:6: resources.lee.schedule.weekly.1: A window ends after it begins");
        assertRefused("""
                resources:
                  lee:
                    schedule:
                      weekly:
                        - {days: [mon], from: 9:00, to: "12:00"}
                """, "clinic.yaml:5: resources.lee.schedule.weekly.0.from: Write 9:00 in quotes.");
        assertRefused(
                """
                resources:
                  lee:
                    schedule:
                      weekly: []
                      holidays: [DE, NO]
                """,
                "clinic.yaml:5: resources.lee.schedule.holidays.1: Write true or false, or if it is a text, NO in quotes.");
        assertRefused("""
                resources:
                  lee:
                    schedule:
                      weekly: []
                      holidays:
                        - DE
                        - XX
                """, "clinic.yaml:7: resources.lee.schedule.holidays.1: There is no holiday calendar XX");
        assertRefused(
                """
                resources:
                  lee:
                    schedule:
                      weekly: []
                      holidays: [7]
                """, "clinic.yaml:5: resources.lee.schedule.holidays.0: It must be a code like DE-BE, or an object");
        assertRefused("resources:\n  lee: {}\n  lee: {}\n", "clinic.yaml:3: resources.lee: It stands there twice.");
        assertRefused("resources: [", "clinic.yaml:1: it is not YAML");
        assertRefused("- lee\n", "clinic.yaml:1: It must be a map");
        assertRefused("people:\n  lee: {}\n", "clinic.yaml:1: people: There is no such field.");
        assertRefused("resources:\n  \"le e\": {}\n", "clinic.yaml:2: resources.le e: A name has 1 to 64");
    }

    @Test
    void nothing_is_half_imported() {
        var yaml = """
                resources:
                  half-a: {}
                  half-b: {capacity: 0}
                """;

        assertThatThrownBy(() -> imported(yaml)).hasMessageContaining("clinic.yaml:3: resources.half-b.capacity");

        assertThat(service.client().get("/v1/resources/half-a").status()).isEqualTo(404);
    }

    private static Outcome imported(String yaml) {
        var command = CatalogFile.read("clinic.yaml", yaml, DEMO, TIMES, _ -> {});
        return ImportCatalog.ADDRESS.ask(service.node().vertx(), command).await();
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> CatalogFile.read("clinic.yaml", yaml, DEMO, TIMES, _ -> {}))
                .hasMessageStartingWith(message);
    }
}
