package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.Locale;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.mail.SenderStore.Kept;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// Decides from whom the mail of a tenant comes.
final class SenderDesk {

    static final String CHANGED = "sender.changed";

    private final Receipts receipts;
    private final SenderStore store;
    private final EventLog events;
    private final Follower log;
    private final Sender usual;
    private final List<String> domains;

    /// Mail comes from the domain of the `usual` sender or from one of `domains`.
    SenderDesk(
            Receipts receipts, SenderStore store, EventLog events, Follower log, Sender usual, List<String> domains) {
        this.receipts = receipts;
        this.store = store;
        this.events = events;
        this.log = log;
        this.usual = usual;
        this.domains = domains;
    }

    /// Answered once this node knows of it, so that what is written next comes from there.
    Future<Outcome> put(PutSender put) {
        refuseOthersDomains(put.wanted().or(usual));
        return receipts.once(put.write(), "storing a sender", tx -> decide(tx, put))
                .compose(outcome -> Known.by(log, outcome));
    }

    private Future<Outcome> decide(SqlConnection tx, PutSender put) {
        return store.hold(tx, put.write().tenant())
                .compose(found -> found.map(held -> replace(tx, put, held)).orElseGet(() -> create(tx, put)));
    }

    /// The server sends for all tenants alike, so none may write in the name of somebody else.
    private void refuseOthersDomains(Sender wanted) {
        var domain = wanted.domain().toLowerCase(Locale.ROOT);
        if (!domain.equals(usual.domain().toLowerCase(Locale.ROOT)) && !domains.contains(domain)) {
            throw Refusal.invalid(
                    "/address",
                    "Mail may come from " + usual.domain() + " and from the domains that mail.domains names.");
        }
    }

    private Future<Outcome> create(SqlConnection tx, PutSender put) {
        Known.expect(put.write(), 0);
        var tenant = put.write().tenant();
        var now = events.times().now(tenant);
        var made = new Kept(put.wanted(), 1, now, now);
        return store.insert(tx, tenant, made)
                // Somebody else has made it meanwhile, and may have deleted it since.
                .compose(isNew -> isNew
                        ? tell(tx, tenant, made.toJson(usual))
                                .map(new Changed(Receipt.created(
                                        tenant.id(),
                                        made.version(),
                                        made.toJson(usual).encode())))
                        : decide(tx, put));
    }

    private Future<Outcome> replace(SqlConnection tx, PutSender put, Kept held) {
        Known.expect(put.write(), held.version());
        var tenant = put.write().tenant();
        if (held.wanted().equals(put.wanted())) {
            return Future.succeededFuture(changed(tenant, held));
        }
        var after = held.with(put.wanted(), events.times().now(tenant));
        return store.update(tx, tenant, after)
                .compose(_ -> tell(tx, tenant, after.toJson(usual)))
                .map(_ -> changed(tenant, after));
    }

    private Outcome changed(Tenant tenant, Kept after) {
        return new Changed(Receipt.changed(
                tenant.id(), after.version(), after.toJson(usual).encode()));
    }

    Future<Outcome> delete(DeleteSender delete) {
        var tenant = delete.write().tenant();
        return receipts.once(
                        delete.write(),
                        "deleting a sender",
                        tx -> store.hold(tx, tenant).compose(found -> {
                            var held = found.orElseThrow(() -> unknown(tenant));
                            Known.expect(delete.write(), held.version());
                            return store.delete(tx, tenant)
                                    .compose(
                                            _ -> tell(tx, tenant, usual.toJson().put("deleted", true)))
                                    .map(_ -> new Changed(Receipt.changed(tenant.id(), held.version(), "")));
                        }))
                .compose(outcome -> Known.by(log, outcome));
    }

    private Future<Void> tell(SqlConnection tx, Tenant tenant, JsonObject data) {
        return events.append(tx, tenant, CHANGED, tenant.id(), data);
    }

    Future<Outcome> get(GetSender get) {
        return store.find(get.tenant()).map(found -> {
            var kept = found.orElseThrow(() -> unknown(get.tenant()));
            return new Found(kept.toJson(usual).encode(), kept.version());
        });
    }

    private static Refusal unknown(Tenant tenant) {
        return new Refusal(Problem.notFound("sender of", tenant.id()));
    }
}
