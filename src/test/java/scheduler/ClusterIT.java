package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /// Beside others that start on the same cores.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

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

        try (var application = new Application()) {
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

        var booked = run("src/test/clients/BookOverTheBus.java", "visit", start);
        var id = booked.replaceFirst("(?s).*reply: confirmed (\\S+).*", "$1");
        var refused = run("src/test/clients/BookOverTheBus.java", "nothing", start);

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
        environment.put(
                "SCHEDULER_CLUSTER_NODES",
                ports.stream().limit(3).map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        return environment;
    }

    private static void open(Client client) {
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"timeZone\":\"UTC\"}");
        client.put("/v1/resources/lee", "{\"timeZone\":\"UTC\"}");
        client.put("/v1/resources/lee/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
    }

    private List<String> command(String program, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dvertx.jgroups.config=cluster/jgroups-tcp.xml",
                "-Djgroups.bind.port=" + ports.get(3),
                "-Djgroups.tcpping.initial_hosts="
                        + ports.stream()
                                .limit(3)
                                .map(port -> "127.0.0.1[" + port + "]")
                                .collect(Collectors.joining(",")),
                "-cp",
                classPath(),
                program));
        command.addAll(List.of(arguments));
        return command;
    }

    /// The client, Vert.x, and what a cluster takes; nothing of the service.
    private static String classPath() throws IOException {
        var target = ServiceJar.jar().getParent();
        try (var cluster = Files.list(target.resolve("cluster"))) {
            var vertx = Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(System.getProperty("path.separator")))
                    .filter(jar -> jar.matches(".*/(vertx-core|netty-|jackson-core)[^/]*\\.jar"));
            return Stream.of(
                            Stream.of(target.resolve("appointment-scheduler-client.jar")
                                    .toString()),
                            cluster.map(Path::toString),
                            vertx)
                    .flatMap(each -> each)
                    .collect(Collectors.joining(System.getProperty("path.separator")));
        }
    }

    private String run(String program, String... arguments) throws IOException, InterruptedException {
        var output = Files.createTempFile(directory, "application", ".log");
        var process = new ProcessBuilder(command(program, arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /// Books what it is told on its input, and says on its output what it has booked, heard and followed.
    private final class Application implements AutoCloseable {

        private final Process process;
        private final Path output;

        Application() throws IOException {
            output = Files.createTempFile(directory, "application", ".log");
            process = new ProcessBuilder(command("src/test/clients/BookAndFollow.java"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Patience.until(() -> !said("ready").isEmpty(), this::output);
        }

        void books(int from, int count) throws IOException {
            var start = LocalDate.now(ZoneOffset.UTC).plusDays(3).atStartOfDay();
            for (int i = from; i < from + count; i++) {
                process.getOutputStream()
                        .write(("visit " + start.plusMinutes(30L * i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            process.getOutputStream().flush();
            Patience.until(() -> booked().size() >= from + count, this::output);
        }

        List<String> booked() {
            return said("booked");
        }

        List<String> heard() {
            return said("heard");
        }

        List<String> followed() {
            return said("followed");
        }

        private List<String> said(String what) {
            return output().lines()
                    .filter(line -> line.startsWith(what))
                    .map(line -> line.substring(what.length()).trim())
                    .toList();
        }

        String output() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
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
