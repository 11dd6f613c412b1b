package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.mail.Outbox;
import scheduler.mail.Stationery;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// Writes messages to the log of the process, and keeps in the outbox what a mail would say.
final class LogChannel implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger("scheduler.reminder.Outbox");
    private static final int WIDTH = 500;

    private final Stationery stationery;
    private final Outbox outbox;
    private final MailWriter writer;

    LogChannel(Stationery stationery, Outbox outbox, MailWriter writer) {
        this.stationery = stationery;
        this.outbox = outbox;
        this.writer = writer;
    }

    @Override
    public String name() {
        return Reminder.LOG;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public Future<InLog> send(Tenant tenant, JsonObject message) {
        var booking = message.getJsonObject("booking");
        LOG.atInfo()
                .addKeyValue("id", message.getString("id"))
                .addKeyValue("recipient", message.getJsonObject("recipient"))
                .addKeyValue("booking", booking.getString("id"))
                .log("Reminder of " + booking.getString("service") + " at " + booking.getString("start"));
        return stationery
                .of(tenant)
                .onSuccess(sheet -> outbox.keep(name(), writer.write(tenant, sheet, message)))
                .map(InLog.NOTHING);
    }
}
