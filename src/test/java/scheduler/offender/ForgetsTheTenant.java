package scheduler.offender;

import java.time.Instant;
import java.util.function.Supplier;
import scheduler.platform.Times;

/// Takes the time of the service for that of a tenant.
public final class ForgetsTheTenant {

    Object called(Times times) {
        return times.now();
    }

    Supplier<Instant> byReference(Times times) {
        return times::now;
    }
}
