package scheduler.client;

import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/// No answer has come, however often it was asked. Whether a command was done is not known; sent again under the same
/// key it is done once.
public final class Unanswered extends RuntimeException {

    private final @Nullable String key;

    Unanswered(String command, @Nullable String key, ReplyException cause) {
        super(command + " was not answered: " + cause.failureType(), cause);
        this.key = key;
    }

    /// The key that it was sent under; nothing for what has none.
    public @Nullable String key() {
        return key;
    }
}
