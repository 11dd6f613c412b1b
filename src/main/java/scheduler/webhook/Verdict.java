package scheduler.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import scheduler.egress.Answer;

/// What becomes of a delivery after an attempt.
sealed interface Verdict {

    /// It has arrived.
    record Delivered() implements Verdict {}

    /// It is tried again later.
    record Again(Duration pause) implements Verdict {}

    /// It is not tried again.
    record Dead() implements Verdict {}

    /// The receiver wants no more of anything; the delivery waits for it to think otherwise.
    record Gone() implements Verdict {}

    int GONE = 410;

    /// The statuses whose `Retry-After` means something.
    Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    /// By what was answered; a redirect is no arrival, for whoever answers with it has not taken it in.
    static Verdict of(Answer answer, Claimed claimed, Instant now, double random) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new Delivered();
        }
        if (status == GONE && !claimed.isTest()) {
            return new Gone();
        }
        var asked = BUSY.contains(status) ? RetrySchedule.asked(answer.retryAfter(), now) : Duration.ZERO;
        return failed(claimed, asked, random);
    }

    /// Where nothing was answered.
    static Verdict unanswered(Claimed claimed, double random) {
        return failed(claimed, Duration.ZERO, random);
    }

    /// A test tells at once how it went.
    private static Verdict failed(Claimed claimed, Duration asked, double random) {
        return claimed.isTest()
                ? new Dead()
                : RetrySchedule.pause(claimed.attempts(), asked, random)
                        .<Verdict>map(Again::new)
                        .orElseGet(Dead::new);
    }
}
