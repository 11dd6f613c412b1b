package scheduler.bench;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.EventStream;
import scheduler.testing.Node;

/// How long after the answer to a booking, and to its cancellation, the delta is there, at the node that wrote it and at
/// another: two nodes on one database, writes at a steady rate at the first, and at each 50 clients who follow four weeks
/// of one doctor each.
public final class StreamBench {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-11-25");
    private static final int DAYS = 28;
    private static final int HALF_HOURS_A_DAY = 16;
    private static final int DOCTORS = 50;
    private static final int[] RATES = {50, 100, 200};
    private static final int SECONDS = 15;
    private static final int SECONDS_OF_WARM_UP = 10;

    private final Node here;
    private final Followers atHere;
    private final Followers atThere;
    private final Map<Visit, String> locations = new ConcurrentHashMap<>();
    private int booked;

    private StreamBench(Node here, Node there) {
        this.here = here;
        this.atHere = new Followers(here);
        this.atThere = new Followers(there);
    }

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        try (var database = FreshDatabase.start("streams");
                var here = Node.start(database.url(), () -> NOW, Map.of());
                var there = Node.start(database.url(), () -> NOW, Map.of())) {
            open(here.client());
            var bench = new StreamBench(here, there);
            bench.run(RATES[0], SECONDS_OF_WARM_UP);
            System.out.println("That was to warm up.");
            for (int rate : RATES) {
                bench.run(rate, SECONDS);
            }
        }
    }

    private static void open(Client client) {
        for (int i = 0; i < DOCTORS; i++) {
            must(client.put("/v1/resources/doctor-" + i, "{\"timeZone\":\"Europe/Berlin\"}"));
            must(client.put("/v1/resources/doctor-" + i + "/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"17:00"}]}
                    """));
        }
        must(client.put("/v1/services/visit", "{\"duration\":\"PT30M\"}"));
    }

    private static Reply must(Reply reply) {
        if (reply.status() >= 300) {
            throw new IllegalStateException(reply.status() + " " + reply.text());
        }
        return reply;
    }

    /// A half hour of a doctor; its start is written as the service writes it.
    private record Visit(int doctor, String start) {

        static Visit of(int number) {
            int halfHour = number / DOCTORS;
            return new Visit(
                    number % DOCTORS,
                    FIRST_DAY.plusDays(halfHour / HALF_HOURS_A_DAY)
                            + "T"
                            + LocalTime.of(9, 0).plusMinutes(30L * (halfHour % HALF_HOURS_A_DAY))
                            + ":00+01:00");
        }

        String wish() {
            return "{\"service\":\"visit\",\"resource\":\"doctor-%d\",\"start\":\"%s\",\"attendees\":[{\"name\":\"Ada\"}]}"
                    .formatted(doctor, start);
        }
    }

    /// Those who follow at one node, and when they heard that something is gone or there again.
    private static final class Followers {
        private final Map<Visit, Long> gone = new ConcurrentHashMap<>();
        private final Map<Visit, Long> back = new ConcurrentHashMap<>();

        Followers(Node node) {
            for (int i = 0; i < DOCTORS; i++) {
                int doctor = i;
                var stream = new EventStream(
                        node.port(),
                        "/v1/slots/stream?service=visit&resource=doctor-%d&from=%s&to=%s"
                                .formatted(doctor, FIRST_DAY, FIRST_DAY.plusDays(DAYS - 1)));
                stream.next();
                Thread.ofVirtual().start(() -> listen(doctor, stream));
            }
        }

        private void listen(int doctor, EventStream stream) {
            try (stream) {
                for (var each = stream.next(); !each.type().isEmpty(); each = stream.next()) {
                    hear(doctor, System.nanoTime(), each.json());
                }
            }
        }

        private void hear(int doctor, long at, JsonObject delta) {
            delta.getJsonArray("removed").forEach(start -> gone.put(new Visit(doctor, (String) start), at));
            delta.getJsonArray("added")
                    .forEach(slot -> back.put(new Visit(doctor, ((JsonObject) slot).getString("start")), at));
        }

    }

    private void run(int rate, int seconds) throws InterruptedException {
        var visits = IntStream.range(booked, booked + rate * seconds)
                .mapToObj(Visit::of)
                .toList();
        booked += visits.size();
        run("bookings", rate, visits, this::book, each -> each.gone);
        run("cancellations", rate, visits, this::cancel, each -> each.back);
    }

    private CompletableFuture<Reply> book(Visit visit) {
        return here.client().postAsync("/v1/bookings", visit.wish()).thenApply(reply -> {
            locations.put(visit, must(reply).header("Location"));
            return reply;
        });
    }

    private CompletableFuture<Reply> cancel(Visit visit) {
        return here.client().postAsync(locations.get(visit) + "/cancel", "");
    }

    private void run(
            String what,
            int rate,
            List<Visit> visits,
            Function<Visit, CompletableFuture<Reply>> write,
            Function<Followers, Map<Visit, Long>> heard)
            throws InterruptedException {
        var answered = new ConcurrentHashMap<Visit, Long>();
        var answers = new ArrayList<CompletableFuture<Void>>();
        long began = System.nanoTime();
        for (int i = 0; i < visits.size(); i++) {
            TimeUnit.NANOSECONDS.sleep(began + i * 1_000_000_000L / rate - System.nanoTime());
            var visit = visits.get(i);
            answers.add(write.apply(visit).thenAccept(reply -> {
                answered.put(visit, System.nanoTime());
                must(reply);
            }));
        }
        answers.forEach(CompletableFuture::join);
        double perSecond = answers.size() / ((System.nanoTime() - began) / 1e9);
        System.out.printf(
                "%.0f %s/s: at the node that wrote them %s; at the other %s%n",
                perSecond, what, waits(answered, heard.apply(atHere)), waits(answered, heard.apply(atThere)));
    }

    /// How long after their answers the deltas were there; 0 where they came first.
    private static String waits(Map<Visit, Long> answered, Map<Visit, Long> heard) throws InterruptedException {
        for (int i = 0; i < 1_000 && !heard.keySet().containsAll(answered.keySet()); i++) {
            Thread.sleep(10);
        }
        var millis = answered.entrySet().stream()
                .mapToDouble(each -> Math.max(0, heard.get(each.getKey()) - each.getValue()) / 1e6)
                .sorted()
                .toArray();
        return "p50 %.0f ms, p99 %.0f ms, max %.0f ms"
                .formatted(millis[millis.length / 2], millis[millis.length * 99 / 100], millis[millis.length - 1]);
    }
}
