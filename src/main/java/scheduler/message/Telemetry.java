package scheduler.message;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import scheduler.message.Outcome.Refused;

/// Measures what every address answers, in the one place that all commands and queries pass: how many, with which
/// outcome, how long. The labels come from the code alone, so their number is bounded.
public final class Telemetry {

    private static final String NAME = "scheduler.commands";

    /// A client may invent methods, and each would be a series of its own for ever.
    private static final String[] METHODS = {
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"
    };

    private Telemetry() {}

    /// A registry for this process; commands are counted in it from now on.
    public static PrometheusMeterRegistry start() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(MeterFilter.replaceTagValues("method", _ -> "OTHER", METHODS));
        Metrics.addRegistry(registry);
        return registry;
    }

    static void answered(String address, Answered answered, long nanos) {
        Timer.builder(NAME)
                .tag("address", address)
                .tag("outcome", outcome(answered))
                .register(Metrics.globalRegistry)
                .record(nanos, TimeUnit.NANOSECONDS);
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
