package scheduler.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A setting: its variable in the environment, a value that is not its default, and how it is read.
record SettingKey(String name, String variable, String text, Object value, Function<Settings, Object> read) {

    static final List<SettingKey> ALL = List.of(
            new SettingKey(
                    "http.host",
                    "SCHEDULER_HTTP_HOST",
                    "::1",
                    "::1",
                    s -> s.http().host()),
            new SettingKey(
                    "http.port",
                    "SCHEDULER_HTTP_PORT",
                    "9090",
                    9090,
                    s -> s.http().port()),
            new SettingKey(
                    "http.publicUrl",
                    "SCHEDULER_HTTP_PUBLIC_URL",
                    "https://book.example.com/",
                    "https://book.example.com",
                    s -> s.http().publicUrl()),
            new SettingKey(
                    "http.apiKeys",
                    "SCHEDULER_HTTP_API_KEYS",
                    "first-key, tenant:second-key",
                    List.of(new ApiKey("demo", "first-key"), new ApiKey("tenant", "second-key")),
                    s -> s.http().apiKeys()),
            new SettingKey(
                    "http.bodyMaxBytes",
                    "SCHEDULER_HTTP_BODY_MAX_BYTES",
                    "2048",
                    2048,
                    s -> s.http().bodyMaxBytes()),
            new SettingKey(
                    "http.headerMaxBytes",
                    "SCHEDULER_HTTP_HEADER_MAX_BYTES",
                    "4096",
                    4096,
                    s -> s.http().headerMaxBytes()),
            new SettingKey(
                    "http.idleTimeout",
                    "SCHEDULER_HTTP_IDLE_TIMEOUT",
                    "PT31S",
                    Duration.ofSeconds(31),
                    s -> s.http().idleTimeout()),
            new SettingKey(
                    "http.requestTimeout",
                    "SCHEDULER_HTTP_REQUEST_TIMEOUT",
                    "PT11S",
                    Duration.ofSeconds(11),
                    s -> s.http().requestTimeout()),
            new SettingKey(
                    "http.maxInFlight",
                    "SCHEDULER_HTTP_MAX_IN_FLIGHT",
                    "7",
                    7,
                    s -> s.http().maxInFlight()),
            new SettingKey(
                    "http.maxStreams",
                    "SCHEDULER_HTTP_MAX_STREAMS",
                    "8",
                    8,
                    s -> s.http().maxStreams()),
            new SettingKey(
                    "database.url",
                    "SCHEDULER_DATABASE_URL",
                    "postgresql://u:p@h:1/d",
                    "postgresql://u:p@h:1/d",
                    s -> s.database().url()),
            new SettingKey(
                    "database.embedded.path",
                    "SCHEDULER_DATABASE_EMBEDDED_PATH",
                    "some/where",
                    Path.of("some/where"),
                    s -> s.database().embedded().path()),
            new SettingKey(
                    "database.embedded.port",
                    "SCHEDULER_DATABASE_EMBEDDED_PORT",
                    "5433",
                    5433,
                    s -> s.database().embedded().port()),
            new SettingKey(
                    "database.pool.size",
                    "SCHEDULER_DATABASE_POOL_SIZE",
                    "3",
                    3,
                    s -> s.database().pool().size()),
            new SettingKey(
                    "database.pool.queue",
                    "SCHEDULER_DATABASE_POOL_QUEUE",
                    "4",
                    4,
                    s -> s.database().pool().queue()),
            new SettingKey(
                    "database.pool.wait",
                    "SCHEDULER_DATABASE_POOL_WAIT",
                    "PT0.1S",
                    Duration.ofMillis(100),
                    s -> s.database().pool().waitMax()),
            new SettingKey(
                    "database.connectTimeout",
                    "SCHEDULER_DATABASE_CONNECT_TIMEOUT",
                    "PT4S",
                    Duration.ofSeconds(4),
                    s -> s.database().connectTimeout()),
            new SettingKey(
                    "database.statementTimeout",
                    "SCHEDULER_DATABASE_STATEMENT_TIMEOUT",
                    "PT6S",
                    Duration.ofSeconds(6),
                    s -> s.database().statementTimeout()),
            new SettingKey(
                    "database.lockTimeout",
                    "SCHEDULER_DATABASE_LOCK_TIMEOUT",
                    "PT1S",
                    Duration.ofSeconds(1),
                    s -> s.database().lockTimeout()),
            new SettingKey(
                    "database.migrate",
                    "SCHEDULER_DATABASE_MIGRATE",
                    "false",
                    false,
                    s -> s.database().migrate()),
            new SettingKey(
                    "picture.claims",
                    "SCHEDULER_PICTURE_CLAIMS",
                    "5000",
                    5_000,
                    s -> s.picture().claims()),
            new SettingKey(
                    "picture.refresh",
                    "SCHEDULER_PICTURE_REFRESH",
                    "PT1S",
                    Duration.ofSeconds(1),
                    s -> s.picture().refresh()),
            new SettingKey(
                    "booking.retention.idempotency",
                    "SCHEDULER_BOOKING_RETENTION_IDEMPOTENCY",
                    "PT30H",
                    Duration.ofHours(30),
                    s -> s.booking().idempotencyRetention()),
            new SettingKey(
                    "booking.retention.holds",
                    "SCHEDULER_BOOKING_RETENTION_HOLDS",
                    "PT20H",
                    Duration.ofHours(20),
                    s -> s.booking().holdRetention()),
            new SettingKey(
                    "booking.expiryInterval",
                    "SCHEDULER_BOOKING_EXPIRY_INTERVAL",
                    "PT3S",
                    Duration.ofSeconds(3),
                    s -> s.booking().expiryInterval()),
            new SettingKey(
                    "booking.waitlistInterval",
                    "SCHEDULER_BOOKING_WAITLIST_INTERVAL",
                    "PT7S",
                    Duration.ofSeconds(7),
                    s -> s.booking().waitlistInterval()),
            new SettingKey(
                    "event.retention",
                    "SCHEDULER_EVENT_RETENTION",
                    "P90D",
                    Optional.of(Duration.ofDays(90)),
                    s -> s.event().retention()),
            new SettingKey(
                    "reminder.interval",
                    "SCHEDULER_REMINDER_INTERVAL",
                    "PT9S",
                    Duration.ofSeconds(9),
                    s -> s.reminder().interval()),
            new SettingKey(
                    "reminder.grace",
                    "SCHEDULER_REMINDER_GRACE",
                    "PT5H",
                    Duration.ofHours(5),
                    s -> s.reminder().grace()),
            new SettingKey(
                    "reminder.retention",
                    "SCHEDULER_REMINDER_RETENTION",
                    "PT96H",
                    Duration.ofHours(96),
                    s -> s.reminder().retention()),
            new SettingKey(
                    "reminder.busMustAnswer",
                    "SCHEDULER_REMINDER_BUS_MUST_ANSWER",
                    "true",
                    true,
                    s -> s.reminder().busMustAnswer()),
            new SettingKey(
                    "mail.host",
                    "SCHEDULER_MAIL_HOST",
                    "mail.example.com",
                    "mail.example.com",
                    s -> s.mail().host()),
            new SettingKey(
                    "mail.port", "SCHEDULER_MAIL_PORT", "25", 25, s -> s.mail().port()),
            new SettingKey(
                    "mail.tls",
                    "SCHEDULER_MAIL_TLS",
                    "tls",
                    "tls",
                    s -> s.mail().tls()),
            new SettingKey(
                    "mail.user",
                    "SCHEDULER_MAIL_USER",
                    "me",
                    "me",
                    s -> s.mail().user()),
            new SettingKey(
                    "mail.password",
                    "SCHEDULER_MAIL_PASSWORD",
                    "x",
                    "x",
                    s -> s.mail().password()),
            new SettingKey(
                    "mail.from",
                    "SCHEDULER_MAIL_FROM",
                    "a@example.com",
                    "a@example.com",
                    s -> s.mail().from()),
            new SettingKey(
                    "mail.domains",
                    "SCHEDULER_MAIL_DOMAINS",
                    "Example.com, example.org",
                    List.of("example.com", "example.org"),
                    s -> s.mail().domains()),
            new SettingKey(
                    "mail.connections",
                    "SCHEDULER_MAIL_CONNECTIONS",
                    "3",
                    3,
                    s -> s.mail().connections()),
            new SettingKey(
                    "bus.publish",
                    "SCHEDULER_BUS_PUBLISH",
                    "false",
                    false,
                    s -> s.bus().publish()),
            new SettingKey(
                    "bus.maxInFlight",
                    "SCHEDULER_BUS_MAX_IN_FLIGHT",
                    "9",
                    9,
                    s -> s.bus().maxInFlight()),
            new SettingKey(
                    "bridge.commands",
                    "SCHEDULER_BRIDGE_COMMANDS",
                    "book, slots.query",
                    List.of("book", "slots.query"),
                    s -> s.bridge().commands()),
            new SettingKey(
                    "bridge.connections",
                    "SCHEDULER_BRIDGE_CONNECTIONS",
                    "9",
                    9,
                    s -> s.bridge().connections()),
            new SettingKey(
                    "bridge.registrations",
                    "SCHEDULER_BRIDGE_REGISTRATIONS",
                    "8",
                    8,
                    s -> s.bridge().registrations()),
            new SettingKey(
                    "bridge.messageMaxBytes",
                    "SCHEDULER_BRIDGE_MESSAGE_MAX_BYTES",
                    "2048",
                    2048,
                    s -> s.bridge().messageMaxBytes()),
            new SettingKey(
                    "bridge.idleTimeout",
                    "SCHEDULER_BRIDGE_IDLE_TIMEOUT",
                    "PT12S",
                    Duration.ofSeconds(12),
                    s -> s.bridge().idleTimeout()),
            new SettingKey(
                    "bridge.tcp.host",
                    "SCHEDULER_BRIDGE_TCP_HOST",
                    "::1",
                    "::1",
                    s -> s.bridge().tcp().host()),
            new SettingKey(
                    "bridge.tcp.port",
                    "SCHEDULER_BRIDGE_TCP_PORT",
                    "7000",
                    7000,
                    s -> s.bridge().tcp().port()),
            new SettingKey(
                    "bridge.sockjs.enabled",
                    "SCHEDULER_BRIDGE_SOCKJS_ENABLED",
                    "true",
                    true,
                    s -> s.bridge().sockjs().enabled()),
            new SettingKey(
                    "bridge.sockjs.origins",
                    "SCHEDULER_BRIDGE_SOCKJS_ORIGINS",
                    "https://a.example, http://b:8",
                    List.of("https://a.example", "http://b:8"),
                    s -> s.bridge().sockjs().origins()),
            new SettingKey(
                    "cluster.enabled",
                    "SCHEDULER_CLUSTER_ENABLED",
                    "true",
                    true,
                    s -> s.cluster().enabled()),
            new SettingKey(
                    "cluster.host",
                    "SCHEDULER_CLUSTER_HOST",
                    "10.1.2.3",
                    "10.1.2.3",
                    s -> s.cluster().host()),
            new SettingKey(
                    "cluster.port",
                    "SCHEDULER_CLUSTER_PORT",
                    "7900",
                    7900,
                    s -> s.cluster().port()),
            new SettingKey(
                    "cluster.nodes",
                    "SCHEDULER_CLUSTER_NODES",
                    "10.1.2.3:7900, node:7800",
                    List.of("10.1.2.3:7900", "node:7800"),
                    s -> s.cluster().nodes()),
            new SettingKey(
                    "cluster.dns",
                    "SCHEDULER_CLUSTER_DNS",
                    "nodes.example.org",
                    "nodes.example.org",
                    s -> s.cluster().dns()),
            new SettingKey(
                    "egress.allowedHosts",
                    "SCHEDULER_EGRESS_ALLOWED_HOSTS",
                    "crm.internal, 10.1.0.0/16",
                    List.of(AllowedHost.read("crm.internal"), AllowedHost.read("10.1.0.0/16")),
                    s -> s.egress().allowedHosts()),
            new SettingKey(
                    "egress.trustedCertificates",
                    "SCHEDULER_EGRESS_TRUSTED_CERTIFICATES",
                    "/etc/authorities.pem",
                    "/etc/authorities.pem",
                    s -> s.egress().trustedCertificates()),
            new SettingKey(
                    "webhook.concurrency",
                    "SCHEDULER_WEBHOOK_CONCURRENCY",
                    "9",
                    9,
                    s -> s.webhook().concurrency()),
            new SettingKey(
                    "webhook.perEndpoint",
                    "SCHEDULER_WEBHOOK_PER_ENDPOINT",
                    "4",
                    4,
                    s -> s.webhook().perEndpoint()),
            new SettingKey(
                    "webhook.retention",
                    "SCHEDULER_WEBHOOK_RETENTION",
                    "PT50H",
                    Duration.ofHours(50),
                    s -> s.webhook().retention()),
            new SettingKey(
                    "webhook.interval",
                    "SCHEDULER_WEBHOOK_INTERVAL",
                    "PT2S",
                    Duration.ofSeconds(2),
                    s -> s.webhook().interval()),
            new SettingKey(
                    "time.zoneinfo", "SCHEDULER_TIME_ZONEINFO", "/some/where", "/some/where", Settings::zoneinfo),
            new SettingKey(
                    "demo.seed",
                    "SCHEDULER_DEMO_SEED",
                    "false",
                    false,
                    s -> s.demo().seed()),
            new SettingKey(
                    "demo.file",
                    "SCHEDULER_DEMO_FILE",
                    "other.yaml",
                    "other.yaml",
                    s -> s.demo().file()),
            new SettingKey(
                    "shutdown.drainDelay",
                    "SCHEDULER_SHUTDOWN_DRAIN_DELAY",
                    "PT5S",
                    Duration.ofSeconds(5),
                    s -> s.shutdown().drainDelay()),
            new SettingKey(
                    "shutdown.timeout",
                    "SCHEDULER_SHUTDOWN_TIMEOUT",
                    "PT21S",
                    Duration.ofSeconds(21),
                    s -> s.shutdown().timeout()),
            new SettingKey("time.testClock", "SCHEDULER_TIME_TEST_CLOCK", "true", true, Settings::testClock),
            new SettingKey("log.format", "SCHEDULER_LOG_FORMAT", "json", "json", Settings::logFormat));

    @Override
    public String toString() {
        return name;
    }
}
