package scheduler.reminder;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a lane has taken and not settled yet. It is kept from others for as long as the lane works on it: a heartbeat
/// puts off the end of the lease, long before that comes. Confined to a context.
final class Lease {

    /// For how long what was taken is kept from others without a sign of life, and how often one is given.
    record Terms(Duration length, Duration heartbeat) {

        /// What somebody had who has died is sent by another within 31 s, whatever else he has to do then.
        static final Terms USUAL = new Terms(Duration.ofSeconds(25), Duration.ofSeconds(8));
    }

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final Vertx vertx;
    private final ReminderStore store;
    private final Terms terms;
    private final Map<UUID, Due> held = new HashMap<>();
    private final long timer;

    // By System.nanoTime, before the database was asked to take or to keep it, so never later than it counts from.
    private long asked;

    private boolean isRenewing;

    Lease(Vertx vertx, ReminderStore store, Terms terms, List<Due> taken, long asked) {
        this.vertx = vertx;
        this.store = store;
        this.terms = terms;
        this.asked = asked;
        taken.forEach(each -> held.put(each.id(), each));
        this.timer = vertx.setPeriodic(terms.heartbeat().toMillis(), _ -> renew());
    }

    private void renew() {
        if (isRenewing) {
            return;
        }
        isRenewing = true;
        long now = System.nanoTime();
        var mine = List.copyOf(held.values());
        store.renew(mine, terms.length())
                .onSuccess(kept -> keep(mine, kept, now))
                .onFailure(failure -> LOG.atWarn().log(failure.getMessage()))
                .onComplete(_ -> isRenewing = false);
    }

    /// What another has taken, because this process stood still for too long, is his.
    private void keep(List<Due> mine, Set<UUID> kept, long now) {
        asked = now;
        mine.stream().map(Due::id).filter(id -> !kept.contains(id)).forEach(held::remove);
    }

    /// Whether it can be sent: nobody else has it, nor will anybody before the next heartbeat is due.
    boolean holds(Due due) {
        var safe = terms.length().minus(terms.heartbeat());
        return held.containsKey(due.id()) && System.nanoTime() - asked < safe.toNanos();
    }

    /// Keeps these no longer, for they are being settled.
    void release(List<Due> settled) {
        settled.forEach(each -> held.remove(each.id()));
    }

    void end() {
        vertx.cancelTimer(timer);
    }
}
