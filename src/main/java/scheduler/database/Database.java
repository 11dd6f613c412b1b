package scheduler.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.StoreFailure.Effect;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Contexts;
import scheduler.platform.Settings;

/// The stores' only way to PostgreSQL: bounded everywhere, and a statement that lost a collision is run again.
public final class Database implements Statements {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int ATTEMPTS_MAX = 4;

    /// Longest that a change waits for what is just being said of it, and how long between two looks.
    private static final Duration IN_HAND_MAX = Duration.ofSeconds(5);

    private static final long IN_HAND_PAUSE_MIN = 20;
    private static final long IN_HAND_PAUSE_MAX = 500;
    private static final long LOSS_PAUSE_MILLIS = 10;
    private static final int STATEMENTS_CACHED_MAX = 256;
    private static final int STATEMENT_LENGTH_MAX = 16_384;

    private static final int LOOK_MILLIS_MAX = 1_500;
    private static final String TOO_MANY_CONNECTIONS = "53300";

    /// Lists get one connection out of so many, and of the places in the queue.
    private static final int LISTS_SHARE = 4;

    private final Vertx vertx;
    private final Pool pool;
    private final Gate gate;
    private final Gate lists;
    private final Pool lookout;
    private final Pulse pulse;
    private volatile long answeredAt = System.nanoTime() - Pulse.MOMENT.toNanos();
    private volatile long awayAt = answeredAt - 1;

    private Database(Vertx vertx, Pool pool, Pool lookout, Settings.Pool bounds) {
        this.vertx = vertx;
        this.pool = pool;
        this.lookout = lookout;
        this.pulse = new Pulse(this::look, System::nanoTime);
        this.gate = new Gate(vertx, bounds.size(), bounds.queue(), bounds.waitMax());
        this.lists = new Gate(
                vertx, Math.max(1, bounds.size() / LISTS_SHARE), bounds.queue() / LISTS_SHARE, bounds.waitMax());
    }

    /// Does not connect yet: the first statement does.
    public static Database open(Vertx vertx, Settings.Database settings, String url) {
        int statementMax = Math.toIntExact(settings.statementTimeout().toMillis());
        var bounds = settings.pool();
        var pool = PgBuilder.pool()
                .using(Transport.under(vertx, settings, 2 * statementMax))
                .connectingTo(connection(settings, url))
                // An idle connection goes before its silence and the longest statement add up to what is cut off.
                .with(new PoolOptions()
                        .setName("postgres")
                        .setShared(false)
                        .setMaxSize(bounds.size())
                        .setMaxWaitQueueSize(bounds.size())
                        .setPoolCleanerPeriod(statementMax / 4)
                        .setIdleTimeout(statementMax / 2)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .build();
        return new Database(vertx, pool, lookout(vertx, settings, url), bounds);
    }

    /// One connection beyond the gate, so that a queue says nothing about PostgreSQL. It is used when nothing else has
    /// been answered, and gone soon after.
    private static Pool lookout(Vertx vertx, Settings.Database settings, String url) {
        return PgBuilder.pool()
                .using(Transport.under(vertx, settings, LOOK_MILLIS_MAX))
                .connectingTo(connection(settings, url))
                .with(new PoolOptions()
                        .setName("lookout")
                        .setShared(false)
                        .setMaxSize(1)
                        .setPoolCleanerPeriod(LOOK_MILLIS_MAX / 8)
                        .setIdleTimeout(LOOK_MILLIS_MAX / 8)
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .build();
    }

    /// One statement, one transaction.
    @Override
    public Future<RowSet<Row>> query(String what, String sql, Tuple arguments) {
        return attempt(what, () -> pool.preparedQuery(sql).execute(arguments));
    }

    /// A statement that may have to look through a whole table. So that forty of them do not keep everybody else from
    /// the database, they have a lane of their own before the gate, a quarter as wide.
    public Future<RowSet<Row>> list(String what, String sql, Tuple arguments) {
        return lists.pass(() -> query(what, sql, arguments));
    }

    /// Several statements in one transaction: committed when `work` succeeds, rolled back when it fails.
    public <T> Future<T> transaction(String what, Function<SqlConnection, Future<T>> work) {
        return attempt(what, () -> pool.withTransaction(work));
    }

    /// The same without anything that stays: it is rolled back once it is known what `work` brings.
    public <T> Future<T> trial(String what, Function<SqlConnection, Future<T>> work) {
        return attempt(
                what,
                () -> pool.withConnection(connection -> connection
                        .begin()
                        .compose(tx ->
                                Future.succeededFuture(connection).compose(work).eventually(tx::rollback))));
    }

    @Override
    public Statements of(Write write) {
        return write.isDryRun()
                ? (what, sql, arguments) -> trial(what, tx -> Statements.in(tx).query(what, sql, arguments))
                : this;
    }

    /// Several statements for a write in one transaction, which is kept, or, when that is a dry run, rolled back.
    public <T> Future<T> together(Write write, String what, Function<SqlConnection, Future<T>> work) {
        return write.isDryRun() ? trial(what, work) : transaction(what, work);
    }

    /// The same where a statement may fail and be undone by a savepoint: after that the client does not commit a
    /// transaction of its own. Whoever catches a failure has to go back to a savepoint, and to end with a change of
    /// something, which fails if he did not: a commit would keep nothing then and say nothing.
    public <T> Future<T> withSavepoints(Write write, String what, Function<SqlConnection, Future<T>> work) {
        return attempt(
                what,
                () -> pool.withConnection(tx -> run(tx, "begin")
                        .compose(_ -> work.apply(tx))
                        .compose(
                                result -> run(tx, write.isDryRun() ? "rollback" : "commit")
                                        .map(result),
                                failure -> run(tx, "rollback").transform(_ -> Future.failedFuture(failure)))));
    }

    private static Future<Void> run(SqlConnection tx, String statement) {
        return tx.query(statement).execute().mapEmpty();
    }

    /// Whether PostgreSQL answers: it has done so a moment ago, or it does now. A full queue is no silence.
    public Future<Void> ping() {
        return System.nanoTime() - answeredAt < Pulse.MOMENT.toNanos()
                ? Future.succeededFuture()
                : Contexts.here(vertx, pulse.take());
    }

    /// Once PostgreSQL was away, it counts as back when one of the connections that matter has been answered.
    private Future<Void> look() {
        return lookout.query("select 1")
                .execute()
                .recover(Database::unlessFull)
                .onFailure(_ -> awayAt = System.nanoTime())
                .compose(_ -> answeredAt - awayAt > 0
                        ? Future.succeededFuture()
                        : query("asking whether the database is back", "select 1", Tuple.tuple()))
                .timeout(LOOK_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .mapEmpty();
    }

    /// That it takes no more connections is an answer, too.
    private static <T> Future<T> unlessFull(Throwable failure) {
        return StoreFailure.sqlState(failure).equals(TOO_MANY_CONNECTIONS)
                ? Future.succeededFuture()
                : Future.failedFuture(failure);
    }

    /// How many statements wait for a connection.
    public int waiting() {
        return gate.waiting();
    }

    /// How many more statements could run at once.
    public int free() {
        return gate.free();
    }

    public Future<Void> close() {
        return Future.join(pool.close(), lookout.close()).mapEmpty();
    }

    private <T> Future<T> attempt(String what, Supplier<Future<T>> work) {
        return attempt(what, work, 1, System.nanoTime());
    }

    private <T> Future<T> attempt(String what, Supplier<Future<T>> work, int attempt, long began) {
        return gate.pass(() -> work.get().recover(this::onceGone))
                .onSuccess(_ -> answeredAt = System.nanoTime())
                .recover(failure -> {
                    var inHand = Refused.inHand(failure);
                    if (inHand != null) {
                        return onceSaid(inHand, began).compose(_ -> attempt(what, work, attempt, began));
                    }
                    return attempt < ATTEMPTS_MAX && StoreFailure.canRunAgain(failure)
                            ? again(attempt, what).compose(_ -> attempt(what, work, attempt + 1, began))
                            : Future.failedFuture(failure);
                })
                .recover(StoreFailure.doing(what));
    }

    private Future<?> again(int attempt, String what) {
        long pause = ThreadLocalRandom.current().nextLong(5, 20L << attempt);
        LOG.atDebug().addKeyValue("what", what).addKeyValue("attempt", attempt).log("Nothing was done, trying again");
        return vertx.timer(pause, TimeUnit.MILLISECONDS);
    }

    /// Mostly as long as a provider takes to say that he has a message. Who has waited longer is told, for he can do
    /// something else meanwhile.
    private Future<?> onceSaid(String inHand, long began) {
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        return waited > IN_HAND_MAX.toMillis()
                ? Future.failedFuture(Refusal.overloaded(inHand + " Try again in a moment."))
                : vertx.timer(Math.clamp(waited / 2, IN_HAND_PAUSE_MIN, IN_HAND_PAUSE_MAX), TimeUnit.MILLISECONDS);
    }

    /// The driver fails what a lost connection was doing before its pool knows of the loss, so whoever asked again at
    /// once would be given that connection again.
    private <T> Future<T> onceGone(Throwable failure) {
        return StoreFailure.effectOf(failure) == Effect.UNKNOWN
                ? vertx.timer(LOSS_PAUSE_MILLIS, TimeUnit.MILLISECONDS).compose(_ -> Future.failedFuture(failure))
                : Future.failedFuture(failure);
    }

    private static PgConnectOptions connection(Settings.Database settings, String url) {
        var options = DatabaseUrl.read(url).options();
        // As start-up parameters they belong to the connection; a plain SET would leak to its next borrower.
        options.getProperties()
                .putAll(Map.of(
                        "application_name", "appointment-scheduler",
                        "statement_timeout", millis(settings.statementTimeout()),
                        "lock_timeout", millis(settings.lockTimeout()),
                        "idle_in_transaction_session_timeout", millis(settings.statementTimeout())));
        return options.setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENTS_CACHED_MAX)
                .setPreparedStatementCacheSqlLimit(STATEMENT_LENGTH_MAX);
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
