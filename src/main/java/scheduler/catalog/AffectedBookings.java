package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// Finds the bookings ahead that a change of the catalog leaves without what they were made by. They stand, and
/// still take their time; whoever made the change is told of them. Looked for in its own transaction, after the
/// change.
final class AffectedBookings {

    static final String FIELD = "affectedBookings";

    private static final int LOOKED_AT_MAX = 5_000;
    private static final int NAMED_MAX = 200;

    private final Times times;

    AffectedBookings(Times times) {
        this.times = times;
    }

    private static final String RULES = """
            select r.capacity, r.pools, r.doc ->> 'timeZone' as time_zone, s.doc::text as schedule
            from resource r left join schedule s on s.tenant = r.tenant and s.resource = r.no
            where r.tenant = $1::bigint and r.no = $2::bigint
            """;

    /// Those that lie outside the opening hours or beyond the capacity of a resource, or that took it out of a pool
    /// that it is in no more.
    Future<JsonArray> ofRules(SqlConnection tx, Tenant tenant, long resource) {
        return tx.preparedQuery(RULES)
                .execute(Tuple.of(tenant.no(), resource))
                .map(rows -> misfits(rows.iterator().next()))
                .compose(misfits -> find(tx, tenant, resource, misfits));
    }

    /// Those that lie in a block.
    Future<JsonArray> ofBlock(SqlConnection tx, Tenant tenant, long resource, TimeRange during) {
        return find(tx, tenant, resource, ahead -> ahead.time.overlaps(during));
    }

    /// Those that lie in any of several times that do not overlap.
    Future<JsonArray> ofBlocks(SqlConnection tx, Tenant tenant, long resource, List<TimeRange> times) {
        var byStart = new TreeMap<Instant, TimeRange>();
        times.forEach(each -> byStart.put(each.start(), each));
        return find(tx, tenant, resource, ahead -> {
            var last = byStart.lowerEntry(ahead.time.end());
            return last != null && last.getValue().overlaps(ahead.time);
        });
    }

    /// The time that a booking needs of the resource: with the buffers around it where its service has them inside the
    /// hours. And the pools that it was taken out of, by the version of the service that the booking was made with.
    private record Ahead(String id, TimeRange time, TimeRange openTime, long unit, List<String> pools) {}

    private static Predicate<Ahead> misfits(Row rules) {
        long capacity = rules.getLong("capacity");
        var zone = ZoneId.of(rules.getString("time_zone"));
        var hours = Optional.ofNullable(rules.getString("schedule"))
                .map(doc -> Schedule.stored(new JsonObject(doc), zone).hours());
        var pools = List.of(rules.getArrayOfStrings("pools"));
        return ahead -> ahead.unit >= capacity
                || !pools.containsAll(ahead.pools)
                || !hours.filter(open -> isOpen(open, ahead.openTime)).isPresent();
    }

    private static boolean isOpen(OpeningHours hours, TimeRange time) {
        return hours.openRanges(time).stream().anyMatch(each -> each.contains(time));
    }

    private static final String AHEAD = """
            select c.booking, c.unit, m.inside_hours, m.pools,
              greatest(lower(c.during), c.starts_at) as since, least(upper(c.during), c.ends_at) as until,
              least(lower(c.during), m.lead_since) as claimed_since, upper(c.during) as claimed_until
            from (
              select booking, during, unit, starts_at, ends_at from booked_claim
              where tenant = $1::bigint and resource = $2::bigint and during && tstzrange($3::timestamptz, null)
                and not hold and ends_at > $3::timestamptz
              order by starts_at, booking limit $4::bigint
            ) as c cross join lateral (
              select coalesce(v.doc #>> '{buffer,insideHours}' = 'true', false) as inside_hours,
                (select min((p ->> 'leadFrom')::timestamptz) from json_array_elements(b.resources) as p
                 where (p ->> 'resource')::bigint = $2::bigint) as lead_since,
                array(
                  select q ->> 'pool' from json_array_elements(b.resources) as p
                  join json_array_elements(v.doc -> 'requirements') as q on q ->> 'role' = p ->> 'role'
                  where (p ->> 'resource')::bigint = $2::bigint and q ->> 'pool' is not null) as pools
              from booking b
              join service_version v on v.tenant = b.tenant and v.service = b.service and v.version = b.service_version
              where b.tenant = $1::bigint and b.id = c.booking
            ) as m
            order by c.starts_at, c.booking
            """;

    private Future<JsonArray> find(SqlConnection tx, Tenant tenant, long resource, Predicate<Ahead> isAffected) {
        return tx.preparedQuery(AHEAD)
                .execute(Tuple.of(tenant.no(), resource, Times.column(times.now(tenant)), (long) LOOKED_AT_MAX))
                .map(rows -> new JsonArray(rows.stream()
                        .map(AffectedBookings::ahead)
                        .filter(isAffected)
                        .map(Ahead::id)
                        .distinct()
                        .limit(NAMED_MAX)
                        .toList()));
    }

    private static Ahead ahead(Row row) {
        var time = range(row, "since", "until");
        return new Ahead(
                row.getUUID("booking").toString(),
                time,
                row.getBoolean("inside_hours") ? range(row, "claimed_since", "claimed_until") : time,
                row.getLong("unit"),
                List.of(row.getArrayOfStrings("pools")));
    }

    private static TimeRange range(Row row, String since, String until) {
        return new TimeRange(
                row.getOffsetDateTime(since).toInstant(),
                row.getOffsetDateTime(until).toInstant());
    }

    /// The answer to a change, with those that it affects if there are any.
    static JsonObject told(JsonObject body, JsonArray affected) {
        return affected.isEmpty() ? body : body.copy().put(FIELD, affected);
    }
}
