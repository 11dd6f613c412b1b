package scheduler.booking;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import scheduler.availability.memory.Overdue;
import scheduler.event.Follower;
import scheduler.message.Tenant;

/// Ends what is over for whoever is to be told what is left. Another node may have done so, and the log is looked at in
/// any case.
public record Sweep(Expiry expiry, Follower log) implements Overdue {

    /// While the database is away what this node remembers is still told, as it was.
    private static final Duration WAIT_MAX = Duration.ofMillis(500);

    @Override
    public boolean isDue(long tenant) {
        return expiry.isDue(tenant);
    }

    @Override
    public Future<Void> end(Tenant tenant) {
        return expiry.isDue(tenant.no())
                ? expiry.run(tenant)
                        .otherwiseEmpty()
                        .compose(_ -> log.caughtUp())
                        .<Void>mapEmpty()
                        .timeout(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }
}
