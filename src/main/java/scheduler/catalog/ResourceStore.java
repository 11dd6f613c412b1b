package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import scheduler.catalog.Catalog.DeleteResource;
import scheduler.catalog.Catalog.GetResource;
import scheduler.catalog.Catalog.ListResources;
import scheduler.catalog.Catalog.PutResource;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.event.EventLog;
import scheduler.event.Previous;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.service.Buffers;
import scheduler.service.Service;

/// The resource table. A deleted resource keeps its row and its number, because past bookings point at them.
final class ResourceStore {

    private static final int BOOKINGS_NAMED_MAX = 20;

    private final Database database;
    private final EventLog events;
    private final AffectedBookings affected;
    private final Times times;

    ResourceStore(Database database, EventLog events, Times times) {
        this.database = database;
        this.events = events;
        this.affected = new AffectedBookings(times);
        this.times = times;
    }

    /// A resource row that this transaction holds. Version 0: there is none by that name (any more).
    record Held(long no, long version, String doc, Instant createdAt, boolean keepsLead) {}

    private static final String PREPARE = """
            insert into resource
              (tenant, id, version, rules, capacity, kind, pools, doc, created_at, updated_at, deleted_at)
            values ($1::bigint, $2::text, 0, 0, 1, '', '{}', '{}', $3::timestamptz, $3::timestamptz, $3::timestamptz)
            on conflict on constraint resource_id_once do nothing returning no
            """;

    private static final String HOLD = """
            select no, case when deleted_at is null then version else 0 end as version, doc::text as doc, created_at,
                   keeps_lead
            from resource where tenant = $1::bigint and id = $2::text for update
            """;

    private static final String REPLACE = """
            update resource set
              version = version + 1, rules = rules + 1, capacity = $3::bigint, kind = $4::text, pools = $5::text[],
              doc = $6::text::json, created_at = $7::timestamptz, updated_at = $8::timestamptz, deleted_at = null,
              keeps_lead = keeps_lead or $9::boolean
            where tenant = $1::bigint and no = $2::bigint returning version
            """;

    Future<Receipt> put(SqlConnection tx, PutResource put) {
        var tenant = put.write().tenant();
        var resource = put.resource();
        return tx.preparedQuery(PREPARE)
                .execute(Tuple.of(tenant.no(), resource.id(), now(tenant)))
                .compose(_ -> hold(tx, tenant, resource.id()))
                .compose(found -> replace(tx, put, Objects.requireNonNull(found.orElse(null))));
    }

    private Future<Receipt> replace(SqlConnection tx, PutResource put, Held held) {
        expect(put.write(), held.version());
        var tenant = put.write().tenant();
        var resource = put.resource();
        var doc = resource.toJson();
        if (held.version() > 0 && doc.encode().equals(held.doc())) {
            return stored(tx, tenant, resource.id());
        }
        var now = now(tenant);
        var createdAt = held.version() > 0 ? Times.column(held.createdAt()) : now;
        return tx.preparedQuery(REPLACE)
                .execute(Tuple.tuple()
                        .addLong(tenant.no())
                        .addLong(held.no())
                        .addLong((long) resource.capacity())
                        .addString(resource.kind())
                        .addArrayOfString(resource.pools().toArray(String[]::new))
                        .addString(doc.encode())
                        .addOffsetDateTime(createdAt)
                        .addOffsetDateTime(now)
                        .addBoolean(resource.buffers() == Buffers.MAX))
                .compose(rows -> lead(tx, tenant, held, resource).map(rows))
                .compose(rows -> {
                    long version = rows.iterator().next().getLong("version");
                    var body =
                            body(resource.id(), version, Resource.shown(doc), createdAt.toInstant(), now.toInstant());
                    return affected.ofRules(tx, tenant, held.no())
                            .map(found -> AffectedBookings.told(body, found))
                            .compose(told -> events.append(
                                            tx,
                                            tenant,
                                            "resource.changed",
                                            resource.id(),
                                            Previous.told(
                                                    told.copy().put("changed", "resource"),
                                                    held.version() == 0 ? new JsonObject() : shown(held.doc()),
                                                    shown(doc.encode())))
                                    .map(new Receipt(
                                            resource.id(), version, held.version() == 0, told.encode(), false)));
                });
    }

    private static JsonObject shown(String doc) {
        return Resource.shown(new JsonObject(doc));
    }

    private static final String LEAD = """
            update claim set lead = during
            where tenant = $1::bigint and resource = $2::bigint and during && tstzrange($3::timestamptz, null)
            """;

    /// Bookings that stand share no buffers, also beside those that do from now on: all of their time leads. None slips
    /// in without, because a booking holds the row too and is admitted anew when its rules have moved.
    private Future<Void> lead(SqlConnection tx, Tenant tenant, Held held, Resource resource) {
        if (held.keepsLead() || resource.buffers() == Buffers.STACK) {
            return Future.succeededFuture();
        }
        var since = Times.column(times.now(tenant).minus(Service.BUFFER_MAX));
        return tx.preparedQuery(LEAD)
                .execute(Tuple.of(tenant.no(), held.no(), since))
                .mapEmpty();
    }

    // What is completed or a no-show keeps its time, which nobody needs to have any more. A request that does not block
    // claims nothing yet.
    private static final String LIVE_BOOKINGS = """
            select booking, hold from (
              select booking, hold from booked_claim
              where tenant = $1::bigint and resource = $2::bigint and upper(during) > $3::timestamptz
                and exists (
                  select from booking b
                  where b.tenant = booked_claim.tenant and b.id = booked_claim.booking
                    and (b.status in ('confirmed', 'checked_in')
                      or (b.status in ('held', 'pending') and b.expires_at > $3::timestamptz)))
              union
              select b.id, b.hold from booking b
              where b.tenant = $1::bigint and b.status = 'pending' and b.expires_at > $3::timestamptz and not b.blocks
                and exists (
                  select from json_array_elements(b.resources) as r where (r ->> 'resource')::bigint = $2::bigint)
            ) as live
            order by hold limit $4::bigint
            """;

    private static final String DELETE = """
            with gone as (
              update resource set
                version = version + 1, rules = rules + 1, updated_at = $3::timestamptz, deleted_at = $3::timestamptz
              where tenant = $1::bigint and no = $2::bigint returning version
            ), unscheduled as (
              delete from schedule where tenant = $1::bigint and resource = $2::bigint returning resource
            ), unblocked as (
              delete from block where tenant = $1::bigint and resource = $2::bigint returning resource
            ), unsubscribed as (
              delete from calendar_import where tenant = $1::bigint and resource = $2::bigint returning resource
            )
            select version from gone
            """;

    /// The row is held before the bookings are looked for, and a booking holds it too: none can slip in between.
    Future<Receipt> delete(SqlConnection tx, DeleteResource delete) {
        var tenant = delete.write().tenant();
        return existing(tx, tenant, delete.id(), Code.NOT_FOUND).compose(held -> {
            expect(delete.write(), held.version());
            var now = times.now(tenant);
            return refuseWhileBooked(tx, tenant, held.no(), delete.id())
                    .compose(_ -> tx.preparedQuery(DELETE).execute(Tuple.of(tenant.no(), held.no(), Times.column(now))))
                    .compose(rows -> {
                        long version = rows.iterator().next().getLong("version");
                        return events.append(
                                        tx, tenant, "resource.changed", delete.id(), deleted(delete.id(), version, now))
                                .map(Receipt.changed(delete.id(), version, ""));
                    });
        });
    }

    /// What the event of a deletion tells. A resource has a version of its own for it, a service keeps the last one.
    static JsonObject deleted(String id, long version, Instant at) {
        return new JsonObject()
                .put("id", id)
                .put("version", version)
                .put("deletedAt", at.toString())
                .put("changed", "deleted");
    }

    private Future<Void> refuseWhileBooked(SqlConnection tx, Tenant tenant, long resource, String id) {
        return tx.preparedQuery(LIVE_BOOKINGS)
                .execute(Tuple.of(tenant.no(), resource, now(tenant), (long) BOOKINGS_NAMED_MAX))
                .map(rows -> {
                    if (rows.size() > 0) {
                        throw inUse(id, rows);
                    }
                    return null;
                });
    }

    private static Refusal inUse(String id, RowSet<Row> rows) {
        var bookings = new JsonArray();
        var holds = new JsonArray();
        rows.forEach(row -> (row.getBoolean("hold") ? holds : bookings)
                .add(row.getUUID("booking").toString()));
        var problem = bookings.isEmpty()
                ? "The resource " + id + " is held for customers: wait until the holds are over, or release them."
                : "The resource " + id + " has bookings ahead: cancel or move them first.";
        var state = new JsonObject().put("bookings", bookings);
        return new Refusal(Problem.of(Code.WRONG_STATUS, problem)
                .with("state", holds.isEmpty() ? state : state.put("holds", holds)));
    }

    private static final String TOUCH = """
            update resource set rules = rules + 1 where tenant = $1::bigint and no = $2::bigint returning rules
            """;

    /// Says that something a booking was admitted under has changed.
    Future<Void> touch(SqlConnection tx, Tenant tenant, Held held) {
        return touch(tx, tenant, held.no());
    }

    /// The same for one that is held by its number.
    Future<Void> touch(SqlConnection tx, Tenant tenant, long no) {
        return tx.preparedQuery(TOUCH).execute(Tuple.of(tenant.no(), no)).mapEmpty();
    }

    /// Holds a resource that has to be there.
    Future<Held> existing(SqlConnection tx, Tenant tenant, String id, Code otherwise) {
        return hold(tx, tenant, id)
                .map(found -> found.filter(held -> held.version() > 0)
                        .orElseThrow(() -> new Refusal(Problem.of(otherwise, "There is no resource " + id + "."))));
    }

    private static Future<Optional<Held>> hold(SqlConnection tx, Tenant tenant, String id) {
        return tx.preparedQuery(HOLD)
                .execute(Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Held(
                                row.getLong("no"),
                                row.getLong("version"),
                                row.getString("doc"),
                                row.getOffsetDateTime("created_at").toInstant(),
                                row.getBoolean("keeps_lead"))));
    }

    private static final String GET = """
            select id, version, doc::text as doc, created_at, updated_at from resource
            where tenant = $1::bigint and id = $2::text and deleted_at is null
            """;

    Future<Outcome> get(GetResource get) {
        return database.query("reading a resource", GET, Tuple.of(get.tenant().no(), get.id()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .<Outcome>map(row -> new Found(body(row).encode(), row.getLong("version")))
                        .orElseGet(() -> Outcome.refused(Problem.notFound("resource", get.id()))));
    }

    private static Future<Receipt> stored(SqlConnection tx, Tenant tenant, String id) {
        return tx.preparedQuery(GET).execute(Tuple.of(tenant.no(), id)).map(rows -> {
            var row = rows.iterator().next();
            return Receipt.changed(id, row.getLong("version"), body(row).encode());
        });
    }

    private static final String LIST = """
            select id, version, doc::text as doc, created_at, updated_at from resource
            where tenant = $1::bigint and deleted_at is null and id > $2::text
              and ($3::text is null or kind = $3::text) and ($4::text is null or $4::text = any (pools))
            order by id limit $5::bigint
            """;

    Future<Outcome> list(ListResources list) {
        var page = list.page();
        var cursors = Cursors.of("resources", list.kind(), list.pool());
        var after = page.cursor() == null ? "" : cursors.read(page.cursor(), 1, List::getFirst);
        return database.query(
                        "listing resources",
                        LIST,
                        Tuple.of(list.tenant().no(), after, list.kind(), list.pool(), page.limit() + 1L))
                .map(rows ->
                        Listing.of(rows, page.limit(), ResourceStore::body, row -> cursors.at(row.getString("id"))));
    }

    static void expect(Write write, long found) {
        if (!write.expected().accepts(found)) {
            throw new Refusal(write.expected().mismatch(found));
        }
    }

    private OffsetDateTime now(Tenant tenant) {
        return Times.column(times.now(tenant));
    }

    private static JsonObject body(Row row) {
        return body(
                row.getString("id"),
                row.getLong("version"),
                Resource.shown(new JsonObject(row.getString("doc"))),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    static JsonObject body(String id, long version, JsonObject doc, Instant createdAt, Instant updatedAt) {
        return new JsonObject()
                .put("id", id)
                .put("version", version)
                .mergeIn(doc)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }
}
