package scheduler.testing;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// The event bus of a node, as any application on the same Vert.x uses it.
public record Bus(Vertx vertx) {

    private static final int REFUSED_LEAST = 400;

    /// What came back: 200 and the body, or the failure code and the problem document.
    public record Answer(int status, JsonObject json, Map<String, String> headers) {

        public String code() {
            return json.getString("code", "");
        }

        public String pointer() {
            return json.getString("pointer", "");
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /// Header names and values follow the body in pairs.
    public Answer ask(String command, Object body, String... headers) {
        var options = new DeliveryOptions();
        for (int i = 0; i < headers.length; i += 2) {
            options.addHeader(headers[i], headers[i + 1]);
        }
        try {
            var reply = Patience.await(vertx.eventBus().request("scheduler.command." + command, body, options));
            var told = new TreeMap<String, String>();
            reply.headers().forEach(each -> told.put(each.getKey(), each.getValue()));
            return new Answer(200, (JsonObject) reply.body(), told);
        } catch (ReplyException e) {
            if (e.failureCode() < REFUSED_LEAST) {
                throw e;
            }
            return new Answer(e.failureCode(), new JsonObject(e.getMessage()), Map.of());
        }
    }

    /// Hears all that is published at an address from now on.
    public Heard listen(String address) {
        var events = new CopyOnWriteArrayList<JsonObject>();
        var consumer = vertx.eventBus().<JsonObject>consumer(address, message -> events.add(message.body()));
        Patience.await(consumer.completion());
        return new Heard(events, consumer);
    }

    /// What was published so far.
    public record Heard(List<JsonObject> events, MessageConsumer<JsonObject> consumer) {

        public List<String> types() {
            return events.stream().map(each -> each.getString("type")).toList();
        }

        public List<Long> sequences() {
            return events.stream().map(each -> each.getLong("sequence")).toList();
        }

        public void stop() {
            Patience.await(consumer.unregister());
        }
    }
}
