import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.time.LocalDateTime;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import scheduler.client.Booking;
import scheduler.client.Call;
import scheduler.client.Refused;
import scheduler.client.SchedulerClient;
import scheduler.client.Unanswered;
import scheduler.client.Wish;

/// Joins the cluster of the service, books each line of its input (a service and a start), and tells what it has booked,
/// what it hears on the bus, and what the log hands it. Nodes may die meanwhile.
class BookAndFollow {

    public static void main(String[] arguments) throws Exception {
        var bus = new EventBusOptions().setHost(System.getProperty("jgroups.bind.address", "127.0.0.1"));
        var vertx = Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(bus))
                .withClusterManager(new InfinispanClusterManager())
                .buildClustered()
                .await(60, TimeUnit.SECONDS);
        var scheduler = new SchedulerClient(vertx, "demo");
        var subscription = scheduler.subscribe(
                "booking.confirmed", event -> System.out.println("heard " + event.subject()));
        subscription.started().await(60, TimeUnit.SECONDS);
        long end = scheduler.end().await(60, TimeUnit.SECONDS);
        scheduler.follow(end, event -> {
            if (event.type().equals("booking.confirmed")) {
                System.out.println("followed " + event.subject());
            }
            return Future.succeededFuture();
        });
        System.out.println("ready");
        for (var lines = new Scanner(System.in); lines.hasNextLine(); ) {
            var line = lines.nextLine().split(" ");
            var wish = Wish.of(line[0], LocalDateTime.parse(line[1])).attendee("Ada", "ada@example.org");
            System.out.println("booked " + book(scheduler, wish).id());
        }
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    /// Who is too busy, or has no database just now, is asked again; so is everybody when nobody has answered, under the
    /// same key.
    private static Booking book(SchedulerClient scheduler, Wish wish) throws Exception {
        var call = Call.withKey(UUID.randomUUID().toString());
        while (true) {
            try {
                return scheduler.book(wish, call).await(180, TimeUnit.SECONDS);
            } catch (Refused refused) {
                System.out.println("refused " + refused.status() + " " + refused.getMessage());
                if (refused.status() != 503) {
                    System.exit(1);
                }
                Thread.sleep(500);
            } catch (Unanswered unanswered) {
                System.out.println(unanswered.getMessage());
            }
        }
    }
}
