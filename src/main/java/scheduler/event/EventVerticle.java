package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import scheduler.database.Database;
import scheduler.message.Outcome.Live;

/// Serves the log to those who read it.
public final class EventVerticle extends VerticleBase {

    private final Database database;
    private final LogTail tail;

    public EventVerticle(Database database, LogTail tail) {
        this.database = database;
        this.tail = tail;
    }

    @Override
    public Future<?> start() {
        var store = new EventStore(vertx, database);
        return Future.all(
                ReadEvents.ADDRESS.serve(vertx, store::read),
                WatchEvents.ADDRESS.serve(
                        vertx,
                        watch -> store.refuseGone(watch.tenant(), watch.after())
                                .map(_ -> new Live(new EventFeed(vertx, store, tail, watch)))));
    }
}
