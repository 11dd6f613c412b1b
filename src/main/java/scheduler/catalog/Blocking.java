package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.database.Database;
import scheduler.event.EventLog;
import scheduler.message.Receipt;

/// Blocks a time of a resource as a part of a larger decision, in its transaction.
public final class Blocking {

    private final BlockStore blocks;

    public Blocking(Database database, EventLog events) {
        var resources = new ResourceStore(database, events, events.times());
        this.blocks = new BlockStore(database, resources, events, events.times());
    }

    /// From here on nobody else claims anything of the resource until the transaction has ended, and what was admitted
    /// before is refused: its rules have moved on by one.
    public Future<JsonObject> add(SqlConnection tx, AddBlock add) {
        return blocks.add(tx, add).map(Receipt::body).map(JsonObject::new);
    }
}
