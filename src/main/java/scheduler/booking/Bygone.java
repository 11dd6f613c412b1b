package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.service.Service;

/// Deletes the claims of times that are long over. Nothing can be booked there any more, a booking that has begun is
/// neither moved nor cancelled, and all that was booked stays in the bookings and in the log. The constraint that
/// decides every booking so has the future to look through and not the years before.
public final class Bygone {

    /// Buffers reach half as far back, and no clock goes wrong by the other half unseen.
    static final Duration KEPT = Service.BUFFER_MAX.multipliedBy(2);

    static final long RESOURCES = 500;
    static final long CLAIMS = 5_000;

    /// Those of a tenant who has more resources are looked at the next time.
    private static final int PAGES = 10;

    private final Database database;
    private final Times times;

    /// Behind which resource of each tenant the next look begins.
    private final Map<Long, Long> places = new ConcurrentHashMap<>();

    public Bygone(Database database, Times times) {
        this.database = database;
        this.times = times;
    }

    /// Gives how many it has deleted.
    public Future<Long> prune(Collection<Tenant> tenants) {
        var pruned = new AtomicLong();
        var left = tenants.iterator();
        return Rounds.whileMore(() -> left.hasNext()
                        ? prune(left.next().no(), pruned).map(_ -> left.hasNext())
                        : Future.succeededFuture(false))
                .map(_ -> pruned.get());
    }

    private Future<Void> prune(long tenant, AtomicLong pruned) {
        var pages = new AtomicLong();
        return Rounds.whileMore(() -> page(tenant).map(row -> {
            long gone = row.getLong("gone");
            pruned.addAndGet(gone);
            if (gone == CLAIMS) {
                return true;
            }
            var last = row.getLong("last");
            places.put(tenant, last == null ? 0 : last);
            return last != null && pages.incrementAndGet() < PAGES;
        }));
    }

    // By the clock that is behind: a node whose clock is ahead must not open what is still to come. Rows that another
    // node is just deleting are left to that.
    private static final String PRUNE = """
            with bound as (
              select least($2::timestamptz, now()) - ($3::bigint * interval '1 millisecond') as before
            ), page as (
              select no from resource where tenant = $1::bigint and no > $4::bigint order by no limit $5::bigint
            ), over as materialized (
              select c.place from page cross join lateral (
                select ctid as place from claim
                where tenant = $1::bigint and resource = page.no
                  and during << tstzrange((select before from bound), null)
                limit $6::bigint for update skip locked
              ) c limit $6::bigint
            ), floor as (
              insert into claim_floor as f (tenant, before) select $1::bigint, before from bound
              on conflict on constraint claim_floor_pk do update set before = greatest(f.before, excluded.before)
              returning tenant
            ), gone as (
              delete from claim where ctid = any (array(select place from over)) and exists (select from floor)
              returning tenant
            )
            select (select count(*) from gone) as gone, (select max(no) from page) as last
            """;

    private Future<Row> page(long tenant) {
        var arguments = Tuple.of(
                tenant, Times.column(times.now()), KEPT.toMillis(), places.getOrDefault(tenant, 0L), RESOURCES, CLAIMS);
        return database.transaction(
                        "deleting claims of the past",
                        tx -> Statements.byIndex(tx)
                                .compose(_ -> tx.preparedQuery(PRUNE).execute(arguments)))
                .map(rows -> rows.iterator().next());
    }
}
