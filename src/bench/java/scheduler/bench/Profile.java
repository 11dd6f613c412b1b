package scheduler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// Where the service's own processor time goes, by the Flight Recorder's samples of it (JEP 509).
final class Profile implements AutoCloseable {

    private static final String SAMPLE = "jdk.CPUTimeSample";

    /// What a frame is about. The innermost one that is about something says what a sample counts for.
    private static final Map<String, Pattern> PARTS = parts();

    private static final String REST = "the rest";

    private final Recording recording = new Recording();

    private Profile() {
        recording.enable(SAMPLE).with("throttle", "2ms");
        recording.start();
    }

    static Profile start() {
        return new Profile();
    }

    private static Map<String, Pattern> parts() {
        var parts = new LinkedHashMap<String, Pattern>();
        parts.put("reply", Pattern.compile("scheduler\\.http\\.Replies|.*\\.Http1xServerResponse|.*HttpObjectEncoder"));
        parts.put(
                "PostgreSQL",
                Pattern.compile("io\\.vertx\\.(pg|sql)client\\..*|scheduler\\.database\\..*|scheduler\\.booking\\.Batch\\b.*"));
        parts.put("the log", Pattern.compile("scheduler\\.event\\..*"));
        parts.put("decide", Pattern.compile("scheduler\\.(booking|availability)\\..*"));
        parts.put(
                "read",
                Pattern.compile("scheduler\\.(http|message)\\..*|io\\.vertx\\.ext\\.web\\..*|.*HttpObjectDecoder.*"
                        + "|.*\\.Http1xServerRequest.*"));
        return parts;
    }

    /// Of so much time for each booking, in microseconds, how much went where.
    String of(double micros) throws IOException {
        recording.stop();
        var file = Files.createTempFile("bookings", ".jfr");
        try {
            recording.dump(file);
            return shares(file, micros);
        } finally {
            Files.delete(file);
        }
    }

    private static String shares(Path file, double micros) throws IOException {
        List<String> samples = RecordingFile.readAllEvents(file).stream()
                .filter(each -> each.getEventType().getName().equals(SAMPLE))
                .map(Profile::part)
                .toList();
        var counts = samples.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(each -> "%s %.0f µs".formatted(each.getKey(), each.getValue() * micros / samples.size()))
                .collect(Collectors.joining(", ", "of that in the service: ", ""));
    }

    private static String part(RecordedEvent sample) {
        var stack = sample.getStackTrace();
        return stack == null
                ? REST
                : stack.getFrames().stream()
                        .map(Profile::part)
                        .filter(each -> !each.equals(REST))
                        .findFirst()
                        .orElse(REST);
    }

    private static String part(RecordedFrame frame) {
        var type = frame.getMethod().getType().getName();
        return PARTS.entrySet().stream()
                .filter(each -> each.getValue().matcher(type).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(REST);
    }

    @Override
    public void close() {
        recording.close();
    }
}
