package scheduler.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// Reads the log on from a place and never misses an event: each is handed over in its order, the next when the one
/// before it is done with; one whose handling fails is handed over again. What is heard on the bus only wakes it, and
/// without that it looks every few seconds, so whatever is lost on the way is late and not missing.
public final class Following {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int PAGE_MAX = 100;

    private final Vertx vertx;
    private final Context context;
    private final Commands commands;
    private final Function<Event, Future<?>> handler;
    private final Subscription wake;
    private volatile long position;

    // Confined to the context.
    private boolean isReading;
    private boolean isWoken;
    private boolean isClosed;
    private long timer = -1;

    Following(Vertx vertx, Commands commands, String tenant, long after, Function<Event, Future<?>> handler) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.commands = commands;
        this.handler = handler;
        this.position = after;
        this.wake = new Subscription(vertx, tenant, SchedulerClient.EVENTS, _ -> wake());
        wake();
    }

    /// The sequence of the last event that is done with. Whoever keeps it can go on there after a restart.
    public long position() {
        return position;
    }

    /// Nothing is handed over any more but what is in hand.
    public Future<Void> close() {
        context.runOnContext(_ -> {
            isClosed = true;
            vertx.cancelTimer(timer);
        });
        return wake.close();
    }

    private void wake() {
        context.runOnContext(_ -> {
            isWoken = true;
            read();
        });
    }

    private void read() {
        if (isReading || isClosed) {
            return;
        }
        isReading = true;
        isWoken = false;
        vertx.cancelTimer(timer);
        page().onComplete((isMore, failure) -> context.runOnContext(_ -> {
            isReading = false;
            if (failure != null) {
                wait(PAUSE_AFTER_FAILURE);
            } else if (isMore || isWoken) {
                read();
            } else {
                wait(INTERVAL);
            }
        }));
    }

    private void wait(Duration length) {
        if (!isClosed) {
            timer = vertx.setTimer(length.toMillis(), _ -> read());
        }
    }

    private Future<Boolean> page() {
        var fields = new JsonObject().put("after", Long.toString(position)).put("limit", PAGE_MAX);
        return commands.ask("events.read", fields, Call.PLAIN, true).compose(reply -> {
            List<Event> events = reply.json().getJsonArray("items").stream()
                    .map(each -> new Event((JsonObject) each))
                    .toList();
            return handle(events.iterator()).map(_ -> !events.isEmpty());
        });
    }

    private Future<Void> handle(Iterator<Event> events) {
        if (isClosed || !events.hasNext()) {
            return Future.succeededFuture();
        }
        var event = events.next();
        return Future.succeededFuture(event)
                .<Object>compose(each -> handler.apply(each).mapEmpty())
                .compose(_ -> {
                    position = event.sequence();
                    return handle(events);
                });
    }
}
