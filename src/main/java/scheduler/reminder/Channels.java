package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// The channels that need nothing but this process.
final class Channels {

    /// Where providers of SMS, push and the like take messages; a reply says that they have it.
    static final String DUE = "scheduler.reminder.due";

    private static final int WIDTH = 500;
    private static final Duration REPLY_MAX = Duration.ofSeconds(10);

    private Channels() {}

    /// Leaves it to the log of events: whoever follows it, as webhooks do, gets it from there.
    record ToFollowers() implements Channel {

        @Override
        public String name() {
            return Reminder.WEBHOOK;
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public Future<InLog> send(Tenant tenant, JsonObject message) {
            return Future.succeededFuture(InLog.MESSAGE);
        }
    }

    /// Asks whoever serves the address of providers, and takes any reply as the receipt. Where nobody serves it, the
    /// event in the log is the message, unless it `mustBeAnswered`.
    record ToBus(Vertx vertx, boolean mustBeAnswered) implements Channel {

        @Override
        public String name() {
            return Reminder.BUS;
        }

        @Override
        public int width() {
            return WIDTH;
        }

        @Override
        public Future<InLog> send(Tenant tenant, JsonObject message) {
            var options = new DeliveryOptions().setSendTimeout(REPLY_MAX.toMillis());
            return vertx.eventBus()
                    .request(DUE, message, options)
                    .map(InLog.COPY)
                    .recover(failure -> !mustBeAnswered && isUnserved(failure)
                            ? Future.succeededFuture(InLog.MESSAGE)
                            : Future.failedFuture(failure));
        }

        private static boolean isUnserved(Throwable failure) {
            return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
        }
    }
}
