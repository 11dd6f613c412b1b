package scheduler.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Batches.Bounds;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Pressure;
import scheduler.platform.Rounds;

/// Makes a write with an idempotency key happen once: its receipt is stored in the transaction of the write itself, and
/// every retry gets that receipt again. Refusals are not stored: they changed nothing, so a retry is decided anew.
public final class Receipts {

    private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

    static final long PRUNE_BATCH = 5_000;

    /// As many may wait as requests may be under way, by HTTP and by the event bus.
    private static final Bounds LOOKUPS = new Bounds(512, 4_096);

    private final Database database;
    private final Batches<Write, Optional<Outcome>> lookups;

    public Receipts(Database database) {
        this.database = database;
        this.lookups = new Batches<>(this::find, LOOKUPS, new Pressure());
    }

    /// Runs `work` in a transaction together with the storing of its receipt, unless the key has one already.
    public Future<Outcome> once(Write write, String what, Function<SqlConnection, Future<Outcome>> work) {
        return replayOr(
                write,
                () -> database.together(write, what, tx -> work.apply(tx).compose(outcome -> keep(tx, write, outcome)))
                        .recover(failure -> settle(write, failure)));
    }

    /// The receipt of an earlier write under this key, or what `decide` brings, which keeps its receipt itself: also
    /// when another write under the key, or the answer of this one, was only lost on the way.
    public Future<Outcome> onceDecided(Write write, Supplier<Future<Outcome>> decide) {
        return replayOr(write, decide).recover(failure -> settle(write, failure));
    }

    /// The receipt of an earlier write under this key, a refusal if that was another write, or else what `otherwise`
    /// brings.
    public Future<Outcome> replayOr(Write write, Supplier<Future<Outcome>> otherwise) {
        return replay(write).compose(found -> found.map(Future::succeededFuture).orElseGet(otherwise));
    }

    /// Keeps the receipt of a write that had nothing to change.
    public Future<Outcome> keep(Write write, Receipt receipt) {
        return write.key() == null
                ? Future.succeededFuture(new Changed(receipt))
                : database.query("keeping a receipt", KEEP, kept(write, receipt))
                        .compose(rows -> rows.size() == 1
                                ? Future.succeededFuture(new Changed(receipt))
                                : Future.failedFuture(new KeyUsed()));
    }

    /// What is done outside of the database, which no transaction can hold together with a receipt. The key is
    /// taken first: whoever sends the same meanwhile is told to come again, and so is everybody after a crash, for
    /// then it is not known what was done. What has failed gives the key back.
    public Future<Outcome> onceOutside(Write write, Supplier<Future<Receipt>> work) {
        return replayOr(
                write,
                () -> keep(write, Receipt.changed("", 0, UNDER_WAY))
                        .recover(failure -> failure instanceof KeyUsed
                                ? replayOr(write, () -> Future.failedFuture(failure))
                                : Future.failedFuture(failure))
                        .compose(begun -> begun instanceof Changed(var mark)
                                        && mark.body().equals(UNDER_WAY)
                                ? finished(write, work.get())
                                : Future.succeededFuture(begun)));
    }

    /// No receipt has such a body.
    private static final String UNDER_WAY = "…";

    private static final String FINISH = """
            update idempotency set subject = $3::text, version = $4::bigint, body = $5::text
            where tenant = $1::bigint and key = $2::text
            """;

    private static final String FORGET = """
            delete from idempotency where tenant = $1::bigint and key = $2::text
            """;

    /// Whoever asked has his answer all the same; a retry is told that it is not known.
    private static void warn(Throwable failure) {
        LOG.atWarn().log(failure.getMessage());
    }

    private Future<Outcome> finished(Write write, Future<Receipt> work) {
        if (write.key() == null) {
            return work.map(Changed::new);
        }
        var key = Tuple.of(write.tenant().no(), write.key());
        return work.transform((receipt, failure) -> failure == null
                // It is done, whether that can be kept or not.
                ? database.query(
                                "keeping a receipt",
                                FINISH,
                                key.addString(receipt.subject())
                                        .addLong(receipt.version())
                                        .addString(receipt.body()))
                        .onFailure(Receipts::warn)
                        .transform(_ -> Future.succeededFuture(new Changed(receipt)))
                : database.query("forgetting a key", FORGET, key)
                        .onFailure(Receipts::warn)
                        .transform(_ -> Future.failedFuture(failure)));
    }

    /// After a write that failed: if its key was used meanwhile, or if it was committed and only the answer was
    /// lost, the receipt is there and is the answer. So it is when the write was refused for what the same request
    /// had just done, sent twice.
    public Future<Outcome> settle(Write write, Throwable failure) {
        boolean readBack = KEY_USED.equals(Refused.reason(failure))
                || failure instanceof KeyUsed
                || (failure instanceof Refusal refusal && refusal.problem().code() != Code.OVERLOADED)
                || (failure instanceof StoreFailure store && store.effect() == StoreFailure.Effect.UNKNOWN);
        return readBack && write.key() != null
                ? replay(write)
                        // What is not known stays unknown, also when it cannot be looked up.
                        .otherwise(Optional.empty())
                        .compose(found ->
                                found.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(failure)))
                : Future.failedFuture(failure);
    }

    /// What a statement that keeps its receipt itself raises when the key was used meanwhile.
    public static final String KEY_USED = "KEY_USED";

    // A look into the index for each, whatever is known of the size of the table.
    private static final String FIND = """
            select k.number, i.fingerprint, i.subject, i.version, i.created, i.body
            from unnest($1::bigint[], $2::text[]) with ordinality as k (tenant, key, number)
            cross join lateral (
              select * from idempotency i where i.tenant = k.tenant and i.key = k.key limit 1
            ) i
            """;

    /// A thousand who are refused the same slot, each with a key of his own, cost a query or two.
    private Future<Optional<Outcome>> replay(Write write) {
        return write.key() == null ? Future.succeededFuture(Optional.empty()) : lookups.decide(write);
    }

    private Future<List<Optional<Outcome>>> find(List<Write> writes) {
        var arguments = Tuple.tuple()
                .addArrayOfLong(Columns.of(writes, each -> each.tenant().no(), Long[]::new))
                .addArrayOfString(Columns.of(writes, Write::key, String[]::new));
        return database.query("looking up idempotency keys", FIND, arguments).map(rows -> {
            var found = new ArrayList<Optional<Outcome>>(Collections.nCopies(writes.size(), Optional.empty()));
            for (var row : rows) {
                int at = row.getLong("number").intValue() - 1;
                found.set(at, Optional.of(replayed(writes.get(at), row)));
            }
            return found;
        });
    }

    private static Outcome replayed(Write write, Row row) {
        if (!row.getString("fingerprint").equals(write.fingerprint())) {
            return Outcome.refused(Problem.of(
                    Code.IDEMPOTENCY_KEY_REUSED, "The key " + write.key() + " came with another request before."));
        }
        if (row.getString("body").equals(UNDER_WAY)) {
            var said = "What came with the key " + write.key() + " is being done, or it is not known whether it was.";
            return Outcome.refused(Refusal.overloaded(said).problem());
        }
        return new Changed(new Receipt(
                row.getString("subject"),
                row.getLong("version"),
                row.getBoolean("created"),
                row.getString("body"),
                true));
    }

    private static final String KEEP = """
            insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
            values ($1::bigint, $2::text, $3::text, $4::text, $5::bigint, $6::boolean, $7::text)
            on conflict do nothing returning key
            """;

    /// Keeps the receipt of a write in its transaction; it fails when the key was used meanwhile.
    public Future<Outcome> keep(SqlConnection tx, Write write, Outcome outcome) {
        if (write.key() == null || !(outcome instanceof Changed(var receipt))) {
            return Future.succeededFuture(outcome);
        }
        return tx.preparedQuery(KEEP)
                .execute(kept(write, receipt))
                .compose(kept ->
                        kept.size() == 1 ? Future.succeededFuture(outcome) : Future.failedFuture(new KeyUsed()));
    }

    private static Tuple kept(Write write, Receipt receipt) {
        return Tuple.of(
                write.tenant().no(),
                write.key(),
                write.fingerprint(),
                receipt.subject(),
                receipt.version(),
                receipt.created(),
                receipt.body());
    }

    // By the places of the rows, which are locked: 15 ms for a batch of 2.3 million, by their keys it is 140.
    private static final String PRUNE = """
            delete from idempotency where ctid = any (array(
              select ctid from idempotency where created_at < now() - ($1::bigint * interval '1 millisecond')
              limit $2::bigint for update skip locked))
            """;

    /// Forgets the keys older than `age`, and gives how many. In batches, each well within the time that a statement
    /// has; nodes that do this at once leave each other's batches alone.
    public Future<Long> prune(Duration age) {
        var pruned = new AtomicLong();
        return Rounds.whileMore(
                        () -> database.query("pruning idempotency keys", PRUNE, Tuple.of(age.toMillis(), PRUNE_BATCH))
                                .map(rows -> {
                                    pruned.addAndGet(rows.rowCount());
                                    return rows.rowCount() == PRUNE_BATCH;
                                }))
                .map(_ -> pruned.get());
    }
}
