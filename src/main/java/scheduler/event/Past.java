package scheduler.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import scheduler.database.Database;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// Finds the place in the log at which an earlier instant lies, for those who answer from the past.
public final class Past {

    /// An event has the time of the node that decided it, and its place when it was written: clocks differ a little,
    /// and
    /// a statement may wait for its turn.
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

    /// The place of an instant, which is refused at `pointer` when it is still to come.
    public Future<Moment> at(Tenant tenant, Instant instant, String pointer) {
        var now = times.now();
        if (instant.isAfter(now)) {
            throw Refusal.invalid(
                    pointer, "Nobody knows yet what will be: it must not be later than now, " + now + ".");
        }
        var early = instant.minus(MARGIN);
        return position(tenant, early)
                .compose(position -> position(tenant, early.minus(DAY)).map(day -> new Moment(instant, position, day)));
    }

    private Future<Long> position(Tenant tenant, Instant instant) {
        return database.query("looking for a place in the log", PLACE, Tuple.of(tenant.no(), Times.column(instant)))
                .map(rows -> rows.iterator().next().getLong("position"));
    }
}
