package scheduler.mail;

import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.mail.Bounces.Bounce;
import scheduler.mail.Bounces.TakeBounces;
import scheduler.mail.Suppression.Why;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Receipt;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Takes note of what providers tell: who cannot be reached for good, or complains, gets nothing more.
final class BounceDesk {

    private static final int PRUNE_BATCH = 5_000;

    private final Receipts receipts;
    private final SuppressionDesk suppressions;
    private final SuppressionStore store;
    private final EventLog events;

    BounceDesk(Receipts receipts, SuppressionDesk suppressions, SuppressionStore store, EventLog events) {
        this.receipts = receipts;
        this.suppressions = suppressions;
        this.store = store;
        this.events = events;
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

    private static final String NOTE = """
            insert into mail_bounce (tenant, address, id, kind, note, at, created_at)
            values ($1::bigint, $2::text, $3::text, $4::text, $5::text, $6::timestamptz, $6::timestamptz)
            on conflict on constraint mail_bounce_pk do nothing returning id
            """;

    private static final String COUNT = """
            select count(*) as count from mail_bounce where tenant = $1::bigint and address = $2::text
            """;

    private Future<JsonObject> take(SqlConnection tx, Tenant tenant, Bounce bounce) {
        var id = bounce.id() == null ? events.ids().next().toString() : bounce.id();
        var row = Tuple.of(tenant.no(), bounce.address(), id, bounce.kind().text())
                .addString(bounce.note())
                .addOffsetDateTime(Times.column(events.times().now()));
        return tx.preparedQuery(NOTE)
                .execute(row)
                .compose(noted -> noted.size() == 1 ? suppress(tx, tenant, bounce) : Future.succeededFuture())
                .compose(_ -> tx.preparedQuery(COUNT).execute(Tuple.of(tenant.no(), bounce.address())))
                .map(rows -> rows.iterator().next().getLong("count"))
                .compose(count -> store.hold(tx, tenant, bounce.address())
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

    private static final String PRUNE = """
            delete from mail_bounce where ctid = any (array(
              select ctid from mail_bounce where created_at < now() - ($1::bigint * interval '1 millisecond')
              limit $2::bigint for update skip locked))
            """;

    /// Forgets what was told longer ago; what is suppressed stays so.
    static Future<Void> prune(Database database, Duration age) {
        return Rounds.whileMore(
                () -> database.query("pruning bounces", PRUNE, Tuple.of(age.toMillis(), (long) PRUNE_BATCH))
                        .map(rows -> rows.rowCount() == PRUNE_BATCH));
    }
}
