package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.mail.Bounces.Bounce;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// The table of bounces that were told, so that each is counted once.
final class BounceStore {

    private static final int PRUNE_BATCH = 5_000;

    private final EventLog events;

    BounceStore(EventLog events) {
        this.events = events;
    }

    private static final String NOTE = """
            insert into mail_bounce (tenant, address, id, kind, note, at, created_at)
            values ($1::bigint, $2::text, $3::text, $4::text, $5::text, $6::timestamptz, $6::timestamptz)
            on conflict on constraint mail_bounce_pk do nothing returning id
            """;

    /// Whether it was not told before. One without an id cannot be told apart.
    Future<Boolean> note(SqlConnection tx, Tenant tenant, Bounce bounce) {
        var id = bounce.id() == null ? events.ids().next().toString() : bounce.id();
        var row = Tuple.of(tenant.no(), bounce.address(), id, bounce.kind().text())
                .addString(bounce.note())
                .addOffsetDateTime(Times.column(events.times().now(tenant)));
        return tx.preparedQuery(NOTE).execute(row).map(noted -> noted.size() == 1);
    }

    private static final String COUNT = """
            select count(*) as count from mail_bounce where tenant = $1::bigint and address = $2::text
            """;

    Future<Long> count(SqlConnection tx, Tenant tenant, String address) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(tenant.no(), address))
                .map(rows -> rows.iterator().next().getLong("count"));
    }

    private static final String PRUNE = """
            delete from mail_bounce where ctid = any (array(
              select ctid from mail_bounce where created_at < now() - ($1::bigint * interval '1 millisecond')
              limit $2::bigint for update skip locked))
            """;

    /// Forgets what was told longer ago; what is suppressed stays so.
    static Future<Void> prune(Database database, Duration age) {
        return Rounds.whileMore(
                () -> database.query("pruning bounces", PRUNE, Tuple.of(age.toMillis(), (long) PRUNE_BATCH))
                        .map(rows -> rows.rowCount() == PRUNE_BATCH));
    }
}
