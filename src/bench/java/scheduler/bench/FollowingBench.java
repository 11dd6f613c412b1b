package scheduler.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import scheduler.client.SchedulerClient;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.event.LogSubscriber;
import scheduler.event.Logged;
import scheduler.message.Tenant;
import scheduler.testing.Databases;
import scheduler.testing.Node;

/// How fast those who are behind read the log on: a reader in the service from its beginning, a node's memory that has
/// missed something, and clients by pages, by a stream and by the event bus. Each twice, for the first compiles.
public final class FollowingBench {

    private static final int EVENTS = Integer.getInteger("events", 400_000);
    private static final int MISSED = 150_000;
    private static final int TO_CLIENTS = 100_000;
    private static final int PAGE = 200;

    private FollowingBench() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        try (var database = FreshDatabase.start("following")) {
            Told.one(database);
            Told.more(database, EVENTS);
            database.run("vacuum analyze event");
            // The readers of the service itself would work beside those that are measured.
            database.run("update log_reader set position = (select max(position) from event)");
            var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
            var tenant = new Tenant(Told.number(database, "select no from tenant where id = 'demo'"), "demo");
            for (int round = 0; round < 2; round++) {
                reader(database, vertx, tenant, "counts", _ -> {});
                reader(database, vertx, tenant, "parses", events -> events.forEach(Logged::data));
            }
            try (var node = Node.startToMeasure(database.url(), InstantSource.system(), Map.of())) {
                for (int round = 0; round < 2; round++) {
                    pages(node);
                    stream(node, vertx);
                    bus(node);
                }
            }
            for (int round = 0; round < 2; round++) {
                missed(database, vertx, tenant);
            }
            vertx.close().await();
        }
    }

    private static void reader(
            FreshDatabase database, Vertx vertx, Tenant tenant, String what, Consumer<List<Logged>> use)
            throws SQLException, InterruptedException {
        var opened = Databases.of(2).open(vertx, database.url());
        var count = new AtomicLong();
        var postmaster = database.postmaster();
        var processors = Processors.now(postmaster);
        long began = System.nanoTime();
        var reader = new LogSubscriber(
                vertx, opened, what + "-" + began, List.of(tenant), Duration.ofMillis(10), (_, events) -> {
                    use.accept(events);
                    count.addAndGet(events.size());
                    return Future.succeededFuture();
                });
        vertx.runOnContext(_ -> reader.start());
        say("a reader in the service that " + what, count, EVENTS, began);
        System.out.println("  " + processors.since(postmaster, EVENTS));
        reader.stop();
        opened.close().await();
    }

    private static void missed(FreshDatabase database, Vertx vertx, Tenant tenant)
            throws SQLException, InterruptedException {
        var opened = Databases.of(2).open(vertx, database.url());
        var count = new AtomicLong();
        var listener = new Follower.Listener() {
            @Override
            public void happened(List<Happened> events) {
                count.addAndGet(events.size());
            }

            @Override
            public void reset() {
                // Nothing was built.
            }
        };
        // It looks again when all of them are there.
        var follower =
                new Follower(vertx, opened, List.of(tenant.no()), List.of(listener), Duration.ofMinutes(10));
        follower.start().await();
        count.set(0);
        Told.more(database, MISSED);
        long began = System.nanoTime();
        follower.caughtUp();
        say("a node's memory that has missed them", count, MISSED, began);
        follower.stop();
        opened.close().await();
    }

    private static void pages(Node node) {
        long began = System.nanoTime();
        long count = 0;
        for (var next = "0"; count < TO_CLIENTS; ) {
            var page = node.client().get("/v1/events?after=" + next + "&limit=" + PAGE).json();
            count += page.getJsonArray("items").size();
            next = page.getString("next");
        }
        say("GET /v1/events by " + PAGE, count, began);
    }

    private static void stream(Node node, Vertx vertx) throws InterruptedException {
        var count = new AtomicLong();
        var client = vertx.createHttpClient();
        long began = System.nanoTime();
        client.request(HttpMethod.GET, node.port(), "127.0.0.1", "/v1/events/stream?after=0")
                .compose(request -> request.send())
                .onSuccess(response -> response.handler(RecordParser.newDelimited("\n\n", _ -> count.incrementAndGet())));
        say("GET /v1/events/stream", count, TO_CLIENTS, began);
        client.close().await();
    }

    private static void bus(Node node) throws InterruptedException {
        var count = new AtomicLong();
        long began = System.nanoTime();
        var following = new SchedulerClient(node.vertx(), "demo").follow(0, _ -> {
            count.incrementAndGet();
            return Future.succeededFuture();
        });
        say("a follower on the event bus", count, TO_CLIENTS, began);
        following.close().await();
    }

    private static void say(String who, AtomicLong count, long all, long began) throws InterruptedException {
        while (count.get() < all) {
            Thread.sleep(1);
        }
        say(who, count.get(), began);
    }

    private static void say(String who, long count, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%s: %,d events in %.1f s, %,.0f/s%n", who, count, seconds, count / seconds);
    }
}
