package scheduler.offender;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Waits for a future in every way there is.
public final class Waits {

    Object forEver(Future<Object> future) {
        return future.await();
    }

    Object byTheStaticOne(Future<Object> future) {
        return Future.await(future);
    }

    Object forSomeTime(Future<Object> future) throws TimeoutException {
        return future.await(1, TimeUnit.SECONDS);
    }

    Supplier<Object> byReference(Future<Object> future) {
        return future::await;
    }
}
