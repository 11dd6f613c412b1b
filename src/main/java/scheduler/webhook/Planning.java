package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.event.LogSubscriber;
import scheduler.event.Logged;
import scheduler.message.Tenant;

/// Makes deliveries of the log, each event once, on whichever node.
public final class Planning {

    static final String NAME = "webhooks";

    /// A busy log is read in pages.
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final PlanStore store;
    private final LogSubscriber subscriber;
    private volatile Runnable planned = () -> {};

    public Planning(Vertx vertx, Database database, List<Tenant> tenants) {
        this.store = new PlanStore(database);
        this.subscriber = new LogSubscriber(vertx, database, NAME, tenants, PAUSE, new Planner());
    }

    /// Who has to hear of the log.
    public Follower.Listener listener() {
        return subscriber;
    }

    /// Begins; `whenPlanned` hears on the same context that there may be something to send.
    Future<Void> start(Runnable whenPlanned) {
        planned = whenPlanned;
        return subscriber.start();
    }

    /// Ends, from any thread.
    public void stop() {
        subscriber.stop();
    }

    private final class Planner implements LogSubscriber.Taker {

        @Override
        public Future<Boolean> wants(SqlConnection tx, Tenant tenant) {
            return store.hold(tx, tenant);
        }

        @Override
        public Future<?> take(SqlConnection tx, List<Logged> events) {
            return store.plan(tx, events).onSuccess(isSome -> {
                if (isSome) {
                    planned.run();
                }
            });
        }
    }
}
