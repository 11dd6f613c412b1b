package scheduler.letter;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a letter is about: `kind` says why it is written, `name` to whom; `with` names who or what is booked.
/// Times are said in `zone` and `language` (BCP 47), which may be unknown. By `unsubscribe`, an address of the
/// web, whoever reads it may have no more of its kind.
public record Occasion(
        LetterKind kind,
        String id,
        String sender,
        String name,
        @Nullable String language,
        String service,
        Instant start,
        Instant end,
        ZoneId zone,
        List<String> with,
        @Nullable String reason,
        Map<String, String> metadata,
        @Nullable String unsubscribe) {

    public Occasion {
        with = List.copyOf(with);
        metadata = Map.copyOf(metadata);
    }

    Topic topic() {
        return kind.topic();
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

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
