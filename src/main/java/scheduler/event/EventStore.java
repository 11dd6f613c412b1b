package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.database.Database;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// Reads the event table in the order of positions, without ever skipping one.
///
/// A position is taken before its transaction commits, so 7 may become visible before 6. A position counts as settled
/// once every transaction that could have taken a smaller one has ended: those had their numbers when it was seen, and
/// have ended when a snapshot's `xmin` has reached the number that was to be given out next at that time. (A snapshot's
/// `xmax` will not do: it is one past the last number that has ended, and there may be open ones beyond it.)
final class EventStore {

    /// In place of a position, when it cannot be known where the log ends.
    static final long UNKNOWN = -1;

    /// Half a second for those who can go on from where they were, and four for those who cannot.
    private static final int SETTLE_ATTEMPTS_MAX = 8;

    private static final int END_ATTEMPTS_MAX = 12;
    private static final int PAUSE_DOUBLINGS_MAX = 10;

    private final Vertx vertx;
    private final Database database;
    private final Map<Long, Long> settled = new ConcurrentHashMap<>();

    EventStore(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    /// Refuses to go on behind a place where something is gone.
    Future<Void> refuseGone(Tenant tenant, long after) {
        return after == ReadEvents.BEGINNING || after == ReadEvents.END
                ? Future.succeededFuture()
                : LogFloor.refuseGone(database, tenant, after, "?after");
    }

    Future<Outcome> read(ReadEvents read) {
        return read.after() == ReadEvents.END
                ? end(read.tenant()).map(end -> found(List.of(), end))
                : page(read).map(page -> found(page.events, page.next));
    }

    /// Whoever is far behind need not know where the log ends by now: a page that is full of what was settled before is
    /// what he would get. Of what is filtered nobody knows whether it will be full.
    private Future<Page> page(ReadEvents read) {
        long known = known(read.tenant());
        boolean isFiltered = read.subject() != null || !read.types().isEmpty();
        return isFiltered || known - read.after() < read.limit()
                ? lastPage(read)
                : page(read, known)
                        .compose(page ->
                                page.events.size() == read.limit() ? Future.succeededFuture(page) : lastPage(read));
    }

    private Future<Page> lastPage(ReadEvents read) {
        return settledPosition(read.tenant()).compose(upTo -> page(read, upTo));
    }

    // `age` counts from a transaction number to the next one that will be given out. Behind what was settled before
    // there is no part of the log but the latest to be looked at.
    private static final String MARK = """
            select coalesce((select max(position) from event where tenant = $1::bigint and position > $2::bigint),
                     $2::bigint) as last,
                   pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                     + age(pg_snapshot_xmax(pg_current_snapshot())::xid) as next
            """;

    /// The last position that can be read. When a transaction stays open for long, what was settled before stays the
    /// limit: late, but nothing is skipped.
    Future<Long> settledPosition(Tenant tenant) {
        return settledPosition(tenant, known(tenant), SETTLE_ATTEMPTS_MAX);
    }

    /// Where the log ends now, for whoever begins there. He has no place of his own, so what was settled before would
    /// bring him what is long past: while it cannot be known, he is refused.
    Future<Long> end(Tenant tenant) {
        return settledPosition(tenant, UNKNOWN, END_ATTEMPTS_MAX).map(position -> {
            if (position == UNKNOWN) {
                throw Refusal.overloaded(
                        "A transaction has been open for long, so it is not known where the log ends. Try again.");
            }
            return position;
        });
    }

    private long known(Tenant tenant) {
        return settled.getOrDefault(tenant.no(), 0L);
    }

    private Future<Long> settledPosition(Tenant tenant, long before, int attemptsMax) {
        return database.query("reading the end of the log", MARK, Tuple.of(tenant.no(), known(tenant)))
                .compose(rows -> settled(rows.iterator().next(), before, attemptsMax))
                .onSuccess(position -> settled.merge(tenant.no(), Math.max(0, position), Math::max));
    }

    // Nobody looks at the events while no position has been given out since.
    private static final String MARK_OF_ALL = """
            select case when pg_sequence_last_value(pg_get_serial_sequence('event', 'position')) > $2::bigint then (
                     select max(l.position) from unnest($1::bigint[]) as t (no) cross join lateral (
                       select e.position from event e where e.tenant = t.no and e.position > $2::bigint
                       order by e.position desc limit 1) as l)
                   end as last,
                   pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                     + age(pg_snapshot_xmax(pg_current_snapshot())::xid) as next
            """;

    /// The same for several tenants at once, whose log was settled up to `before`, which may be `UNKNOWN`.
    Future<Long> settledPosition(List<Tenant> tenants, long before) {
        return database.query("reading the end of the log", MARK_OF_ALL, Tuple.of(numbers(tenants), before))
                .compose(rows -> {
                    var mark = rows.iterator().next();
                    return mark.getLong("last") == null
                            ? Future.succeededFuture(Math.max(0, before))
                            : settled(mark, before, SETTLE_ATTEMPTS_MAX);
                });
    }

    private static Long[] numbers(List<Tenant> tenants) {
        return tenants.stream().map(Tenant::no).toArray(Long[]::new);
    }

    private Future<Long> settled(Row mark, long before, int attemptsMax) {
        long last = mark.getLong("last");
        long next = mark.getLong("next");
        return mark.getLong("xmin") >= next
                ? Future.succeededFuture(Math.max(last, before))
                : settle(last, next, before, 1, attemptsMax);
    }

    private static final String SETTLED = """
            select pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1::bigint as settled
            """;

    private Future<Long> settle(long last, long next, long before, int attempt, int attemptsMax) {
        // Nothing is before the end of a log in which there is nothing.
        long known = last == 0 ? Math.max(0, before) : before;
        if (last <= known || attempt > attemptsMax) {
            return Future.succeededFuture(known);
        }
        return vertx.timer(1L << Math.min(attempt, PAUSE_DOUBLINGS_MAX), TimeUnit.MILLISECONDS)
                .compose(_ -> database.query("settling the end of the log", SETTLED, Tuple.of(next)))
                .compose(rows -> rows.iterator().next().getBoolean("settled")
                        ? Future.succeededFuture(last)
                        : settle(last, next, before, attempt + 1, attemptsMax));
    }

    static final String PAGE = """
            select position, id, type, subject, time, data::text as data from event
            where tenant = $1::bigint and position > $2::bigint and position <= $3::bigint
            order by position limit $4::bigint
            """;

    // What is filtered has a statement of its own for each filter, so that a plan for any values takes its index.
    static final String PAGE_OF_TYPES = """
            select n.* from unnest($5::text[]) as t (type) cross join lateral (
              select e.position, e.id, e.type, e.subject, e.time, e.data::text as data from event e
              where e.tenant = $1::bigint and e.position > $2::bigint and e.position <= $3::bigint and e.type = t.type
              order by e.position limit $4::bigint) as n
            order by n.position limit $4::bigint
            """;

    static final String PAGE_OF_SUBJECT = """
            select position, id, type, subject, time, data::text as data from event
            where tenant = $1::bigint and position > $2::bigint and position <= $3::bigint
              and subject = $5::text and ($6::text[] is null or type = any ($6::text[]))
            order by position limit $4::bigint
            """;

    private static final String PAGE_OF_ALL = """
            select n.* from unnest($1::bigint[]) as t (no) cross join lateral (
              select e.tenant, e.position, e.id, e.type, e.subject, e.time, e.data::text as data from event e
              where e.tenant = t.no and e.position > $2::bigint and e.position <= $3::bigint
              order by e.position limit $4::bigint) as n
            order by n.position limit $4::bigint
            """;

    /// Events in their order, and up to where nothing else is.
    record Page(List<Logged> events, long next) {}

    /// What several tenants have in the log up to a settled position, in one order.
    Future<Page> page(List<Tenant> tenants, long after, long upTo, int limit) {
        return database.query("reading events", PAGE_OF_ALL, Tuple.of(numbers(tenants), after, upTo, (long) limit))
                .map(rows -> {
                    var byNo = tenants.stream().collect(Collectors.toMap(Tenant::no, Function.identity()));
                    long next = upTo;
                    var events = new ArrayList<Logged>(rows.size());
                    for (var row : rows) {
                        next = rows.size() == limit ? row.getLong("position") : next;
                        events.add(Logged.read(Objects.requireNonNull(byNo.get(row.getLong("tenant"))), row));
                    }
                    return new Page(events, next);
                });
    }

    /// The next that somebody wants who is far behind. Also what could be read at once has to wait in the lane of those
    /// who look for something: a thousand who come back must not keep everybody else from the database. Whoever
    /// reads more slowly than the log is deleted is told so.
    Future<List<Logged>> replay(WatchEvents watch, long after, long upTo, int limit) {
        var arguments = Tuple.of(watch.tenant().no(), after, upTo, (long) limit);
        var statement = watch.types().isEmpty() ? PAGE : PAGE_OF_TYPES;
        if (watch.subject() != null) {
            statement = PAGE_OF_SUBJECT;
            arguments.addString(watch.subject()).addArrayOfString(types(watch.types()));
        } else if (!watch.types().isEmpty()) {
            arguments.addArrayOfString(types(watch.types()));
        }
        return database.list("reading events again", statement, arguments)
                .compose(rows -> refuseGone(watch.tenant(), after).map(rows))
                .map(rows -> rows.stream()
                        .map(row -> Logged.read(watch.tenant(), row))
                        .toList());
    }

    private Future<Page> page(ReadEvents read, long upTo) {
        return rows(read, upTo)
                .compose(rows -> refuseGone(read.tenant(), read.after()).map(rows))
                .map(rows -> {
                    var events = rows.stream()
                            .map(row -> Logged.read(read.tenant(), row))
                            .toList();
                    return new Page(
                            events,
                            events.size() == read.limit() ? events.getLast().position() : Math.max(read.after(), upTo));
                });
    }

    private static Found found(List<Logged> events, long next) {
        return new Found(
                events.stream()
                        .map(Logged::toText)
                        .collect(Collectors.joining(",", "{\"items\":[", "],\"next\":\"" + next + "\"}")),
                0);
    }

    /// What follows in the log is read at once; what is filtered may stand anywhere in it.
    private Future<RowSet<Row>> rows(ReadEvents read, long upTo) {
        var arguments = Tuple.of(read.tenant().no(), read.after(), upTo, (long) read.limit());
        if (read.subject() != null) {
            arguments.addString(read.subject()).addArrayOfString(types(read.types()));
            return database.list("looking for events about something", PAGE_OF_SUBJECT, arguments);
        }
        return read.types().isEmpty()
                ? database.query("reading events", PAGE, arguments)
                : database.list(
                        "looking for events of some types",
                        PAGE_OF_TYPES,
                        arguments.addArrayOfString(types(read.types())));
    }

    /// Each once, for what stands there twice would come twice.
    private static String @Nullable [] types(List<String> types) {
        return types.isEmpty() ? null : types.stream().distinct().toArray(String[]::new);
    }
}
