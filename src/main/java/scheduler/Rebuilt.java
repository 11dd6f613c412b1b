package scheduler;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scheduler.database.Database;
import scheduler.replay.Replay;

/// Tables that are rebuilt from the log, in a schema of their own. They have the columns of those that they
/// are like, and `untold`: which of them the log does not tell of a row. Rows are written in short
/// transactions, because one that stays open would keep everybody who follows the log where he is.
final class Rebuilt implements Replay.Taker {

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final int ROWS_AT_ONCE = 500;

    private final Database database;
    private final String schema;
    private JsonArray rows = new JsonArray();
    private String table = "";
    private long written;

    private Rebuilt(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /// Makes the schema, which must not be there yet, and its tables, which are empty.
    static Rebuilt in(Database database, String schema) {
        if (!NAME.matcher(schema).matches()) {
            throw new IllegalStateException("A schema may be named in small letters, digits and _: " + schema + ".");
        }
        var rebuilt = new Rebuilt(database, schema);
        if (rebuilt.isThere()) {
            throw new IllegalStateException("There is a schema " + schema + " already. Name another one, or drop it.");
        }
        rebuilt.make();
        return rebuilt;
    }

    /// All of it or nothing.
    private void make() {
        var statements = Stream.concat(
                        Stream.of("create schema " + schema),
                        Replay.tables().stream()
                                .map(each -> "create table " + schema + "." + each
                                        + " as select *, null::text[] as untold from " + each + " with no data"))
                .collect(Collectors.joining("; "));
        database.transaction(
                        "making tables to rebuild", tx -> tx.query(statements).execute())
                .await();
    }

    private static final String IS_THERE = "select 1 as found from pg_namespace where nspname = $1::text";

    private boolean isThere() {
        return database.query("looking for a schema", IS_THERE, Tuple.of(schema))
                        .await()
                        .size()
                > 0;
    }

    @Override
    public void take(String ofTable, JsonObject row) {
        if (!ofTable.equals(table) || rows.size() == ROWS_AT_ONCE) {
            flush();
            table = ofTable;
        }
        rows.add(row);
    }

    private void flush() {
        if (!rows.isEmpty()) {
            var into = schema + "." + table;
            database.query(
                            "rebuilding a table",
                            "insert into " + into + " select * from json_populate_recordset(null::" + into
                                    + ", $1::text::json)",
                            Tuple.of(rows.encode()))
                    .await();
            written += rows.size();
            rows = new JsonArray();
        }
    }

    /// Writes what is left; gives what there is now, in a sentence.
    String finish() {
        flush();
        return "The schema " + schema + " has " + written + " rows in "
                + Replay.tables().size() + " tables, as the log tells them.";
    }

    void drop() {
        database.query("dropping what was rebuilt", "drop schema " + schema + " cascade", Tuple.tuple())
                .await();
    }
}
