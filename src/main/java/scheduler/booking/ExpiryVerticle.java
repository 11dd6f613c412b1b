package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.message.Tenant;

/// Ends holds and requests when they are over, so that lists show their time as free and others hear of it.
public final class ExpiryVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryVerticle.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Expiry expiry;
    private final List<Tenant> tenants;
    private final Duration interval;

    public ExpiryVerticle(Expiry expiry, List<Tenant> tenants, Duration interval) {
        this.expiry = expiry;
        this.tenants = List.copyOf(tenants);
        this.interval = interval;
    }

    @Override
    public Future<?> start() {
        pause(interval);
        return Future.succeededFuture();
    }

    private void runRounds() {
        var all = Future.<Void>succeededFuture();
        for (var tenant : tenants) {
            if (expiry.isDue(tenant.no())) {
                all = all.compose(_ -> expiry.run(tenant));
            }
        }
        all.onSuccess(_ -> pause(interval)).onFailure(failure -> {
            LOG.atWarn().log(failure.getMessage());
            pause(PAUSE_AFTER_FAILURE);
        });
    }

    private void pause(Duration length) {
        vertx.setTimer(length.toMillis(), _ -> runRounds());
    }
}
