package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import scheduler.message.Tenant;

/// A way by which messages leave.
interface Channel {

    /// As rules name it.
    String name();

    /// How many it takes in one round.
    int width();

    /// How many rounds it takes at once. What waits in the channel grows old, so they are no more than it sends at
    /// once.
    default int rounds() {
        return 2;
    }

    /// What the log of events has of a message.
    enum InLog {
        NOTHING,

        /// What somebody has been told already, for those who follow.
        COPY,

        /// Itself: whoever follows the log is told by it, and nobody has been told before.
        MESSAGE
    }

    /// Completes once somebody else has the message for good, or when it is left to the log; a failure says why nobody
    /// has. The `id` of a message is the same in every attempt.
    Future<InLog> send(Tenant tenant, JsonObject message);
}
