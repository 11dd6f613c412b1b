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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.message.Code;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// The blocks of a resource that imports bring, as a part of a larger decision, in its transaction.
public final class ImportedBlocks {

    private final ResourceStore resources;
    private final EventLog events;
    private final AffectedBookings affected;

    public ImportedBlocks(Database database, EventLog events) {
        this.resources = new ResourceStore(database, events, events.times());
        this.events = events;
        this.affected = new AffectedBookings(events.times());
    }

    /// A resource that a transaction holds: its number, its name and its zone.
    public record Place(long no, String resource, ZoneId zone) {}

    /// Holds a resource, which is refused when there is none. From here on nobody claims anything of it until the
    /// transaction has ended.
    public Future<Place> hold(SqlConnection tx, Tenant tenant, String resource) {
        return resources
                .existing(tx, tenant, resource, Code.NOT_FOUND)
                .map(held ->
                        new Place(held.no(), resource, ZoneId.of(new JsonObject(held.doc()).getString("timeZone"))));
    }

    private static final String STANDING = """
            select id, lower(during) as start, upper(during) as "end" from block
            where tenant = $1::bigint and resource = $2::bigint and import = $3::text
            """;

    private static final String DELETE = """
            delete from block where tenant = $1::bigint and id = any ($2::uuid[])
            """;

    private static final String ADD = """
            insert into block (tenant, resource, id, during, import, created_at)
            select $1::bigint, $2::bigint, b.id, tstzrange(b.since, b.until), $3::text, $4::timestamptz
            from unnest($5::uuid[], $6::timestamptz[], $7::timestamptz[]) as b (id, since, until)
            """;

    /// Has exactly `times`, which do not overlap, be the blocks of an import, with an event that tells of it if that
    /// changes anything; what was over before `since` is no reason. Gives whether anything has changed.
    public Future<Boolean> replace(
            SqlConnection tx, Tenant tenant, Place place, String name, List<TimeRange> times, Instant since) {
        return tx.preparedQuery(STANDING)
                .execute(Tuple.of(tenant.no(), place.no(), name))
                .compose(rows -> {
                    var change = Change.between(rows, times, since);
                    return change.isNothing()
                            ? Future.succeededFuture(false)
                            : write(tx, tenant, place, name, change).map(true);
                });
    }

    /// What is added, what goes because it is not wanted any more, and what goes because it is long over.
    private record Change(List<TimeRange> added, List<UUID> removed, List<UUID> over) {

        static Change between(RowSet<Row> standing, List<TimeRange> times, Instant since) {
            var added = new HashSet<>(times);
            var removed = new ArrayList<UUID>();
            var over = new ArrayList<UUID>();
            standing.forEach(row -> {
                var during = new TimeRange(
                        row.getOffsetDateTime("start").toInstant(),
                        row.getOffsetDateTime("end").toInstant());
                if (!added.remove(during)) {
                    (during.end().isAfter(since) ? removed : over).add(row.getUUID("id"));
                }
            });
            return new Change(times.stream().filter(added::contains).toList(), removed, over);
        }

        boolean isNothing() {
            return added.isEmpty() && removed.isEmpty();
        }

        UUID[] gone() {
            var gone = new ArrayList<>(removed);
            gone.addAll(over);
            return gone.toArray(UUID[]::new);
        }
    }

    private Future<Void> write(SqlConnection tx, Tenant tenant, Place place, String name, Change change) {
        var now = events.times().now(tenant);
        var added = change.added().stream()
                .map(during -> new Block(events.ids().next(), during, null, name, now))
                .toList();
        var rows = Tuple.of(tenant.no(), place.no(), name, Times.column(now))
                .addArrayOfUUID(added.stream().map(Block::id).toArray(UUID[]::new))
                .addArrayOfOffsetDateTime(instants(added, TimeRange::start))
                .addArrayOfOffsetDateTime(instants(added, TimeRange::end));
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(tenant.no()).addArrayOfUUID(change.gone()))
                .compose(_ -> tx.preparedQuery(ADD).execute(rows))
                .compose(_ -> resources.touch(tx, tenant, place.no()))
                .compose(_ -> affected.ofBlocks(tx, tenant, place.no(), change.added()))
                .compose(found -> events.append(
                        tx, tenant, "resource.changed", place.resource(), told(place, name, change, added, found)));
    }

    private static OffsetDateTime[] instants(List<Block> blocks, Function<TimeRange, Instant> edge) {
        return blocks.stream()
                .map(each -> Times.column(edge.apply(each.during())))
                .toArray(OffsetDateTime[]::new);
    }

    private static JsonObject told(Place place, String name, Change change, List<Block> added, JsonArray affected) {
        var data = new JsonObject()
                .put("id", place.resource())
                .put("import", name)
                .put("added", change.added().size())
                .put("removed", change.removed().size())
                .put("blocksAdded", blocks(added))
                .put(
                        "blocksRemoved",
                        new JsonArray(
                                Stream.of(change.gone()).map(UUID::toString).toList()))
                .put("changed", "blocks_imported");
        return AffectedBookings.told(data, affected);
    }

    /// There may be thousands, so each is told in few words.
    private static JsonArray blocks(List<Block> blocks) {
        return new JsonArray(blocks.stream()
                .map(each -> new JsonObject()
                        .put("id", each.id().toString())
                        .put("start", each.during().start().toString())
                        .put("end", each.during().end().toString())
                        .put("createdAt", each.createdAt().toString()))
                .toList());
    }
}
