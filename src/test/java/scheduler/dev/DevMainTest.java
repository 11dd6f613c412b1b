package scheduler.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The development run as a process of its own: however and whenever it is stopped, it leaves no PostgreSQL behind.
@Timeout(120)
class DevMainTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private Path directory;
    private Path output;
    private Process run;

    @BeforeEach
    void choose_a_directory() throws IOException {
        directory = temporary.toRealPath().resolve("postgres");
        output = temporary.resolve("output.txt");
    }

    @AfterEach
    void end_what_is_left() throws IOException {
        run.destroyForcibly();
        new ServerProcesses(directory).end();
    }

    @Test
    void interrupted_before_there_is_a_database() throws Exception {
        start(Map.of());
        waitFor(() -> Files.exists(EmbeddedServer.beside(directory, ".unfinished")));

        signal("INT", run.pid());

        assertGone(0);
    }

    @Test
    void terminated_while_the_database_starts() throws Exception {
        start(Map.of());
        waitFor(() -> Files.exists(directory.resolve("postmaster.pid")));

        signal("TERM", run.pid());

        assertGone(0);
    }

    @Test
    void interrupted_while_it_serves() throws Exception {
        start(Map.of());
        waitFor(() -> said("start here"));

        signal("INT", run.pid());

        assertGone(0);
        assertThat(Files.readString(output)).contains("Stopped").doesNotContain("too long");
    }

    @Test
    void halted_because_the_database_does_not_stop() throws Exception {
        start(Map.of("SCHEDULER_SHUTDOWN_TIMEOUT", "PT1S"));
        waitFor(() -> said("start here"));
        long postmaster = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());
        signal("STOP", postmaster);
        long began = System.nanoTime();

        signal("TERM", run.pid());

        assertGone(1);
        // Asked in the orderly way, the stopped one would be waited for for fifteen seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(Files.readString(output)).contains("Stopping took too long");
    }

    private void start(Map<String, String> settings) throws IOException {
        var builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DevMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().remove("DATABASE_URL");
        builder.environment().keySet().removeIf(name -> name.startsWith("SCHEDULER_"));
        builder.environment().put("SCHEDULER_DATABASE_EMBEDDED_PATH", directory.toString());
        builder.environment().put("SCHEDULER_HTTP_PORT", "0");
        builder.environment().putAll(settings);
        run = builder.start();
    }

    private void waitFor(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(run.isAlive()).as(this::output).isTrue();
            assertThat(System.nanoTime()).as(this::output).isLessThan(until);
            Pause.milliseconds(2);
        }
    }

    private boolean said(String what) {
        return output().contains(what);
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "";
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void assertGone(int exit) throws InterruptedException {
        assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(this::output)
                .isTrue();
        assertThat(run.exitValue()).as(this::output).isEqualTo(exit);
        assertThat(new ServerProcesses(directory).areGone()).as(this::output).isTrue();
    }
}
