package scheduler.bridge;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import scheduler.message.Problem;

/// How the clients of Vert.x's two bridges are spoken to: nearly alike.
public enum Dialect {
    TCP("message", true),
    /// A client in a browser complains of a pong, which it has not learned.
    SOCKJS("rec", false);

    private static final String REFUSED = "RECIPIENT_FAILURE";

    private final String messageType;
    private final boolean isPingAnswered;

    Dialect(String messageType, boolean isPingAnswered) {
        this.messageType = messageType;
        this.isPingAnswered = isPingAnswered;
    }

    boolean isPingAnswered() {
        return isPingAnswered;
    }

    String message(String address, MultiMap headers, @Nullable Object body, boolean isReply) {
        var told = new JsonObject();
        headers.forEach(each -> told.put(each.getKey(), each.getValue()));
        return new JsonObject()
                .put("type", messageType)
                .put("address", address)
                .put("headers", told)
                .put("body", body)
                .put("send", isReply)
                .encode();
    }

    /// A refusal, as the reply to what was asked: its status and its problem document.
    String refusal(Frame frame, Problem problem) {
        return failure(frame, REFUSED, problem.code().status(), problem.toText());
    }

    String failure(Frame frame, String type, int code, String message) {
        var said = new JsonObject().put("type", "err");
        var address = frame.replyAddress().isEmpty() ? frame.address() : frame.replyAddress();
        if (!address.isEmpty()) {
            said.put("address", address).put("sourceAddress", frame.address());
        }
        return said.put("failureType", type)
                .put("failureCode", code)
                .put("message", message)
                .encode();
    }

    static String pong() {
        return "{\"type\":\"pong\"}";
    }
}
