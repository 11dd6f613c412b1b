package scheduler.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import scheduler.database.Migrations;
import scheduler.dev.DevDatabase;
import scheduler.testing.Client;
import scheduler.testing.Node;

/// The rate of GET /v1/slots (one resource, one week) against a bare handler that writes the same bytes, both asked by
/// `wrk` in turns in one run. The service has its own PostgreSQL and every rule in place.
public final class HttpBench {

    private static final int ROUNDS = 5;
    private static final int SECONDS = 4;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    private HttpBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var database = DevDatabase.start(Path.of("target/bench/postgres"), 0)) {
            Migrations.migrate(database.url());
            InstantSource clock = () -> Instant.parse("2026-11-24T08:00:00Z");
            try (var node = Node.start(database.url(), clock, Map.of())) {
                compare(node.client(), node.port());
            }
        }
    }

    private static void compare(Client client, int port) throws IOException, InterruptedException {
        client.put("/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\"}");
        client.put("/v1/resources/lee/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"17:00"}]}
                """);
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\"}");
        for (int i = 0; i < 50; i++) {
            client.post(
                    "/v1/bookings",
                    "{\"service\":\"visit\",\"resource\":\"lee\",\"start\":\"2026-12-%02dT%02d:00\"}"
                            .formatted(1 + i / 8, 9 + i % 8));
        }
        var path = "/v1/slots?service=visit&resource=lee&from=2026-12-01&to=2026-12-07";
        var body = client.get(path).text();
        var bare = Vertx.vertx();
        try {
            int barePort = bare(bare, body);
            System.out.printf("%d bytes an answer%n", body.getBytes(StandardCharsets.UTF_8).length);
            wrk(port, path);
            wrk(barePort, path);
            var ratios = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                double ours = wrk(port, path);
                double theirs = wrk(barePort, path);
                ratios.add(ours / theirs);
                System.out.printf("slots %,.0f/s, bare %,.0f/s, ratio %.2f%n", ours, theirs, ours / theirs);
            }
            ratios.sort(null);
            System.out.printf("GET /v1/slots to a bare handler: ratio %.2f (median)%n", ratios.get(ROUNDS / 2));
        } finally {
            bare.close().await();
        }
    }

    /// As many event loops as the service has.
    static int bare(Vertx vertx, String body) throws IOException {
        int port = freePort();
        var options = new DeploymentOptions()
                .setInstances(Runtime.getRuntime().availableProcessors());
        vertx.deployVerticle(() -> new Bare(port, Buffer.buffer(body)), options).await();
        return port;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Writes the same to everybody.
    private static final class Bare extends VerticleBase {
        private final int port;
        private final Buffer body;

        Bare(int port, Buffer body) {
            this.port = port;
            this.body = body;
        }

        @Override
        public Future<?> start() {
            return vertx.createHttpServer()
                    .requestHandler(request -> request.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .end(body))
                    .listen(port, "127.0.0.1");
        }
    }

    private static double wrk(int port, String path) throws IOException, InterruptedException {
        var command = List.of(
                "wrk", "-t1", "-c32", "-d" + SECONDS + "s", "http://127.0.0.1:" + port + path);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        if (WRONG.matcher(output).find()) {
            throw new IllegalStateException(output);
        }
        var rate = RATE.matcher(output);
        if (!rate.find()) {
            throw new IllegalStateException(Arrays.toString(command.toArray()) + ": " + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
