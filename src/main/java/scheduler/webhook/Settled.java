package scheduler.webhook;

import org.jspecify.annotations.Nullable;
import scheduler.egress.Answer;
import scheduler.webhook.Webhooks.Progress;

/// What became of an attempt: what was answered, or why nothing was.
record Settled(
        Claimed claimed,
        Verdict verdict,
        @Nullable Long answerStatus,
        @Nullable String answer,
        @Nullable String error) {

    private static final int TEXT_MAX = 500;

    static Settled answered(Claimed claimed, Verdict verdict, Answer answer) {
        return new Settled(claimed, verdict, (long) answer.status(), plain(answer.beginning()), null);
    }

    static Settled failed(Claimed claimed, Verdict verdict, String error) {
        return new Settled(claimed, verdict, null, null, plain(error));
    }

    /// The database takes no U+0000, and nobody wants to read more.
    private static String plain(String text) {
        var cleaned = text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", "\uFFFD");
        return cleaned.codePointCount(0, cleaned.length()) <= TEXT_MAX
                ? cleaned
                : cleaned.substring(0, cleaned.offsetByCodePoints(0, TEXT_MAX));
    }

    String status() {
        return switch (verdict) {
            case Verdict.Delivered _ -> Progress.DELIVERED.text();
            case Verdict.Again _, Verdict.Gone _ -> Progress.WAITING.text();
            case Verdict.Dead _ -> Progress.DEAD.text();
        };
    }

    long pauseMillis() {
        return verdict instanceof Verdict.Again(var pause) ? pause.toMillis() : 0;
    }
}
