package scheduler.database;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;

/// Where the pages of one list end, opaque to clients: they send it back as they got it. Each is good for the list and
/// the filters that it was made with alone: with others, a page would begin somewhere in the midst of what was never
/// shown.
public final class Cursors {

    private final String made;

    private Cursors(String made) {
        this.made = made;
    }

    /// Those of a list that is asked for with such filters, which have to be the same text in every process.
    public static Cursors of(String list, @Nullable Object... filters) {
        var texts = new ArrayList<String>();
        texts.add(list);
        Arrays.stream(filters).map(String::valueOf).forEach(texts::add);
        return new Cursors(Integer.toHexString(texts.hashCode()));
    }

    /// The last row of a page in the order of time, and of ids where times are the same.
    public record Moment(OffsetDateTime at, UUID id) {

        /// The years that can be asked for and stored; those of Java go on where PostgreSQL's end.
        private static final int YEAR_MAX = 9999;

        private static final Moment BEFORE_ALL =
                new Moment(OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), new UUID(0, 0));

        private static OffsetDateTime time(String text) {
            var time = OffsetDateTime.parse(text);
            if (time.getYear() < 0 || time.getYear() > YEAR_MAX) {
                throw new DateTimeException("no year of ours");
            }
            return time;
        }
    }

    /// Where the page begins that a cursor asks for; without one that is the beginning.
    public Moment moment(@Nullable String cursor) {
        return cursor == null
                ? Moment.BEFORE_ALL
                : read(cursor, 2, parts -> new Moment(Moment.time(parts.get(0)), UUID.fromString(parts.get(1))));
    }

    public String at(Moment last) {
        return at(last.at(), last.id());
    }

    public String at(Object... parts) {
        var text = new JsonArray().add(made);
        Arrays.stream(parts).map(String::valueOf).forEach(text::add);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.encode().getBytes(StandardCharsets.UTF_8));
    }

    /// What `reader` makes of the parts of a cursor, refused when it was not made here or for something else.
    public <T> T read(String cursor, int parts, Function<List<String>, T> reader) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            var found = new JsonArray(text).stream().map(Cursors::part).toList();
            if (found.size() == parts + 1 && found.getFirst().equals(made)) {
                return reader.apply(found.subList(1, found.size()));
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
        return Refusal.invalid("?cursor", "It is not a cursor of this list with these filters.");
    }
}
