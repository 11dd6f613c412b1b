package scheduler.replay;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;

/// A row under the key that it is sorted by.
record Keyed(String key, JsonObject doc) {

    /// A row of the columns `key` and `doc`, which is JSON.
    static Keyed read(ResultSet row) throws SQLException {
        return new Keyed(row.getString("key"), new JsonObject(row.getString("doc")));
    }
}
