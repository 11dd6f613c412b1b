package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import scheduler.catalog.Catalog.GetSchedule;
import scheduler.catalog.Catalog.PutSchedule;
import scheduler.catalog.ResourceStore.Held;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.event.Previous;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.platform.Times;

/// The schedule table: one row a resource.
final class ScheduleStore {

    private final Database database;
    private final ResourceStore resources;
    private final EventLog events;
    private final AffectedBookings affected;
    private final Times times;

    ScheduleStore(Database database, ResourceStore resources, EventLog events, Times times) {
        this.database = database;
        this.resources = resources;
        this.events = events;
        this.affected = new AffectedBookings(times);
        this.times = times;
    }

    private static final String GET = """
            select s.version, s.doc::text as doc, s.updated_at, r.doc ->> 'timeZone' as resource_zone
            from schedule s join resource r on r.tenant = s.tenant and r.no = s.resource
            where r.tenant = $1::bigint and r.id = $2::text and r.deleted_at is null
            """;

    private static final String PUT = """
            insert into schedule as s (tenant, resource, version, doc, updated_at)
            values ($1::bigint, $2::bigint, 1, $3::text::json, $4::timestamptz)
            on conflict on constraint schedule_pk do update set
              version = s.version + 1, doc = $3::text::json, updated_at = $4::timestamptz
            returning version
            """;

    /// The resource is held meanwhile, which orders the writers of its schedule.
    Future<Receipt> put(SqlConnection tx, PutSchedule put) {
        var tenant = put.write().tenant();
        return resources
                .existing(tx, tenant, put.resource(), Code.NOT_FOUND)
                .compose(held -> tx.preparedQuery(GET)
                        .execute(Tuple.of(tenant.no(), put.resource()))
                        .compose(rows -> replace(tx, put, held, rows.stream().findFirst())));
    }

    private Future<Receipt> replace(SqlConnection tx, PutSchedule put, Held held, Optional<Row> before) {
        ResourceStore.expect(
                put.write(), before.map(row -> row.getLong("version")).orElse(0L));
        var schedule = put.schedule().apply(zone(held));
        var doc = schedule.toJson();
        if (before.isPresent() && before.get().getString("doc").equals(doc.encode())) {
            var row = before.get();
            return Future.succeededFuture(Receipt.changed(
                    put.resource(),
                    row.getLong("version"),
                    body(put.resource(), row).encode()));
        }
        var tenant = put.write().tenant();
        var now = times.now(tenant);
        return tx.preparedQuery(PUT)
                .execute(Tuple.of(tenant.no(), held.no(), doc.encode(), Times.column(now)))
                .compose(rows -> {
                    long version = rows.iterator().next().getLong("version");
                    var body = body(put.resource(), version, zone(held), doc, now);
                    return resources
                            .touch(tx, tenant, held)
                            .compose(_ -> affected.ofRules(tx, tenant, held.no()))
                            .map(found -> AffectedBookings.told(body, found))
                            .compose(told -> events.append(
                                            tx,
                                            tenant,
                                            "resource.changed",
                                            put.resource(),
                                            Previous.told(
                                                    event(put.resource(), told, schedule),
                                                    "schedule",
                                                    Previous.document(before.map(row -> row.getString("doc"))
                                                            .orElse("")),
                                                    Previous.document(doc.encode())))
                                    .map(new Receipt(put.resource(), version, before.isEmpty(), told.encode(), false)));
                });
    }

    Future<Outcome> get(GetSchedule get) {
        return database.query("reading a schedule", GET, Tuple.of(get.tenant().no(), get.resource()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .<Outcome>map(row -> new Found(body(get.resource(), row).encode(), row.getLong("version")))
                        .orElseGet(() -> Outcome.refused(Problem.notFound("schedule of a resource", get.resource()))));
    }

    private static ZoneId zone(Held held) {
        return ZoneId.of(new JsonObject(held.doc()).getString("timeZone"));
    }

    /// Clients see the zone of the resource where a schedule names none, so that is told besides.
    private static JsonObject event(String resource, JsonObject body, Schedule schedule) {
        return new JsonObject()
                .put("id", resource)
                .put("schedule", body)
                .put("stored", new JsonObject().put("followsResource", schedule.followsResource()))
                .put("changed", "schedule");
    }

    private static JsonObject body(String resource, Row row) {
        return body(
                resource,
                row.getLong("version"),
                ZoneId.of(row.getString("resource_zone")),
                new JsonObject(row.getString("doc")),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static JsonObject body(
            String resource, long version, ZoneId resourceZone, JsonObject doc, Instant updatedAt) {
        return new JsonObject()
                .put("resource", resource)
                .put("version", version)
                .put("timeZone", resourceZone.getId())
                .mergeIn(doc)
                .put("updatedAt", updatedAt.toString());
    }
}
