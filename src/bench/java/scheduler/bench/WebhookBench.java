package scheduler.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import scheduler.testing.Node;

/// How fast deliveries are made of the log, and how fast they are delivered to a receiver that takes everything, which
/// works on the same processors. Memory is bounded: the process is given 256 MB of heap, whatever waits.
public final class WebhookBench {

    private static final int EVENTS = Integer.getInteger("events", 10_000);
    private static final int SUBSCRIPTIONS = 4;

    private WebhookBench() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        var came = new AtomicLong();
        var receiver = vertx.createHttpServer()
                .requestHandler(request -> request.end().onSuccess(_ -> {
                    came.incrementAndGet();
                    request.response().setStatusCode(204).end();
                }))
                .listen(0, "127.0.0.1")
                .await();
        try (var database = FreshDatabase.start("webhooks")) {
            Told.one(database);
            var settings = Map.of("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1");
            try (var node = Node.startToMeasure(database.url(), InstantSource.system(), settings)) {
                for (int i = 0; i < SUBSCRIPTIONS; i++) {
                    node.client()
                            .put(
                                    "/v1/subscriptions/s" + i,
                                    "{\"url\":\"http://127.0.0.1:" + receiver.actualPort() + "/" + i + "\"}");
                }
                for (int round = 0; round < 2; round++) {
                    round(database, node, came);
                }
            }
        }
        vertx.close().await();
    }

    private static void round(FreshDatabase database, Node node, AtomicLong came)
            throws SQLException, InterruptedException {
        int all = EVENTS * SUBSCRIPTIONS;
        each(node, "pause");
        long before = Told.number(database, "select count(*) from delivery");
        long began = System.nanoTime();
        Told.more(database, EVENTS);
        while (Told.number(database, "select count(*) from delivery") < before + all) {
            Thread.sleep(50);
        }
        say("scheduled", all, began);

        came.set(0);
        var postmaster = database.postmaster();
        var processors = Processors.now(postmaster);
        began = System.nanoTime();
        each(node, "resume");
        while (Told.number(database, "select count(*) from delivery where status = 'waiting'") > 0) {
            Thread.sleep(250);
        }
        say("delivered and noted", all, began);
        System.out.printf("  %d came; %s%n", came.get(), processors.since(postmaster, all));
    }

    private static void each(Node node, String what) {
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            node.client().post("/v1/subscriptions/s" + i + "/" + what, "");
        }
    }

    private static void say(String what, int count, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
        System.out.printf(
                "%s: %,d in %.1f s, %,.0f/s; %d MB of heap in use%n", what, count, seconds, count / seconds, heap);
    }
}
