package scheduler.cluster;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.platform.Delivery;

/// Asks itself at an address of the cluster, and says that the bus does not deliver when no answer has come several
/// times, or when the cluster goes on forgetting this node. That shows in nothing else: what nobody else listens to
/// Vert.x delivers here.
public final class SelfTestVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(SelfTestVerticle.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int FAILURES_MAX = 3;

    private final Delivery delivery;
    private final long intervalMillis;
    private final String address = "scheduler.node." + UUID.randomUUID();
    private int failures;

    public SelfTestVerticle(Delivery delivery) {
        this(delivery, INTERVAL);
    }

    SelfTestVerticle(Delivery delivery, Duration interval) {
        this.delivery = delivery;
        this.intervalMillis = interval.toMillis();
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(intervalMillis, _ -> test());
        return vertx.eventBus()
                .consumer(address, message -> message.reply(message.body()))
                .completion();
    }

    private void test() {
        vertx.eventBus()
                .request(address, "", new DeliveryOptions().setSendTimeout(intervalMillis))
                .onComplete((_, failure) -> tested(failure == null && isKnown()));
    }

    private boolean isKnown() {
        return !(((VertxInternal) vertx).clusterManager() instanceof Member member) || member.isKnown();
    }

    private void tested(boolean isAnswered) {
        failures = isAnswered ? 0 : failures + 1;
        boolean isWorking = failures < FAILURES_MAX;
        if (isWorking != delivery.isWorking()) {
            LOG.atWarn().log(isWorking ? "The event bus delivers again" : "The event bus does not deliver");
            delivery.working(isWorking);
        }
    }
}
