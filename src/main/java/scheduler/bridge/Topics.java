package scheduler.bridge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who listens to which events. However many do, each event is taken from the bus once, written once, and
/// given to those of its own tenant alone.
final class Topics {

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final Vertx vertx;
    private final Dialect dialect;
    private final Map<String, Topic> topics = new HashMap<>();

    private record Topic(MessageConsumer<Object> consumer, Set<Caller> callers) {}

    Topics(Vertx vertx, Dialect dialect) {
        this.vertx = vertx;
        this.dialect = dialect;
    }

    /// Complete when events come.
    Future<Void> join(String address, Caller caller) {
        var topic = topics.computeIfAbsent(address, this::open);
        topic.callers.add(caller);
        return topic.consumer.completion();
    }

    void leave(String address, Caller caller) {
        var topic = topics.get(address);
        if (topic != null && topic.callers.remove(caller) && topic.callers.isEmpty()) {
            topics.remove(address);
            topic.consumer
                    .unregister()
                    .onFailure(failure -> LOG.atWarn().log("{} is still listened to: {}", address, failure.toString()));
        }
    }

    private Topic open(String address) {
        var callers = new LinkedHashSet<Caller>();
        var consumer = vertx.eventBus().<Object>consumer(address, message -> tell(address, message, callers));
        return new Topic(consumer, callers);
    }

    /// Whoever does not read is left out while it is told, so they are looked at in a list of their own.
    private void tell(String address, Message<Object> message, Set<Caller> callers) {
        if (!(body(message) instanceof JsonObject event) || !(event.getValue("source") instanceof String source)) {
            return;
        }
        var theirs = callers.stream().filter(each -> each.isOfSource(source)).toList();
        if (!theirs.isEmpty()) {
            tell(theirs, dialect.message(address, message.headers(), event, false));
        }
    }

    private static void tell(List<Caller> callers, String frame) {
        callers.forEach(each -> each.tell(frame));
    }

    /// Others can publish here as well, also what cannot be read.
    private static Object body(Message<Object> message) {
        try {
            return message.body();
        } catch (RuntimeException e) {
            return e;
        }
    }
}
