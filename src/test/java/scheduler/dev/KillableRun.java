package scheduler.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A run of the development database in a JVM of its own, with what it answered: the URL, or why there is none.
record KillableRun(Process process, String answer) {
    /// Serves the directory that is named until the input ends.
    public static void main(String[] args) throws IOException {
        try (var database = DevDatabase.start(Path.of(args[0]), 0)) {
            System.out.println("answer " + database.url());
            int end = System.in.read();
            assertThat(end).isEqualTo(-1);
        } catch (IllegalStateException e) {
            System.out.println("answer " + e.getMessage());
        }
    }

    static KillableRun start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableRun.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        String answer = output.lines()
                .filter(line -> line.startsWith("answer "))
                .findFirst()
                .orElseThrow();
        return new KillableRun(process, answer.replaceFirst("answer ", ""));
    }

    /// What no program can prepare for: its PostgreSQL keeps running.
    void kill() throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
