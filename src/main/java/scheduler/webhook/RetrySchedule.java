package scheduler.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a delivery that failed is tried again: as the specification proposes, at once, after 5 s, 5 min, 30
/// min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, which is ten times in more than three days. Each pause is up to
/// a tenth longer, so that what failed together does not come back together.
final class RetrySchedule {

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    static final int ATTEMPTS_MAX = PAUSES.size() + 1;

    private static final double JITTER = 0.1;
    private static final Duration ASKED_MAX = Duration.ofHours(24);

    private RetrySchedule() {}

    /// The pause after so many attempts, `random` from 0 to 1; empty after the last. What the receiver asks
    /// for makes it longer and never shorter, so that no answer uses up three days in a minute.
    static Optional<Duration> pause(long attempts, Duration asked, double random) {
        if (attempts >= ATTEMPTS_MAX) {
            return Optional.empty();
        }
        var pause = PAUSES.get((int) Math.max(0, attempts - 1));
        var longer = asked.compareTo(pause) > 0 ? asked : pause;
        return Optional.of(longer.plusMillis((long) (longer.toMillis() * JITTER * random)));
    }

    /// The pause that a `Retry-After` asks for, in seconds or as a date; none where it cannot be read.
    static Duration asked(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        var asked = read(retryAfter.strip(), now);
        return asked.isNegative() ? Duration.ZERO : asked.compareTo(ASKED_MAX) > 0 ? ASKED_MAX : asked;
    }

    private static Duration read(String text, Instant now) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            return Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
