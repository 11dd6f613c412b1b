package scheduler.imports;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import scheduler.catalog.ImportedBlocks;
import scheduler.database.Database;
import scheduler.imports.Fetched.Failed;
import scheduler.imports.Fetched.Read;
import scheduler.imports.Fetched.Same;
import scheduler.message.Tenant;

/// Takes subscriptions in hand whose calendars are to be read, and writes down what came of it. All times are those of
/// the database, so that it does not matter whether the clocks of nodes agree.
final class FetchStore {

    /// Whoever has not settled it by then has died, and it is taken in hand again.
    static final Duration LEASE = Duration.ofMinutes(2);

    private final Database database;
    private final ImportedBlocks blocks;

    FetchStore(Database database, ImportedBlocks blocks) {
        this.database = database;
        this.blocks = blocks;
    }

    // What is known of a content is good for a day. A calendar that never changes has to be read all the same, because
    // what repeats in it comes nearer.
    static final String CLAIM = """
            with due as (
              select i.tenant, i.resource, i.name from calendar_import i
              where i.tenant = any ($1::bigint[]) and i.due_at <= now()
              order by i.due_at limit $2::bigint for update skip locked)
            update calendar_import i
            set fence = i.fence + 1, due_at = now() + $3::bigint * interval '1 millisecond'
            from due d join resource r on r.tenant = d.tenant and r.no = d.resource
            where i.tenant = d.tenant and i.resource = d.resource and i.name = d.name
            returning i.tenant, i.resource, r.id as resource_id, i.name, i.url,
              coalesce(i.zone, r.doc ->> 'timeZone') as zone_now, i.read_zone, i.etag, i.last_modified, i.digest,
              coalesce(i.whole_at > now() - interval '1 day', false) as is_recent, i.fence
            """;

    /// Takes `most` of those that are due in hand.
    Future<List<Claimed>> claim(Long[] tenants, int most) {
        return database.query(
                        "taking imports in hand",
                        CLAIM,
                        Tuple.tuple()
                                .addArrayOfLong(tenants)
                                .addLong((long) most)
                                .addLong(LEASE.toMillis()))
                .map(rows -> rows.stream().map(Claimed::read).toList());
    }

    Future<Void> settle(Tenant tenant, Claimed claimed, Fetched fetched) {
        return switch (fetched) {
            case Same _ -> same(claimed);
            case Failed(var error) -> failed(claimed, error);
            case Read read -> read(tenant, claimed, read);
        };
    }

    private static final String SAME = """
            update calendar_import set
              version = version + case when failures > 0 then 1 else 0 end, failures = 0, error = null, tried_at = now(),
              read_at = now(), due_at = now() + refresh_ms * interval '1 millisecond'
            where tenant = $1::bigint and resource = $2::bigint and name = $3::text and fence = $4::bigint
            """;

    private Future<Void> same(Claimed claimed) {
        return database.query("noting that a calendar is the same", SAME, place(claimed))
                .mapEmpty();
    }

    private static Tuple place(Claimed claimed) {
        return Tuple.of(claimed.tenant(), claimed.no(), claimed.name(), claimed.fence());
    }

    // After a minute, two, four, … and six hours at most, a little sooner each time so that those that failed together
    // do not come together.
    private static final String FAILED = """
            update calendar_import set
              version = version + case when error is distinct from $5::text then 1 else 0 end, failures = failures + 1,
              error = $5::text, tried_at = now(),
              due_at = now() + least(power(2, least(failures, 20)), 360) * (0.9 + 0.1 * random()) * interval '1 minute'
            where tenant = $1::bigint and resource = $2::bigint and name = $3::text and fence = $4::bigint
            """;

    private Future<Void> failed(Claimed claimed, String error) {
        return database.query(
                        "noting that a calendar was not read",
                        FAILED,
                        place(claimed).addString(error))
                .mapEmpty();
    }

    private static final String IN_HAND = """
            select name from calendar_import
            where tenant = $1::bigint and resource = $2::bigint and name = $3::text and fence = $4::bigint for update
            """;

    private static final String READ = """
            update calendar_import set
              version = version + case
                when failures > 0 or read_at is null or blocks <> $5::bigint or notice is distinct from $6::text then 1
                else 0 end,
              blocks = $5::bigint, notice = $6::text, etag = $7::text, last_modified = $8::text, digest = $9::bytea,
              read_zone = $10::text, whole_at = now(), failures = 0, error = null, tried_at = now(), read_at = now(),
              due_at = now() + refresh_ms * interval '1 millisecond'
            where tenant = $1::bigint and resource = $2::bigint and name = $3::text and fence = $4::bigint
            """;

    /// Its resource is held before it is, as by everybody who writes it. Nothing is done when it is in other hands.
    private Future<Void> read(Tenant tenant, Claimed claimed, Read read) {
        return database.transaction(
                "blocking what a calendar says",
                tx -> blocks.hold(tx, tenant, claimed.resource())
                        .compose(place -> tx.preparedQuery(IN_HAND)
                                .execute(place(claimed))
                                .compose(rows -> rows.size() == 0
                                        ? Future.succeededFuture()
                                        : write(tx, tenant, place, claimed, read))));
    }

    private Future<Void> write(
            SqlConnection tx, Tenant tenant, ImportedBlocks.Place place, Claimed claimed, Read read) {
        return blocks.replace(tx, tenant, place, claimed.name(), read.times(), read.since())
                .compose(_ -> tx.preparedQuery(READ).execute(row(claimed, read)))
                .mapEmpty();
    }

    private static Tuple row(Claimed claimed, Read read) {
        var known = read.known();
        return place(claimed)
                .addLong((long) read.times().size())
                .addString(read.notice())
                .addString(known.etag())
                .addString(known.lastModified())
                .addBuffer(known.digest())
                .addString(read.zone().getId());
    }
}
