package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Client;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;
import scheduler.testing.Practice;

/// Two nodes are replaced one after the other, behind a balancer that goes by their readiness, while clients book: no
/// request fails, and nothing that was acknowledged is lost.
class RollingRestartIT {

    private static final int CLIENTS = 4;
    private static final int SLOTS_A_DAY = 48;
    private static final int BOOKINGS_MIN = 100;
    private static final long CLIENT_MILLIS = 50;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    private final List<ServiceJar> started = new CopyOnWriteArrayList<>();
    private final Balancer balancer = new Balancer();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    @AfterEach
    void end_all() {
        started.forEach(ServiceJar::close);
    }

    @Test
    void no_request_fails_and_nothing_acknowledged_is_lost() throws Exception {
        var old = List.of(start(), start());
        open(old.getFirst().client());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                threads.execute(balancer::probe);
                old.forEach(balancer::add);
                for (int i = 0; i < CLIENTS; i++) {
                    int client = i;
                    threads.execute(() -> book(client));
                }
                for (var each : old) {
                    somethingIsBooked();
                    balancer.add(start());
                    each.terminate();
                    assertThat(each.exit()).as(each.output()).isZero();
                    balancer.remove(each);
                }
                somethingIsBooked();
            } finally {
                // Before the threads are waited for.
                isOver = true;
            }
        }
        assertThat(failures).isEmpty();
        var client = balancer.nodes.getFirst().client();
        assertThat(acknowledged)
                .allSatisfy(id ->
                        assertThat(client.get("/v1/bookings/" + id).status()).isEqualTo(200));
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from booking")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(acknowledged.size());
        }
    }

    private void somethingIsBooked() {
        int before = acknowledged.size();
        Patience.until(() -> acknowledged.size() >= before + BOOKINGS_MIN || !failures.isEmpty());
    }

    private ServiceJar start() throws InterruptedException {
        var environment = Map.of("DATABASE_URL", postgres.url(), "SCHEDULER_SHUTDOWN_DRAIN_DELAY", "PT2S");
        var node = ServiceJar.start(directory, environment);
        started.add(node);
        return node.ready();
    }

    private static void open(Client client) {
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"timeZone\":\"UTC\",\"horizon\":\"P3650D\"}");
        for (int i = 0; i < CLIENTS; i++) {
            client.put("/v1/resources/r" + i, "{\"timeZone\":\"UTC\"}");
            client.put("/v1/resources/r" + i + "/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                    """);
        }
    }

    /// One after the other, each another slot. As fast as they can, they would keep the nodes from starting.
    private void book(int client) {
        for (int slot = 0; !isOver; slot++) {
            pause(CLIENT_MILLIS);
            var start = LocalDate.now(ZoneOffset.UTC).plusDays(2 + slot / SLOTS_A_DAY) + "T"
                    + LocalTime.MIN.plusMinutes(30L * (slot % SLOTS_A_DAY));
            try {
                var key = client + "-" + slot;
                var reply = balancer.next()
                        .post("/v1/bookings", Practice.wish("visit", start, "r" + client), "Idempotency-Key", key);
                if (reply.status() == 201) {
                    acknowledged.add(new JsonObject(reply.text()).getString("id"));
                } else {
                    failures.add(reply.status() + " " + reply.text());
                }
            } catch (UncheckedIOException e) {
                failures.add(String.valueOf(e.getCause()));
            }
        }
    }

    /// Sends to those in turn who said at the last probe that they are ready, as a load balancer does.
    private final class Balancer {

        private static final long PROBE_MILLIS = 100;

        private final List<ServiceJar> nodes = new CopyOnWriteArrayList<>();
        private final Map<ServiceJar, Client> clients = new ConcurrentHashMap<>();
        private final AtomicInteger turn = new AtomicInteger();
        private volatile List<Client> ready = List.of();

        void add(ServiceJar node) {
            clients.put(node, node.client());
            nodes.add(node);
            Patience.until(() -> ready.contains(clients.get(node)));
        }

        void remove(ServiceJar node) {
            nodes.remove(node);
        }

        Client next() {
            var now = ready;
            return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
        }

        void probe() {
            while (!isOver) {
                pause(PROBE_MILLIS);
                ready = nodes.stream()
                        .filter(ServiceJar::answers)
                        .map(clients::get)
                        .toList();
            }
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
