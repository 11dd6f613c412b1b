package scheduler.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.database.Statements;
import scheduler.egress.Egress;
import scheduler.egress.Gatekeeper;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Rounds;
import scheduler.platform.Settings;
import scheduler.platform.Times;
import scheduler.webhook.Webhooks.DeleteSubscription;
import scheduler.webhook.Webhooks.GetDelivery;
import scheduler.webhook.Webhooks.GetSubscription;
import scheduler.webhook.Webhooks.ListDeliveries;
import scheduler.webhook.Webhooks.ListSubscriptions;
import scheduler.webhook.Webhooks.PutSubscription;
import scheduler.webhook.Webhooks.Redeliver;
import scheduler.webhook.Webhooks.RedeliverFrom;
import scheduler.webhook.Webhooks.RotateSecret;
import scheduler.webhook.Webhooks.SwitchSubscription;
import scheduler.webhook.Webhooks.TestSubscription;

/// Serves subscriptions and deliveries, and sends what is due.
public final class WebhookVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookVerticle.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration COUNTING = Duration.ofSeconds(10);

    private final Database database;
    private final Planning planning;
    private final Gatekeeper gatekeeper;
    private final Settings.Webhook settings;
    private final List<Tenant> tenants;
    private final Ids ids;
    private final Times times;
    private volatile Backlog backlog = Backlog.UNKNOWN;
    private @Nullable Courier courier;
    private boolean isStopped;

    public WebhookVerticle(
            Database database,
            Planning planning,
            Gatekeeper gatekeeper,
            Settings.Webhook settings,
            List<Tenant> tenants,
            Ids ids,
            Times times) {
        this.database = database;
        this.planning = planning;
        this.gatekeeper = gatekeeper;
        this.settings = settings;
        this.tenants = List.copyOf(tenants);
        this.ids = ids;
        this.times = times;
    }

    /// Deletes deliveries that have been kept long enough, and gives how many.
    public static Future<Long> prune(Database database, Duration age) {
        return new DispatchStore(database).prune(age);
    }

    /// From when on events are needed: deliveries are sent, or sent again, from the log.
    public static Future<Optional<Instant>> needs(Statements statements, Tenant tenant) {
        return DispatchStore.needs(statements, tenant);
    }

    /// Shows what waits and what is dead.
    public WebhookVerticle measuredBy(MeterRegistry registry) {
        Gauge.builder("scheduler.webhook.waiting", this, each -> each.backlog.waiting())
                .description("Deliveries that wait, counted to 100,000")
                .register(registry);
        Gauge.builder("scheduler.webhook.dead", this, each -> each.backlog.dead())
                .description("Deliveries that were given up and are kept, counted to 100,000")
                .register(registry);
        Gauge.builder("scheduler.webhook.disabled", this, each -> each.backlog.disabled())
                .description("Subscriptions whose receivers want no more")
                .register(registry);
        Gauge.builder("scheduler.webhook.late", this, each -> each.backlog.lateSeconds())
                .description("For how long the oldest delivery has been due")
                .baseUnit("seconds")
                .register(registry);
        return this;
    }

    @Override
    public Future<?> start() {
        var receipts = new Receipts(database);
        var desk = new SubscriptionDesk(receipts, new SubscriptionStore(database), gatekeeper, ids, times);
        var deliveries = new DeliveryDesk(receipts, new DeliveryStore(database));
        var store = new DispatchStore(database);
        var sending =
                new Courier(store, new Egress(vertx, gatekeeper, settings.concurrency()), settings, tenants, times);
        courier = sending;
        pause(new PlanStore(database), sending, settings.interval());
        plan(sending);
        count(store);
        return Future.all(List.of(
                PutSubscription.ADDRESS.serve(vertx, desk::put),
                DeleteSubscription.ADDRESS.serve(vertx, desk::delete),
                GetSubscription.ADDRESS.serve(vertx, desk::get),
                ListSubscriptions.ADDRESS.serve(vertx, desk::list),
                SwitchSubscription.ADDRESS.serve(vertx, desk::turn),
                TestSubscription.ADDRESS.serve(vertx, desk::test),
                RotateSecret.ADDRESS.serve(vertx, desk::rotate),
                RedeliverFrom.ADDRESS.serve(vertx, desk::redeliver),
                GetDelivery.ADDRESS.serve(vertx, deliveries::get),
                ListDeliveries.ADDRESS.serve(vertx, deliveries::list),
                Redeliver.ADDRESS.serve(vertx, deliveries::redeliver)));
    }

    /// What is being sent is noted, so that nobody sends it again.
    @Override
    public Future<?> stop() {
        isStopped = true;
        planning.stop();
        return courier == null ? Future.succeededFuture() : courier.stop();
    }

    private void after(Duration length, Runnable work) {
        if (!isStopped) {
            vertx.setTimer(Math.max(1, length.toMillis()), _ -> work.run());
        }
    }

    /// A database that is away is no reason not to start.
    private void plan(Courier courier) {
        planning.start(courier::look).onFailure(failure -> {
            LOG.atWarn().log(failure.getMessage());
            after(PAUSE_AFTER_FAILURE, () -> plan(courier));
        });
    }

    private void pause(PlanStore plans, Courier courier, Duration length) {
        after(length, () -> {
            courier.look();
            Rounds.inWavesToTheEnd(tenants, 1, tenant -> Rounds.whileMore(() -> plans.replay(tenant)))
                    .onFailure(failure -> LOG.atWarn().log(failure.getMessage()))
                    .onComplete((_, failure) ->
                            pause(plans, courier, failure == null ? settings.interval() : PAUSE_AFTER_FAILURE));
        });
    }

    private void count(DispatchStore store) {
        store.backlog(tenants.stream().map(Tenant::no).toArray(Long[]::new))
                .onSuccess(counted -> backlog = counted)
                .onFailure(failure -> LOG.atWarn().log(failure.getMessage()))
                .onComplete(_ -> after(COUNTING, () -> count(store)));
    }
}
