package scheduler.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;

/// A point that everybody waits at until all are there; who comes later finds it open.
public final class Meeting {

    private final Promise<Void> complete = Promise.promise();
    private final AtomicInteger missing;

    public Meeting(int size) {
        this.missing = new AtomicInteger(size);
    }

    public Future<Void> join() {
        if (missing.decrementAndGet() == 0) {
            complete.complete();
        }
        return complete.future();
    }
}
