package scheduler.mail;

import io.vertx.core.Future;
import scheduler.event.Follower;
import scheduler.message.Outcome;
import scheduler.message.Refusal;
import scheduler.message.Write;

/// What the writes of this room have in common.
final class Known {

    private Known() {}

    /// The outcome, once this node has heard of it. A log that cannot be read is no reason to say that it failed.
    static Future<Outcome> by(Follower log, Outcome outcome) {
        return log.caughtUp().map(outcome).otherwise(outcome);
    }

    static void expect(Write write, long version) {
        if (!write.expected().accepts(version)) {
            throw new Refusal(write.expected().mismatch(version));
        }
    }
}
