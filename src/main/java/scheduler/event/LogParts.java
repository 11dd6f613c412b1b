package scheduler.event;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Database;
import scheduler.platform.Rounds;

/// Keeps the log in parts, so that its indexes stay small and what is old can be given back as a whole: one for each
/// month (of UTC, by the clock of the database), or for each 16 million events, whichever is sooner.
///
/// A part is a range of as many positions, which are numbered on; each month has one of its own. When a month begins
/// before its part is reached, the sequence leaps there; when the part of a month is full, the log is in the next
/// already. So whoever reads on from a position looks at no part before it, and positions stay small: they are the
/// `sequence` of events, of which CloudEvents expects 31 bits.
///
/// Parts are made ahead, for an insert that is under way knows those only that were there when it began. Where none can
/// be made, as by a user who does not own the table, all that follows goes into the rest.
public final class LogParts {

    private static final Logger LOG = LoggerFactory.getLogger(LogParts.class);
    private static final long POSITIONS = 1L << 24;
    private static final int PARTS_AHEAD = 2;

    /// So near to a month its positions are reached without a leap, which must not meet whoever takes one.
    private static final long NEAR = 100_000;

    /// To attach a part the rest is read while nobody can write to it.
    private static final long REST_BYTES_MAX = 8 << 20;

    /// The month of the first positions.
    private static final YearMonth BEGINNING = YearMonth.of(2026, 11);

    /// No statement takes so long that it would not know of a part by then.
    private static final Duration AHEAD = Duration.ofMinutes(9);

    /// The user is not the owner, the rest has events of that part, somebody was at it just now, or it took too long.
    private static final Set<String> NOT_NOW = Set.of("42501", "23514", "55P03", "57014");

    private final Database database;
    private final long aheadNanos;

    /// When this node first saw a part that is there, by its first position.
    private final Map<Long, Long> seen = new HashMap<>();

    public LogParts(Database database) {
        this(database, AHEAD);
    }

    LogParts(Database database, Duration ahead) {
        this.database = database;
        this.aheadNanos = ahead.toNanos();
    }

    /// The first position of a month.
    static long first(YearMonth month) {
        return BEGINNING.until(month, ChronoUnit.MONTHS) * POSITIONS;
    }

    /// The first position of the part that one belongs to.
    static long firstOf(long position) {
        return position / POSITIONS * POSITIONS;
    }

    /// The positions from the one to before the other.
    record Part(String name, long from, long to) {
        private static Part read(Row row) {
            return new Part(row.getString("name"), row.getLong("first"), row.getLong("until"));
        }

        boolean has(long position) {
            return position >= from && position < to;
        }
    }

    /// What there is: `now` is the month, and `last` the position that was given out last.
    record State(YearMonth now, long last, List<Part> parts) {

        boolean isBegun() {
            return last >= first(now) - NEAR;
        }

        /// The first positions of those that are wanted and not there, the farthest first: the nearest cannot be made
        /// where the rest has events that would be in it.
        private List<Long> missing() {
            long current = Math.max(first(now), firstOf(last));
            return LongStream.rangeClosed(0, PARTS_AHEAD)
                    .mapToObj(ahead -> current + (PARTS_AHEAD - ahead) * POSITIONS)
                    .filter(first -> parts.stream().noneMatch(part -> part.has(first)))
                    .toList();
        }

        /// Those to which nothing can be added any more, for a whole one lies between.
        private List<Part> past() {
            return parts.stream()
                    .filter(part -> part.to <= firstOf(last) - POSITIONS)
                    .toList();
        }
    }

    // The rest has no bounds.
    private static final String STATE = """
            select to_char(now() at time zone 'UTC', 'YYYY-MM') as month,
                   coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'position')), 0) as last,
                   p.name, coalesce(p.bounds[1], '0')::bigint as first, p.bounds[2]::bigint as until
            from (
              select c.relname::text as name,
                regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM \\((?:MINVALUE|'(\\d+)')\\) TO \\('(\\d+)'\\)$$) as bounds
              from pg_inherits i join pg_class c on c.oid = i.inhrelid
              where i.inhparent = 'event'::regclass) as p
            where p.bounds is not null
            """;

    Future<State> state() {
        return database.query("looking for the parts of the log", STATE, Tuple.tuple())
                .map(rows -> {
                    var any = rows.iterator().next();
                    return new State(
                            YearMonth.parse(any.getString("month")),
                            any.getLong("last"),
                            rows.stream().map(Part::read).toList());
                });
    }

    /// Makes the part of the month and those ahead, goes on in it once that can be done, and drops those in which
    /// nothing is left.
    public Future<Void> keep() {
        return state().compose(this::keep);
    }

    Future<Void> keep(State state) {
        long nanos = System.nanoTime();
        state.parts.forEach(part -> seen.putIfAbsent(part.from, nanos));
        return makeAll(state.missing())
                .compose(_ -> state.isBegun() || !isKnown(first(state.now), nanos)
                        ? Future.succeededFuture()
                        : turn(state.now))
                .compose(_ -> Rounds.inWaves(state.past(), 1, this::dropIfEmpty));
    }

    /// The log goes on in the parts that it has.
    private static Future<Void> unlessNotNow(Throwable failure) {
        if (failure.getCause() instanceof PgException refused && NOT_NOW.contains(refused.getSqlState())) {
            LOG.info("The log goes on in the parts that it has: {}", failure.getMessage());
            return Future.succeededFuture();
        }
        return Future.failedFuture(failure);
    }

    private boolean isKnown(long first, long nanos) {
        var since = seen.get(first);
        return since != null && nanos - since >= aheadNanos;
    }

    private Future<Void> make(long first) {
        var part = "event_" + first / POSITIONS;
        var bounds = " for values from (" + first + ") to (" + (first + POSITIONS) + ")";
        return alone(
                "making a part of the log",
                tx -> isThere(tx, part)
                        .compose(isThere -> isThere
                                ? Future.succeededFuture()
                                : run(tx, "create table " + part + " (like event)")
                                        .compose(_ -> run(tx, "alter table event attach partition " + part + bounds))));
    }

    private static final String TAKES_PARTS = "select pg_relation_size('event_rest') <= $1::bigint as takes";

    private Future<Void> makeAll(List<Long> missing) {
        return missing.isEmpty()
                ? Future.succeededFuture()
                : database.query("looking how large the rest of the log is", TAKES_PARTS, Tuple.of(REST_BYTES_MAX))
                        .compose(rows -> rows.iterator().next().getBoolean("takes")
                                ? Rounds.inWaves(missing, 1, this::make)
                                : Future.succeededFuture());
    }

    private static final String TURN = """
            select setval(pg_get_serial_sequence('event', 'position'), $1::bigint - 1)
            where coalesce(pg_sequence_last_value(pg_get_serial_sequence('event', 'position')), 0) < $1::bigint - $2::bigint
            """;

    /// Goes on at the first position of a month. Were two to do so at once, positions would be given out twice.
    private Future<Void> turn(YearMonth month) {
        return alone(
                "beginning a month of the log",
                tx -> tx.preparedQuery(TURN)
                        .execute(Tuple.of(first(month), NEAR))
                        .onSuccess(turned -> {
                            if (turned.size() > 0) {
                                LOG.atInfo()
                                        .addKeyValue("month", month)
                                        .log("The log goes on in the part of the month");
                            }
                        })
                        .mapEmpty());
    }

    /// Whoever uses the log must not wait for long, so it is left for another time where somebody is at it.
    /// Only with the lock is it certain that nobody is about to commit something in it.
    private Future<Void> dropIfEmpty(Part part) {
        return alone(
                "dropping a part of the log",
                tx -> isThere(tx, part.name)
                        .compose(isThere -> isThere
                                ? isEmpty(tx, part)
                                        .compose(isEmpty -> isEmpty ? drop(tx, part) : Future.succeededFuture())
                                : Future.succeededFuture()));
    }

    private static Future<Void> drop(SqlConnection tx, Part part) {
        return run(tx, "lock table only event in access exclusive mode")
                .compose(_ -> run(tx, "lock table " + part.name + " in access exclusive mode"))
                .compose(_ -> isEmpty(tx, part))
                .compose(isEmpty -> isEmpty ? run(tx, "drop table " + part.name) : Future.succeededFuture());
    }

    /// By its index, in which less is left of what has been deleted.
    private static Future<Boolean> isEmpty(SqlConnection tx, Part part) {
        return run(tx, "set local enable_seqscan = off")
                .compose(_ -> tx.query("select from " + part.name + " order by tenant, position limit 1")
                        .execute())
                .map(rows -> rows.size() == 0);
    }

    private static final String IS_THERE = "select to_regclass($1::text) is not null as there";

    private static Future<Boolean> isThere(SqlConnection tx, String part) {
        return tx.preparedQuery(IS_THERE)
                .execute(Tuple.of(part))
                .map(rows -> rows.iterator().next().getBoolean("there"));
    }

    /// One node at a time. Who uses the log waits for a moment at most: a part is attached when nobody looks
    /// at the rest, out of which it is cut, and dropped when nobody looks at the log.
    private Future<Void> alone(String what, Function<SqlConnection, Future<Void>> work) {
        return database.transaction(
                        what,
                        tx -> run(tx, "set local lock_timeout = '200ms'")
                                .compose(_ -> run(tx, "lock table only event in share update exclusive mode"))
                                .compose(_ -> work.apply(tx)))
                .recover(LogParts::unlessNotNow);
    }

    private static Future<Void> run(SqlConnection tx, String statement) {
        return tx.query(statement).execute().mapEmpty();
    }
}
