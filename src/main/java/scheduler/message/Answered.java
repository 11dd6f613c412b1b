package scheduler.message;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/// An outcome or a failure on its way back over the bus, inside one JVM: the failure keeps its type.
record Answered(@Nullable Outcome outcome, @Nullable Throwable failure) {

    static Future<Outcome> asFuture(Answered answered) {
        if (answered.failure() != null) {
            return Future.failedFuture(answered.failure());
        }
        if (answered.outcome() != null) {
            return Future.succeededFuture(answered.outcome());
        }
        return Future.failedFuture(new IllegalStateException("an address answered nothing"));
    }
}
