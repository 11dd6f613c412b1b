package scheduler.event;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;

/// Reads the log for good: from where it was left, whichever node left it, and without ever skipping an event. What is
/// made of a page and the place behind it are committed together, so an event is taken in once, however often nodes
/// die. One node at a time reads for one tenant under one name; the others come in when it ends.
///
/// It looks when a follower of the log is stirred, and from time to time in any case.
public final class LogSubscriber implements Follower.Listener {

    /// Takes in events in their order, all in the given transaction. What fails is given to it again, so it must not
    /// fail for what an event says.
    @FunctionalInterface
    public interface Taker {

        Future<?> take(SqlConnection tx, List<Logged> events);

        /// Whether anything that a tenant has in the log is wanted: else it is passed by and not read. Asked
        /// in the same transaction, before.
        default Future<Boolean> wants(SqlConnection tx, Tenant tenant) {
            return Future.succeededFuture(true);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LogSubscriber.class);
    private static final int PAGE_MAX = 500;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Database database;
    private final EventStore store;
    private final String name;
    private final List<Tenant> tenants;
    private final Taker taker;
    private final Duration pause;
    private final AtomicBoolean isStirred = new AtomicBoolean();
    private volatile @Nullable Context context;

    // Confined to the context.
    private final Map<Long, Long> read = new HashMap<>();
    private boolean isReading;
    private boolean isStopped;
    private long timer = -1;

    /// Reads under `name`, and waits so long after it was stirred, so that a busy log is read in pages.
    public LogSubscriber(
            Vertx vertx, Database database, String name, List<Tenant> tenants, Duration pause, Taker taker) {
        this.vertx = vertx;
        this.database = database;
        this.store = new EventStore(vertx, database);
        this.name = name;
        this.tenants = List.copyOf(tenants);
        this.pause = pause;
        this.taker = taker;
    }

    // In the same order everywhere, so that two nodes do not wait for each other.
    private static final String BEGIN = """
            insert into log_reader (tenant, name, position)
            select t, $2::text, 0 from unnest($1::bigint[]) as t order by t
            on conflict on constraint log_reader_pk do nothing
            """;

    /// Begins to read on the context of the caller; the first time of all at the beginning of the log.
    public Future<Void> start() {
        var nos = tenants.stream().map(Tenant::no).toArray(Long[]::new);
        context = vertx.getOrCreateContext();
        return database.query("beginning to read the log", BEGIN, Tuple.of(nos, name))
                .onSuccess(_ -> read())
                .mapEmpty();
    }

    /// Reads no more, from any thread. What is under way is committed or undone as a whole.
    public void stop() {
        var mine = context;
        if (mine != null) {
            mine.runOnContext(_ -> {
                isStopped = true;
                vertx.cancelTimer(timer);
            });
        }
    }

    @Override
    public void happened(List<Happened> events) {
        // It reads them itself.
    }

    @Override
    public void reset() {
        stirred();
    }

    @Override
    public void stirred() {
        var mine = context;
        if (mine != null && isStirred.compareAndSet(false, true)) {
            mine.runOnContext(_ -> {
                if (!isReading) {
                    wait(pause);
                }
            });
        }
    }

    private void wait(Duration length) {
        if (!isStopped) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(1, length.toMillis()), _ -> read());
        }
    }

    private void read() {
        if (isReading || isStopped) {
            return;
        }
        isReading = true;
        isStirred.set(false);
        readAll().onComplete((_, failure) -> {
            isReading = false;
            if (failure != null) {
                LOG.atWarn().addKeyValue("reader", name).log(failure.getMessage());
                wait(PAUSE_AFTER_FAILURE);
            } else {
                wait(isStirred.get() ? pause : INTERVAL);
            }
        });
    }

    private Future<Void> readAll() {
        return Rounds.inWavesToTheEnd(tenants, 1, this::readAll);
    }

    /// Up to where it can be read is looked up once for all the pages until there; what comes meanwhile stirs it again.
    private Future<Void> readAll(Tenant tenant) {
        return store.settledPosition(tenant)
                .compose(upTo -> upTo.equals(read.get(tenant.no()))
                        ? Future.succeededFuture()
                        : Rounds.whileMore(() -> page(tenant, upTo)));
    }

    private static final String PLACE = """
            select position from log_reader where tenant = $1::bigint and name = $2::text for update skip locked
            """;

    private static final String MOVE_ON = """
            update log_reader set position = $3::bigint where tenant = $1::bigint and name = $2::text
            """;

    private static final String HOLD = """
            select position from log_reader where tenant = $1::bigint and name = $2::text for update
            """;

    /// Does something while nobody reads for a tenant, in a transaction.
    public <T> Future<T> exclusively(Tenant tenant, Function<SqlConnection, Future<T>> work) {
        return database.transaction(
                "keeping others from reading for " + name,
                tx -> tx.preparedQuery(HOLD)
                        .execute(Tuple.of(tenant.no(), name))
                        .compose(_ -> work.apply(tx)));
    }

    /// Takes in the next page, and gives whether there may be more.
    private Future<Boolean> page(Tenant tenant, long upTo) {
        return database.transaction(
                        "reading the log for " + name,
                        tx -> tx.preparedQuery(PLACE)
                                .execute(Tuple.of(tenant.no(), name))
                                .compose(places -> places.rowCount() == 0
                                        ? Future.succeededFuture(Progress.OF_OTHERS)
                                        : page(tx, tenant, position(places), upTo)))
                .map(progress -> {
                    if (progress == Progress.DONE) {
                        // Nobody has to look again before there is more, whichever node has read it.
                        read.put(tenant.no(), upTo);
                    }
                    return progress == Progress.MORE;
                });
    }

    /// Whether there may be more, or all was read, or others are at it.
    private enum Progress {
        MORE,
        DONE,
        OF_OTHERS
    }

    private static long position(RowSet<Row> places) {
        return places.iterator().next().getLong("position");
    }

    private Future<Progress> page(SqlConnection tx, Tenant tenant, long after, long upTo) {
        if (isStopped) {
            return Future.succeededFuture(Progress.OF_OTHERS);
        }
        if (upTo <= after) {
            return Future.succeededFuture(Progress.DONE);
        }
        return taker.wants(tx, tenant)
                .compose(isWanted -> isWanted
                        ? read(tx, tenant, after, upTo)
                        : moveOn(tx, tenant, upTo).map(Progress.DONE));
    }

    private Future<Progress> read(SqlConnection tx, Tenant tenant, long after, long upTo) {
        return tx.preparedQuery(EventStore.PAGE)
                .execute(Tuple.of(tenant.no(), after, upTo, (long) PAGE_MAX))
                .compose(rows -> {
                    var events =
                            rows.stream().map(row -> Logged.read(tenant, row)).toList();
                    boolean isFull = events.size() == PAGE_MAX;
                    long next = isFull ? events.getLast().position() : upTo;
                    return taker.take(tx, events)
                            .compose(_ -> moveOn(tx, tenant, next))
                            .map(isFull ? Progress.MORE : Progress.DONE);
                });
    }

    private Future<Void> moveOn(SqlConnection tx, Tenant tenant, long position) {
        return tx.preparedQuery(MOVE_ON)
                .execute(Tuple.of(tenant.no(), name, position))
                .mapEmpty();
    }
}
