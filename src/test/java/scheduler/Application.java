package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scheduler.testing.Patience;

/// An application that joins the cluster, in a JVM of its own with the client's jar alone. It books what it is told on
/// its input, and says on its output what it has booked, heard and followed.
final class Application implements AutoCloseable {

    /// Beside others that start on the same cores.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String PATHS = System.getProperty("path.separator");

    private final Process process;
    private final Path output;

    private Application(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /// Where it runs and whom it asks for the others: `runs` is what a command begins with there, `nodes` are as in
    /// `127.0.0.1:7800`.
    record Place(List<String> runs, String address, int port, List<String> nodes) {

        private Process start(Path output, String program, String... arguments) throws IOException {
            var command = new ArrayList<>(runs);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Dvertx.jgroups.config=cluster/jgroups-tcp.xml",
                    "-Djgroups.bind.address=" + address,
                    "-Djgroups.bind.port=" + port,
                    "-Djgroups.tcpping.initial_hosts="
                            + nodes.stream()
                                    .map(node -> node.replaceFirst(":(\\d+)$", "[$1]"))
                                    .collect(Collectors.joining(",")),
                    "-cp",
                    classPath(),
                    program));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        }

        /// The client, Vert.x, and what a cluster takes; nothing of the service.
        private static String classPath() throws IOException {
            var target = ServiceJar.jar().getParent();
            try (var cluster = Files.list(target.resolve("cluster"))) {
                var vertx = Stream.of(
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                        .split(PATHS))
                        .filter(jar -> jar.matches(".*/(vertx-core|netty-|jackson-core)[^/]*\\.jar"));
                return Stream.of(
                                Stream.of(target.resolve("appointment-scheduler-client.jar")
                                        .toString()),
                                cluster.map(Path::toString),
                                vertx)
                        .flatMap(each -> each)
                        .collect(Collectors.joining(PATHS));
            }
        }
    }

    /// What a program says until it ends.
    static String run(Path directory, Place place, String program, String... arguments)
            throws IOException, InterruptedException {
        var output = Files.createTempFile(directory, "application", ".log");
        var process = place.start(output, program, arguments);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /// One that is ready.
    static Application start(Path directory, Place place) throws IOException {
        var output = Files.createTempFile(directory, "application", ".log");
        var application = new Application(place.start(output, "src/test/clients/BookAndFollow.java"), output);
        Patience.until(() -> !application.said("ready").isEmpty(), application::output);
        return application;
    }

    /// Books half hours of a service, each after the one before, and waits until it has.
    void books(int from, int count) throws IOException {
        wants(from, count);
        Patience.until(() -> booked().size() >= from + count, this::output);
    }

    /// The same without waiting.
    void wants(int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            process.getOutputStream().write(("visit " + startOf(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        process.getOutputStream().flush();
    }

    /// When that half hour begins.
    static LocalDateTime startOf(int number) {
        return LocalDate.now(ZoneOffset.UTC).plusDays(3).atStartOfDay().plusMinutes(30L * number);
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
