package scheduler.testing;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import scheduler.Scheduler;
import scheduler.message.RecordCodec;
import scheduler.message.Telemetry;
import scheduler.platform.EventLoops;
import scheduler.platform.Settings;
import scheduler.platform.SettingsLoader;

/// One running service of its own Vert.x on a free port, as one of several nodes on a database would be.
public final class Node implements AutoCloseable {

    /// That much else runs on the machine is no reason to refuse anything.
    private static final Map<String, String> PATIENT = Map.of(
            "SCHEDULER_HTTP_REQUEST_TIMEOUT", "PT30S",
            "SCHEDULER_DATABASE_POOL_WAIT", "PT5S",
            "SCHEDULER_DATABASE_LOCK_TIMEOUT", "PT8S",
            "SCHEDULER_DATABASE_STATEMENT_TIMEOUT", "PT10S");

    private final Client client;

    // A test class that keeps a node keeps it for ever, so a closed one keeps nothing.
    private @Nullable Vertx vertx;
    private @Nullable Scheduler scheduler;

    private Node(Vertx vertx, Scheduler scheduler) {
        this.vertx = vertx;
        this.scheduler = scheduler;
        this.client = new Client("http://127.0.0.1:" + scheduler.port());
    }

    /// Starts on a migrated database; `settings` are those of the environment, as in SCHEDULER_HTTP_API_KEYS.
    public static Node start(String databaseUrl, InstantSource clock, Map<String, String> settings) {
        var patient = new HashMap<>(PATIENT);
        patient.putAll(settings);
        var options = new VertxOptions().setEventLoopPoolSize(EventLoops.COUNT);
        return start(Vertx.vertx(options), Telemetry.start(), databaseUrl, clock, patient);
    }

    /// The same with all that costs something in the service itself: the native transport, and what Vert.x measures.
    public static Node startToMeasure(String databaseUrl, InstantSource clock, Map<String, String> settings) {
        var registry = Telemetry.start();
        var options = new VertxOptions()
                .setEventLoopPoolSize(EventLoops.COUNT)
                .setPreferNativeTransport(true)
                .setMetricsOptions(Telemetry.options());
        var vertx = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        return start(vertx, registry, databaseUrl, clock, settings);
    }

    private static Node start(
            Vertx vertx,
            PrometheusMeterRegistry registry,
            String databaseUrl,
            InstantSource clock,
            Map<String, String> settings) {
        RecordCodec.register(vertx);
        try {
            var read = settings(vertx, databaseUrl, settings);
            var scheduler = Scheduler.startCore(vertx, read, databaseUrl, clock);
            return serve(vertx, scheduler, registry);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Node serve(Vertx vertx, Scheduler scheduler, PrometheusMeterRegistry registry)
            throws TimeoutException {
        try {
            scheduler.serve(registry);
            return new Node(vertx, scheduler);
        } catch (RuntimeException e) {
            scheduler.stop();
            throw e;
        }
    }

    private static Settings settings(Vertx vertx, String databaseUrl, Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", databaseUrl);
        environment.putIfAbsent("SCHEDULER_HTTP_PORT", "0");
        environment.putIfAbsent("SCHEDULER_DEMO_SEED", "false");
        return new SettingsLoader(vertx, environment, Map.of()).load().await();
    }

    public Client client() {
        return client;
    }

    public Vertx vertx() {
        return Objects.requireNonNull(vertx);
    }

    public int port() {
        return Objects.requireNonNull(scheduler).port();
    }

    /// Deletes what has been kept long enough, which the node else does every few minutes.
    public void prune() {
        Patience.await(Objects.requireNonNull(scheduler).prune());
    }

    @Override
    public void close() {
        var running = scheduler;
        if (running != null) {
            running.stop();
            scheduler = null;
            vertx = null;
        }
    }
}
