package scheduler;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Migrations;
import scheduler.database.StoreFailure;
import scheduler.message.RecordCodec;
import scheduler.message.Refusal;
import scheduler.message.Telemetry;
import scheduler.message.Tenant;
import scheduler.platform.LocalDatabase;
import scheduler.platform.Logging;
import scheduler.platform.Settings;
import scheduler.platform.SettingsLoader;
import scheduler.time.Tzdb;

/// What the command line can do. A command that cannot go on says why in one line and gives an exit status.
final class Commands {

    /// Instead of an exit status: the service runs until it is told to stop.
    static final int KEEP_RUNNING = -1;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final PrometheusMeterRegistry registry = Telemetry.start();
    private final @Nullable LocalDatabase local;
    private @Nullable Vertx vertx;
    private LocalDatabase.@Nullable Running running;

    Commands(@Nullable LocalDatabase local) {
        this.local = local;
    }

    /// Runs one of the commands below; what goes wrong becomes a line and an exit status.
    int run(Command command) {
        Logging.use("auto");
        try {
            vertx = open();
            return command.run(this);
        } catch (Refusal | IllegalStateException | StoreFailure | IOException | TimeoutException e) {
            LOG.debug("The command failed", e);
            closeLocal();
            return fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            closeLocal();
            LOG.error("The command failed", e);
            return fail(String.valueOf(e.getMessage()));
        }
    }

    /// Runs the service; `zones` is a warning about the rules of time zones.
    int serve(Optional<String> zones) throws IOException, TimeoutException {
        long began = System.nanoTime();
        var settings = settings();
        var url = databaseUrl(settings);
        zones.ifPresent(LOG::warn);
        if (settings.database().migrate()) {
            Migrations.migrate(url);
        }
        var scheduler = Scheduler.startCore(vertx(), settings, url, InstantSource.system());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(scheduler, settings), "shutdown"));
        var access = scheduler.access();
        if (access.isOpen() && settings.demo().seed()) {
            new Import(vertx(), scheduler.times())
                    .seed(
                            access.tenant(Tenant.DEMO).orElseThrow(),
                            settings.demo().file());
        }
        scheduler.serve(registry);
        LOG.atInfo()
                .addKeyValue("port", scheduler.port())
                .addKeyValue(
                        "millis", Duration.ofNanos(System.nanoTime() - began).toMillis())
                .addKeyValue("nativeTransport", vertx().isNativeTransportEnabled())
                .addKeyValue("connections", settings.database().pool().size())
                .addKeyValue("tzdb", Tzdb.VERSION)
                .addKeyValue("tzdbSource", Tzdb.SOURCE)
                .log("Serving");
        if (local != null || Logging.isTerminal()) {
            Welcome.say(settings, scheduler.port(), url, access.isOpen());
        }
        return KEEP_RUNNING;
    }

    int importFile(String[] arguments) throws IOException, TimeoutException {
        if (arguments.length != 2 && !(arguments.length == 4 && arguments[2].equals("--tenant"))) {
            return fail("Say which file: import FILE [--tenant NAME].");
        }
        var settings = settings();
        var yaml = TextFile.read(arguments[1]);
        var url = databaseUrl(settings);
        if (settings.database().migrate()) {
            Migrations.migrate(url);
        }
        var scheduler = Scheduler.startCore(vertx(), settings, url, InstantSource.system());
        try {
            var name = arguments.length == 4 ? arguments[3] : Tenant.DEMO;
            var tenant = scheduler
                    .access()
                    .tenant(name)
                    .orElseThrow(() -> new IllegalStateException("No API key stands for a tenant " + name + "."));
            return new Import(vertx(), scheduler.times()).run(arguments[1], yaml, tenant);
        } finally {
            stop(scheduler, settings);
        }
    }

    int migrate() {
        var version = Migrations.migrate(databaseUrl(settings()));
        closeLocal();
        return say("The database is at version " + version + ".");
    }

    private Vertx open() {
        var options = new VertxOptions()
                .setPreferNativeTransport(true)
                // A name that cannot be resolved should be known before the request that waits for it gives up.
                .setAddressResolverOptions(
                        new AddressResolverOptions().setQueryTimeout(1_000).setMaxQueries(2))
                .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
        var opened = Vertx.builder()
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        RecordCodec.register(opened);
        return opened;
    }

    private Vertx vertx() {
        return Objects.requireNonNull(vertx);
    }

    private Settings settings() {
        var properties = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        var settings =
                new SettingsLoader(vertx(), System.getenv(), properties).load().await();
        Logging.use(settings.logFormat());
        return settings;
    }

    private String databaseUrl(Settings settings) {
        var database = settings.database();
        if (!database.url().isEmpty()) {
            return database.url();
        }
        if (local == null) {
            throw new IllegalStateException("No database: set DATABASE_URL (or database.url), as in"
                    + " DATABASE_URL=postgresql://user:password@localhost:5432/scheduler. This jar carries none.");
        }
        running = local.start(database.embedded().path(), database.embedded().port());
        return running.url();
    }

    private void stop(Scheduler scheduler, Settings settings) {
        var finished = new AtomicBoolean();
        var deadline = new Thread(() -> haltUnless(finished, settings), "shutdown deadline");
        deadline.setDaemon(true);
        deadline.start();
        LOG.info("Stopping");
        scheduler.stop();
        closeLocal();
        finished.set(true);
        LOG.info("Stopped");
    }

    /// The last resort: a stop that hangs would otherwise be ended from outside, later and harder.
    private static void haltUnless(AtomicBoolean finished, Settings settings) {
        try {
            Thread.sleep(settings.shutdown()
                    .drainDelay()
                    .plus(settings.shutdown().timeout())
                    .plusSeconds(2));
        } catch (InterruptedException e) {
            return;
        }
        if (!finished.get()) {
            LOG.error("Stopping took too long");
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void closeLocal() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    static int say(String text) {
        System.out.println(text);
        return OK;
    }

    static int fail(String text) {
        System.err.println(text);
        return FAILED;
    }

    /// What a command does; it gives the exit status.
    @FunctionalInterface
    interface Command {
        int run(Commands commands) throws IOException, TimeoutException;
    }
}
