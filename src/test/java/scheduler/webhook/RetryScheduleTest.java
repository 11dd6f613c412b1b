package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.egress.Answer;
import scheduler.webhook.Verdict.Again;
import scheduler.webhook.Verdict.Dead;
import scheduler.webhook.Verdict.Delivered;
import scheduler.webhook.Verdict.Gone;

/// When a delivery is tried again, and what an answer means.
class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @Test
    void a_receiver_that_is_away_for_three_days_is_tried_ten_times() {
        var at = NOW;
        var tried = new ArrayList<Duration>();
        for (int attempts = 1; attempts <= RetrySchedule.ATTEMPTS_MAX; attempts++) {
            tried.add(Duration.between(NOW, at));
            at = at.plus(RetrySchedule.pause(attempts, Duration.ZERO, 0).orElse(Duration.ZERO));
        }

        assertThat(tried)
                .containsExactly(
                        Duration.ZERO,
                        Duration.parse("PT5S"),
                        Duration.parse("PT5M5S"),
                        Duration.parse("PT35M5S"),
                        Duration.parse("PT2H35M5S"),
                        Duration.parse("PT7H35M5S"),
                        Duration.parse("PT17H35M5S"),
                        Duration.parse("PT31H35M5S"),
                        Duration.parse("PT51H35M5S"),
                        Duration.parse("PT75H35M5S"));
        assertThat(RetrySchedule.pause(10, Duration.ZERO, 0)).isEmpty();
    }

    @Test
    void each_pause_is_up_to_a_tenth_longer_and_never_shorter() {
        for (int attempts = 1; attempts < RetrySchedule.ATTEMPTS_MAX; attempts++) {
            var least = RetrySchedule.pause(attempts, Duration.ZERO, 0).orElseThrow();

            assertThat(RetrySchedule.pause(attempts, Duration.ZERO, 0.5).orElseThrow())
                    .isEqualTo(least.plus(least.dividedBy(20)));
            assertThat(RetrySchedule.pause(attempts, Duration.ZERO, 1).orElseThrow())
                    .isEqualTo(least.plus(least.dividedBy(10)));
        }
    }

    @Test
    void what_the_receiver_asks_for_makes_a_pause_longer() {
        assertThat(RetrySchedule.pause(1, Duration.ofMinutes(2), 0)).contains(Duration.ofMinutes(2));
        assertThat(RetrySchedule.pause(3, Duration.ofMinutes(2), 0)).contains(Duration.ofMinutes(30));
        assertThat(RetrySchedule.pause(10, Duration.ofMinutes(2), 0)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT0S",
        "999999999, PT24H",
        "9999999999, PT0S",
        "-5, PT0S",
        "soon, PT0S",
        "'Tue, 24 Nov 2026 08:10:00 GMT', PT10M",
        "'Tue, 24 Nov 2026 07:00:00 GMT', PT0S",
        "'Sun, 24 Nov 2126 07:00:00 GMT', PT24H",
        "'', PT0S"
    })
    void retry_after_is_read_in_both_forms(String text, Duration asked) {
        assertThat(RetrySchedule.asked(text, NOW)).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void two_hundreds_are_an_arrival(int status) {
        assertThat(verdict(status, null, 1)).isInstanceOf(Delivered.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308, 400, 401, 404, 409, 422, 500, 501, 505, 599, 101})
    void whatever_else_is_tried_again_and_given_up_after_the_last(int status) {
        assertThat(verdict(status, "3600", 1)).isEqualTo(new Again(Duration.ofSeconds(5)));
        assertThat(verdict(status, null, 10)).isEqualTo(new Dead());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void who_is_busy_says_when_to_come_back(int status) {
        assertThat(verdict(status, "3600", 1)).isEqualTo(new Again(Duration.ofHours(1)));
        assertThat(verdict(status, null, 1)).isEqualTo(new Again(Duration.ofSeconds(5)));
        assertThat(verdict(status, "1", 10)).isEqualTo(new Dead());
    }

    @Test
    void gone_is_gone_and_a_test_is_tried_once() {
        assertThat(verdict(410, null, 1)).isEqualTo(new Gone());
        for (int status : new int[] {302, 410, 429, 500}) {
            assertThat(Verdict.of(new Answer(status, "", null), claimed(0, 1), NOW, 0))
                    .isEqualTo(new Dead());
        }
        assertThat(Verdict.unanswered(claimed(0, 1), 0)).isEqualTo(new Dead());
        assertThat(Verdict.unanswered(claimed(7, 1), 0)).isEqualTo(new Again(Duration.ofSeconds(5)));
    }

    private static Verdict verdict(int status, @Nullable String retryAfter, int attempts) {
        return Verdict.of(new Answer(status, "", retryAfter), claimed(7, attempts), NOW, 0);
    }

    private static Claimed claimed(long position, long attempts) {
        return new Claimed(
                1,
                MessageId.read("019a9c2e-7b1e-7f0a-8c33-9b0e6a1d4f52_7").orElseThrow(),
                1,
                attempts,
                new Claimed.Event(position, "booking.confirmed", "subject", "{}", null, null),
                "https://example.com",
                Secrets.of(Secret.generate()));
    }
}
