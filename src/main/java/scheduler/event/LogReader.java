package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scheduler.database.Database;
import scheduler.database.Statements;

/// Reads the log on, page by page, without waiting for what is not committed yet and without skipping it.
///
/// Positions of all tenants come from one sequence, so what is missing between two that were seen was given to
/// a transaction that has not committed, to one that never will, or to a tenant that nobody here follows. It is
/// looked for in every page until all transactions that could hold it have ended (see EventStore for how that
/// is known).
final class LogReader {

    static final int PAGE_MAX = 5_000;

    /// Beyond that it is cheaper to forget everything and to begin anew.
    static final int MISSING_MAX = 20_000;
    static final int PAGES_MAX = 40;

    private static final long NOT_BEGUN = -1;
    private static final long TO_BE_MARKED = -1;
    private static final long SETTLED = -2;

    private final Database database;
    private final Long[] tenants;
    private final Known known;

    /// The last position up to which every position was seen, is among the missing or can no longer come.
    private long high = NOT_BEGUN;

    /// The last position that had been given out, to whomever, when the page before this one was read.
    private long givenOut;

    private @Nullable Mark mark;
    private int pages;

    /// What is missing, and the transaction number that every transaction which could hold it is below.
    private final TreeMap<Long, Long> missing = new TreeMap<>();

    private Tail tail = Tail.NONE;
    private boolean isOverrun;

    /// The transaction number below which are all that were open when it began: what they did may not have been seen.
    private long begunAt = TO_BE_MARKED;

    /// What is `known` need not be taken apart: of a busy node's events that is nearly all.
    LogReader(Database database, List<Long> tenants, Known known) {
        this.database = database;
        this.tenants = tenants.toArray(Long[]::new);
        this.known = known;
    }

    /// Whether somebody has heard of an event already.
    @FunctionalInterface
    interface Known {
        boolean test(long tenant, String type, String subject);
    }

    /// Once every transaction below `next` has ended, no position up to `upTo` can come any more. The position
    /// was given out before `next` was looked up, so whoever has it or a smaller one had his number by then.
    private record Mark(long upTo, long next) {}

    /// What may still come at the end of a part of the log when something of a later one was seen: it is behind
    /// `high` and before `end`, of transactions below `next`.
    private record Tail(long high, long end, long next) {

        static final Tail NONE = new Tail(NOT_BEGUN, NOT_BEGUN, NOT_BEGUN);

        boolean has(long position) {
            return position > high && position < end;
        }
    }

    /// What is new; `stirred`: something is, though it may all be known. `anew`: earlier events are not in it, so
    /// what was built from them has to be built anew; `lost`: that is because there were too many to be read.
    /// `more`: the next page is not empty.
    record Page(List<Happened> events, boolean stirred, boolean anew, boolean lost, boolean more) {}

    // The first row is about the log as a whole. `age` counts from a transaction number to the next one given out.
    private static final String NEXT = """
            select null::bigint as tenant,
                   coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'position')), 0) as position,
                   null::text as type, null::text as subject, null::text as data,
                   pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
                     + age(pg_snapshot_xmax(pg_current_snapshot())::xid) as next
            union all
            select n.tenant, n.position, n.type, n.subject, n.data::text, 0, 0
            from unnest($1::bigint[]) as t (no) cross join lateral (
              select * from event e where e.tenant = t.no and e.position > $2::bigint and $2::bigint >= 0
              order by e.position limit $4::bigint) as n
            union all
            select m.tenant, m.position, m.type, m.subject, m.data::text, 0, 0
            from event m where m.tenant = any ($1::bigint[]) and m.position = any ($3::bigint[])
            union all
            select l.tenant, l.position, l.type, l.subject, l.data::text, 0, 0
            from event l where l.tenant = any ($1::bigint[]) and l.position > $5::bigint and l.position < $6::bigint
            """;

    /// A statement of its own, for the plan that is kept of the other was made without the settings.
    private static final String FAR_BEHIND = NEXT + "-- far behind\n";

    Future<Page> next() {
        var arguments = Tuple.tuple()
                .addArrayOfLong(tenants)
                .addLong(high)
                .addArrayOfLong(missing.keySet().toArray(Long[]::new))
                .addLong((long) PAGE_MAX)
                .addLong(tail.high)
                .addLong(tail.end);
        return (pages == 0 ? database.query("following the log", NEXT, arguments) : catchUp(arguments)).map(this::page);
    }

    /// Far behind it makes a difference that the page is read in its order and not sorted out of all that
    /// follows, as is done until the database has looked at the table.
    private Future<RowSet<Row>> catchUp(Tuple arguments) {
        return database.transaction(
                "catching up with the log",
                tx -> Statements.byIndexInOrder(tx)
                        .compose(_ -> tx.preparedQuery(FAR_BEHIND).execute(arguments)));
    }

    /// Whether nothing is waited for any more at the end of a part that the log has left.
    boolean hasLeftPart() {
        return tail.equals(Tail.NONE);
    }

    private Page page(RowSet<Row> rows) {
        var iterator = rows.iterator();
        var log = iterator.next();
        long last = log.getLong("position");
        long xmin = log.getLong("xmin");
        long next = log.getLong("next");
        if (high == NOT_BEGUN || pages > PAGES_MAX || missing.size() > MISSING_MAX || isOverrun) {
            return begin(last);
        }
        var found = new ArrayList<Row>(rows.size());
        iterator.forEachRemaining(found::add);
        found.sort(Comparator.comparingLong(row -> row.getLong("position")));
        long complete = complete(found);
        var events = new ArrayList<Happened>(found.size());
        for (var row : found) {
            long position = row.getLong("position");
            if (position <= complete) {
                see(position, xmin, next);
                if (!known.test(row.getLong("tenant"), row.getString("type"), row.getString("subject"))) {
                    events.add(happened(row));
                }
            }
        }
        boolean more = complete < Long.MAX_VALUE;
        pages = more ? pages + 1 : 0;
        forget(xmin);
        if (!more) {
            passBy(xmin, next);
        }
        givenOut = last;
        return new Page(events, !found.isEmpty(), settlesBeginning(xmin, next), false, more);
    }

    /// Positions of others, and those that were given back, need not be looked for once they cannot come any more.
    private void passBy(long xmin, long next) {
        if (mark == null) {
            mark = new Mark(givenOut, next);
        }
        if (xmin >= mark.next) {
            high = Math.max(high, mark.upTo);
            mark = null;
        }
    }

    private Page begin(long last) {
        boolean lost = high != NOT_BEGUN;
        high = last;
        givenOut = last;
        mark = null;
        pages = 0;
        missing.clear();
        tail = Tail.NONE;
        isOverrun = false;
        begunAt = TO_BE_MARKED;
        return new Page(List.of(), true, true, lost, false);
    }

    /// What was built at the beginning may lack what was open then, and is built once more when that has ended.
    private boolean settlesBeginning(long xmin, long next) {
        if (begunAt == TO_BE_MARKED) {
            begunAt = next;
        }
        if (begunAt == SETTLED || xmin < begunAt) {
            return false;
        }
        begunAt = SETTLED;
        return true;
    }

    /// Up to where the pages of all tenants reach: of a full one the rest is still to come.
    private long complete(List<Row> found) {
        var counts = new TreeMap<Long, long[]>();
        for (var row : found) {
            if (row.getLong("position") <= high) {
                continue;
            }
            var count = counts.computeIfAbsent(row.getLong("tenant"), _ -> new long[2]);
            count[0]++;
            count[1] = row.getLong("position");
        }
        return counts.values().stream()
                .filter(count -> count[0] >= PAGE_MAX)
                .mapToLong(count -> count[1])
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void see(long position, long xmin, long next) {
        if (tail.has(position)) {
            miss(tail.high, position, xmin, next);
            tail = new Tail(position, tail.end, tail.next);
        } else if (position <= high) {
            missing.remove(position);
        } else {
            turnTo(position, next);
            miss(high, position, xmin, next);
            high = position;
        }
    }

    /// What lies between two positions is missing, unless whoever could have it has ended.
    private void miss(long before, long position, long xmin, long next) {
        if (xmin < next) {
            for (long gap = before + 1; gap < position && missing.size() <= MISSING_MAX; gap++) {
                missing.put(gap, next);
            }
        }
    }

    /// Where a part begins the positions may leap. The page has all of those before it that can be seen by
    /// now, and whoever has another of them had his number before it began.
    private void turnTo(long position, long next) {
        long first = LogParts.firstOf(position);
        if (high < first - 1) {
            // One that is as old as a part of the log is not waited for any more.
            isOverrun = !hasLeftPart();
            tail = new Tail(high, first, next);
            high = first - 1;
        }
    }

    /// This page was looked through with a snapshot in which all of them had ended, and they were not there.
    private void forget(long xmin) {
        missing.entrySet().removeIf(each -> ended(each, xmin));
        if (tail.next <= xmin) {
            tail = Tail.NONE;
        }
    }

    private static boolean ended(Map.Entry<Long, Long> missing, long xmin) {
        return missing.getValue() <= xmin;
    }

    private static Happened happened(Row row) {
        return new Happened(
                row.getLong("tenant"),
                row.getString("type"),
                row.getString("subject"),
                new JsonObject(row.getString("data")));
    }
}
