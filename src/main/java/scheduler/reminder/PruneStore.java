package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Deletes reminders that are over. A row is what keeps a reminder from being planned and said a second time, so it
/// stays for as long as anything that happens to its booking may ask for it again.
///
/// By key, from behind where the last look ended, page by page: when a row may go depends on its booking, so no index
/// has them together, and to look for the last of them would be to read the whole table each time.
final class PruneStore {

    /// After the end of a booking nothing that was due is planned any more, by clocks that are a day apart at most.
    private static final Duration KEPT = Planned.PAST.plusDays(1);

    private static final long PAGE = 2_000;

    /// So many that stay are looked at in one round. More are for the next.
    private static final long STAYING_MAX = 100_000;

    private static final Place BEGINNING = new Place(-1, new UUID(0, 0));

    private final Database database;
    private volatile Place place = BEGINNING;

    PruneStore(Database database) {
        this.database = database;
    }

    private record Place(long tenant, UUID id) {}

    private record Page(long seen, long gone, Place last) {}

    /// Deletes those that were over longer ago than `retention`, of bookings that are, and gives how many.
    Future<Long> prune(Instant now, Duration retention) {
        var pruned = new AtomicLong();
        var stayed = new AtomicLong();
        return Rounds.whileMore(() -> page(now, retention).map(found -> {
                    var page = found.orElse(new Page(0, 0, BEGINNING));
                    pruned.addAndGet(page.gone);
                    boolean isLast = page.seen < PAGE;
                    place = isLast ? BEGINNING : page.last;
                    return !isLast && stayed.addAndGet(page.seen - page.gone) < STAYING_MAX;
                }))
                .map(_ -> pruned.get());
    }

    // By places, as they are taken. A range of keys a plan for any number of them finds by another index, and reads all
    // of it; and a booking is looked up for each row, because joined, all of them might be read for one page.
    static final String PRUNE = """
            with page as materialized (
              select ctid as place, tenant, id from reminder
              where (tenant, id) > ($1::bigint, $2::uuid) order by tenant, id limit $3::bigint
            ), gone as (
              delete from reminder where ctid = any (array(
                select r.ctid from reminder r
                where r.ctid = any (array(select place from page))
                  and r.status <> 'planned' and r.settled_at < $4::timestamptz
                  and coalesce((
                    select b.ends_at < $5::timestamptz from booking b where b.tenant = r.tenant and b.id = r.booking), true)
                for update of r skip locked))
              returning tenant
            )
            select (select count(*) from page) as seen, (select count(*) from gone) as gone, tenant, id
            from page offset (select greatest(count(*) - 1, 0) from page)
            """;

    private Future<Optional<Page>> page(Instant now, Duration retention) {
        var from = place;
        var over = now.minus(retention);
        var past = now.minus(KEPT);
        var arguments = Tuple.of(
                from.tenant, from.id, PAGE, Times.column(over), Times.column(past.isBefore(over) ? past : over));
        return database.transaction(
                        "pruning reminders",
                        tx -> Statements.byIndexInOrder(tx)
                                .compose(_ -> tx.preparedQuery(PRUNE).execute(arguments)))
                .map(rows -> rows.stream().findFirst().map(PruneStore::page));
    }

    private static Page page(Row row) {
        return new Page(row.getLong("seen"), row.getLong("gone"), new Place(row.getLong("tenant"), row.getUUID("id")));
    }
}
