package scheduler.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for a future as a test may: not for ever.
public final class Patience {

    private static final long SECONDS_MAX = 120;
    private static final long LOOK_MILLIS = 20;

    private Patience() {}

    /// Its result; its failure is thrown as it is.
    public static <T> T await(Future<T> future) {
        try {
            return future.await(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came of it in " + SECONDS_MAX + " s", e);
        }
    }

    /// Until something has come about that is looked at again and again.
    public static void until(BooleanSupplier isSo) {
        until(isSo, () -> "");
    }

    /// The same, and what there is instead is said when it does not come about.
    public static void until(BooleanSupplier isSo, Supplier<String> instead) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it has not come about in " + SECONDS_MAX + " s " + instead.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
    }
}
