package scheduler.replay;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A row as the log tells it and as the table has it, where they have it, and what is to be said of that.
record Pair(
        String key,
        Verdict verdict,
        @Nullable JsonObject told,
        @Nullable JsonObject stored,
        @Nullable JsonArray untold) {

    /// How the two compare.
    enum Verdict {
        SAME,
        OTHER,
        /// The log tells of it, and it is not there.
        MISSING,
        /// The same, and it may have been deleted.
        GONE,
        /// It is there, and the log does not tell of it.
        UNKNOWN,
        /// The same, and the log need not tell of it.
        UNTOLD
    }

    static Pair read(ResultSet row) throws SQLException {
        var told = row.getString("told");
        var stored = row.getString("stored");
        var untold = row.getString("untold");
        return new Pair(
                row.getString("key"),
                Verdict.valueOf(row.getString("verdict")),
                told == null ? null : new JsonObject(told),
                stored == null ? null : new JsonObject(stored),
                untold == null ? null : new JsonArray(untold));
    }

    void say(String table, Report report) {
        switch (verdict) {
            case SAME, GONE -> {}
            case OTHER -> sayColumns(table, report, Objects.requireNonNull(told), Objects.requireNonNull(stored));
            case MISSING -> report.says(table, key, "it is not there, and the log tells of it");
            case UNKNOWN -> report.says(table, key, "the log does not tell of it");
            case UNTOLD -> report.untold();
        }
    }

    private void sayColumns(String table, Report report, JsonObject byLog, JsonObject byTable) {
        for (var column : byTable.fieldNames()) {
            var expected = byLog.getValue(column);
            var found = byTable.getValue(column);
            if (!Objects.requireNonNull(untold).contains(column) && !Objects.equals(expected, found)) {
                report.says(table, key, column + " is " + said(found) + ", and the log says " + said(expected));
            }
        }
    }

    private static String said(@Nullable Object value) {
        return value == null ? "nothing" : value.toString();
    }
}
