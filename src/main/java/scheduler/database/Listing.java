package scheduler.database;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.function.Function;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;

/// Turns rows into a page. The query asks for one row more than the page holds: that it came means that there are more.
public final class Listing {

    private Listing() {}

    public static Outcome of(
            RowSet<Row> rows, int limit, Function<Row, JsonObject> item, Function<Row, String> cursor) {
        var items = new JsonArray();
        String next = null;
        Row last = null;
        for (var row : rows) {
            if (items.size() == limit && last != null) {
                next = cursor.apply(last);
                break;
            }
            items.add(item.apply(row));
            last = row;
        }
        return new Found(new JsonObject().put("items", items).put("next", next).encode(), 0);
    }
}
