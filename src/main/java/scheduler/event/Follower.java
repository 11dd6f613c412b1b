package scheduler.event;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Database;
import scheduler.event.LogReader.Page;
import scheduler.platform.Contexts;

/// Follows the log of all tenants: every event that is committed reaches the listeners, at the latest one interval
/// after its commit, whoever wrote it. Polling is the truth, so there is no wake-up that could be missed.
///
/// One poll at a time. Whoever must not act on old knowledge waits for a poll that began after he asked; those who ask
/// while one is under way share the next.
public final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration RETRY = Duration.ofMillis(250);

    /// Thousands who ask would have it poll without a pause; those who come within it share a poll.
    private static final Duration PAUSE = Duration.ofMillis(3);

    private final Vertx vertx;
    private final Context context;
    private final LogReader reader;
    private final List<Listener> listeners;
    private final long intervalMillis;

    // Confined to the context.
    private List<Promise<Void>> asking = new ArrayList<>();
    private boolean polling;
    private long timer = -1;
    private long lastBegan = System.nanoTime() - PAUSE.toNanos();
    private boolean stopped;

    private volatile long caughtUpAt = System.nanoTime();

    /// Gets what is new. It is called on one context only, one call at a time.
    public interface Listener {

        /// Events, those about one subject in their order. The same event may come twice.
        void happened(List<Happened> events);

        /// That events may have been missed: whatever was built from them has to be built anew.
        void reset();

        /// That something was committed, whether it is told of it or not.
        default void stirred() {}

        /// Whether it has heard of an event before the log was read, from whoever wrote it here, who tells all
        /// listeners. It is asked once about each, and nobody is told of it then.
        default boolean knows(long tenant, String type, String subject) {
            return false;
        }
    }

    public Follower(Vertx vertx, Database database, List<Long> tenants, List<Listener> listeners, Duration interval) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.reader = new LogReader(database, tenants, this::isKnown);
        this.listeners = List.copyOf(listeners);
        this.intervalMillis = interval.toMillis();
    }

    private boolean isKnown(long tenant, String type, String subject) {
        return listeners.stream().anyMatch(each -> each.knows(tenant, type, subject));
    }

    /// Begins at the end of the log. Only the second look can tell that nothing was open at the first.
    public Future<Void> start() {
        return caughtUp().compose(_ -> caughtUp());
    }

    /// Completes once the listeners have heard of everything that was committed when this was called.
    public Future<Void> caughtUp() {
        var heard = Promise.<Void>promise();
        context.runOnContext(_ -> {
            asking.add(heard);
            pollSoon();
        });
        return Contexts.here(vertx, heard.future());
    }

    /// How long ago the listeners had heard of everything.
    public Duration lag() {
        return Duration.ofNanos(System.nanoTime() - caughtUpAt);
    }

    public void stop() {
        context.runOnContext(_ -> {
            stopped = true;
            vertx.cancelTimer(timer);
        });
    }

    private void pollSoon() {
        long pause = PAUSE.toNanos() - (System.nanoTime() - lastBegan);
        if (pause <= 0) {
            poll();
        } else if (!polling && !stopped) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(pause)), _ -> poll());
        }
    }

    private void poll() {
        if (polling || stopped) {
            return;
        }
        polling = true;
        vertx.cancelTimer(timer);
        var answered = asking;
        asking = new ArrayList<>();
        long began = System.nanoTime();
        lastBegan = began;
        reader.next()
                .onComplete((page, failure) -> context.runOnContext(_ -> {
                    polling = false;
                    if (failure != null) {
                        fail(answered, failure);
                    } else {
                        heard(page, answered, began);
                    }
                }));
    }

    private void heard(Page page, List<Promise<Void>> answered, long began) {
        if (page.lost()) {
            LOG.warn("Too far behind the log to catch up, so everything is read anew");
        }
        if (page.anew()) {
            listeners.forEach(Listener::reset);
        }
        if (page.stirred()) {
            listeners.forEach(Listener::stirred);
        }
        if (!page.events().isEmpty()) {
            listeners.forEach(each -> tell(each, page.events()));
        }
        if (page.more()) {
            // Who asked wants all of it.
            asking.addAll(answered);
            poll();
            return;
        }
        caughtUpAt = began;
        answered.forEach(Promise::complete);
        if (asking.isEmpty()) {
            timer = vertx.setTimer(intervalMillis, _ -> poll());
        } else {
            pollSoon();
        }
    }

    /// An event that a listener cannot take must not keep all others from being heard: it builds anew what it knows.
    private static void tell(Listener listener, List<Happened> events) {
        try {
            listener.happened(events);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("An event could not be taken in, so everything is read anew");
            listener.reset();
        }
    }

    private void fail(List<Promise<Void>> answered, Throwable failure) {
        LOG.atWarn().addKeyValue("lag", lag()).log(failure.getMessage());
        answered.forEach(each -> each.fail(failure));
        asking.forEach(each -> each.fail(failure));
        asking.clear();
        timer = vertx.setTimer(Math.max(RETRY.toMillis(), intervalMillis), _ -> poll());
    }
}
