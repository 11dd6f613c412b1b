package scheduler.platform;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import scheduler.message.Fields;

/// All settings, typed and checked: a record that exists is one that can be run with. What each is for stands
/// beside its default in `conf/scheduler.yaml`.
public record Settings(
        Http http,
        Database database,
        Picture picture,
        Booking booking,
        Events event,
        Reminder reminder,
        Mail mail,
        Bus bus,
        BridgeSettings bridge,
        Egress egress,
        ClusterSettings cluster,
        Webhook webhook,
        String zoneinfo,
        Demo demo,
        Shutdown shutdown,
        String logFormat,
        boolean testClock) {

    private static final Set<String> LOG_FORMATS = Set.of("auto", "json", "text");
    static final int PORT_MAX = 65_535;

    /// The HTTP server. Without keys it is open, so then it listens on loopback only.
    public record Http(
            String host,
            int port,
            String publicUrl,
            List<ApiKey> apiKeys,
            int bodyMaxBytes,
            int headerMaxBytes,
            Duration idleTimeout,
            Duration requestTimeout,
            int maxInFlight,
            int maxStreams) {

        private static final Pattern PUBLIC_URL =
                Pattern.compile("https?://[A-Za-z0-9.-]+(:\\d{1,5})?(/[A-Za-z0-9._~/-]*)?");

        static Http read(Fields fields) {
            var host = fields.text("host", Fields.plain(255));
            var keys = keys(fields);
            if (keys.isEmpty() && !isLoopback(host)) {
                throw fields.invalid(
                        "host",
                        "Without http.apiKeys the service is open to everyone who reaches it, so it listens on loopback"
                                + " only (127.0.0.1 or ::1), not on " + host + ". Set SCHEDULER_HTTP_API_KEYS.");
            }
            return new Http(
                    host,
                    (int) fields.whole("port", 0, PORT_MAX),
                    fields.text("publicUrl", Http::publicUrl),
                    keys,
                    (int) fields.whole("bodyMaxBytes", 1024, 16 << 20),
                    (int) fields.whole("headerMaxBytes", 1024, 1 << 20),
                    fields.text("idleTimeout", seconds(1, 3600)),
                    fields.text("requestTimeout", seconds(1, 3600)),
                    (int) fields.whole("maxInFlight", 1, 1_000_000),
                    (int) fields.whole("maxStreams", 0, 1_000_000));
        }

        private static String publicUrl(String text) {
            if (!text.isEmpty() && !PUBLIC_URL.matcher(text).matches()) {
                throw new IllegalArgumentException("It must be like https://book.example.com, not " + text + ".");
            }
            return text.replaceFirst("/+$", "");
        }
    }

    /// How PostgreSQL is reached, and the bounds on it. An empty `url` asks for the embedded one.
    public record Database(
            String url,
            Embedded embedded,
            Pool pool,
            Duration connectTimeout,
            Duration statementTimeout,
            Duration lockTimeout,
            boolean migrate) {

        static Database read(Fields fields) {
            return new Database(
                    fields.text("url", Settings::databaseUrl),
                    fields.required("embedded", fields.inner("embedded", Embedded::read)),
                    fields.required("pool", fields.inner("pool", Pool::read)),
                    fields.text("connectTimeout", millis(100, 60_000)),
                    fields.text("statementTimeout", millis(100, 600_000)),
                    fields.text("lockTimeout", millis(10, 600_000)),
                    fields.flag("migrate"));
        }
    }

    /// Where the development run keeps its own PostgreSQL.
    public record Embedded(Path path, int port) {
        static Embedded read(Fields fields) {
            return new Embedded(
                    fields.text("path", path -> Path.of(Fields.plain(4096).apply(path))),
                    (int) fields.whole("port", 0, PORT_MAX));
        }
    }

    /// The connections, and who may wait for one.
    public record Pool(int size, int queue, Duration waitMax) {
        static Pool read(Fields fields) {
            return new Pool(
                    (int) fields.whole("size", 1, 500),
                    (int) fields.whole("queue", 0, 1_000_000),
                    fields.text("wait", millis(1, 60_000)));
        }
    }

    /// What a node keeps in memory of the times that are taken, and how often it looks for news of them.
    public record Picture(int claims, Duration refresh) {
        static Picture read(Fields fields) {
            return new Picture(
                    (int) fields.whole("claims", 1_000, 100_000_000), fields.text("refresh", millis(5, 10_000)));
        }
    }

    /// How long answers to writes and holds that are over are kept, and how often a node looks for holds and requests
    /// that are over, and for those who wait for a time.
    public record Booking(
            Duration idempotencyRetention, Duration holdRetention, Duration expiryInterval, Duration waitlistInterval) {
        static Booking read(Fields fields) {
            var retention = fields.required("retention", fields.inner("retention", Retention::read));
            return new Booking(
                    retention.idempotency,
                    retention.holds,
                    fields.text("expiryInterval", millis(10, 3_600_000)),
                    fields.text("waitlistInterval", millis(10, 3_600_000)));
        }
    }

    /// How long events stay in the log; empty for ever.
    public record Events(Optional<Duration> retention) {

        private static final String FOR_EVER = "forever";
        private static final Function<String, Duration> AGE = seconds(86_400, 36_600L * 86_400);

        static Events read(Fields fields) {
            return new Events(fields.text("retention", Events::retention));
        }

        private static Optional<Duration> retention(String text) {
            return text.equals(FOR_EVER) ? Optional.empty() : Optional.of(AGE.apply(text));
        }
    }

    /// How often a node looks for reminders that are due, how late one may still be sent, how long those that are over
    /// can be read, and whether somebody has to answer for those of the event bus.
    public record Reminder(Duration interval, Duration grace, Duration retention, boolean busMustAnswer) {
        static Reminder read(Fields fields) {
            return new Reminder(
                    fields.text("interval", millis(10, 3_600_000)),
                    fields.text("grace", seconds(0, 366L * 86_400)),
                    fields.text("retention", seconds(60, 3_660L * 86_400)),
                    fields.flag("busMustAnswer"));
        }
    }

    /// The mail server, from whom mail comes, and from which other domains tenants may have it come. Without a `host`
    /// what would be sent is logged.
    public record Mail(
            String host,
            int port,
            String tls,
            String user,
            String password,
            String from,
            List<String> domains,
            int connections) {

        private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");
        private static final Set<String> TLS = Set.of("none", "starttls", "tls");
        private static final Pattern ADDRESS =
                Pattern.compile("[^<>@\\s]+@[^<>@\\s]+|[^<>\\p{Cntrl}]+<[^<>@\\s]+@[^<>@\\s]+>");

        static Mail read(Fields fields) {
            return new Mail(
                    fields.text("host", Function.identity()),
                    (int) fields.whole("port", 1, PORT_MAX),
                    fields.text("tls", Mail::tls),
                    fields.text("user", Function.identity()),
                    fields.text("password", Function.identity()),
                    fields.text("from", Mail::address),
                    domains(fields),
                    (int) fields.whole("connections", 1, 100));
        }

        private static String tls(String text) {
            if (!TLS.contains(text)) {
                throw new IllegalArgumentException("It must be none, starttls or tls, not " + text + ".");
            }
            return text;
        }

        private static List<String> domains(Fields fields) {
            if (!fields.has("domains")) {
                throw fields.invalid("domains", "It is required; [] stands for none.");
            }
            return fields.texts("domains", 1000, Mail::domain);
        }

        private static String domain(String text) {
            if (!DOMAIN.matcher(text).matches()) {
                throw new IllegalArgumentException("It must be like example.com, not " + text + ".");
            }
            return text.toLowerCase(Locale.ROOT);
        }

        private static String address(String text) {
            if (!ADDRESS.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "It must be like no-reply@example.com or Name <no-reply@example.com>.");
            }
            return text;
        }

        /// Not the password.
        @Override
        public String toString() {
            return "Mail[host=" + host + ", port=" + port + ", tls=" + tls + ", from=" + from + "]";
        }
    }

    private record Retention(Duration idempotency, Duration holds) {
        static Retention read(Fields fields) {
            return new Retention(
                    fields.text("idempotency", seconds(60, 366L * 86_400)),
                    fields.text("holds", seconds(60, 366L * 86_400)));
        }
    }

    /// Whether events are published on the event bus, and how many commands may be under way there.
    public record Bus(boolean publish, int maxInFlight) {
        static Bus read(Fields fields) {
            return new Bus(fields.flag("publish"), (int) fields.whole("maxInFlight", 0, 1_000_000));
        }
    }

    /// Where webhooks, and those who read calendars, may go besides the public internet, and the file of those whose
    /// certificates are trusted besides those that the JDK knows.
    public record Egress(List<AllowedHost> allowedHosts, String trustedCertificates) {
        static Egress read(Fields fields) {
            if (!fields.has("allowedHosts")) {
                throw fields.invalid("allowedHosts", "It is required; [] stands for none.");
            }
            return new Egress(
                    fields.texts("allowedHosts", 1000, AllowedHost::read),
                    fields.text("trustedCertificates", Function.identity()));
        }
    }

    /// How many webhooks are under way at once, how long what became of them is kept, and how often a node looks for
    /// what is due.
    public record Webhook(int concurrency, int perEndpoint, Duration retention, Duration interval) {
        static Webhook read(Fields fields) {
            return new Webhook(
                    (int) fields.whole("concurrency", 1, 10_000),
                    (int) fields.whole("perEndpoint", 1, 1_000),
                    fields.text("retention", seconds(60, 366L * 86_400)),
                    fields.text("interval", millis(10, 60_000)));
        }
    }

    /// What the first start of an open service is seeded with.
    public record Demo(boolean seed, String file) {
        static Demo read(Fields fields) {
            return new Demo(fields.flag("seed"), fields.text("file", Fields.plain(4096)));
        }
    }

    /// How long the service stays once it was told to stop.
    public record Shutdown(Duration drainDelay, Duration timeout) {
        static Shutdown read(Fields fields) {
            return new Shutdown(fields.text("drainDelay", seconds(0, 600)), fields.text("timeout", seconds(1, 3600)));
        }
    }

    /// Reads the settings out of the document that all sources add up to.
    public static Settings read(JsonObject json) {
        return Fields.readWhole(json, "", Settings::read);
    }

    private static Settings read(Fields fields) {
        var http = fields.required("http", fields.inner("http", Http::read));
        var cluster = fields.required("cluster", fields.inner("cluster", ClusterSettings::read));
        var time = fields.required("time", fields.inner("time", each -> Time.read(each, cluster)));
        return new Settings(
                http,
                fields.required("database", fields.inner("database", Database::read)),
                fields.required("picture", fields.inner("picture", Picture::read)),
                fields.required("booking", fields.inner("booking", Booking::read)),
                fields.required("event", fields.inner("event", Events::read)),
                fields.required("reminder", fields.inner("reminder", Reminder::read)),
                fields.required("mail", fields.inner("mail", Mail::read)),
                fields.required("bus", fields.inner("bus", Bus::read)),
                fields.required(
                        "bridge",
                        fields.inner(
                                "bridge",
                                inner -> BridgeSettings.read(
                                        inner, http.apiKeys().isEmpty()))),
                fields.required("egress", fields.inner("egress", Egress::read)),
                cluster,
                fields.required("webhook", fields.inner("webhook", Webhook::read)),
                time.zoneinfo,
                fields.required("demo", fields.inner("demo", Demo::read)),
                fields.required("shutdown", fields.inner("shutdown", Shutdown::read)),
                fields.required("log", fields.inner("log", log -> log.text("format", Settings::logFormat))),
                time.testClock);
    }

    private record Time(String zoneinfo, boolean testClock) {
        static Time read(Fields fields, ClusterSettings cluster) {
            return new Time(fields.text("zoneinfo", Fields.plain(4096)), movable(fields, cluster));
        }
    }

    /// Each node has a test clock of its own, so that of a tenant would show another time in every other answer.
    private static boolean movable(Fields fields, ClusterSettings cluster) {
        boolean isOn = fields.flag("testClock");
        if (isOn && cluster.enabled()) {
            throw fields.invalid(
                    "testClock", "It is for one node alone, not for a cluster: each has a clock of its own.");
        }
        return isOn;
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static List<ApiKey> keys(Fields fields) {
        if (!fields.has("apiKeys")) {
            throw fields.invalid("apiKeys", "It is required; [] stands for none.");
        }
        var keys = fields.texts("apiKeys", 1000, ApiKey::read);
        if (keys.stream().map(ApiKey::key).distinct().count() < keys.size()) {
            throw fields.invalid("apiKeys", "One key stands there for two tenants.");
        }
        return keys;
    }

    private static String databaseUrl(String url) {
        if (url.isEmpty()) {
            return url;
        }
        try {
            var uri = new URI(url);
            var scheme = String.valueOf(uri.getScheme());
            if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
                throw new IllegalArgumentException("It must be like postgresql://user:password@host:5432/database.");
            }
            return url;
        } catch (URISyntaxException e) {
            // Its message would repeat the password.
            throw new IllegalArgumentException(
                    "It cannot be read; it must be like postgresql://user:password@host:5432/database, with special"
                            + " characters of the password percent-encoded.",
                    null);
        }
    }

    private static String logFormat(String text) {
        if (!LOG_FORMATS.contains(text)) {
            throw new IllegalArgumentException("It is auto, json or text.");
        }
        return text;
    }

    static Function<String, Duration> seconds(long min, long max) {
        return text -> within(text, Duration.ofSeconds(min), Duration.ofSeconds(max));
    }

    private static Function<String, Duration> millis(long min, long max) {
        return text -> within(text, Duration.ofMillis(min), Duration.ofMillis(max));
    }

    private static Duration within(String text, Duration min, Duration max) {
        Duration read;
        try {
            read = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("It must be a duration like PT30S, not " + text + ".", e);
        }
        if (read.compareTo(min) < 0 || read.compareTo(max) > 0) {
            throw new IllegalArgumentException("It must be from " + min + " to " + max + ".");
        }
        return read;
    }
}
