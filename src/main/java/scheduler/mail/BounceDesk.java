package scheduler.mail;

import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import scheduler.database.Receipts;
import scheduler.mail.Bounces.Bounce;
import scheduler.mail.Bounces.TakeBounces;
import scheduler.mail.Suppression.Why;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Receipt;
import scheduler.message.Tenant;

/// Takes note of what providers tell: who cannot be reached for good, or complains, gets nothing more.
final class BounceDesk {

    private final Receipts receipts;
    private final SuppressionDesk suppressions;
    private final SuppressionStore addresses;
    private final BounceStore store;

    BounceDesk(Receipts receipts, SuppressionDesk suppressions, SuppressionStore addresses, BounceStore store) {
        this.receipts = receipts;
        this.suppressions = suppressions;
        this.addresses = addresses;
        this.store = store;
    }

    Future<Outcome> take(TakeBounces take) {
        var tenant = take.write().tenant();
        return receipts.once(
                take.write(),
                "taking note of bounces",
                tx -> take(tx, tenant, take.bounces(), new JsonArray())
                        .map(items -> new Changed(Receipt.changed(
                                tenant.id(),
                                0,
                                new JsonObject().put("items", items).encode()))));
    }

    /// One after the other, as they are in one transaction.
    private Future<JsonArray> take(SqlConnection tx, Tenant tenant, List<Bounce> bounces, JsonArray items) {
        if (bounces.isEmpty()) {
            return Future.succeededFuture(items);
        }
        return take(tx, tenant, bounces.getFirst())
                .compose(item -> take(tx, tenant, bounces.subList(1, bounces.size()), items.add(item)));
    }

    private Future<JsonObject> take(SqlConnection tx, Tenant tenant, Bounce bounce) {
        return store.note(tx, tenant, bounce)
                .compose(isNew -> isNew ? suppress(tx, tenant, bounce) : Future.succeededFuture())
                .compose(_ -> store.count(tx, tenant, bounce.address()))
                .compose(count -> addresses
                        .hold(tx, tenant, bounce.address())
                        .map(found -> new JsonObject()
                                .put("address", bounce.address())
                                .put("type", bounce.kind().text())
                                .put("count", count)
                                .put("suppressed", found.isPresent())));
    }

    private Future<Void> suppress(SqlConnection tx, Tenant tenant, Bounce bounce) {
        Metrics.counter("scheduler.bounces", "type", bounce.kind().text()).increment();
        return switch (bounce.kind()) {
            case PERMANENT -> suppressions.add(tx, tenant, bounce.address(), Why.bounced(bounce.note()));
            case COMPLAINT -> suppressions.add(tx, tenant, bounce.address(), Why.complained(bounce.note()));
            case TRANSIENT -> Future.succeededFuture();
        };
    }
}
