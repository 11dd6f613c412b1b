package scheduler;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/// Asks a service for everything that clients ask for, so that the JVM that watches loads what a real start and real
/// requests will. There is no database behind it: what needs one is answered 503, after all that comes before.
final class Rehearsal {

    private static final int ROUNDS = 5;
    private static final int MILLIS_MAX = 10_000;
    private static final String CLASS = ".class";

    /// Nobody listens there.
    private static final String NO_DATABASE = "postgresql://nobody:nothing@127.0.0.1:9/none";

    private static final String REQUESTS = """
            GET /health
            GET /health/live
            GET /health/ready
            GET /health/startup
            GET /metrics
            GET /
            GET /openapi.yaml
            GET /asyncapi.yaml
            GET /nothing
            PUT /v1/resources/lee {"timeZone":"Europe/Berlin","capacity":1,"pools":["doctors"]}
            PUT /v1/resources/lee/schedule {"weekly":[{"days":["mon","tue"],"from":"09:00","to":"17:00"}],"holidays":["DE"]}
            PUT /v1/services/visit {"duration":"PT30M","buffer":{"after":"PT10M"},"requirements":[{"role":"doctor","pool":"doctors"}]}
            PUT /v1/services/visit {"duration":"half an hour","no":1}
            GET /v1/resources
            GET /v1/services?limit=2
            GET /v1/slots?service=visit&from=2026-12-01&to=2026-12-02
            GET /v1/slots?service=visit&from=tomorrow&to=2026-12-02
            GET /v1/slots/explain?service=visit&start=2026-12-01T09:00
            POST /v1/slots/query {"services":["visit"],"ranges":[{"from":"2026-12-01","to":"2026-12-08"}],"first":5}
            POST /v1/bookings {"service":"visit","start":"2026-12-01T09:00","attendees":[{"name":"Ada","email":"ada@example.org"}]}
            POST /v1/bookings {"service":"visit"}
            POST /v1/bookings {"service":
            POST /v1/holds {"service":"visit","start":"2026-12-01T09:00+01:00","ttl":"PT5M"}
            POST /v1/series {"service":"visit","start":"2026-12-01T09:00","rrule":"FREQ=WEEKLY;COUNT=3"}
            POST /v1/waitlist {"service":"visit","from":"2026-12-01","to":"2026-12-02"}
            GET /v1/bookings?status=confirmed&limit=5
            GET /v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e
            POST /v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e/cancel {"reason":"ill"}
            GET /v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e/calendar.ics
            POST /v1/calendars {"resource":"lee"}
            GET /v1/calendars/0123456789012345678901234567890123456789abc.ics
            GET /v1/events?after=0
            """;

    /// What a start with a database loads besides.
    private static final List<String> OF_DATABASE =
            List.of("scheduler/", "com/ongres/", "io/vertx/pgclient/", "io/vertx/sqlclient/");

    /// What it does not load.
    private static final List<String> APART =
            List.of("scheduler/client/", "scheduler/cluster/", "scheduler/imports/", "scheduler/replay/");

    private final String base;

    Rehearsal(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /// Settings under which it finds no database and disturbs nobody; the others are those of this process.
    static Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.put("DATABASE_URL", NO_DATABASE);
        environment.put("SCHEDULER_HTTP_HOST", "127.0.0.1");
        environment.put("SCHEDULER_HTTP_PORT", "0");
        environment.put("SCHEDULER_SHUTDOWN_DRAIN_DELAY", "PT0S");
        return environment;
    }

    /// Loads the classes of this jar that only a database would have loaded, and says how many they are. Some want a
    /// library that is not there, and nobody wants them.
    static int load() throws IOException {
        var jar = Path.of(System.getProperty("java.class.path"));
        if (!Files.isRegularFile(jar)) {
            return 0;
        }
        int loaded = 0;
        try (var file = new JarFile(jar.toFile())) {
            for (var entry : Collections.list(file.entries())) {
                var name = entry.getName();
                if (name.endsWith(CLASS)
                        && OF_DATABASE.stream().anyMatch(name::startsWith)
                        && APART.stream().noneMatch(name::startsWith)) {
                    loaded += isLoaded(name.substring(0, name.length() - CLASS.length())
                                    .replace('/', '.'))
                            ? 1
                            : 0;
                }
            }
        }
        return loaded;
    }

    private static boolean isLoaded(String name) {
        try {
            Class.forName(name, false, Rehearsal.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /// How many requests were answered: all, or it fails.
    int run() throws IOException {
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (var line : REQUESTS.lines().toList()) {
                var parts = line.split(" ", 3);
                ask(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
                answered++;
            }
        }
        return answered;
    }

    private void ask(String method, String path, String body) throws IOException {
        var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setReadTimeout(MILLIS_MAX);
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("Idempotency-Key", "rehearsal");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        int status = connection.getResponseCode();
        try (var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            answer.readAllBytes();
        }
    }
}
