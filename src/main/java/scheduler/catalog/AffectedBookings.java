package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
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
                .map(rows -> rows.iterator().next())
                .compose(rules -> find(tx, tenant, resource, all -> misfits(rules, all)));
    }

    /// Those that lie in a block.
    Future<JsonArray> ofBlock(SqlConnection tx, Tenant tenant, long resource, TimeRange during) {
        return find(tx, tenant, resource, _ -> ahead -> ahead.time.overlaps(during));
    }

    /// Those that lie in any of several times that do not overlap.
    Future<JsonArray> ofBlocks(SqlConnection tx, Tenant tenant, long resource, List<TimeRange> times) {
        var byStart = new TreeMap<Instant, TimeRange>();
        times.forEach(each -> byStart.put(each.start(), each));
        return find(tx, tenant, resource, _ -> ahead -> {
            var last = byStart.lowerEntry(ahead.time.end());
            return last != null && last.getValue().overlaps(ahead.time);
        });
    }

    /// The time that a booking needs of the resource: with the buffers around it where its service has them inside the
    /// hours. And the pools that it was taken out of, by the version of the service that the booking was made with.
    private record Ahead(String id, TimeRange time, TimeRange openTime, Claim claim, List<String> pools) {}

    /// What it has of the resource. The bookings of a session have the same.
    private record Claim(long unit, TimeRange during, boolean isHold) {

        private static final Comparator<Claim> BY_END = Comparator.comparing((Claim each) -> each.during.end())
                .thenComparing(each -> each.during.start())
                .thenComparingLong(Claim::unit);
    }

    private static Predicate<Ahead> misfits(Row rules, List<Ahead> all) {
        var beyond = beyond(all, rules.getLong("capacity"));
        var zone = ZoneId.of(rules.getString("time_zone"));
        var hours = Optional.ofNullable(rules.getString("schedule"))
                .map(doc -> Schedule.stored(new JsonObject(doc), zone).hours());
        var pools = List.of(rules.getArrayOfStrings("pools"));
        return ahead -> beyond.contains(ahead.claim)
                || !pools.containsAll(ahead.pools)
                || !hours.filter(open -> isOpen(open, ahead.openTime)).isPresent();
    }

    /// What does not fit in beside what has the units that are left: of those at once that end last, and bookings
    /// before holds, which may come to nothing.
    private static Set<Claim> beyond(List<Ahead> all, long capacity) {
        var beyond = new HashSet<Claim>();
        var current = new TreeSet<>(Claim.BY_END);
        var unplaced =
                new TreeSet<>(Comparator.comparing((Claim each) -> !each.isHold).thenComparing(Claim.BY_END));
        all.stream()
                .map(Ahead::claim)
                .distinct()
                .sorted(Comparator.comparing((Claim each) -> each.during.start()))
                .forEach(each -> {
                    while (!current.isEmpty()
                            && !current.getFirst().during.end().isAfter(each.during.start())) {
                        unplaced.remove(current.pollFirst());
                    }
                    current.add(each);
                    if (each.unit >= capacity) {
                        unplaced.add(each);
                    }
                    if (current.size() > capacity && !unplaced.isEmpty()) {
                        var last = unplaced.removeLast();
                        current.remove(last);
                        beyond.add(last);
                    }
                });
        return beyond;
    }

    private static boolean isOpen(OpeningHours hours, TimeRange time) {
        return hours.openRanges(time).stream().anyMatch(each -> each.contains(time));
    }

    private static final String AHEAD = """
            select c.booking, c.unit, c.hold, m.inside_hours, m.pools, lower(c.during) as held_since,
              greatest(lower(c.during), c.starts_at) as since, least(upper(c.during), c.ends_at) as until,
              least(lower(c.during), m.lead_since) as claimed_since, upper(c.during) as claimed_until
            from (
              select booking, during, unit, starts_at, ends_at, hold from booked_claim
              where tenant = $1::bigint and resource = $2::bigint and during && tstzrange($3::timestamptz, null)
                and ends_at > $3::timestamptz
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

    private Future<JsonArray> find(
            SqlConnection tx, Tenant tenant, long resource, Function<List<Ahead>, Predicate<Ahead>> affecting) {
        return tx.preparedQuery(AHEAD)
                .execute(Tuple.of(tenant.no(), resource, Times.column(times.now(tenant)), (long) LOOKED_AT_MAX))
                .map(rows -> rows.stream().map(AffectedBookings::ahead).toList())
                .map(all -> new JsonArray(all.stream()
                        .filter(each -> !each.claim.isHold)
                        .filter(affecting.apply(all))
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
                new Claim(row.getLong("unit"), range(row, "held_since", "claimed_until"), row.getBoolean("hold")),
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
