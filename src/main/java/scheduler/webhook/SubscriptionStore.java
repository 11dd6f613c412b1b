package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The subscription table.
final class SubscriptionStore {

    private final Database database;

    SubscriptionStore(Database database) {
        this.database = database;
    }

    private static final String COLUMNS = """
            select no, id, version, url, types, description, status, reason, secrets::text as secrets, replay_after,
                   replay_to, created_at, updated_at
            from subscription
            """;

    private static final String GET = COLUMNS + """
            where tenant = $1::bigint and id = $2::text and deleted_at is null
            """;

    Future<Optional<Subscription>> find(Tenant tenant, String id) {
        return database.query("reading a subscription", GET, Tuple.of(tenant.no(), id))
                .map(SubscriptionStore::first);
    }

    // Who plans deliveries waits for this, and it for him.
    private static final String HOLD = GET + " for no key update";

    Future<Optional<Subscription>> hold(SqlConnection tx, Tenant tenant, String id) {
        return tx.preparedQuery(HOLD).execute(Tuple.of(tenant.no(), id)).map(SubscriptionStore::first);
    }

    private static Optional<Subscription> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(Subscription::read);
    }

    private static final String COUNT = """
            select count(*) as count from subscription where tenant = $1::bigint and deleted_at is null
            """;

    Future<Long> count(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(tenant.no()))
                .map(rows -> rows.iterator().next().getLong("count"));
    }

    // Without one, whoever reads the log on would not wait for this transaction, and could pass events that it does not
    // see and before it can be seen (see EventStore). The statement that looks is too late to take it.
    private static final String NUMBER = "select pg_current_xact_id()::text";

    private static final String INSERT = """
            insert into subscription (tenant, id, version, url, types, description, status, secrets, since, created_at, updated_at)
            select $1::bigint, $2::text, $3::bigint, $4::text, $5::text[], $6::text, $7::text, $8::text::json,
                   coalesce(max(position), 0), $9::timestamptz, $9::timestamptz
            from event where tenant = $1::bigint
            on conflict (tenant, id) where deleted_at is null do nothing returning no
            """;

    /// Whether it was new; what is in the log already it is not told.
    Future<Boolean> insert(SqlConnection tx, Tenant tenant, Subscription made) {
        return tx.preparedQuery(NUMBER)
                .execute()
                .compose(_ -> tx.preparedQuery(INSERT)
                        .execute(Tuple.of(tenant.no(), made.id(), made.version(), made.url())
                                .addArrayOfString(made.types().toArray(String[]::new))
                                .addString(made.description())
                                .addString(made.status().text())
                                .addString(made.secrets().text())
                                .addOffsetDateTime(Times.column(made.createdAt()))))
                .map(rows -> rows.size() == 1);
    }

    private static final String UPDATE = """
            update subscription set version = $3::bigint, url = $4::text, types = $5::text[], description = $6::text,
              status = $7::text, reason = $8::text, secrets = $9::text::json, updated_at = $10::timestamptz
            where tenant = $1::bigint and no = $2::bigint
            """;

    /// Of one that is held.
    Future<Void> update(SqlConnection tx, Tenant tenant, Subscription after) {
        return tx.preparedQuery(UPDATE)
                .execute(Tuple.of(tenant.no(), after.no(), after.version(), after.url())
                        .addArrayOfString(after.types().toArray(String[]::new))
                        .addString(after.description())
                        .addString(after.status().text())
                        .addString(after.state().reason())
                        .addString(after.secrets().text())
                        .addOffsetDateTime(Times.column(after.updatedAt())))
                .mapEmpty();
    }

    private static final String DELETE = """
            update subscription set deleted_at = $3::timestamptz where tenant = $1::bigint and no = $2::bigint
            """;

    Future<Void> delete(SqlConnection tx, Tenant tenant, Subscription held, Instant now) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(tenant.no(), held.no(), Times.column(now)))
                .mapEmpty();
    }

    private static final String LIST = COLUMNS + """
            where tenant = $1::bigint and id > $2::text and deleted_at is null order by id limit $3::bigint
            """;

    Future<Outcome> list(Webhooks.ListSubscriptions list, Instant now) {
        var cursors = Cursors.of("subscriptions");
        var after = list.cursor() == null ? "" : cursors.read(list.cursor(), 1, List::getFirst);
        return database.query(
                        "listing subscriptions", LIST, Tuple.of(list.tenant().no(), after, list.limit() + 1L))
                .map(rows -> Listing.of(
                        rows,
                        list.limit(),
                        row -> Subscription.read(row).toJson(now),
                        row -> cursors.at(row.getString("id"))));
    }

    // The reader of the log has planned up to its place, so that what is behind that comes by itself.
    private static final String REPLAY = """
            update subscription s
            set replay_after = case when $3::bigint < r.position then least($3::bigint, s.replay_after) else s.replay_after end,
                replay_to = case when $3::bigint < r.position then r.position else s.replay_to end
            from log_reader r
            where s.tenant = $1::bigint and s.no = $2::bigint and r.tenant = $1::bigint and r.name = $4::text
            returning s.replay_after, s.replay_to
            """;

    /// Begins to make everything behind `after` deliveries again.
    Future<Optional<Subscription.Replay>> replay(SqlConnection tx, Tenant tenant, Subscription held, long after) {
        return tx.preparedQuery(REPLAY)
                .execute(Tuple.of(tenant.no(), held.no(), after, Planning.NAME))
                .map(rows -> rows.stream()
                        .filter(row -> row.getLong("replay_after") != null)
                        .findFirst()
                        .map(row -> new Subscription.Replay(row.getLong("replay_after"), row.getLong("replay_to"))));
    }

    private static final String TEST = """
            insert into delivery (tenant, event, subscription, position, type, subject, payload, status, attempts, claim,
                                  due_at, created_at, updated_at)
            values ($1::bigint, $2::uuid, $3::bigint, 0, $4::text, $2::uuid::text, $5::text, 'waiting', 0, 0, now(), now(), now())
            """;

    /// Makes a delivery of what has not happened. It stands behind nothing.
    Future<Void> test(SqlConnection tx, Tenant tenant, MessageId id, String type, String payload) {
        return tx.preparedQuery(TEST)
                .execute(Tuple.of(tenant.no(), id.event(), id.subscription(), type, payload))
                .mapEmpty();
    }
}
