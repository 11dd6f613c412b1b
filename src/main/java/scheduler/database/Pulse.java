package scheduler.database;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Looks whether PostgreSQL answers, once for all who ask within a moment: nothing bounds how often health is
/// asked for, so asking must not be a way to keep the database busy.
final class Pulse {

    static final Duration MOMENT = Duration.ofMillis(500);

    private final Supplier<Future<Void>> look;
    private final LongSupplier nanos;
    private Future<Void> last = Future.succeededFuture();
    private long lastAt;

    Pulse(Supplier<Future<Void>> look, LongSupplier nanos) {
        this.look = look;
        this.nanos = nanos;
        this.lastAt = nanos.getAsLong() - MOMENT.toNanos();
    }

    synchronized Future<Void> take() {
        if (last.isComplete() && nanos.getAsLong() - lastAt >= MOMENT.toNanos()) {
            lastAt = nanos.getAsLong();
            last = look.get();
        }
        return last;
    }
}
