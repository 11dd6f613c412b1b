package scheduler.availability.memory;

import io.vertx.core.Future;
import scheduler.message.Tenant;

/// What is over and still in the memory of this node, because nobody has ended it yet: it stands in nobody's way, so it
/// is ended before somebody is shown what is left.
public interface Overdue {

    /// Where nothing is ever over, as where the past is asked about.
    Overdue NOTHING = new Overdue() {

        @Override
        public boolean isDue(long tenant) {
            return false;
        }

        @Override
        public Future<Void> end(Tenant tenant) {
            return Future.succeededFuture();
        }
    };

    /// Whether there may be something. It is asked from any thread, and quick.
    boolean isDue(long tenant);

    /// Ends it, and lets the memory hear of that. What cannot be ended in time stays, and that is no failure.
    Future<Void> end(Tenant tenant);
}
