package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.mail.Bounces.TakeBounces;
import scheduler.mail.Outbox.ListOutbox;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;
import scheduler.mail.Suppressions.DeleteSuppression;
import scheduler.mail.Suppressions.GetSuppression;
import scheduler.mail.Suppressions.ListSuppressions;
import scheduler.mail.Suppressions.PutSuppression;
import scheduler.mail.Templates.DeleteTemplate;
import scheduler.mail.Templates.GetTemplate;
import scheduler.mail.Templates.ListTemplates;
import scheduler.mail.Templates.PutTemplate;
import scheduler.mail.Unsubscriptions.ShowUnsubscription;
import scheduler.mail.Unsubscriptions.Unsubscribe;
import scheduler.message.Tenant;
import scheduler.platform.Settings;

/// Serves what can be asked about mail.
public final class MailVerticle extends VerticleBase {

    private final Database database;
    private final EventLog events;
    private final Follower log;
    private final Stationery stationery;
    private final Outbox outbox;
    private final Settings.Mail settings;
    private final List<Tenant> tenants;

    public MailVerticle(
            Database database,
            EventLog events,
            Follower log,
            Stationery stationery,
            Outbox outbox,
            Settings.Mail settings,
            List<Tenant> tenants) {
        this.database = database;
        this.events = events;
        this.log = log;
        this.stationery = stationery;
        this.outbox = outbox;
        this.settings = settings;
        this.tenants = List.copyOf(tenants);
    }

    /// Forgets bounces that were told longer ago.
    public static Future<Void> prune(Database database, Duration age) {
        return BounceStore.prune(database, age);
    }

    @Override
    public Future<?> start() {
        var receipts = new Receipts(database);
        var senders = new SenderDesk(
                receipts, new SenderStore(database), events, log, stationery.usual(), settings.domains());
        var store = new TemplateStore(database);
        var templates = new TemplateDesk(receipts, store, events, log);
        var addresses = new SuppressionStore(database);
        var suppressions = new SuppressionDesk(receipts, addresses, events);
        var bounces = new BounceDesk(receipts, suppressions, addresses, new BounceStore(events));
        var unsubscribing = new UnsubscribeDesk(database, stationery, suppressions, tenants);
        return Future.all(List.of(
                PutSuppression.ADDRESS.serve(vertx, suppressions::put),
                DeleteSuppression.ADDRESS.serve(vertx, suppressions::delete),
                GetSuppression.ADDRESS.serve(vertx, suppressions::get),
                ListSuppressions.ADDRESS.serve(vertx, addresses::list),
                TakeBounces.ADDRESS.serve(vertx, bounces::take),
                ShowUnsubscription.ADDRESS.serve(vertx, unsubscribing::show),
                Unsubscribe.ADDRESS.serve(vertx, unsubscribing::unsubscribe),
                ListOutbox.ADDRESS.serve(vertx, outbox::list),
                PutTemplate.ADDRESS.serve(vertx, templates::put),
                DeleteTemplate.ADDRESS.serve(vertx, templates::delete),
                GetTemplate.ADDRESS.serve(vertx, templates::get),
                ListTemplates.ADDRESS.serve(vertx, store::list),
                PutSender.ADDRESS.serve(vertx, senders::put),
                DeleteSender.ADDRESS.serve(vertx, senders::delete),
                GetSender.ADDRESS.serve(vertx, senders::get)));
    }
}
