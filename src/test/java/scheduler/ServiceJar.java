package scheduler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import scheduler.testing.Client;
import scheduler.testing.Machines;

/// The fat jar as a process of its own.
final class ServiceJar implements AutoCloseable {

    /// Beside others that start, work and end on the same cores.
    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration END_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final String host;
    private final int port;

    private ServiceJar(Process process, Path output, String host, int port) {
        this.process = process;
        this.output = output;
        this.host = host;
        this.port = port;
    }

    static ServiceJar start(Path directory, Map<String, String> environment, String... arguments) {
        return start(jar(), directory, environment, arguments);
    }

    static ServiceJar start(Path jar, Path directory, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return start(command, directory, environment, "127.0.0.1", freePort());
    }

    /// On another machine, as far as the network goes. It wants a key, for it is asked from elsewhere.
    static ServiceJar start(Machines.Machine machine, Path directory, Map<String, String> environment) {
        var command = new ArrayList<>(machine.runs());
        command.addAll(List.of(java(), "-jar", jar().toString()));
        var its = new HashMap<>(environment);
        its.put("SCHEDULER_HTTP_HOST", "0.0.0.0");
        return start(command, directory, its, machine.watchedAt(), 8080);
    }

    private static ServiceJar start(
            List<String> command, Path directory, Map<String, String> environment, String host, int port) {
        try {
            var output = Files.createTempFile(directory, "service", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SCHEDULER_"));
            builder.environment().remove("DATABASE_URL");
            builder.environment().put("SCHEDULER_HTTP_PORT", Integer.toString(port));
            builder.environment().putAll(environment);
            return new ServiceJar(builder.start(), output, host, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar() {
        return Path.of(System.getProperty("scheduler.jar")).toAbsolutePath();
    }

    Client client() {
        return new Client("http://" + host + ":" + port);
    }

    int port() {
        return port;
    }

    /// Waits until it is ready, on its own word.
    ServiceJar ready() throws InterruptedException {
        waitUntil(() -> process.isAlive() && answers(), START_MAX);
        return this;
    }

    boolean answers() {
        try {
            return client().get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// As a machine that stands still does: it keeps its connections, and says nothing. POSIX, SIGSTOP.
    void standStill() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("no signal " + name + " to " + process.pid());
        }
    }

    void terminate() {
        process.destroy();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it goes on running:\n" + output());
        }
        return process.exitValue();
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
        process.destroy();
        try {
            if (process.waitFor(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private void waitUntil(BooleanSupplier condition, Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until || process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it did not become ready:\n" + output());
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
