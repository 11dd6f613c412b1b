package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.event.Logged;
import scheduler.message.Tenant;

/// Makes deliveries of events. Of those about one subject only the first that waits has a time at which it is
/// due; this is so because whoever adds to a line or takes from one holds the subscription.
final class PlanStore {

    private static final int REPLAY_PAGE = 500;

    private final Database database;

    PlanStore(Database database) {
        this.database = database;
    }

    private static final String HOLD_ALL = """
            select no from subscription where tenant = $1::bigint and deleted_at is null order by no for no key update
            """;

    /// Whether anybody is to be told of anything. They are held until the transaction ends.
    Future<Boolean> hold(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(HOLD_ALL).execute(Tuple.of(tenant.no())).map(held -> held.size() > 0);
    }

    // The limit keeps a plan for any values from reading all that waits into a table of its own, and the order has one
    // that was made while there was little go by the line. By another index it read 135 million entries to plan 40,000
    // deliveries, until the database had looked at the table.
    static final String PLAN = """
            insert into delivery (tenant, event, subscription, position, type, subject, status, attempts, claim, due_at,
                                  created_at, updated_at)
            select $1::bigint, e.id, s.no, e.position, e.type, e.subject, 'waiting', 0, 0,
                   case when row_number() over (partition by s.no, e.subject order by e.position) = 1 and ahead.is_there is null
                     then now() end,
                   now(), now()
            from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[]) as e (position, id, type, subject)
            join subscription s on s.tenant = $1::bigint and s.deleted_at is null and s.since < e.position
              and (s.types = '{}' or e.type = any (s.types))
            left join lateral (
              select true as is_there from delivery w
              where w.tenant = $1::bigint and w.subscription = s.no and w.subject = e.subject and w.status = 'waiting'
              order by w.position limit 1) ahead on true
            on conflict on constraint delivery_pk do nothing
            """;

    /// Makes deliveries of events for all who want to be told and are held, in the transaction in which the log is read
    /// on; whether there were any.
    Future<Boolean> plan(SqlConnection tx, List<Logged> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture(false);
        }
        var arguments = Tuple.of(
                events.getFirst().tenant().no(),
                events.stream().map(Logged::position).toArray(Long[]::new),
                events.stream().map(Logged::id).toArray(UUID[]::new),
                events.stream().map(Logged::type).toArray(String[]::new),
                events.stream().map(Logged::subject).toArray(String[]::new));
        return Statements.byIndexInOrder(tx)
                .compose(_ -> tx.preparedQuery(PLAN).execute(arguments))
                .map(rows -> rows.rowCount() > 0);
    }

    // What makes room may be in hand. What is answered to it counts all the same: were it to be taken in hand anew, a
    // receiver that has it would get it once more. Until its time is over it is not sent again, nor is what was to
    // wait.
    private static final String LINE_UP = """
            update delivery d set due_at = case when line.is_first then greatest(now(), d.not_before) end,
              not_before = coalesce(d.due_at, d.not_before)
            from (
              select event, row_number() over (partition by subject order by position) = 1 as is_first
              from delivery
              where tenant = $1::bigint and subscription = $2::bigint and status = 'waiting' and subject = any ($3::text[])
            ) line
            where d.tenant = $1::bigint and d.event = line.event and d.subscription = $2::bigint
              and (d.due_at is null) = line.is_first
            """;

    /// Puts lines in order into which something has come that was there before; the subscription is held.
    static Future<Void> lineUp(SqlConnection tx, Tenant tenant, long subscription, String[] subjects) {
        return Statements.byIndex(tx)
                .compose(_ -> tx.preparedQuery(LINE_UP).execute(Tuple.of(tenant.no(), subscription, subjects)))
                .mapEmpty();
    }

    private static final String HOLD_REPLAYING = """
            select no, types, replay_after, replay_to from subscription
            where tenant = $1::bigint and replay_after is not null and deleted_at is null
            order by no limit 1 for no key update skip locked
            """;

    /// Makes the next page of what is to be sent again; whether there may be more.
    Future<Boolean> replay(Tenant tenant) {
        return database.transaction(
                "planning what is sent again",
                tx -> tx.preparedQuery(HOLD_REPLAYING)
                        .execute(Tuple.of(tenant.no()))
                        .compose(rows -> rows.size() == 0
                                ? Future.succeededFuture(false)
                                : replay(
                                                tx,
                                                tenant,
                                                rows.iterator().next().getLong("no"),
                                                Tuple.of(
                                                        tenant.no(),
                                                        rows.iterator().next().getLong("no"),
                                                        rows.iterator().next().getLong("replay_after"),
                                                        rows.iterator().next().getLong("replay_to"),
                                                        rows.iterator().next().getArrayOfStrings("types"),
                                                        (long) REPLAY_PAGE))
                                        .map(true)));
    }

    private static final String REPLAY = """
            with page as (
              select position, id, type, subject from event
              where tenant = $1::bigint and position > $3::bigint and position <= $4::bigint
              order by position limit $6::bigint
            ), again as (
              insert into delivery as d (tenant, event, subscription, position, type, subject, status, attempts, claim,
                                         created_at, updated_at)
              select $1::bigint, e.id, $2::bigint, e.position, e.type, e.subject, 'waiting', 0, 0, now(), now()
              from page e where $5::text[] = '{}' or e.type = any ($5::text[])
              on conflict on constraint delivery_pk do update
              set status = 'waiting', attempts = 0, claim = d.claim + 1, due_at = null, not_before = null,
                delivered_at = null, updated_at = now()
              returning d.subject
            )
            select case when (select count(*) from page) = $6::bigint then (select max(position) from page) end as reached,
                   coalesce(array(select distinct subject from again), '{}') as subjects
            """;

    private static final String REACHED = """
            update subscription
            set replay_after = $3::bigint, replay_to = case when $3::bigint is not null then replay_to end
            where tenant = $1::bigint and no = $2::bigint
            """;

    private static Future<Void> replay(SqlConnection tx, Tenant tenant, long subscription, Tuple arguments) {
        return tx.preparedQuery(REPLAY).execute(arguments).compose(rows -> {
            var row = rows.iterator().next();
            return lineUp(tx, tenant, subscription, row.getArrayOfStrings("subjects"))
                    .compose(_ -> tx.preparedQuery(REACHED)
                            .execute(Tuple.of(tenant.no(), subscription, row.getLong("reached"))))
                    .mapEmpty();
        });
    }
}
