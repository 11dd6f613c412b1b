package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.mail.Outbox.ListOutbox;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;
import scheduler.mail.Templates.DeleteTemplate;
import scheduler.mail.Templates.GetTemplate;
import scheduler.mail.Templates.ListTemplates;
import scheduler.mail.Templates.PutTemplate;
import scheduler.platform.Settings;

/// Serves what can be asked about mail.
public final class MailVerticle extends VerticleBase {

    private final Database database;
    private final EventLog events;
    private final Follower log;
    private final Stationery stationery;
    private final Outbox outbox;
    private final Settings.Mail settings;

    public MailVerticle(
            Database database,
            EventLog events,
            Follower log,
            Stationery stationery,
            Outbox outbox,
            Settings.Mail settings) {
        this.database = database;
        this.events = events;
        this.log = log;
        this.stationery = stationery;
        this.outbox = outbox;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        var receipts = new Receipts(database);
        var senders = new SenderDesk(
                receipts, new SenderStore(database), events, log, stationery.usual(), settings.domains());
        var store = new TemplateStore(database);
        var templates = new TemplateDesk(receipts, store, events, log);
        return Future.all(List.of(
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
