package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import scheduler.catalog.Catalog.DeleteService;
import scheduler.catalog.Catalog.GetService;
import scheduler.catalog.Catalog.ListServices;
import scheduler.catalog.Catalog.PutService;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.event.EventLog;
import scheduler.event.Previous;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.platform.Times;

/// The service table and its versions, which are only ever added to.
final class ServiceStore {

    private final Database database;
    private final EventLog events;
    private final Times times;

    ServiceStore(Database database, EventLog events, Times times) {
        this.database = database;
        this.events = events;
        this.times = times;
    }

    private static final String PREPARE = """
            insert into service (tenant, id, version, created_at, updated_at, deleted_at)
            values ($1::bigint, $2::text, 0, $3::timestamptz, $3::timestamptz, $3::timestamptz)
            on conflict on constraint service_id_once do nothing returning no
            """;

    private static final String HOLD = """
            select no, version, deleted_at is not null as gone, created_at, updated_at from service
            where tenant = $1::bigint and id = $2::text for update
            """;

    private static final String DOC = """
            select doc::text as doc from service_version
            where tenant = $1::bigint and service = $2::bigint and version = $3::bigint
            """;

    // The limits may be others now: what was counted for the old ones is counted anew when it is needed. Nobody counts
    // meanwhile, since a booking holds its service.
    private static final String NEXT = """
            with next as (
              update service set version = version + 1, created_at = $3::timestamptz, updated_at = $4::timestamptz,
                deleted_at = null
              where tenant = $1::bigint and no = $2::bigint returning tenant, no, version
            ), forgotten as (
              delete from tally where tenant = $1::bigint and service = $2::bigint returning subject
            )
            insert into service_version (tenant, service, version, doc, created_at)
            select tenant, no, version, $5::text::json, $4::timestamptz from next returning version
            """;

    /// Versions go on from where they were when a withdrawn service comes back: bookings may point at the old ones.
    Future<Receipt> put(SqlConnection tx, PutService put) {
        var tenant = put.write().tenant();
        var id = put.service().id();
        return tx.preparedQuery(PREPARE)
                .execute(Tuple.of(tenant.no(), id, Times.column(times.now(tenant))))
                .compose(_ -> tx.preparedQuery(HOLD).execute(Tuple.of(tenant.no(), id)))
                .compose(rows -> {
                    var held = rows.iterator().next();
                    ResourceStore.expect(put.write(), visibleVersion(held));
                    return tx.preparedQuery(DOC)
                            .execute(Tuple.of(tenant.no(), held.getLong("no"), visibleVersion(held)))
                            .compose(docs -> replace(
                                    tx,
                                    put,
                                    held,
                                    docs.size() == 0
                                            ? ""
                                            : docs.iterator().next().getString("doc")));
                });
    }

    private Future<Receipt> replace(SqlConnection tx, PutService put, Row held, String before) {
        var tenant = put.write().tenant();
        var id = put.service().id();
        var doc = put.service().toJson();
        boolean isNew = visibleVersion(held) == 0;
        if (doc.encode().equals(before)) {
            var body = ResourceStore.body(
                    id, held.getLong("version"), doc, instant(held, "created_at"), instant(held, "updated_at"));
            return Future.succeededFuture(Receipt.changed(id, held.getLong("version"), body.encode()));
        }
        var now = times.now(tenant);
        var createdAt = isNew ? now : instant(held, "created_at");
        return tx.preparedQuery(NEXT)
                .execute(Tuple.of(
                        tenant.no(), held.getLong("no"), Times.column(createdAt), Times.column(now), doc.encode()))
                .compose(rows -> {
                    long version = rows.iterator().next().getLong("version");
                    var body = ResourceStore.body(id, version, doc, createdAt, now);
                    var receipt = new Receipt(id, version, isNew, body.encode(), false);
                    var data = Previous.told(
                            body.put("changed", "service"), Previous.document(before), Previous.document(doc.encode()));
                    return events.append(tx, tenant, "service.changed", id, data)
                            .map(receipt);
                });
    }

    private static final String DELETE = """
            update service set deleted_at = $3::timestamptz, updated_at = $3::timestamptz
            where tenant = $1::bigint and no = $2::bigint returning version
            """;

    Future<Receipt> delete(SqlConnection tx, DeleteService delete) {
        var tenant = delete.write().tenant();
        return tx.preparedQuery(HOLD)
                .execute(Tuple.of(tenant.no(), delete.id()))
                .compose(rows -> {
                    var held = rows.size() == 0 ? null : rows.iterator().next();
                    if (held == null || visibleVersion(held) == 0) {
                        throw new Refusal(Problem.notFound("service", delete.id()));
                    }
                    ResourceStore.expect(delete.write(), visibleVersion(held));
                    long version = held.getLong("version");
                    var now = times.now(tenant);
                    return tx.preparedQuery(DELETE)
                            .execute(Tuple.of(tenant.no(), held.getLong("no"), Times.column(now)))
                            .compose(_ -> events.append(
                                    tx,
                                    tenant,
                                    "service.changed",
                                    delete.id(),
                                    ResourceStore.deleted(delete.id(), version, now)))
                            .map(Receipt.changed(delete.id(), version, ""));
                });
    }

    private static final String GET = """
            select s.id, s.version, v.doc::text as doc, s.created_at, s.updated_at
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no and v.version = s.version
            where s.tenant = $1::bigint and s.id = $2::text and s.deleted_at is null
            """;

    Future<Outcome> get(GetService get) {
        return database.query("reading a service", GET, Tuple.of(get.tenant().no(), get.id()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .<Outcome>map(row -> new Found(body(row).encode(), row.getLong("version")))
                        .orElseGet(() -> Outcome.refused(Problem.notFound("service", get.id()))));
    }

    private static final String LIST = """
            select s.id, s.version, v.doc::text as doc, s.created_at, s.updated_at
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no and v.version = s.version
            where s.tenant = $1::bigint and s.id > $2::text and s.deleted_at is null
            order by s.id limit $3::bigint
            """;

    Future<Outcome> list(ListServices list) {
        var page = list.page();
        var cursors = Cursors.of("services");
        var after = page.cursor() == null ? "" : cursors.read(page.cursor(), 1, List::getFirst);
        return database.query("listing services", LIST, Tuple.of(list.tenant().no(), after, page.limit() + 1L))
                .map(rows ->
                        Listing.of(rows, page.limit(), ServiceStore::body, row -> cursors.at(row.getString("id"))));
    }

    private static long visibleVersion(Row held) {
        return held.getBoolean("gone") ? 0 : held.getLong("version");
    }

    private static JsonObject body(Row row) {
        return ResourceStore.body(
                row.getString("id"),
                row.getLong("version"),
                new JsonObject(row.getString("doc")),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
