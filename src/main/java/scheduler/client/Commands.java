package scheduler.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// Sends commands and waits for their answers. A node may die while it has one in hand, and until the others have
/// noticed they send to it: what has not arrived is sent again, and what may have arrived is when that does no harm,
/// because it has a key or changes nothing.
final class Commands {

    private static final String ADDRESS = "scheduler.command.";
    private static final int REFUSED_LEAST = 400;
    private static final int ATTEMPTS_MAX = 6;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final String tenant;

    Commands(Vertx vertx, String tenant) {
        this.vertx = vertx;
        this.tenant = tenant;
    }

    /// `isRead`: it changes nothing.
    Future<Reply> ask(String name, JsonObject fields, Call call, boolean isRead) {
        return ask(new Asked(name, fields.copy().put("tenant", tenant), call, isRead), 1);
    }

    private record Asked(String name, JsonObject message, Call call, boolean isRead) {
        boolean isRepeatable() {
            return isRead || call.isDryRun() || call.key() != null;
        }
    }

    private Future<Reply> ask(Asked asked, int attempt) {
        return vertx.eventBus()
                .<JsonObject>request(
                        ADDRESS + asked.name(), asked.message(), asked.call().options())
                .map(Reply::read)
                .recover(failure -> failed(asked, attempt, failure));
    }

    private Future<Reply> failed(Asked asked, int attempt, Throwable failure) {
        if (!(failure instanceof ReplyException reply)) {
            return Future.failedFuture(failure);
        }
        if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE && reply.failureCode() >= REFUSED_LEAST) {
            return Future.failedFuture(Refused.read(reply));
        }
        boolean hasNotArrived = reply.failureType() == ReplyFailure.NO_HANDLERS;
        if (attempt < ATTEMPTS_MAX && (hasNotArrived || asked.isRepeatable())) {
            return vertx.timer(PAUSE.toMillis() << attempt).compose(_ -> ask(asked, attempt + 1));
        }
        return Future.failedFuture(new Unanswered(asked.name(), asked.call().key(), reply));
    }
}
