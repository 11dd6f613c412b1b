package scheduler.event;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.platform.Contexts;
import scheduler.platform.Ids;
import scheduler.platform.Rounds;

/// Reads the end of the log, of all tenants, once for everybody who follows it on this node: clients that are sent
/// events, and the event bus. Unlike a `Follower` it tells events in their order and its own as well, and waits for
/// those that are not committed yet.
///
/// It looks every few milliseconds while somebody listens, else when a follower of the log is stirred, and without
/// anybody who might listen not at all.
public final class LogTail implements Follower.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
    private static final int PAGE_MAX = 500;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration PAUSE_OF_NOBODY = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final long NOT_BEGUN = EventStore.UNKNOWN;

    private final Vertx vertx;
    private final Context context;
    private final EventStore store;
    private final List<Tenant> tenants;
    private final Optional<BusTeller> teller;
    private final Optional<Turn> turn;
    private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
    private volatile Recent recent = Recent.NOTHING;

    // Confined to the context.
    private long position = NOT_BEGUN;
    private boolean isReading;
    private boolean isStirred;
    private boolean isStopped;
    private long timer = -1;

    /// With `isPublished` events are told to the event bus: in a cluster by one of its nodes, each of which has an id.
    public LogTail(Vertx vertx, Database database, List<Tenant> tenants, boolean isPublished, Ids ids) {
        this(
                vertx,
                new EventStore(vertx, database),
                tenants,
                isPublished ? Optional.of(new BusTeller(vertx)) : Optional.empty(),
                isPublished && vertx.isClustered()
                        ? Optional.of(new Turn(vertx, ids.next().toString()))
                        : Optional.empty());
    }

    LogTail(Vertx vertx, EventStore store, List<Tenant> tenants, Optional<BusTeller> teller, Optional<Turn> turn) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.store = store;
        this.tenants = List.copyOf(tenants);
        this.teller = teller;
        this.turn = turn;
    }

    /// Begins at the end of the log.
    public void start() {
        context.runOnContext(_ -> {
            turn.ifPresent(Turn::start);
            read();
        });
    }

    public void stop() {
        context.runOnContext(_ -> {
            isStopped = true;
            turn.ifPresent(Turn::leave);
            vertx.cancelTimer(timer);
        });
    }

    /// Has `news` called, on whatever thread, when `recent` is another.
    void listen(Runnable news) {
        listeners.add(news);
        context.runOnContext(_ -> read());
    }

    void forget(Runnable news) {
        listeners.remove(news);
    }

    Recent recent() {
        return recent;
    }

    @Override
    public void happened(List<Happened> events) {
        // It reads them itself, and those of this node with them.
    }

    @Override
    public void reset() {
        stirred();
    }

    @Override
    public void stirred() {
        context.runOnContext(_ -> {
            isStirred = true;
            read();
        });
    }

    private boolean isNeeded() {
        return teller.isPresent() || !listeners.isEmpty();
    }

    private void read() {
        if (isReading || isStopped) {
            return;
        }
        vertx.cancelTimer(timer);
        isStirred = false;
        if (!isNeeded()) {
            // Whoever comes next begins where the log ends then.
            position = NOT_BEGUN;
            recent = Recent.NOTHING;
            return;
        }
        isReading = true;
        here(store.settledPosition(tenants, position)).compose(this::readTo).onComplete((_, failure) -> {
            isReading = false;
            if (failure != null) {
                LOG.atWarn().log(failure.getMessage());
                wait(PAUSE_AFTER_FAILURE);
            } else if (isStirred || position == NOT_BEGUN || !listeners.isEmpty() || isHeard()) {
                wait(PAUSE);
            } else {
                wait(PAUSE_OF_NOBODY);
            }
        });
    }

    private boolean isHeard() {
        return teller.map(BusTeller::isHeard).orElse(false);
    }

    private void wait(Duration length) {
        if (!isStopped) {
            timer = vertx.setTimer(length.toMillis(), _ -> read());
        }
    }

    private Future<Void> readTo(long upTo) {
        if (upTo == EventStore.UNKNOWN) {
            return Future.succeededFuture();
        }
        if (position == NOT_BEGUN) {
            position = upTo;
            recent = Recent.endingAt(upTo);
            listeners.forEach(Runnable::run);
        }
        return tellAnew()
                .compose(_ -> Rounds.whileMore(() -> position < upTo ? page(upTo) : Future.succeededFuture(false)));
    }

    /// What the node that has told the bus until now may not have told.
    private Future<Void> tellAnew() {
        var from = new AtomicLong(turn.map(each -> each.take(position)).orElse(position));
        return Rounds.whileMore(() -> from.get() >= position
                ? Future.succeededFuture(false)
                : here(store.page(tenants, from.get(), position, PAGE_MAX)).map(page -> {
                    teller.ifPresent(each -> each.tell(page.events()));
                    from.set(page.next());
                    return true;
                }));
    }

    private boolean isTelling() {
        return turn.map(Turn::isMine).orElse(true);
    }

    private Future<Boolean> page(long upTo) {
        return here(store.page(tenants, position, upTo, PAGE_MAX)).map(page -> {
            tell(page.events(), page.next());
            return page.next() < upTo;
        });
    }

    private void tell(List<Logged> events, long next) {
        position = next;
        recent = listeners.isEmpty() ? Recent.endingAt(next) : recent.and(events, next);
        if (!events.isEmpty()) {
            listeners.forEach(Runnable::run);
            teller.filter(_ -> isTelling()).ifPresent(each -> each.tell(events));
        }
    }

    private <T> Future<T> here(Future<T> future) {
        return Contexts.here(vertx, future);
    }
}
