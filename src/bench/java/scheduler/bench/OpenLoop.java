package scheduler.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Sends wishes at a rate, whether or not those before are answered, as many clients who know nothing of each other do.
/// A wish counts from when it was due, so one that could not be sent in time counts as waiting.
///
/// The clients have a process of their own. In that of the service they would share its collector and its compiler, and
/// how long they take to look at an answer would be taken for the time that the service took to give it.
final class OpenLoop implements AutoCloseable {

    private final Process process;
    private final PrintStream asked;
    private final BufferedReader told;

    private OpenLoop(Process process) {
        this.process = process;
        this.asked = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.told = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Clients of the service at a port.
    static OpenLoop start(int port) throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        var command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OpenLoopClients.class.getName(),
                Integer.toString(port));
        var error = ProcessBuilder.Redirect.INHERIT;
        return new OpenLoop(new ProcessBuilder(command).redirectError(error).start());
    }

    /// Sends so many a second and waits until all are answered.
    Answers run(double rate, double seconds) throws IOException {
        return ask(new JsonObject().put("rate", rate).put("seconds", seconds));
    }

    /// Sends one after the other, each when the one before is answered.
    Answers alone(int count) throws IOException {
        return ask(new JsonObject().put("alone", count));
    }

    private Answers ask(JsonObject question) throws IOException {
        asked.println(question.encode());
        var line = told.readLine();
        if (line == null) {
            throw new IllegalStateException("the clients have ended");
        }
        return Answers.of(new JsonObject(line));
    }

    @Override
    public void close() {
        asked.close();
        process.onExit().join();
    }

    /// How long so many answers took, in milliseconds.
    record Waits(long count, double p50, double p99, double max) {

        static Waits of(JsonObject json) {
            return new Waits(
                    json.getLong("count"), json.getDouble("p50"), json.getDouble("p99"), json.getDouble("max"));
        }

        @Override
        public String toString() {
            return "p50 %.1f ms, p99 %.1f ms, max %.0f ms".formatted(p50, p99, max);
        }
    }

    /// What came of the wishes: bookings from when they were due, refusals for too much load from when they were sent;
    /// `seconds` until the last was answered, and how long the clients' own processor worked of that.
    record Answers(
            Waits booked,
            Waits overloaded,
            long withoutRetryAfter,
            Map<String, Object> others,
            double seconds,
            double ownSeconds) {

        static Answers of(JsonObject json) {
            return new Answers(
                    Waits.of(json.getJsonObject("booked")),
                    Waits.of(json.getJsonObject("overloaded")),
                    json.getLong("withoutRetryAfter"),
                    json.getJsonObject("others").getMap(),
                    json.getDouble("seconds"),
                    json.getDouble("ownSeconds"));
        }

        double bookingsPerSecond() {
            return booked.count / seconds;
        }

        @Override
        public String toString() {
            var text = "%,d booked, %s".formatted(booked.count, booked);
            if (overloaded.count > 0) {
                text += "; %,d told to come again (%d without Retry-After), %s"
                        .formatted(overloaded.count, withoutRetryAfter, overloaded);
            }
            text += "; clients %.0f %% of a processor".formatted(100 * ownSeconds / seconds);
            return others.isEmpty() ? text : text + "; others " + listed();
        }

        private String listed() {
            return others.entrySet().stream()
                    .map(each -> each.getValue() + " " + each.getKey())
                    .collect(Collectors.joining(", "));
        }
    }
}
