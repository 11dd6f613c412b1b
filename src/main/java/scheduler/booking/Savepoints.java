package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Supplier;

/// Takes a step of a transaction that may be left out: when a limit or a seat, which only the database counts for sure,
/// is not to be had, that step alone is undone. What was judged by old knowledge undoes all of it.
final class Savepoints {

    private Savepoints() {}

    static Future<Decided> taken(SqlConnection tx, int step, Supplier<Future<Decided>> work) {
        return run(tx, "savepoint occurrence").compose(_ -> work.get()).compose(decided -> switch (decided.verdict()) {
            case DONE -> run(tx, "release savepoint occurrence").map(decided);
            case LIMITED, ALREADY_BOOKED ->
                run(tx, "rollback to savepoint occurrence").map(decided);
            case TAKEN, RULES_MOVED, CHANGED, KEY_USED -> Future.failedFuture(new Undone(step, decided.verdict()));
        });
    }

    private static Future<Void> run(SqlConnection tx, String statement) {
        return tx.query(statement).execute().mapEmpty();
    }
}
