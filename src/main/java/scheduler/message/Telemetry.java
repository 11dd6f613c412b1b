package scheduler.message;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import scheduler.message.Outcome.Refused;

/// Measures what every address answers, in the one place that all commands and queries pass: how many, with which
/// outcome, how long. The labels come from the code alone, so their number is bounded.
public final class Telemetry {

    private static final String NAME = "scheduler.commands";

    /// A client may invent methods, and each would be a series of its own for ever.
    private static final String[] METHODS = {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"
    };

    /// From a lookup in memory to the longest that the database may take: each is a series of every command and
    /// outcome.
    private static final Duration[] BUCKETS = Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /// Found once each: to look one up by its tags takes longer than to use it.
    private static final Map<Measured, Timer> TIMERS = new ConcurrentHashMap<>();

    private record Measured(String address, String outcome) {}

    private Telemetry() {}

    /// A registry for this process; commands are counted in it from now on.
    public static PrometheusMeterRegistry start() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(MeterFilter.replaceTagValues("method", _ -> "OTHER", METHODS));
        Metrics.addRegistry(registry);
        return registry;
    }

    /// What Vert.x measures beside: itself and the JVM. Not its event bus, of which every command would be counted
    /// five times over that is counted here.
    public static MicrometerMetricsOptions options() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setJvmMetricsEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS.toCategory());
    }

    static void answered(String address, Answered answered, long nanos) {
        TIMERS.computeIfAbsent(new Measured(address, outcome(answered)), Telemetry::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Timer timer(Measured measured) {
        return Timer.builder(NAME)
                .tag("address", measured.address)
                .tag("outcome", measured.outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(Metrics.globalRegistry);
    }

    private static String outcome(Answered answered) {
        if (answered.failure() instanceof Refusal refusal) {
            return refusal.problem().code().text();
        }
        return switch (answered.outcome()) {
            case Refused(var problem) -> problem.code().text();
            case null -> "failed";
            default -> "ok";
        };
    }
}
