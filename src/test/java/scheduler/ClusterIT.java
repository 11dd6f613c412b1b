package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Client;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// Several JVMs with one event bus: commands reach any node, events reach whoever listens once, and a node that is
/// killed takes nothing with it. The application that asks and listens is a JVM of its own, with the client's jar
/// alone.
class ClusterIT {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    private final List<ServiceJar> started = new ArrayList<>();
    private final List<Integer> ports = List.of(freePorts(), freePorts(), freePorts(), freePorts());

    @AfterEach
    void end_all() {
        started.forEach(ServiceJar::close);
    }

    @Test
    void commands_and_events_reach_everybody_also_when_a_node_is_killed_and_another_joins() throws Exception {
        var first = node(0).ready();
        var second = node(1).ready();
        open(first.client());

        try (var application = Application.start(directory, place())) {
            application.books(0, 20);
            first.kill();
            application.books(20, 20);
            var third = node(2).ready();
            application.books(40, 20);
            second.terminate();
            assertThat(second.exit()).as(second.output()).isZero();
            application.books(60, 20);

            Patience.until(() -> application.followed().size() >= 80, application::output);
            var booked = application.booked();
            var logged = third.client().get("/v1/events?type=booking.confirmed&limit=200").items().stream()
                    .map(event -> ((JsonObject) event).getString("subject"))
                    .toList();
            assertThat(booked).hasSize(80).doesNotHaveDuplicates();
            assertThat(logged).containsExactlyInAnyOrderElementsOf(booked);
            assertThat(application.followed()).containsExactlyElementsOf(logged);
            Patience.until(() -> application.heard().size() >= 80, application::output);
            assertThat(application.heard()).containsExactlyInAnyOrderElementsOf(logged);
            assertThat(third.client().get("/health").json().encode()).contains("{\"id\":\"bus\",\"status\":\"UP\"}");
        }
    }

    @Test
    void the_example_joins_books_and_hears_of_it() throws Exception {
        var node = node(0).ready();
        open(node.client());
        var start = LocalDate.now(ZoneOffset.UTC).plusDays(3) + "T09:00";

        var booked = Application.run(directory, place(), "src/test/clients/BookOverTheBus.java", "visit", start);
        var id = booked.replaceFirst("(?s).*reply: confirmed (\\S+).*", "$1");
        var refused = Application.run(directory, place(), "src/test/clients/BookOverTheBus.java", "nothing", start);

        assertThat(booked).contains("reply: confirmed " + id + "\n").contains("event: booking.confirmed " + id + "\n");
        assertThat(node.client().get("/v1/bookings/" + id).status()).isEqualTo(200);
        assertThat(refused).contains("refused: 422 idempotency_key_reused");
    }

    @Test
    void without_its_library_it_says_in_one_line_what_is_missing() throws Exception {
        var alone = directory.resolve("appointment-scheduler.jar");
        Files.copy(ServiceJar.jar(), alone);
        var environment = environment(0);

        try (var service = ServiceJar.start(alone, directory, environment)) {
            assertThat(service.exit()).isEqualTo(1);
            assertThat(service.output().lines().filter(line -> !line.startsWith("{")))
                    .as(service.output())
                    .singleElement()
                    .asString()
                    .startsWith("Setting cluster.enabled:");
        }
    }

    private ServiceJar node(int number) {
        var node = ServiceJar.start(directory, environment(number));
        started.add(node);
        return node;
    }

    private Map<String, String> environment(int number) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", postgres.url());
        environment.put("SCHEDULER_CLUSTER_ENABLED", "true");
        environment.put("SCHEDULER_CLUSTER_PORT", ports.get(number).toString());
        environment.put("SCHEDULER_CLUSTER_NODES", String.join(",", nodes()));
        return environment;
    }

    static void open(Client client, String... key) {
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"timeZone\":\"UTC\"}", key);
        client.put("/v1/resources/lee", "{\"timeZone\":\"UTC\"}", key);
        client.put("/v1/resources/lee/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """, key);
    }

    private Application.Place place() {
        return new Application.Place(List.of(), "127.0.0.1", ports.get(3), nodes());
    }

    private List<String> nodes() {
        return ports.stream().limit(3).map(port -> "127.0.0.1:" + port).toList();
    }

    /// The first of three that nobody has.
    private static int freePorts() {
        while (true) {
            try (var first = new ServerSocket(0)) {
                int port = first.getLocalPort();
                try (var _ = new ServerSocket(port + 1);
                        var third = new ServerSocket(port + 2)) {
                    return third.getLocalPort() - 2;
                }
            } catch (IOException | IllegalArgumentException e) {
                // Somebody has one of them.
            }
        }
    }
}
