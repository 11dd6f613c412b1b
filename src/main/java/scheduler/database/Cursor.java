package scheduler.database;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;

/// Where a page of a list ends, opaque to clients: they send it back as they got it.
public final class Cursor {

    private Cursor() {}

    /// The last row of a page in the order of time, and of ids where times are the same.
    public record Moment(OffsetDateTime at, UUID id) {

        /// The years that can be asked for and stored; those of Java go on where PostgreSQL's end.
        private static final int YEAR_MAX = 9999;

        private static final Moment BEFORE_ALL =
                new Moment(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), new UUID(0, 0));

        /// Where the page begins that a cursor asks for; without one that is the beginning.
        public static Moment read(@Nullable String cursor) {
            return cursor == null
                    ? BEFORE_ALL
                    : Cursor.read(cursor, 2, parts -> new Moment(time(parts.get(0)), UUID.fromString(parts.get(1))));
        }

        private static OffsetDateTime time(String text) {
            var time = OffsetDateTime.parse(text);
            if (time.getYear() < 0 || time.getYear() > YEAR_MAX) {
                throw new DateTimeException("no year of ours");
            }
            return time;
        }

        public String cursor() {
            return Cursor.of(at.toString(), id.toString());
        }
    }

    public static String of(Object... parts) {
        var text = new JsonArray(List.of(parts)).encode();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// What `reader` makes of the parts of a cursor, refused when it was not made here.
    public static <T> T read(String cursor, int parts, Function<List<String>, T> reader) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            var found = new JsonArray(text).stream().map(Cursor::part).toList();
            if (found.size() == parts) {
                return reader.apply(found);
            }
        } catch (IllegalArgumentException | DecodeException | DateTimeException e) {
            throw unreadable();
        }
        throw unreadable();
    }

    private static String part(Object part) {
        if (part instanceof String text && text.indexOf(0) < 0) {
            return text;
        }
        throw unreadable();
    }

    private static Refusal unreadable() {
        return Refusal.invalid("?cursor", "It is not a cursor of this list.");
    }
}
