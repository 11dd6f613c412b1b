package scheduler.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for a future as a test may: not for ever.
public final class Patience {

    private static final long SECONDS_MAX = 20;

    private Patience() {}

    /// Its result; its failure is thrown as it is.
    public static <T> T await(Future<T> future) {
        try {
            return future.await(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came of it in " + SECONDS_MAX + " s", e);
        }
    }
}
