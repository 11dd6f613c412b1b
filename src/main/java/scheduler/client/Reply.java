package scheduler.client;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/// What a command was answered: the JSON that HTTP would answer, the version of the thing after it (0 where it has
/// none), and whether this is what an earlier call under the same key was answered.
public record Reply(JsonObject json, long version, boolean isReplayed) {

    static Reply read(Message<JsonObject> message) {
        var tag = message.headers().get("etag");
        return new Reply(
                message.body(),
                tag == null ? 0 : Long.parseLong(tag.replace("\"", "")),
                "true".equals(message.headers().get("idempotency-replayed")));
    }
}
