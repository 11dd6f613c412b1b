package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import scheduler.database.Database;

/// Serves the log to those who read it.
public final class EventVerticle extends VerticleBase {

    private final Database database;

    public EventVerticle(Database database) {
        this.database = database;
    }

    @Override
    public Future<?> start() {
        var store = new EventStore(vertx, database);
        return ReadEvents.ADDRESS.serve(vertx, store::read);
    }
}
