package scheduler;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.cluster.Cluster;
import scheduler.database.Database;
import scheduler.database.Migrations;
import scheduler.database.SchemaHistory;
import scheduler.database.StoreFailure;
import scheduler.message.RecordCodec;
import scheduler.message.Refusal;
import scheduler.message.Telemetry;
import scheduler.message.Tenant;
import scheduler.platform.ClusterSettings;
import scheduler.platform.EventLoops;
import scheduler.platform.LocalDatabase;
import scheduler.platform.Logging;
import scheduler.platform.Settings;
import scheduler.platform.SettingsLoader;
import scheduler.platform.TestClock;
import scheduler.replay.Replay;
import scheduler.replay.Report;
import scheduler.time.Tzdb;

/// What the command line can do. A command that cannot go on says why in one line and gives an exit status.
final class Commands {

    /// Instead of an exit status: the service runs until it is told to stop.
    static final int KEEP_RUNNING = -1;

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final PrometheusMeterRegistry registry = Telemetry.start();
    private final OwnDatabase own;
    private final Shutdown shutdown;
    private @Nullable Vertx vertx;

    Commands(@Nullable LocalDatabase local) {
        this.own = new OwnDatabase(local);
        this.shutdown = new Shutdown(own);
    }

    /// Runs one of the commands below; what goes wrong becomes a line and an exit status. What was started is ended by
    /// the shutdown, with the process.
    int run(Command command) {
        Logging.use("auto");
        try {
            vertx = open();
            int status = command.run(this);
            if (status != KEEP_RUNNING) {
                shutdown.exiting();
            }
            return status;
        } catch (Refusal | IllegalStateException | StoreFailure | IOException | TimeoutException e) {
            LOG.debug("The command failed", e);
            return failUnlessStopping(e);
        } catch (RuntimeException | Error e) {
            if (!shutdown.hasBegun()) {
                LOG.error("The command failed", e);
            }
            return failUnlessStopping(e);
        }
    }

    /// What fails because it is being stopped is no failure.
    private int failUnlessStopping(Throwable failure) {
        if (shutdown.hasBegun()) {
            return FAILED;
        }
        shutdown.exiting();
        return fail(String.valueOf(failure.getMessage()));
    }

    /// Runs the service; `zones` is a warning about the rules of time zones.
    int serve(Optional<String> zones) throws IOException, TimeoutException {
        long began = System.nanoTime();
        var settings = settings();
        var url = migrated(settings);
        if (settings.cluster().enabled()) {
            join(settings.cluster());
        }
        zones.ifPresent(LOG::warn);
        if (settings.testClock()) {
            LOG.warn("time.testClock is on: whoever may call the service for a tenant can put his time forward, which"
                    + " ends his holds and sends what is due by then. It is for tests and demonstrations.");
        }
        var scheduler = start(settings, url);
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
        if (own.isThere() || Logging.isTerminal()) {
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
        var scheduler = start(settings, migrated(settings));
        var name = arguments.length == 4 ? arguments[3] : Tenant.DEMO;
        var tenant = scheduler
                .access()
                .tenant(name)
                .orElseThrow(() -> new IllegalStateException("No API key stands for a tenant " + name + "."));
        return new Import(vertx(), scheduler.times()).run(arguments[1], yaml, tenant);
    }

    int migrate() {
        return say("The database is at version " + Migrations.migrate(databaseUrl(settings())) + ".");
    }

    /// Says each difference in a line of its own.
    int verify(String[] arguments) {
        if (arguments.length != 1 && !(arguments.length == 3 && arguments[1].equals("--into"))) {
            return fail("Say it like this: verify [--into SCHEMA].");
        }
        var settings = settings();
        var url = databaseUrl(settings);
        Migrations.expectCurrent(url);
        var report = new Report(Commands::fail);
        if (arguments.length == 1) {
            new Replay(url).run(report);
        } else {
            rebuild(settings, url, arguments[2], report);
        }
        say(report.summary());
        return report.differences() == 0 ? OK : FAILED;
    }

    /// The rows that are compared are those that are written.
    private void rebuild(Settings settings, String url, String schema, Report report) {
        var database = Database.open(vertx(), settings.database(), url);
        var rebuilt = Rebuilt.in(database, schema);
        boolean isDone = false;
        try {
            new Replay(url).run(report, rebuilt);
            say(rebuilt.finish());
            isDone = true;
        } finally {
            if (!isDone) {
                rebuilt.drop();
            }
        }
    }

    int rehearse() throws IOException, TimeoutException {
        var settings = new SettingsLoader(vertx(), Rehearsal.environment(), Map.of())
                .load()
                .await();
        Logging.use(settings.logFormat());
        var url = settings.database().url();
        if (SchemaHistory.isCurrent(vertx(), settings.database(), url).await()) {
            throw new IllegalStateException("There is a database where none should be.");
        }
        var scheduler = Scheduler.startAlone(vertx(), settings, url, InstantSource.system());
        shutdown.willStop(scheduler);
        scheduler.serve(registry);
        int requests = new Rehearsal(scheduler.port()).run();
        return say("Rehearsed " + requests + " requests, and loaded " + Rehearsal.load() + " classes.");
    }

    private Scheduler start(Settings settings, String url) throws TimeoutException {
        var clock = settings.testClock() ? new TestClock(InstantSource.system()) : InstantSource.system();
        var scheduler = Scheduler.startCore(vertx(), settings, url, clock);
        shutdown.willStop(scheduler);
        return scheduler;
    }

    /// The settings were read without the others, so the Vert.x that they were read with gives way to one that has
    /// them.
    private void join(ClusterSettings settings) {
        if (!Cluster.isPossible()) {
            throw new IllegalStateException("Setting cluster.enabled: the folder cluster that mvn package makes is not"
                    + " beside appointment-scheduler.jar.");
        }
        vertx().close().await();
        var options = options();
        vertx = ready(Cluster.join(options, builder(options), settings).await());
    }

    private Vertx open() {
        return ready(builder(options()).build());
    }

    private static Vertx ready(Vertx opened) {
        RecordCodec.register(opened);
        return opened;
    }

    private VertxBuilder builder(VertxOptions options) {
        return Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(registry));
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(EventLoops.COUNT)
                .setPreferNativeTransport(true)
                // A name that cannot be resolved should be known before the request that waits for it gives up.
                .setAddressResolverOptions(
                        new AddressResolverOptions().setQueryTimeout(1_000).setMaxQueries(2))
                .setMetricsOptions(Telemetry.options());
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
        shutdown.within(settings.shutdown());
        return settings;
    }

    /// The URL of a database whose schema is that of this version.
    private String migrated(Settings settings) {
        var url = databaseUrl(settings);
        if (SchemaHistory.isCurrent(vertx(), settings.database(), url).await()) {
            return url;
        }
        if (settings.database().migrate()) {
            Migrations.migrate(url);
        } else {
            Migrations.expectCurrent(url);
        }
        return url;
    }

    private String databaseUrl(Settings settings) {
        var database = settings.database();
        return database.url().isEmpty() ? own.start(database.embedded()) : database.url();
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
