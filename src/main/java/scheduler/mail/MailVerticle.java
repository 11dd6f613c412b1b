package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;
import scheduler.platform.Settings;

/// Serves what can be asked about mail.
public final class MailVerticle extends VerticleBase {

    private final Database database;
    private final EventLog events;
    private final Follower log;
    private final Stationery stationery;
    private final Settings.Mail settings;

    public MailVerticle(
            Database database, EventLog events, Follower log, Stationery stationery, Settings.Mail settings) {
        this.database = database;
        this.events = events;
        this.log = log;
        this.stationery = stationery;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        var receipts = new Receipts(database);
        var senders = new SenderDesk(
                receipts, new SenderStore(database), events, log, stationery.usual(), settings.domains());
        return Future.all(List.of(
                PutSender.ADDRESS.serve(vertx, senders::put),
                DeleteSender.ADDRESS.serve(vertx, senders::delete),
                GetSender.ADDRESS.serve(vertx, senders::get)));
    }
}
