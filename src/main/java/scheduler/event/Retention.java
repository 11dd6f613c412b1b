package scheduler.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Deletes what is old of the log, from its beginning on and without a gap, page by page: who writes waits for
/// nobody. One node at a time does so for a tenant. What somebody has still to read stays.
public final class Retention {

    private static final int PAGE = 2_000;

    private final Database database;
    private final Times times;

    public Retention(Database database, Times times) {
        this.database = database;
        this.times = times;
    }

    /// From which instant on somebody needs events, if anybody does.
    @FunctionalInterface
    public interface Need {
        Future<Optional<Instant>> since(Statements statements, Tenant tenant);
    }

    /// Deletes events that are older than `age` and that nobody needs, and gives how many.
    public Future<Long> prune(List<Tenant> tenants, Duration age, Need need) {
        var pruned = new AtomicLong();
        var since = times.now().minus(age);
        return Rounds.inWaves(
                        tenants,
                        1,
                        tenant ->
                                Rounds.whileMore(() -> page(tenant, since, need).map(deleted -> {
                                    pruned.addAndGet(deleted);
                                    return deleted == PAGE;
                                })))
                .map(_ -> pruned.get());
    }

    private static final String HOLD = """
            select position from log_floor where tenant = $1::bigint for update skip locked
            """;

    /// Whoever begins to need something holds the row as well: it is either seen here or comes too late and is told so.
    private Future<Integer> page(Tenant tenant, Instant since, Need need) {
        return database.transaction(
                "pruning the log",
                tx -> LogFloor.begin(tx, tenant)
                        .compose(_ -> tx.preparedQuery(HOLD).execute(Tuple.of(tenant.no())))
                        .compose(held -> held.size() == 0
                                ? Future.succeededFuture(0)
                                : need.since(Statements.in(tx), tenant)
                                        .map(needed ->
                                                needed.filter(since::isAfter).orElse(since))
                                        .compose(until -> Past.place(Statements.in(tx), tenant, until))
                                        .compose(place -> delete(tx, tenant, place))));
    }

    // The last event stays: it says where the log ends. What stays for others is still told of, however old it is, so
    // the log reaches back to the latest that is gone and not to what it was to be deleted for.
    private static final String DELETE = """
            with page as (
              select f.position as after, max(e.position) as upto from log_floor f cross join lateral (
                select position from event
                where tenant = $1::bigint and position > f.position and position <= least(
                  $2::bigint,
                  (select min(r.position) from log_reader r where r.tenant = $1::bigint),
                  (select max(l.position) - 1 from event l where l.tenant = $1::bigint))
                order by position limit $3::bigint) as e
              where f.tenant = $1::bigint
              group by f.position
            ), gone as (
              delete from event e using page
              where e.tenant = $1::bigint and e.position > page.after and e.position <= page.upto
              returning e.position, e.time
            )
            update log_floor f set position = last.position, since = greatest(f.since, last.time)
            from (select count(*) as deleted, max(position) as position, max(time) as time from gone) as last
            where f.tenant = $1::bigint and last.deleted > 0
            returning last.deleted
            """;

    private static Future<Integer> delete(SqlConnection tx, Tenant tenant, long place) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(tenant.no(), place, (long) PAGE))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> row.getInteger("deleted"))
                        .orElse(0));
    }
}
