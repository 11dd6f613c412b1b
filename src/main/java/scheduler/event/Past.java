package scheduler.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.event.LogFloor.Floor;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// Finds the place in the log at which an earlier instant lies, for those who answer from the past.
public final class Past {

    /// An event has the time of the node that decided it, and its place when it was written: clocks differ a
    /// little, and a statement may wait for its turn.
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Duration DAY = Duration.ofDays(1);

    private final Database database;
    private final Times times;

    public Past(Database database, Times times) {
        this.database = database;
        this.times = times;
    }

    /// An instant, and a place behind which are all events that are later; the other one has them from a day before on.
    /// Some behind it may be earlier.
    public record Moment(Instant instant, long position, long dayBefore) {}

    // The times in the log go up, but for the margin, so the place is found in some thirty looks by its key.
    private static final String PLACE = """
            with recursive search (low, high) as (
              select coalesce(min(position), 0), coalesce(max(position), 0) + 1 from event where tenant = $1::bigint
              union all
              select case when later then low else middle + 1 end, case when later then middle else high end
              from (
                select low, high, (low + high) / 2 as middle, coalesce((
                  select e.time > $2::timestamptz from event e
                  where e.tenant = $1::bigint and e.position >= (low + high) / 2 order by e.position limit 1), true) as later
                from search where low < high) as step
            )
            select min(high) - 1 as position from search
            """;

    /// The place of an instant, which is refused at `pointer` when it is still to come, or when the log that
    /// tells of it is gone.
    public Future<Moment> at(Tenant tenant, Instant instant, String pointer) {
        var now = times.now(tenant);
        if (instant.isAfter(now)) {
            throw Refusal.invalid(
                    pointer, "Nobody knows yet what will be: it must not be later than now, " + now + ".");
        }
        return place(database, tenant, instant)
                .compose(place ->
                        place(database, tenant, instant.minus(DAY)).map(day -> new Moment(instant, place, day)))
                .compose(moment -> LogFloor.find(database, tenant)
                        .compose(found -> found.map(its -> told(tenant, moment, its, pointer))
                                .orElseGet(Future::succeededFuture))
                        .map(moment));
    }

    // Those of whom the first event that is left is later and tells of a version that is not their first: what
    // they were before that is gone. A schedule has a version of its own, and what is deleted had one.
    private static final String UNTOLD = """
            select e.subject from event e
            where e.tenant = $1::bigint and e.position > $2::bigint and e.time > $3::timestamptz
              and case
                when e.type like 'booking.%' then (e.data ->> 'version')::bigint > 1 and not exists (
                  select from event b where b.tenant = e.tenant and b.subject = e.subject and b.position < e.position
                    and (b.type like 'booking.%' or b.type like 'hold.%'))
                when e.type <> 'resource.changed' then false
                when e.data ->> 'changed' = 'schedule' then
                  (e.data -> 'schedule' ->> 'version')::bigint > 1 and not exists (
                    select from event b where b.tenant = e.tenant and b.subject = e.subject and b.position < e.position
                      and b.type = 'resource.changed' and b.data ->> 'changed' = 'schedule')
                when e.data ->> 'changed' in ('resource', 'deleted') then
                  coalesce((e.data ->> 'version')::bigint, 2) > 1 and not exists (
                    select from event b where b.tenant = e.tenant and b.subject = e.subject and b.position < e.position
                      and b.type = 'resource.changed' and b.data ->> 'changed' in ('resource', 'deleted'))
                else false end
            limit 1
            """;

    private Future<Void> told(Tenant tenant, Moment moment, Floor its, String pointer) {
        if (moment.instant.isBefore(its.since())) {
            throw LogFloor.gone(its, pointer, "The log no longer tells what was before " + its.since() + ".");
        }
        var arguments = Tuple.of(tenant.no(), moment.position, Times.column(moment.instant));
        return database.list("looking for what is gone", UNTOLD, arguments).map(rows -> {
            rows.stream().findFirst().ifPresent(row -> {
                throw LogFloor.gone(
                        its,
                        pointer,
                        "The log no longer tells how " + row.getString("subject") + " was then: what it was before its"
                                + " last change is older than the log.");
            });
            return null;
        });
    }

    /// The place of an instant: everything later is behind it.
    static Future<Long> place(Statements statements, Tenant tenant, Instant instant) {
        return statements
                .query(
                        "looking for a place in the log",
                        PLACE,
                        Tuple.of(tenant.no(), Times.column(instant.minus(MARGIN))))
                .map(rows -> rows.iterator().next().getLong("position"));
    }
}
