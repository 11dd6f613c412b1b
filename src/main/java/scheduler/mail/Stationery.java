package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.letter.Forms;
import scheduler.message.Tenant;
import scheduler.platform.Contexts;

/// What a node remembers of how tenants write: read when it is asked for the first time, forgotten when the log tells
/// of a change.
public final class Stationery implements Follower.Listener {

    private static final int TENANTS_MAX = 200;
    private static final Set<String> CHANGES = Set.of(SenderDesk.CHANGED, Template.CHANGED);

    private final Vertx vertx;
    private final SenderStore senders;
    private final TemplateStore templates;
    private final KeyStore keys;
    private final Sender usual;
    private final String publicUrl;
    private final Map<Long, Future<Sheet>> sheets = Collections.synchronizedMap(new Latest());

    /// The tenants that were asked for last.
    private static final class Latest extends LinkedHashMap<Long, Future<Sheet>> {

        private static final long serialVersionUID = 1L;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Future<Sheet>> eldest) {
            return size() > TENANTS_MAX;
        }
    }

    public Stationery(Vertx vertx, Database database, String from, String publicUrl) {
        this.vertx = vertx;
        this.senders = new SenderStore(database);
        this.templates = new TemplateStore(database);
        this.keys = new KeyStore(database);
        this.usual = Sender.read(from);
        this.publicUrl = publicUrl;
    }

    /// How a tenant writes. `domain` is that of Message-IDs, whoever it is from by the time a mail is tried again.
    public record Sheet(Sender sender, Forms forms, Unsubscribing unsubscribing, String domain) {

        /// The Message-ID (RFC 5322, 3.6.4) of a message.
        public String messageId(String id) {
            return "<" + id + "@" + domain + ">";
        }
    }

    /// From whom mail comes where a tenant says nothing.
    Sender usual() {
        return usual;
    }

    /// Completes on the context of who asks. What is being read when a change is heard of is forgotten with it.
    public Future<Sheet> of(Tenant tenant) {
        var sheet = sheets.computeIfAbsent(tenant.no(), _ -> read(tenant));
        return Contexts.moved(vertx, sheet).onFailure(_ -> sheets.remove(tenant.no(), sheet));
    }

    private Future<Sheet> read(Tenant tenant) {
        return Future.all(senders.find(tenant), templates.all(tenant), keys.of(tenant))
                .map(read -> sheet(read.resultAt(0), read.resultAt(1), read.resultAt(2)));
    }

    private Sheet sheet(Optional<SenderStore.Kept> sender, List<Template> own, Seal seal) {
        return new Sheet(
                sender.map(each -> each.wanted().or(usual)).orElse(usual),
                new Forms(own.stream().map(Template::entry).toList()),
                new Unsubscribing(publicUrl, seal),
                usual.domain());
    }

    @Override
    public void happened(List<Happened> events) {
        for (var event : events) {
            if (CHANGES.contains(event.type())) {
                sheets.remove(event.tenant());
            }
        }
    }

    @Override
    public void reset() {
        sheets.clear();
    }
}
