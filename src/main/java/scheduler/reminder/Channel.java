package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import scheduler.message.Tenant;

/// A way by which messages leave.
interface Channel {

    /// As rules name it.
    String name();

    /// How many it takes at once.
    int width();

    /// Completes once somebody else has the message for good; a failure says why nobody has. It takes less than
    /// the lease of a reminder, and the `id` of a message is the same in every attempt.
    Future<Void> send(Tenant tenant, JsonObject message);
}
