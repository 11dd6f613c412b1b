package scheduler.client;

import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The terms of one command: its idempotency key, the version it expects to find (0 = whichever), whether it is only
/// tried, the trace that it belongs to, and how long one answer may take.
public record Call(
        @Nullable String key,
        long version,
        boolean isDryRun,
        @Nullable String traceparent,
        Duration answerMax) {

    /// What was sent to a node that is gone is answered by nobody, and sent again after that long.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    public static final Call PLAIN = new Call(null, 0, false, null, ANSWER_MAX);

    /// Under a key of the caller's, as the number of an order: however often it is sent, it is done once.
    public static Call withKey(String key) {
        return PLAIN.key(key);
    }

    public static Call dryRun() {
        return new Call(null, 0, true, null, ANSWER_MAX);
    }

    public Call key(String its) {
        return new Call(its, version, isDryRun, traceparent, answerMax);
    }

    /// Only if nobody has changed it since this version: else it is refused, 412 `version_mismatch`.
    public Call ifVersion(long its) {
        return new Call(key, its, isDryRun, traceparent, answerMax);
    }

    /// As W3C Trace Context has it.
    public Call traceparent(String its) {
        return new Call(key, version, isDryRun, its, answerMax);
    }

    /// How long one answer may take; it is asked for more than once where that does no harm.
    public Call within(Duration its) {
        return new Call(key, version, isDryRun, traceparent, its);
    }

    DeliveryOptions options() {
        var options = new DeliveryOptions().setSendTimeout(answerMax.toMillis());
        // A dry run leaves nothing behind, so it has no key either.
        if (key != null && !isDryRun) {
            options.addHeader("idempotency-key", key);
        }
        if (version > 0) {
            options.addHeader("if-match", "\"" + version + "\"");
        }
        if (isDryRun) {
            options.addHeader("dry-run", "true");
        }
        if (traceparent != null) {
            options.addHeader("traceparent", traceparent);
        }
        return options;
    }
}
