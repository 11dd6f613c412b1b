package scheduler.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears of events as they happen, each once as far as it remembers. What happens while nobody delivers, as when the
/// network is cut, it does not hear of: a `Following` does.
///
/// A cluster that has taken this application for lost, for which a pause of some seconds is enough, has forgotten that
/// it listens, and tells nobody. So it begins to listen anew now and then.
public final class Subscription {

    /// In a cluster the last few seconds are told again when another node takes over the telling.
    private static final int REMEMBERED = 20_000;

    private static final Duration RENEWAL = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String tenant;
    private final String address;
    private final Consumer<Event> listener;
    private final MessageConsumer<Object> first;
    private final long timer;
    private MessageConsumer<Object> consumer;
    private boolean isClosed;

    // Confined to the context of the consumer.
    private final Map<String, Boolean> heard = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Subscription(Vertx vertx, String tenant, String address, Consumer<Event> listener) {
        this.vertx = vertx;
        this.tenant = tenant;
        this.address = address;
        this.listener = listener;
        this.first = listen();
        this.consumer = first;
        this.timer = vertx.isClustered() ? vertx.setPeriodic(RENEWAL.toMillis(), _ -> renew()) : -1;
    }

    private MessageConsumer<Object> listen() {
        return vertx.eventBus().consumer(address, this::hear);
    }

    /// Complete when events come.
    public Future<Void> started() {
        return first.completion();
    }

    public synchronized Future<Void> close() {
        isClosed = true;
        vertx.cancelTimer(timer);
        return consumer.unregister();
    }

    private void renew() {
        var next = listen();
        next.completion().onComplete((_, failure) -> {
            var _ = instead(next, failure == null).unregister();
        });
    }

    /// Which of the two is not needed any more.
    private synchronized MessageConsumer<Object> instead(MessageConsumer<Object> next, boolean isListening) {
        if (isClosed || !isListening) {
            return next;
        }
        var before = consumer;
        consumer = next;
        return before;
    }

    private void hear(Message<Object> message) {
        var body = body(message);
        if (body == null || !Event.isOf(tenant, body)) {
            return;
        }
        var event = new Event((JsonObject) body);
        if (heard.put(event.id(), true) == null) {
            listener.accept(event);
        }
    }

    /// What comes from another node is decoded when it is looked at.
    private static @Nullable Object body(Message<Object> message) {
        try {
            return message.body();
        } catch (DecodeException | IllegalStateException e) {
            return null;
        }
    }
}
