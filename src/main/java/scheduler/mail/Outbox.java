package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.message.Address;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// Where mail stays that is not sent: the newest of this node, in memory, for whoever develops or tries something out.
/// A closed one keeps nothing.
public final class Outbox implements Post {

    static final int KEPT_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int WIDTH = 500;

    private final boolean isOpen;
    private final Times times;
    private final Deque<Kept> kept = new ArrayDeque<>();

    public Outbox(boolean isOpen, Times times) {
        this.isOpen = isOpen;
        this.times = times;
    }

    /// Shows what would have been sent, as JSON or as a page.
    public record ListOutbox(Tenant tenant, int limit, boolean asPage) {
        public static final Address<ListOutbox> ADDRESS = new Address<>("scheduler.command.outbox.list");
    }

    /// What would have been sent, by which channel and when.
    record Kept(Instant at, String channel, Mail mail) {

        JsonObject toJson() {
            var json = new JsonObject()
                    .put("id", mail.id())
                    .put("at", at.toString())
                    .put("channel", channel)
                    .put("from", mail.from().header())
                    .put("to", mail.to())
                    .put("subject", mail.letter().subject())
                    .put("text", mail.letter().text());
            if (mail.letter().html() != null) {
                json.put("html", mail.letter().html());
            }
            if (mail.calendar() != null) {
                json.put("calendar", mail.calendar().text());
            }
            if (mail.unsubscribe() != null) {
                json.put("unsubscribe", mail.unsubscribe());
            }
            return mail.booking() == null ? json : json.put("booking", mail.booking());
        }
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public Future<Void> send(Mail mail) {
        LOG.atInfo()
                .addKeyValue("id", mail.id())
                .addKeyValue("to", mail.to())
                .addKeyValue("booking", mail.booking())
                .log("Mail: " + mail.letter().subject());
        keep("email", mail);
        return Future.succeededFuture();
    }

    /// Keeps what a channel would send.
    public void keep(String channel, Mail mail) {
        if (!isOpen) {
            return;
        }
        synchronized (kept) {
            kept.addFirst(new Kept(times.now(mail.tenant()), channel, mail));
            if (kept.size() > KEPT_MAX) {
                kept.removeLast();
            }
        }
    }

    Future<Outcome> list(ListOutbox list) {
        if (!isOpen) {
            throw new Refusal(Problem.notFound("outbox", "here"));
        }
        var found = of(list);
        return Future.succeededFuture(
                list.asPage() ? OutboxPage.of(found) : new Found(json(found).encode(), 0));
    }

    private List<Kept> of(ListOutbox list) {
        synchronized (kept) {
            return kept.stream()
                    .filter(each -> each.mail().tenant().equals(list.tenant()))
                    .limit(list.limit())
                    .toList();
        }
    }

    private static JsonObject json(List<Kept> found) {
        var items = new JsonArray();
        found.forEach(each -> items.add(each.toJson()));
        return new JsonObject().put("items", items).putNull("next");
    }
}
