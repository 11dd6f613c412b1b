package scheduler;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.platform.Rounds;

/// Deletes what has been kept long enough, one thing after the other, so that it takes one connection. What cannot be
/// deleted is said and keeps none of the others: it may fail in every round, and they would grow for ever.
final class Cleaning {

    private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

    private final List<Step> steps = new ArrayList<>();

    private record Step(String what, Supplier<Future<?>> work) {
        Future<?> run() {
            return Future.succeededFuture()
                    .compose(_ -> work.get())
                    .onFailure(failure -> LOG.atWarn()
                            .addKeyValue("what", what)
                            .log("Not all that is old could be deleted: {}", failure.getMessage()));
        }
    }

    /// And then this.
    Cleaning and(String what, Supplier<Future<?>> work) {
        steps.add(new Step(what, work));
        return this;
    }

    /// Runs all of it; where something fails, with the first failure in the end.
    Future<?> run() {
        var failures = new ArrayList<Throwable>();
        return Rounds.inWaves(
                        steps, 1, step -> step.run().onFailure(failures::add).otherwiseEmpty())
                .compose(_ -> failures.isEmpty() ? Future.succeededFuture() : Future.failedFuture(failures.getFirst()));
    }
}
