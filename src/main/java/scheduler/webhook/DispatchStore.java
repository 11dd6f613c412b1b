package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import scheduler.database.Columns;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Takes deliveries in hand and writes down what became of them. All times are those of the database, so that
/// it does not matter whether the clocks of nodes agree.
final class DispatchStore {

    /// Whoever has not settled it by then has died, and it is taken in hand again.
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final long PRUNE_BATCH = 5_000;

    private final Database database;

    DispatchStore(Database database) {
        this.database = database;
    }

    // What is due is looked for in each subscription by itself: one that has a million waiting costs no more than one
    // that has ten, those that are paused cost nothing. By their places, which are locked: a plan for any number of
    // them would read the whole table. Each event is looked up by a lateral limit, for a join would read all of the log
    // until the database has looked at its parts.
    static final String CLAIM = """
            with claimed as (
              update delivery d
              set attempts = d.attempts + 1, claim = d.claim + 1, updated_at = now(),
                  due_at = now() + $5::bigint * interval '1 millisecond'
              where d.ctid = any (array(
                select due.place from subscription s
                left join unnest($2::bigint[], $3::bigint[]) as busy (no, count) on busy.no = s.no
                cross join lateral (
                  select x.ctid as place, x.due_at from delivery x
                  where x.tenant = s.tenant and x.subscription = s.no and x.status = 'waiting' and x.due_at <= now()
                    and (s.replay_after is null or x.position <= s.replay_after)
                  order by x.due_at limit greatest(0, $4::bigint - coalesce(busy.count, 0))
                  for update skip locked
                ) due
                where s.tenant = any ($1::bigint[]) and s.status = 'active' and s.deleted_at is null
                order by due.due_at limit $6::bigint))
              returning d.tenant, d.event, d.subscription, d.position, d.type, d.subject, d.payload, d.attempts, d.claim
            )
            select c.tenant, c.event, c.subscription, c.position, c.type, c.subject, c.payload, c.attempts, c.claim,
                   s.url, s.secrets::text as secrets, e.time, e.data::text as data
            from claimed c
            join subscription s on s.tenant = c.tenant and s.no = c.subscription
            left join lateral (
              select l.time, l.data from event l where l.tenant = c.tenant and l.position = c.position limit 1
            ) e on true
            """;

    /// Takes what is due in hand, `max` at most and so many of a subscription that it has `perSubscription`
    /// with those that it has under way here already.
    Future<List<Claimed>> claim(Long[] tenants, Map<Long, Integer> underWay, int perSubscription, int max) {
        var nos = underWay.keySet().toArray(Long[]::new);
        var counts = new Long[nos.length];
        for (int i = 0; i < nos.length; i++) {
            counts[i] = (long) underWay.getOrDefault(nos[i], 0);
        }
        var wanted = Tuple.of(tenants, nos, counts, (long) perSubscription, LEASE.toMillis(), (long) max);
        return database.transaction(
                        "taking deliveries in hand",
                        tx -> Statements.byIndex(tx)
                                .compose(_ -> tx.preparedQuery(CLAIM).execute(wanted)))
                .map(rows -> rows.stream().map(Claimed::read).toList());
    }

    // Nobody may change a line while one is taken from it, or what was added would wait behind nothing. Nor may others
    // settle: two of one line are in hand at once when one was sent again meanwhile, and each would see the other wait.
    private static final String KEEP = """
            select s.no from subscription s
            where (s.tenant, s.no) in (select t, n from unnest($1::bigint[], $2::bigint[]) as settled (t, n))
            order by s.tenant, s.no for no key update
            """;

    static final String SETTLE = """
            with told as (
              select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::bigint[],
                                   $7::bigint[], $8::text[], $9::text[])
                as t (tenant, subscription, event, claim, status, pause, answer_status, answer, error)
            )
            update delivery d
            set status = t.status, updated_at = now(), answer_status = t.answer_status, answer = t.answer, error = t.error,
                due_at = case when t.status = 'waiting' and d.due_at is not null
                  then now() + t.pause * interval '1 millisecond' end,
                not_before = case when t.status = 'waiting' then now() + t.pause * interval '1 millisecond' end,
                delivered_at = case when t.status = 'delivered' then now() end
            from told t
            where d.tenant = t.tenant and d.event = t.event and d.subscription = t.subscription and d.claim = t.claim
              and d.status = 'waiting'
            """;

    // A statement of its own: that one saw the lines as they were before it, and one that it settled may have been the
    // next of another. By their places, which stay while the subscription is held: a join would go through all that
    // there is of it until the database has looked at the table.
    static final String COME = """
            update delivery d set due_at = greatest(now(), d.not_before)
            where d.ctid = any (array(
              select first.place
              from (select distinct * from unnest($1::bigint[], $2::bigint[], $3::text[]) as s (tenant, subscription, subject)) line
              cross join lateral (
                select w.ctid as place, w.due_at from delivery w
                where w.tenant = line.tenant and w.subscription = line.subscription and w.subject = line.subject
                  and w.status = 'waiting'
                order by w.position limit 1) first
              where first.due_at is null))
            """;

    /// Writes down what became of deliveries, unless they are in other hands by now, and lets those behind
    /// them come.
    Future<Void> settle(List<Settled> all) {
        var tenants = Columns.of(all, each -> each.claimed().tenant(), Long[]::new);
        var subscriptions = Columns.of(all, each -> each.claimed().id().subscription(), Long[]::new);
        var told = Tuple.of(
                        tenants,
                        subscriptions,
                        Columns.of(all, each -> each.claimed().id().event(), UUID[]::new),
                        Columns.of(all, each -> each.claimed().claim(), Long[]::new),
                        Columns.of(all, Settled::status, String[]::new))
                .addArrayOfLong(Columns.of(all, Settled::pauseMillis, Long[]::new))
                .addArrayOfLong(Columns.of(all, Settled::answerStatus, Long[]::new))
                .addArrayOfString(Columns.of(all, Settled::answer, String[]::new))
                .addArrayOfString(Columns.of(all, Settled::error, String[]::new));
        var lines = Tuple.of(
                tenants,
                subscriptions,
                Columns.of(all, each -> each.claimed().event().subject(), String[]::new));
        return database.transaction(
                "settling deliveries",
                tx -> tx.preparedQuery(KEEP)
                        .execute(Tuple.of(tenants, (Object) subscriptions))
                        .compose(_ -> Statements.byIndexInOrder(tx))
                        .compose(_ -> tx.preparedQuery(SETTLE).execute(told))
                        .compose(_ -> tx.preparedQuery(COME).execute(lines))
                        .mapEmpty());
    }

    private static final String DISABLE = """
            update subscription set status = 'disabled', reason = $4::text, version = version + 1, updated_at = $5::timestamptz
            where tenant = $1::bigint and no = $2::bigint and url = $3::text and status = 'active'
            """;

    /// Sends nothing more to where nothing is wanted, unless that is somewhere else by now.
    Future<Void> disable(Claimed by, String reason, Instant now) {
        return database.query(
                        "disabling a subscription",
                        DISABLE,
                        Tuple.of(by.tenant(), by.id().subscription(), by.url(), reason, Times.column(now)))
                .mapEmpty();
    }

    private static final String PRUNE = """
            delete from delivery where ctid = any (array(
              select ctid from delivery
              where created_at < now() - $1::bigint * interval '1 millisecond'
                and updated_at < now() - $1::bigint * interval '1 millisecond' and status <> 'waiting'
              limit $2::bigint for update skip locked))
            """;

    private static final String PRUNE_DELETED = """
            delete from delivery where ctid = any (array(
              select d.ctid from subscription s join delivery d on d.tenant = s.tenant and d.subscription = s.no
              where s.deleted_at is not null limit $1::bigint for update of d skip locked))
            """;

    private static final String FORGET = """
            delete from subscription s where s.deleted_at is not null and not exists (
              select from delivery d where d.tenant = s.tenant and d.subscription = s.no)
            """;

    // What has been delivered may be asked for again. Ids of events go up with the time.
    private static final String NEEDS = """
            select min(needed.time) as since from (
              (select e.time from delivery d cross join lateral (
                 select l.time from event l where l.tenant = d.tenant and l.position = d.position limit 1) e
               where d.tenant = $1::bigint and d.position > 0 order by d.event limit 1)
              union all
              (select e.time from event e
               where e.tenant = $1::bigint and e.position > (
                 select min(s.replay_after) from subscription s
                 where s.tenant = $1::bigint and s.replay_after is not null)
               order by e.position limit 1)) as needed
            """;

    /// From when on events are needed for deliveries that there are, and for those that are being made again.
    static Future<Optional<Instant>> needs(Statements statements, Tenant tenant) {
        return statements
                .query("looking for the oldest delivery", NEEDS, Tuple.of(tenant.no()))
                .map(rows -> rows.stream()
                        .map(row -> row.getOffsetDateTime("since"))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(OffsetDateTime::toInstant));
    }

    /// Deletes what has been delivered or dead for longer than `age`, and whatever was for subscriptions that
    /// are gone.
    Future<Long> prune(Duration age) {
        var pruned = new AtomicLong();
        return batches(pruned, () -> delete("pruning deliveries", PRUNE, Tuple.of(age.toMillis(), PRUNE_BATCH)))
                .compose(_ ->
                        batches(pruned, () -> delete("pruning a subscription", PRUNE_DELETED, Tuple.of(PRUNE_BATCH))))
                .compose(_ -> delete("forgetting subscriptions", FORGET, Tuple.tuple()))
                .map(_ -> pruned.get());
    }

    private Future<Integer> delete(String what, String sql, Tuple arguments) {
        return database.query(what, sql, arguments).map(rows -> rows.rowCount());
    }

    private static Future<Void> batches(AtomicLong pruned, Supplier<Future<Integer>> batch) {
        return Rounds.whileMore(() -> batch.get().map(count -> {
            pruned.addAndGet(count);
            return count == PRUNE_BATCH;
        }));
    }

    // Counted no further than anybody needs to know.
    private static final String BACKLOG = """
            select (select count(*) from (
                      select from delivery where tenant = any ($1::bigint[]) and status = 'waiting' limit 100000) w) as waiting,
                   (select count(*) from (
                      select from delivery where tenant = any ($1::bigint[]) and status = 'dead' limit 100000) d) as dead,
                   (select coalesce(max(extract(epoch from now() - due.at)), 0)::float8
                    from subscription s cross join lateral (
                      select x.due_at as at from delivery x
                      where x.tenant = s.tenant and x.subscription = s.no and x.status = 'waiting' and x.due_at <= now()
                      order by x.due_at limit 1) due
                    where s.tenant = any ($1::bigint[]) and s.status = 'active' and s.deleted_at is null) as late,
                   (select count(*) from subscription
                    where tenant = any ($1::bigint[]) and status = 'disabled' and deleted_at is null) as disabled
            """;

    Future<Backlog> backlog(Long[] tenants) {
        return database.list("counting deliveries", BACKLOG, Tuple.of((Object) tenants))
                .map(rows -> rows.iterator().next())
                .map(row -> new Backlog(
                        row.getLong("waiting"), row.getLong("dead"), row.getLong("disabled"), row.getDouble("late")));
    }
}
