package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.Scheduler;
import scheduler.message.RecordCodec;
import scheduler.message.Telemetry;
import scheduler.platform.SettingsLoader;
import scheduler.testing.Client;
import scheduler.testing.Postgres;
import scheduler.time.Tzdb;

/// The metrics of a service that is wired as the command line wires it, those of Vert.x included.
class MetricsTest {

    private static final int SERIES_MAX = 3_000;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @Test
    void the_number_of_series_does_not_grow_with_what_is_asked() throws TimeoutException {
        var registry = Telemetry.start();
        var vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(Telemetry.options()))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        RecordCodec.register(vertx);
        var environment = Map.of("DATABASE_URL", postgres.url(), "SCHEDULER_HTTP_PORT", "0");
        var settings = new SettingsLoader(vertx, environment, Map.of()).load().await();
        var scheduler = Scheduler.startCore(vertx, settings, postgres.url(), InstantSource.system());
        try {
            scheduler.serve(registry);
            var client = new Client("http://127.0.0.1:" + scheduler.port());
            ask(client, 0);
            long before = series(client);

            for (int i = 1; i <= 500; i++) {
                ask(client, i);
            }

            var scraped = client.get("/metrics");
            assertThat(scraped.header("Content-Type")).startsWith("text/plain; version=0.0.4");
            assertThat(scraped.text())
                    .contains("# TYPE scheduler_commands_seconds histogram", "scheduler_commands_seconds_count{")
                    .contains("le=\"0.001\"", "le=\"0.05\"", "le=\"1.0\"", "le=\"5.0\"", "le=\"+Inf\"")
                    .contains("jvm_memory_used_bytes{area=\"heap\"", "jvm_gc_overhead", "jvm_threads_live_threads")
                    .contains("address=\"scheduler.command.")
                    .contains("scheduler_tzdb_info{source=\"jdk\",version=\"" + Tzdb.VERSION + "\"} 1")
                    .contains(
                            "scheduler_picture_lag_seconds ",
                            "scheduler_picture_resources ",
                            "scheduler_picture_claims ",
                            "scheduler_webhook_waiting ",
                            "scheduler_webhook_late_seconds ")
                    .doesNotContain("odd-", "NaN{");
            assertThat(series(client)).isLessThan(SERIES_MAX).isLessThan(before + 50);
        } finally {
            scheduler.stop();
        }
    }

    private static void ask(Client client, int i) {
        client.get("/v1/resources/odd-" + i);
        client.get("/odd-" + i);
        client.get("/v1/slots?service=odd-" + i + "&from=2026-12-01&to=2026-12-02");
        client.post("/v1/bookings", "{\"service\":\"odd-" + i + "\",\"start\":\"2026-12-01T09:00:00Z\"}");
        client.send("ODD" + i, "/v1/resources", "");
    }

    private static long series(Client client) {
        return client.get("/metrics")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }
}
