package scheduler.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import scheduler.testing.Client;
import scheduler.testing.EventStream;
import scheduler.testing.Node;
import scheduler.testing.Patience;

/// How long after the answer to a booking its event is with a subscriber of the event bus, at the node that wrote it and
/// at another; the same from before the commit at 5,000 events a second, which are written without bookings; and how long
/// an event takes to one of a thousand clients who follow the log.
public final class EventBench {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final int DOCTORS = 50;
    private static final int LISTENERS = Integer.getInteger("listeners", 1_000);
    private static final int SAMPLED = 20;
    private static final int SECONDS = 15;

    private EventBench() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        busOfBookings(5_000);
        try (var database = FreshDatabase.start("events");
                var here = Node.start(database.url(), () -> NOW, Map.of("SCHEDULER_HTTP_MAX_STREAMS", "2000"));
                var there = Node.start(database.url(), () -> NOW, Map.of())) {
            open(here.client());
            bus(here, there, 100, 0);
            bus(here, there, 100, 1);
            bus(here, there, 300, 2);
            busOfMany(database, here, there, 5_000);
            streams(database, here, 100);
            streams(database, here, 1_000);
        }
    }

    private static void open(Client client) {
        for (int i = 0; i < DOCTORS; i++) {
            client.put("/v1/resources/doctor-" + i, "{\"timeZone\":\"Europe/Berlin\"}");
            client.put("/v1/resources/doctor-" + i + "/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                    """);
        }
        client.put("/v1/services/visit", "{\"duration\":\"PT15M\"}");
    }

    /// Bookings at a steady rate, each of a time of its own.
    private static void bus(Node here, Node there, int rate, int round) throws InterruptedException {
        var atHere = listen(here.vertx());
        var atThere = listen(there.vertx());
        var answered = new ConcurrentHashMap<String, Long>();
        long began = System.nanoTime();
        for (int i = 0; i < rate * SECONDS; i++) {
            TimeUnit.NANOSECONDS.sleep(began + i * 1_000_000_000L / rate - System.nanoTime());
            var start = Instant.parse("2026-12-01T00:00:00Z").plusSeconds(900L * (i / DOCTORS) + 86_400L * 7 * round);
            var wish = new JsonObject()
                    .put("service", "visit")
                    .put("resource", "doctor-" + i % DOCTORS)
                    .put("start", start.toString())
                    .put("attendees", new JsonArray().add(new JsonObject().put("name", "Ada")));
            here.client()
                    .postAsync("/v1/bookings", wish.encode())
                    .thenAccept(reply -> answered.put(reply.json().getString("id"), System.nanoTime()));
        }
        Patience.until(() -> answered.size() == rate * SECONDS
                && atHere.keySet().containsAll(answered.keySet())
                && atThere.keySet().containsAll(answered.keySet()));
        System.out.printf(
                "%d bookings/s, from the answer to the bus: here %s; at the other node %s%n",
                rate, waits(answered, atHere), waits(answered, atThere));
    }

    /// As many bookings as the service can take, or more, from clients in a process of their own.
    private static void busOfBookings(int rate) throws IOException, SQLException {
        var ahead = Duration.between(Instant.now(), NOW);
        InstantSource clock = () -> Instant.now().plus(ahead);
        try (var database = FreshDatabase.start("events-of-bookings");
                var node = Node.startToMeasure(database.url(), clock, Map.of());
                var clients = OpenLoop.start(node.port())) {
            BookingBench.open(node.client());
            var heard = new ConcurrentLinkedQueue<Double>();
            Patience.await(node.vertx()
                    .eventBus()
                    .<JsonObject>consumer("scheduler.event.booking.confirmed", event -> {
                        var decided = Instant.parse(event.body().getString("time"));
                        heard.add(Duration.between(decided, clock.instant()).toNanos() / 1e6);
                    })
                    .completion());
            for (int part : new int[] {8, 4, 2, 1}) {
                heard.clear();
                var answers = clients.run((double) rate / part, SECONDS);
                Patience.until(() -> heard.size() >= answers.booked().count());
                System.out.printf(
                        "%d bookings/s asked for, %.0f/s booked, from the decision to the bus: %s; the clients: %s%n",
                        rate / part, answers.bookingsPerSecond(), percentiles(heard), answers);
            }
        }
    }

    private static Map<String, Long> listen(Vertx vertx) {
        var heard = new ConcurrentHashMap<String, Long>();
        Patience.await(vertx.eventBus()
                .<JsonObject>consumer("scheduler.event.booking.confirmed", event ->
                        heard.put(event.body().getString("subject"), System.nanoTime()))
                .completion());
        return heard;
    }

    private static String waits(Map<String, Long> answered, Map<String, Long> heard) {
        return percentiles(answered.entrySet().stream()
                .mapToDouble(each -> Math.max(0, heard.get(each.getKey()) - each.getValue()) / 1e6)
                .toArray());
    }

    private static String percentiles(double[] millis) {
        Arrays.sort(millis);
        return "p50 %.0f ms, p99 %.0f ms, max %.0f ms (%d)"
                .formatted(
                        millis[millis.length / 2],
                        millis[millis.length * 99 / 100],
                        millis[millis.length - 1],
                        millis.length);
    }

    /// Both subscribers stand in this process, as the two nodes and whoever writes do.
    private static void busOfMany(FreshDatabase database, Node here, Node there, int rate)
            throws SQLException, InterruptedException {
        var atHere = since(here.vertx());
        var atThere = since(there.vertx());
        long began = System.nanoTime();
        int count = write(database, rate);
        double seconds = (System.nanoTime() - began) / 1e9;
        Patience.until(() -> atHere.size() >= count && atThere.size() >= count);
        System.out.printf(
                "%.0f events/s for %.0f s, from before the commit to the bus: here %s; at the other node %s%n",
                count / seconds, seconds, percentiles(atHere), percentiles(atThere));
    }

    private static Queue<Double> since(Vertx vertx) {
        var waits = new ConcurrentLinkedQueue<Double>();
        vertx.eventBus().<JsonObject>consumer("scheduler.event.test.happened", event -> {
            long at = event.body().getJsonObject("data").getLong("at");
            waits.add((System.nanoTime() - at) / 1e6);
        });
        return waits;
    }

    /// Writes events at a steady rate, some in each transaction, each with the time before that.
    private static int write(FreshDatabase database, int rate) throws SQLException, InterruptedException {
        long began = System.nanoTime();
        int count = 0;
        try (var connection = database.connect();
                var insert = connection.prepareStatement("""
                        insert into event (tenant, id, type, subject, time, data)
                        select (select no from tenant where id = 'demo'), gen_random_uuid(), 'test.happened', 'bench',
                               now(), json_build_object('at', ?::bigint, 'filling', repeat('x', 200))
                        from generate_series(1, ?)
                        """)) {
            int at = Math.max(1, rate / 100);
            for (; count < rate * SECONDS; count += at) {
                TimeUnit.NANOSECONDS.sleep(began + count * 1_000_000_000L / rate - System.nanoTime());
                insert.setLong(1, System.nanoTime());
                insert.setInt(2, at);
                insert.execute();
            }
        }
        return count;
    }

    private static String percentiles(Queue<Double> millis) {
        return percentiles(millis.stream().mapToDouble(each -> each).toArray());
    }

    /// Most clients only count what comes, so that it is the service that is measured.
    private static void streams(FreshDatabase database, Node node, int rate) throws SQLException, InterruptedException {
        var clients = Vertx.vertx();
        var bytes = new LongAdder();
        var ended = new AtomicLong();
        var net = clients.createNetClient(new NetClientOptions().setReceiveBufferSize(1 << 20));
        for (int i = 0; i < LISTENERS - SAMPLED; i++) {
            net.connect(node.port(), "localhost").onSuccess(socket -> {
                socket.handler(buffer -> bytes.add(buffer.length())).closeHandler(_ -> ended.incrementAndGet());
                socket.write("GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            });
        }
        var waits = new ArrayList<List<Double>>();
        for (int i = 0; i < SAMPLED; i++) {
            var own = java.util.Collections.synchronizedList(new ArrayList<Double>());
            waits.add(own);
            var stream = new EventStream(node.port(), "/v1/events/stream");
            Thread.ofPlatform().daemon().start(() -> follow(stream, own));
        }
        Thread.sleep(3_000);
        long began = System.nanoTime();
        int count = write(database, rate);
        double seconds = (System.nanoTime() - began) / 1e9;
        Thread.sleep(5_000);
        var all = waits.stream().flatMap(List::stream).mapToDouble(each -> each).toArray();
        System.out.printf(
                "%d listeners, %.0f events/s for %.0f s: %s; %d of %d events with those sampled, %.0f MB to the others, %d ended%n",
                LISTENERS,
                count / seconds,
                seconds,
                all.length == 0 ? "nothing" : percentiles(all),
                all.length / SAMPLED,
                count,
                bytes.sum() / 1e6,
                ended.get());
        clients.close().await();
    }

    private static void follow(EventStream stream, List<Double> waits) {
        try (stream) {
            for (var each = stream.next(); !each.type().isEmpty(); each = stream.next()) {
                if (each.type().equals("test.happened")) {
                    long at = each.json().getJsonObject("data").getLong("at");
                    waits.add((System.nanoTime() - at) / 1e6);
                }
            }
        } catch (RuntimeException e) {
            // It is over.
        }
    }
}
