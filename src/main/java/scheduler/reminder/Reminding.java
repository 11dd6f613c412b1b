package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.event.LogSubscriber;
import scheduler.mail.Consent;
import scheduler.mail.Outbox;
import scheduler.mail.Post;
import scheduler.mail.Smtp;
import scheduler.mail.Stationery;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Settings;
import scheduler.platform.Trust;

/// All that plans and sends reminders on this node, which a verticle runs.
public final class Reminding {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Vertx vertx;
    private final ReminderStore store;
    private final LookStore looks;
    private final PruneStore pruning;
    private final LogSubscriber log;
    private final Replanner replanner;
    private final Map<Long, Tenant> tenants;
    private final EventLog events;
    private final Settings.Reminder settings;
    private final Consent consent;
    private final Stationery stationery;
    private final Outbox outbox;
    private final Post post;
    private final Receipts receipts;
    private final MailWriter writer = new MailWriter();

    public Reminding(
            Vertx vertx,
            Database database,
            EventLog events,
            List<Tenant> tenants,
            Stationery stationery,
            Outbox outbox,
            Trust trust,
            Settings settings) {
        this.vertx = vertx;
        this.settings = settings.reminder();
        this.consent = new Consent(database);
        this.stationery = stationery;
        this.outbox = outbox;
        this.post = settings.mail().host().isEmpty() ? outbox : new Smtp(vertx, settings.mail(), trust);
        this.receipts = new Receipts(database);
        this.events = events;
        this.tenants = tenants.stream().collect(Collectors.toUnmodifiableMap(Tenant::no, each -> each));
        this.store = new ReminderStore(database, events);
        this.looks = new LookStore(database, events.times());
        this.pruning = new PruneStore(database);
        var plans = new PlanStore(events.ids(), events.times());
        var planner = new Planner(plans);
        this.log = new LogSubscriber(vertx, database, "reminders", tenants, PAUSE, planner);
        this.replanner = new Replanner(plans, planner, log, events.times());
    }

    /// What has to hear that something was committed.
    public Follower.Listener listener() {
        return log;
    }

    ReminderStore store() {
        return store;
    }

    LogSubscriber log() {
        return log;
    }

    Settings.Reminder settings() {
        return settings;
    }

    List<Lane> lanes() {
        var channels = List.of(
                new LogChannel(stationery, outbox, writer),
                new MailChannel(consent, stationery, post, writer),
                new Channels.ToFollowers(),
                new Channels.ToBus(vertx, settings.busMustAnswer()));
        return channels.stream().map(this::lane).toList();
    }

    PreviewDesk previews() {
        return new PreviewDesk(consent, looks, receipts, stationery, post, events, writer);
    }

    private Lane lane(Channel channel) {
        return new Lane(
                vertx,
                store,
                looks,
                channel,
                tenants,
                events.times(),
                settings.grace(),
                settings.interval(),
                Lease.Terms.USUAL);
    }

    /// Plans anew what rules have changed of. It keeps others from planning, so it is first seen whether there is any.
    Future<Void> replan() {
        return store.tenantsToReplan(tenants.keySet())
                .compose(found -> Rounds.inWavesToTheEnd(
                        found, 1, each -> replanner.run(Objects.requireNonNull(tenants.get(each)))));
    }

    /// Deletes reminders that were over longer ago than is kept, and gives how many.
    public Future<Long> prune() {
        return pruning.prune(events.times().now(), settings.retention());
    }
}
