package scheduler.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hears of events as they happen, each once as far as it remembers. What happens while nobody delivers, as when the
/// network is cut, it does not hear of: a `Following` does.
public final class Subscription {

    /// In a cluster the last few seconds are told again when another node takes over the telling.
    private static final int REMEMBERED = 20_000;

    private final String tenant;
    private final Consumer<Event> listener;
    private final MessageConsumer<Object> consumer;

    // Confined to the context of the consumer.
    private final Map<String, Boolean> heard = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Subscription(Vertx vertx, String tenant, String address, Consumer<Event> listener) {
        this.tenant = tenant;
        this.listener = listener;
        this.consumer = vertx.eventBus().consumer(address, this::hear);
    }

    /// Complete when events come.
    public Future<Void> started() {
        return consumer.completion();
    }

    public Future<Void> close() {
        return consumer.unregister();
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
