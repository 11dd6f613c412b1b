package scheduler.event;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes events on the event bus, as CloudEvents in JSON: at one address for all, and at one for each type.
///
/// In a cluster a subscriber would hear of an event once from each node that reads it, so one of them tells it; see
/// `Turn`.
final class BusTeller {

    static final String ALL = "scheduler.event";

    private static final Logger LOG = LoggerFactory.getLogger(BusTeller.class);

    /// Whoever has heard something will want to hear of the next at once.
    private static final Duration ATTENTION = Duration.ofMinutes(1);

    private final EventBus bus;
    private final Map<String, MessageProducer<JsonObject>> producers = new HashMap<>();
    private volatile long heardAt = System.nanoTime() - ATTENTION.toNanos();

    BusTeller(Vertx vertx) {
        this.bus = vertx.eventBus();
    }

    /// Whether anybody has listened lately. Nothing tells when somebody begins to, but the bus says of each event
    /// whether somebody has got it.
    boolean isHeard() {
        return System.nanoTime() - heardAt < ATTENTION.toNanos();
    }

    /// What nobody has heard at an address is not followed by more of it at once.
    void tell(List<Logged> events) {
        var deaf = new HashSet<String>();
        for (var each : events) {
            var own = ALL + "." + each.type();
            if (!deaf.contains(ALL) || !deaf.contains(own)) {
                read(each).ifPresent(event -> {
                    publish(ALL, event, deaf);
                    publish(own, event, deaf);
                });
            }
        }
    }

    /// What cannot be read is left out and said, so that it keeps nobody from hearing of what comes behind it.
    private static Optional<JsonObject> read(Logged event) {
        try {
            return Optional.of(event.toCloudEvent());
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("sequence", event.position())
                    .setCause(e)
                    .log("An event cannot be told on the event bus");
            return Optional.empty();
        }
    }

    private void publish(String address, JsonObject event, Set<String> deaf) {
        if (!deaf.contains(address)) {
            producers
                    .computeIfAbsent(address, bus::publisher)
                    .write(event)
                    .onSuccess(_ -> heardAt = System.nanoTime())
                    .onFailure(_ -> deaf.add(address));
        }
    }
}
