package scheduler.letter;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a letter is about: `topic` says why it is written, `name` to whom; `with` names who or what is booked. Times
/// are
/// said in `zone` and `language` (BCP 47), which may be unknown.
public record Occasion(
        Topic topic,
        String name,
        @Nullable String language,
        String service,
        Instant start,
        Instant end,
        ZoneId zone,
        List<String> with,
        @Nullable String reason) {

    public Occasion {
        with = List.copyOf(with);
    }

    /// Why a letter is written.
    public enum Topic {
        REMINDER,
        FOLLOWUP,
        CONFIRMED,
        REQUESTED,
        DECLINED,
        RESCHEDULED,
        CANCELLED;

        /// By the name of what has happened to a booking.
        public static Topic of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
