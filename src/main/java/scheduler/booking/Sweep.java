package scheduler.booking;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import scheduler.availability.memory.Overdue;
import scheduler.event.Follower;
import scheduler.message.Tenant;

/// Ends what is over for whoever is to be told what is left. Another node may have done so, and the log is looked at in
/// any case.
public final class Sweep implements Overdue {

    private static final Duration WAIT_MAX = Duration.ofMillis(500);

    /// While the database is away what this node remembers is told as it was, and nobody else waits for that to change.
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final Expiry expiry;
    private final Follower log;
    private volatile long pausedUntil = System.nanoTime();

    public Sweep(Expiry expiry, Follower log) {
        this.expiry = expiry;
        this.log = log;
    }

    @Override
    public boolean isDue(long tenant) {
        return expiry.isDue(tenant) && System.nanoTime() - pausedUntil >= 0;
    }

    @Override
    public Future<Void> end(Tenant tenant) {
        return isDue(tenant.no())
                ? expiry.run(tenant)
                        .compose(_ -> log.caughtUp())
                        .<Void>mapEmpty()
                        .timeout(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(_ -> pausedUntil = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos())
                        .otherwiseEmpty()
                : Future.succeededFuture();
    }
}
