package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import scheduler.mail.Consent;
import scheduler.mail.Post;
import scheduler.mail.Stationery;
import scheduler.mail.Undeliverable;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// Sends mail, each message to one recipient.
final class MailChannel implements Channel {

    private final Consent consent;
    private final Stationery stationery;
    private final Post post;
    private final MailWriter writer;

    MailChannel(Consent consent, Stationery stationery, Post post, MailWriter writer) {
        this.consent = consent;
        this.stationery = stationery;
        this.post = post;
        this.writer = writer;
    }

    @Override
    public String name() {
        return Reminder.EMAIL;
    }

    @Override
    public int width() {
        return post.width() / rounds();
    }

    /// Both share the connections of the mail server.
    @Override
    public int rounds() {
        return Math.min(2, post.width());
    }

    @Override
    public Future<InLog> send(Tenant tenant, JsonObject message) {
        var address = message.getJsonObject("recipient").getString("email");
        return consent.objection(tenant, address, MailWriter.kind(message))
                .compose(found -> found.isEmpty()
                        ? stationery
                                .of(tenant)
                                .map(sheet -> writer.write(tenant, sheet, message))
                                .compose(post::send)
                                .map(InLog.NOTHING)
                        : Future.failedFuture(Undeliverable.unwanted(found.get().said())));
    }
}
