package scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scheduler.platform.Delivery;
import scheduler.testing.Patience;

/// A node asks itself over the bus, and tells its health when it does not hear itself; in a cluster see MeetingIT.
class SelfTestTest {

    private final Vertx vertx = Vertx.vertx();
    private final Delivery delivery = new Delivery();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean isCut;

    /// A question that is not passed on is never answered.
    private final Handler<DeliveryContext<Object>> swallowing = context -> {
        if (context.message().address().startsWith("scheduler.node.") && isCut) {
            swallowed.incrementAndGet();
        } else {
            context.next();
        }
    };

    @BeforeEach
    void stand_between() {
        vertx.eventBus().addOutboundInterceptor(swallowing);
        await(vertx.deployVerticle(new SelfTestVerticle(delivery, Duration.ofMillis(100))));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_bus_that_no_longer_delivers_is_noticed_and_so_is_its_return() {
        isCut = true;
        Patience.until(() -> !delivery.isWorking());
        assertThat(swallowed.get()).isGreaterThanOrEqualTo(3);

        isCut = false;
        Patience.until(delivery::isWorking);
    }
}
