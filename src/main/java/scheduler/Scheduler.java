package scheduler;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.access.Access;
import scheduler.availability.AvailabilityVerticle;
import scheduler.availability.memory.Pictures;
import scheduler.availability.search.SearchVerticle;
import scheduler.booking.BookingVerticle;
import scheduler.booking.Bygone;
import scheduler.booking.Expiry;
import scheduler.booking.ExpiryVerticle;
import scheduler.booking.Sweep;
import scheduler.booking.ZoneChangeVerticle;
import scheduler.bridge.Bridge;
import scheduler.bridge.Callers;
import scheduler.bridge.TcpBridgeVerticle;
import scheduler.bus.BusVerticle;
import scheduler.catalog.CatalogVerticle;
import scheduler.clock.ClockVerticle;
import scheduler.cluster.SelfTestVerticle;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.egress.Gatekeeper;
import scheduler.egress.Resolver;
import scheduler.event.EventLog;
import scheduler.event.EventVerticle;
import scheduler.event.Follower;
import scheduler.event.LogParts;
import scheduler.event.LogTail;
import scheduler.event.Past;
import scheduler.event.Retention;
import scheduler.http.HttpVerticle;
import scheduler.http.Operations;
import scheduler.http.Streams;
import scheduler.ical.CalendarVerticle;
import scheduler.imports.ImportVerticle;
import scheduler.mail.MailVerticle;
import scheduler.mail.Outbox;
import scheduler.mail.Stationery;
import scheduler.message.Tenant;
import scheduler.platform.Delivery;
import scheduler.platform.EventLoops;
import scheduler.platform.Ids;
import scheduler.platform.Lifecycle;
import scheduler.platform.Lifecycle.Stage;
import scheduler.platform.Pressure;
import scheduler.platform.Settings;
import scheduler.platform.Times;
import scheduler.platform.Trust;
import scheduler.reminder.ReminderVerticle;
import scheduler.reminder.Reminding;
import scheduler.time.Tzdb;
import scheduler.waitlist.Offers;
import scheduler.waitlist.WaitlistVerticle;
import scheduler.webhook.Planning;
import scheduler.webhook.WebhookVerticle;

/// The running service: started bottom-up, stopped top-down. It is for the main thread and for tests, which may wait;
/// nothing in here runs on an event loop.
public final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration START_MAX = Duration.ofSeconds(30);
    private static final Duration BUILD_MAX = Duration.ofMinutes(2);
    private static final long PRUNE_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Vertx vertx;
    private final Settings settings;
    private final Database database;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Streams streams;
    private final Callers callers;
    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
    private final Trust trust;
    private final Times times;
    private final Ids ids;
    private final Access access;
    private final Pictures pictures;
    private final Expiry expiry;
    private final Bygone bygone;
    private final LogParts logParts;
    private final EventLog events;
    private final Offers offers;
    private final Stationery stationery;
    private final Outbox outbox;
    private final Reminding reminding;
    private final LogTail tail;
    private final Planning webhooks;
    private final Follower log;
    private volatile String busVerticle = "";
    /// Only in a cluster can it be that the bus does not deliver.
    private final @Nullable Delivery delivery;

    /// The verticles that send to others, and have to note what they have sent.
    private final List<String> senders = new CopyOnWriteArrayList<>();
    private final Pressure pressure = new Pressure();

    private Scheduler(Vertx vertx, Settings settings, Database database, Access access, InstantSource clock) {
        this.vertx = vertx;
        this.settings = settings;
        this.streams = new Streams(vertx, settings.http());
        this.delivery = vertx.isClustered() ? new Delivery() : null;
        this.callers = new Callers(settings.bridge().connections());
        this.trust = Trust.read(settings.egress().trustedCertificates());
        this.database = database;
        this.times = new Times(clock);
        this.ids = new Ids(clock);
        this.access = access;
        this.pictures = new Pictures(vertx, database, times, settings.picture().claims());
        this.expiry = new Expiry(vertx, database, pictures, ids, times);
        this.bygone = new Bygone(database, times);
        this.logParts = new LogParts(database);
        this.events = new EventLog(ids, times);
        this.offers = WaitlistVerticle.offers(vertx, database, pictures, events, access.tenants());
        this.stationery = new Stationery(
                vertx, database, settings.mail().from(), settings.http().publicUrl());
        this.outbox = new Outbox(settings.mail().host().isEmpty() || settings.testClock(), times);
        this.reminding = new Reminding(vertx, database, events, access.tenants(), stationery, outbox, trust, settings);
        this.tail =
                new LogTail(vertx, database, access.tenants(), settings.bus().publish(), ids);
        this.webhooks = new Planning(vertx, database, access.tenants());
        this.log = new Follower(
                vertx,
                database,
                access.tenants().stream().map(Tenant::no).toList(),
                List.of(pictures, expiry, offers, stationery, reminding.listener(), webhooks.listener(), tail),
                settings.picture().refresh());
    }

    /// Starts everything but HTTP: what an import needs.
    public static Scheduler startCore(Vertx vertx, Settings settings, String databaseUrl, InstantSource clock)
            throws TimeoutException {
        var database = Database.open(vertx, settings.database(), databaseUrl);
        var access = wait(Access.open(database, settings.http().apiKeys()));
        var scheduler = new Scheduler(vertx, settings, database, access, clock);
        wait(scheduler.log.start());
        scheduler.openDesks();
        return scheduler;
    }

    /// The same without a database behind it: it can be asked for everything, and has nothing.
    static Scheduler startAlone(Vertx vertx, Settings settings, String databaseUrl, InstantSource clock)
            throws TimeoutException {
        var database = Database.open(vertx, settings.database(), databaseUrl);
        var scheduler = new Scheduler(
                vertx, settings, database, Access.untold(settings.http().apiKeys()), clock);
        scheduler.openDesks();
        return scheduler;
    }

    private void openDesks() throws TimeoutException {
        var instances = new DeploymentOptions().setInstances(EventLoops.COUNT);
        var overdue = new Sweep(expiry, log);
        wait(Future.all(List.of(
                vertx.deployVerticle(new EventVerticle(database, tail)),
                vertx.deployVerticle(new ClockVerticle(database, times)),
                vertx.deployVerticle(() -> new CatalogVerticle(database, events, log, times), instances),
                vertx.deployVerticle(
                        () -> new AvailabilityVerticle(pictures, overdue, new Past(database, times)), instances),
                vertx.deployVerticle(() -> new SearchVerticle(pictures, overdue), instances),
                vertx.deployVerticle(() -> new CalendarVerticle(database, access.tenants(), ids, times), instances),
                vertx.deployVerticle(
                        () -> new MailVerticle(
                                database, events, log, stationery, outbox, settings.mail(), access.tenants()),
                        instances),
                vertx.deployVerticle(
                        BookingVerticle.several(database, pictures, log, expiry, ids, times, pressure), instances))));
    }

    /// Opens the port. From here on the service is ready.
    public void serve(PrometheusMeterRegistry registry) throws TimeoutException {
        measure(registry);
        var bridge = new Bridge.Parts(access, settings.bridge(), callers);
        var parts = new HttpVerticle.Parts(
                settings.http(),
                access,
                database,
                log::lag,
                lifecycle,
                pressure,
                delivery,
                registry,
                ids,
                times,
                streams,
                bridge,
                EventLoops.COUNT);
        build();
        tail.start();
        wait(vertx.deployVerticle(
                        HttpVerticle.several(vertx, parts, servers::add),
                        new DeploymentOptions().setInstances(EventLoops.COUNT))
                .recover(failure ->
                        unheard(failure, settings.http().host(), settings.http().port(), "http")));
        busVerticle = wait(serveBus());
        wait(testBus());
        wait(serveTcp(bridge));
        wait(vertx.deployVerticle(
                new ZoneChangeVerticle(database, pictures, log, expiry, access.tenants(), lifecycle, ids, times)));
        var booking = settings.booking();
        wait(vertx.deployVerticle(new ExpiryVerticle(expiry, access.tenants(), booking.expiryInterval())));
        wait(vertx.deployVerticle(new WaitlistVerticle(
                database, pictures, offers, events, access.tenants(), booking.waitlistInterval())));
        senders.add(wait(vertx.deployVerticle(new ReminderVerticle(reminding))));
        var gatekeeper = new Gatekeeper(settings.egress().allowedHosts(), Resolver.ofTheMachine(vertx), trust);
        senders.add(wait(vertx.deployVerticle(
                new WebhookVerticle(database, webhooks, gatekeeper, settings.webhook(), access.tenants(), ids, times)
                        .measuredBy(registry))));
        wait(vertx.deployVerticle(new ImportVerticle(database, events, log, gatekeeper, access.tenants())));
        vertx.setPeriodic(PRUNE_MILLIS, PRUNE_MILLIS, _ -> prune());
        lifecycle.enter(Stage.SERVING);
    }

    private Future<?> testBus() {
        return delivery == null ? Future.succeededFuture() : vertx.deployVerticle(new SelfTestVerticle(delivery));
    }

    private Future<String> serveBus() {
        int most = settings.bus().maxInFlight();
        return most == 0
                ? Future.succeededFuture("")
                : vertx.deployVerticle(
                        BusVerticle.several(
                                vertx,
                                new BusVerticle.Parts(
                                        settings.http(),
                                        access,
                                        pressure,
                                        ids,
                                        times,
                                        Math.ceilDiv(most, EventLoops.COUNT))),
                        new DeploymentOptions().setInstances(EventLoops.COUNT));
    }

    private Future<?> serveTcp(Bridge.Parts bridge) {
        var tcp = settings.bridge().tcp();
        return tcp.isOn()
                ? vertx.deployVerticle(new TcpBridgeVerticle(bridge, Operations.names(vertx)))
                        .recover(failure -> unheard(failure, tcp.host(), tcp.port(), "bridge.tcp"))
                : Future.succeededFuture();
    }

    /// Deletes what has been kept long enough.
    public Future<?> prune() {
        var booking = settings.booking();
        return new Cleaning()
                .and("idempotency keys", () -> new Receipts(database).prune(booking.idempotencyRetention()))
                .and("holds", () -> expiry.prune(booking.holdRetention()))
                .and("claims", () -> bygone.prune(access.tenants()))
                .and("reminders", reminding::prune)
                .and(
                        "bounces",
                        () -> MailVerticle.prune(database, settings.reminder().retention()))
                .and(
                        "deliveries",
                        () -> WebhookVerticle.prune(database, settings.webhook().retention()))
                .and("events", this::pruneLog)
                .and("parts of the log", logParts::keep)
                .run();
    }

    private Future<?> pruneLog() {
        return settings.event()
                .retention()
                .map(age -> new Retention(database, times).prune(access.tenants(), age, WebhookVerticle::needs))
                .orElseGet(Future::succeededFuture);
    }

    /// A start need not fail for what can be read later as well.
    private void build() {
        step("reading what is taken", BUILD_MAX, pictures.build(access.tenants()));
    }

    /// In one line, for whoever starts the service: the transport's own says neither address nor, on Linux, why.
    private static <T> Future<T> unheard(Throwable failure, String address, int port, String setting) {
        var host = address.contains(":") ? "[" + address + "]" : address;
        return Future.failedFuture(
                failure instanceof IOException
                        ? new IllegalStateException(
                                "Port " + port + " cannot be opened on " + host + ": "
                                        + String.valueOf(failure.getMessage()).replaceFirst("^bind\\(.*\\): ", "")
                                        + ". The settings are " + setting + ".port and " + setting + ".host.",
                                failure)
                        : failure);
    }

    public Access access() {
        return access;
    }

    public int port() {
        return servers.element().actualPort();
    }

    public Times times() {
        return times;
    }

    public boolean isServing() {
        return lifecycle.stage() == Stage.SERVING;
    }

    /// Drains and stops, within the time that the settings give: not ready any more, then no new connections, then what
    /// is under way is finished, then the pool and Vert.x. Each step waits here, on a thread of its own, because a
    /// future that completes on a loop that is being closed never does. The steps have nine tenths of the timeout.
    public void stop() {
        lifecycle.enter(Stage.DRAINING);
        var timeout = settings.shutdown().timeout();
        if (!servers.isEmpty()) {
            var delay = settings.shutdown().drainDelay();
            step("waiting for load balancers", delay.plusMillis(100), vertx.timer(Math.max(1, delay.toMillis())));
        }
        // Neither ends by itself, and whoever listens comes back to another node.
        callers.end();
        step("ending streams and commands", timeout.dividedBy(10), Future.join(streams.end(), endBus()));
        long orderly = timeout.toMillis() * 4 / 10;
        step(
                "finishing requests",
                timeout.multipliedBy(5).dividedBy(10),
                Future.join(servers.stream()
                        .map(server -> server.shutdown(orderly, TimeUnit.MILLISECONDS))
                        .toList()));
        tail.stop();
        log.stop();
        step(
                "noting what was sent",
                timeout.dividedBy(10),
                Future.join(senders.stream().map(vertx::undeploy).toList()));
        step("closing the pool", timeout.dividedBy(10), database.close());
        step("closing", timeout.dividedBy(10), vertx.close());
    }

    private Future<?> endBus() {
        return busVerticle.isEmpty() ? Future.succeededFuture() : vertx.undeploy(busVerticle);
    }

    private static void step(String what, Duration most, Future<?> future) {
        try {
            future.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn().addKeyValue("step", what).log("This takes too long, going on");
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("step", what).setCause(e).log("This went wrong, going on");
        }
    }

    private void measure(PrometheusMeterRegistry registry) {
        Gauge.builder("scheduler.database.waiting", database, Database::waiting)
                .description("Statements that wait for a connection")
                .register(registry);
        Gauge.builder("scheduler.database.free", database, Database::free)
                .description("Statements that could run at once beyond those that do")
                .register(registry);
        Gauge.builder("scheduler.http.streams", streams, Streams::size)
                .description("Clients that follow something")
                .register(registry);
        Gauge.builder("scheduler.bridge.clients", callers, Callers::size)
                .description("Clients of the bridges of the event bus")
                .register(registry);
        Gauge.builder("scheduler.tzdb.info", () -> 1)
                .description("The rules of time zones in use")
                .tag("version", Tzdb.VERSION)
                .tag("source", Tzdb.SOURCE)
                .register(registry);
        Gauge.builder("scheduler.picture.lag", log, each -> each.lag().toNanos() / 1e9)
                .description("How long ago the memory of what is taken had heard of everything in the log")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("scheduler.picture.resources", pictures, Pictures::resources)
                .description("Resources of which it is remembered what is taken")
                .register(registry);
        Gauge.builder("scheduler.picture.claims", pictures, Pictures::claims)
                .description("What is remembered of what is taken, in claims; picture.claims bounds it")
                .register(registry);
    }

    private static <T> T wait(Future<T> future) throws TimeoutException {
        return future.await(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
}
