import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.time.LocalDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import scheduler.client.Call;
import scheduler.client.Refused;
import scheduler.client.SchedulerClient;
import scheduler.client.Wish;

/// An application of its own that joins the cluster of the service, books and hears of it.
///
///     java -Dvertx.jgroups.config=cluster/jgroups-tcp.xml -Djgroups.bind.port=7900 \
///         '-Djgroups.tcpping.initial_hosts=127.0.0.1[7800]' \
///         -cp 'appointment-scheduler-client.jar:lib/*' BookOverTheBus.java check-up 2027-03-02T09:00
///
/// where lib has vertx-core with what it needs, and the jars of the folder cluster beside the service.
class BookOverTheBus {

    public static void main(String[] arguments) throws Exception {
        var host = System.getProperty("jgroups.bind.address", "127.0.0.1");
        var options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost(host));
        var vertx = Vertx.builder()
                .with(options)
                .withClusterManager(new InfinispanClusterManager())
                .buildClustered()
                .await(60, TimeUnit.SECONDS);
        try {
            var scheduler = new SchedulerClient(vertx, "demo");
            var heard = new CountDownLatch(1);
            var subscription = scheduler.subscribe("booking.confirmed", event -> {
                System.out.println("event: " + event.type() + " " + event.subject());
                heard.countDown();
            });
            subscription.started().await(60, TimeUnit.SECONDS);

            var wish = Wish.of(arguments[0], LocalDateTime.parse(arguments[1])).attendee("Ada", "ada@example.org");
            var booking = scheduler.book(wish, Call.withKey("over-the-bus-" + arguments[1])).await(60, TimeUnit.SECONDS);
            System.out.println("reply: " + booking.status() + " " + booking.id());
            heard.await(30, TimeUnit.SECONDS);
        } catch (Refused refused) {
            System.out.println("refused: " + refused.status() + " " + refused.code());
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }
}
