package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.mail.Suppression.Scope;
import scheduler.mail.Suppression.Why;
import scheduler.mail.Suppressions.DeleteSuppression;
import scheduler.mail.Suppressions.GetSuppression;
import scheduler.mail.Suppressions.PutSuppression;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// Decides to which addresses nothing is sent.
final class SuppressionDesk {

    private final Receipts receipts;
    private final SuppressionStore store;
    private final EventLog events;

    SuppressionDesk(Receipts receipts, SuppressionStore store, EventLog events) {
        this.receipts = receipts;
        this.store = store;
        this.events = events;
    }

    Future<Outcome> put(PutSuppression put) {
        return receipts.once(put.write(), "suppressing an address", tx -> decide(tx, put));
    }

    private Future<Outcome> decide(SqlConnection tx, PutSuppression put) {
        return store.hold(tx, put.write().tenant(), put.address())
                .compose(found -> found.map(held -> replace(tx, put, held)).orElseGet(() -> create(tx, put)));
    }

    private Future<Outcome> create(SqlConnection tx, PutSuppression put) {
        Known.expect(put.write(), 0);
        var tenant = put.write().tenant();
        var made = Suppression.created(put.address(), put.why(), events.times().now(tenant));
        return store.insert(tx, tenant, made)
                .compose(isNew -> isNew
                        ? tell(tx, tenant, made)
                                .map(new Changed(Receipt.created(
                                        made.address(),
                                        made.version(),
                                        made.toJson().encode())))
                        // Somebody else has done it meanwhile, and may have undone it since.
                        : decide(tx, put));
    }

    private Future<Outcome> replace(SqlConnection tx, PutSuppression put, Suppression held) {
        Known.expect(put.write(), held.version());
        if (held.why().equals(put.why())) {
            return Future.succeededFuture(changed(held));
        }
        var tenant = put.write().tenant();
        var after = held.with(put.why(), events.times().now(tenant));
        return store.update(tx, tenant, after)
                .compose(_ -> tell(tx, tenant, after))
                .map(_ -> changed(after));
    }

    private static Outcome changed(Suppression after) {
        return new Changed(
                Receipt.changed(after.address(), after.version(), after.toJson().encode()));
    }

    private Future<Void> tell(SqlConnection tx, Tenant tenant, Suppression after) {
        return events.append(tx, tenant, Suppression.ADDED, after.address(), after.toJson());
    }

    /// Suppresses an address unless it is already, for as much: who wants no reminders may still complain.
    Future<Void> add(SqlConnection tx, Tenant tenant, String address, Why why) {
        var made = Suppression.created(address, why, events.times().now(tenant));
        return store.insert(tx, tenant, made)
                .compose(isNew -> isNew ? tell(tx, tenant, made) : widen(tx, tenant, address, why));
    }

    private Future<Void> widen(SqlConnection tx, Tenant tenant, String address, Why why) {
        return store.hold(tx, tenant, address).compose(found -> {
            if (found.isEmpty()) {
                // It was released since.
                return add(tx, tenant, address, why);
            }
            var held = found.get();
            if (held.why().scope() == Scope.ALL || why.scope() == Scope.REMINDERS) {
                return Future.succeededFuture();
            }
            var after = held.with(why, events.times().now(tenant));
            return store.update(tx, tenant, after).compose(_ -> tell(tx, tenant, after));
        });
    }

    Future<Outcome> delete(DeleteSuppression delete) {
        var tenant = delete.write().tenant();
        return receipts.once(
                delete.write(),
                "releasing an address",
                tx -> store.hold(tx, tenant, delete.address()).compose(found -> {
                    var held = found.orElseThrow(() -> unknown(delete.address()));
                    Known.expect(delete.write(), held.version());
                    var data = new JsonObject().put("address", held.address());
                    return store.delete(tx, tenant, held.address())
                            .compose(_ -> events.append(tx, tenant, Suppression.REMOVED, held.address(), data))
                            .map(_ -> new Changed(Receipt.changed(held.address(), held.version(), "")));
                }));
    }

    Future<Outcome> get(GetSuppression get) {
        return store.find(get.tenant(), get.address()).map(found -> {
            var suppression = found.orElseThrow(() -> unknown(get.address()));
            return new Found(suppression.toJson().encode(), suppression.version());
        });
    }

    private static Refusal unknown(String address) {
        return new Refusal(Problem.notFound("suppression of", address));
    }
}
