package scheduler.reminder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import scheduler.reminder.Settled.State;

/// What can be seen of reminders from outside: how many came to what end, how late they were sent, and for how long the
/// oldest has been due. The labels are channels and states, so their number is bounded.
final class Measured {

    private static final Duration[] BUCKETS = Stream.of(100, 500, 1_000, 2_000, 5_000, 30_000, 300_000, 3_600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private record Ended(String channel, State state) {}

    /// Found once each, as the others are: to look one up by its tags takes longer than to use it.
    private static final Map<Ended, Counter> COUNTS = new ConcurrentHashMap<>();

    private static final Map<String, Timer> LAGS = new ConcurrentHashMap<>();
    private static final Map<String, AtomicReference<Double>> OLDEST = new ConcurrentHashMap<>();

    private Measured() {}

    static void settled(Settled settled, Instant now) {
        if (settled.state() == State.PLANNED && !settled.wasTried()) {
            return;
        }
        var channel = settled.due().rule().channel();
        COUNTS.computeIfAbsent(new Ended(channel, settled.state()), Measured::counter)
                .increment();
        if (settled.state() == State.SENT) {
            var lag = Duration.between(settled.due().plannedFor(), now);
            LAGS.computeIfAbsent(channel, Measured::timer).record(lag.isNegative() ? Duration.ZERO : lag);
        }
    }

    private static Counter counter(Ended ended) {
        return Metrics.counter("scheduler.reminders", "channel", ended.channel, "state", ended.state.text());
    }

    private static Timer timer(String channel) {
        return Timer.builder("scheduler.reminder.lag")
                .description("From when reminders were due until they were noted as sent")
                .tag("channel", channel)
                .serviceLevelObjectives(BUCKETS)
                .register(Metrics.globalRegistry);
    }

    static void oldest(String channel, double seconds) {
        OLDEST.computeIfAbsent(channel, Measured::gauge).set(seconds);
    }

    private static AtomicReference<Double> gauge(String channel) {
        var seconds = new AtomicReference<>(0.0);
        Gauge.builder("scheduler.reminder.oldest", seconds, AtomicReference::get)
                .description("For how long the oldest reminder has been due")
                .baseUnit("seconds")
                .tag("channel", channel)
                .register(Metrics.globalRegistry);
        return seconds;
    }
}
