package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.UUID;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.catalog.Catalog.DeleteBlock;
import scheduler.catalog.Catalog.GetBlock;
import scheduler.catalog.Catalog.ListBlocks;
import scheduler.catalog.ResourceStore.Held;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.event.EventLog;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// The block table: times taken out of schedules.
final class BlockStore {

    private final Database database;
    private final ResourceStore resources;
    private final EventLog events;
    private final AffectedBookings affected;

    BlockStore(Database database, ResourceStore resources, EventLog events, Times times) {
        this.affected = new AffectedBookings(times);
        this.database = database;
        this.resources = resources;
        this.events = events;
    }

    /// A block never changes, so it has no entity tag.
    private static final long UNVERSIONED = 0;

    private static final String ADD = """
            insert into block (tenant, resource, id, during, reason, created_at)
            values ($1::bigint, $2::bigint, $3::uuid, tstzrange($4::timestamptz, $5::timestamptz), $6::text,
                    $7::timestamptz)
            on conflict on constraint block_pk do nothing returning id
            """;

    /// A block whose id is there already is the same one again: an import names its blocks by what is in them.

    Future<Receipt> add(SqlConnection tx, AddBlock add) {
        var tenant = add.write().tenant();
        var block = add.block();
        return resources.existing(tx, tenant, add.resource(), Code.NOT_FOUND).compose(held -> {
            var body = block.toJson(add.resource(), zone(held.doc()));
            return tx.preparedQuery(ADD)
                    .execute(Tuple.of(
                            tenant.no(),
                            held.no(),
                            block.id(),
                            Times.column(block.during().start()),
                            Times.column(block.during().end()),
                            block.reason(),
                            Times.column(block.createdAt())))
                    .compose(added -> added.size() == 0
                            ? Future.succeededFuture(body)
                            : affected.ofBlock(tx, tenant, held.no(), block.during())
                                    .map(found -> AffectedBookings.told(body, found))
                                    .compose(told -> changed(tx, tenant, held, add.resource(), "block_added", told)
                                            .map(told)))
                    .map(told -> Receipt.created(block.id().toString(), UNVERSIONED, told.encode()));
        });
    }

    private static final String DELETE = """
            delete from block where tenant = $1::bigint and resource = $2::bigint and id = $3::uuid
            returning lower(during) as start, upper(during) as "end", reason, import, created_at
            """;

    Future<Receipt> delete(SqlConnection tx, DeleteBlock delete) {
        var tenant = delete.write().tenant();
        return resources
                .existing(tx, tenant, delete.resource(), Code.NOT_FOUND)
                .compose(held -> tx.preparedQuery(DELETE)
                        .execute(Tuple.of(tenant.no(), held.no(), delete.id()))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                throw new Refusal(Problem.notFound(
                                        "block of " + delete.resource(),
                                        delete.id().toString()));
                            }
                            var block = block(delete.id(), rows.iterator().next());
                            refuseIfImported(block);
                            var body = block.toJson(delete.resource(), zone(held.doc()));
                            return changed(tx, tenant, held, delete.resource(), "block_removed", body);
                        })
                        .map(Receipt.changed(delete.id().toString(), 1, "")));
    }

    private static void refuseIfImported(Block block) {
        if (block.origin() != null) {
            throw new Refusal(Problem.of(
                            Code.WRONG_STATUS,
                            "The block belongs to the import " + block.origin()
                                    + ": change it in the calendar that it comes from, or delete the import.")
                    .with("state", new JsonObject().put("import", block.origin())));
        }
    }

    private Future<Void> changed(
            SqlConnection tx, Tenant tenant, Held held, String resource, String what, JsonObject block) {
        var data = new JsonObject().put("id", resource).put("block", block).put("changed", what);
        return resources
                .touch(tx, tenant, held)
                .compose(_ -> events.append(tx, tenant, "resource.changed", resource, data));
    }

    private static final String GET = """
            select lower(b.during) as start, upper(b.during) as "end", b.reason, b.import, b.created_at, r.doc::text as doc
            from block b join resource r on r.tenant = b.tenant and r.no = b.resource
            where b.tenant = $1::bigint and r.id = $2::text and b.id = $3::uuid
            """;

    Future<Outcome> get(GetBlock get) {
        return database.query("reading a block", GET, Tuple.of(get.tenant().no(), get.resource(), get.id()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .<Outcome>map(row -> new Found(
                                block(get.id(), row)
                                        .toJson(get.resource(), zone(row.getString("doc")))
                                        .encode(),
                                0))
                        .orElseGet(() -> Outcome.refused(Problem.notFound(
                                "block of " + get.resource(), get.id().toString()))));
    }

    private static final String RESOURCE = """
            select no, doc::text as doc from resource
            where tenant = $1::bigint and id = $2::text and deleted_at is null
            """;

    private static final String LIST = """
            select id, lower(during) as start, upper(during) as "end", reason, import, created_at from block
            where tenant = $1::bigint and resource = $2::bigint
              and during && tstzrange($3::timestamptz, $4::timestamptz)
              and (lower(during), id) > ($5::timestamptz, $6::uuid)
            order by lower(during), id limit $7::bigint
            """;

    Future<Outcome> list(ListBlocks list) {
        var cursors = Cursors.of("blocks", list.resource(), list.range());
        var after = cursors.moment(list.page().cursor());
        return database.query(
                        "reading a resource", RESOURCE, Tuple.of(list.tenant().no(), list.resource()))
                .compose(found -> found.size() == 0
                        ? Future.succeededFuture(Outcome.refused(Problem.notFound("resource", list.resource())))
                        : page(list, found.iterator().next(), cursors, after));
    }

    private Future<Outcome> page(ListBlocks list, Row resource, Cursors cursors, Cursors.Moment after) {
        var zone = zone(resource.getString("doc"));
        return database.query(
                        "listing blocks",
                        LIST,
                        Tuple.of(
                                list.tenant().no(),
                                resource.getLong("no"),
                                Times.columnOrNull(
                                        list.range() == null
                                                ? null
                                                : list.range().start()),
                                Times.columnOrNull(
                                        list.range() == null
                                                ? null
                                                : list.range().end()),
                                after.at(),
                                after.id(),
                                list.page().limit() + 1L))
                .map(rows -> Listing.of(
                        rows,
                        list.page().limit(),
                        row -> block(row.getUUID("id"), row).toJson(list.resource(), zone),
                        row -> cursors.at(row.getOffsetDateTime("start"), row.getUUID("id"))));
    }

    private static Block block(UUID id, Row row) {
        return new Block(
                id,
                new TimeRange(
                        row.getOffsetDateTime("start").toInstant(),
                        row.getOffsetDateTime("end").toInstant()),
                row.getString("reason"),
                row.getString("import"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static ZoneId zone(String doc) {
        return ZoneId.of(new JsonObject(doc).getString("timeZone"));
    }
}
