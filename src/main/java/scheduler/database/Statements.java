package scheduler.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import scheduler.message.Write;

/// Runs statements: the database each in a transaction of its own, a transaction all of them in itself. Whoever decides
/// by one statement can so be part of a larger decision, or of a trial that leaves nothing behind.
@FunctionalInterface
public interface Statements {

    /// `what` completes the sentence "while …" in a failure.
    Future<RowSet<Row>> query(String what, String sql, Tuple arguments);

    /// Those of a write: each is kept, or, when that is a dry run, tried. In an open transaction its owner sees to it.
    default Statements of(Write write) {
        return this;
    }

    /// Those of an open transaction.
    static Statements in(SqlConnection tx) {
        return (_, sql, arguments) -> tx.preparedQuery(sql).execute(arguments);
    }

    /// Has the statements of a transaction go by indexes only. A plan that was made while a table was small would read
    /// all of it, for each row, once it is large, until the database has looked at the table again.
    static Future<SqlConnection> byIndex(SqlConnection tx) {
        return tx.query("set local enable_seqscan = off").execute().map(tx);
    }

    /// The same, and by an index that has the order that is asked for. As long as the database knows nothing of a table
    /// it takes every index for as good as the others, and sorting what is left for free.
    static Future<SqlConnection> byIndexInOrder(SqlConnection tx) {
        return tx.query("select set_config('enable_seqscan', 'off', true), set_config('enable_sort', 'off', true)")
                .execute()
                .map(tx);
    }
}
