package scheduler.message;

import io.vertx.core.Future;
import java.time.Duration;

/// What becomes of a command or a query. A refusal is an answer; only the machine fails a future.
public sealed interface Outcome {

    /// A write that stands.
    record Changed(Receipt receipt) implements Outcome {}

    /// What was asked for, as JSON. `version` is 0 for what has none.
    record Found(String body, long version, Freshness freshness) implements Outcome {

        public Found(String body, long version) {
            this(body, version, Freshness.NONE);
        }
    }

    /// What was asked for, as a text of another type than JSON, which is good for `lasting` without a look for news.
    record Written(String type, String text, Duration lasting) implements Outcome {}

    /// What was asked for, as JSON that is too much to be computed at once.
    record Streamed(Pieces pieces) implements Outcome {}

    /// What was asked for, and from then on what becomes of it.
    record Live(Feed feed) implements Outcome {}

    /// Nothing was changed, and why.
    record Refused(Problem problem) implements Outcome {}

    static Outcome refused(Problem problem) {
        return new Refused(problem);
    }

    /// A refusal that was thrown, as the answer that it is. What the machine cannot do now stays a failure.
    static Future<Outcome> thrown(Throwable failure) {
        return failure instanceof Refusal refusal && !refusal.isPassing()
                ? Future.succeededFuture(refused(refusal.problem()))
                : Future.failedFuture(failure);
    }
}
