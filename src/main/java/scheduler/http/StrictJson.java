package scheduler.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scheduler.message.Refusal;

/// Reads the JSON of a body to the letter of RFC 8259, where the library lets comments pass and takes the last of two
/// fields of one name. Texts and numbers that could not be given back as they came are refused too.
final class StrictJson {

    private static final int DEPTH_MAX = 32;
    private static final int DIGITS_MAX = 100;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxNumberLength(DIGITS_MAX)
                    .build())
            .build();

    private StrictJson() {}

    static @Nullable Object read(Buffer buffer) {
        try (var parser = FACTORY.createParser(buffer.getBytes())) {
            if (parser.nextToken() == null) {
                throw Refusal.malformed("", "The body is not JSON: it is empty.");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw Refusal.malformed("", "The body is not JSON: it goes on after its end.");
            }
            check(value, "");
            return wrapped(value);
        } catch (StreamConstraintsException e) {
            throw Refusal.malformed(
                    "",
                    "The body is nested deeper than " + DEPTH_MAX + " levels, or has a number of more than "
                            + DIGITS_MAX + " digits or a field with too long a name.");
        } catch (JacksonException e) {
            throw Refusal.malformed("", "The body is not JSON: " + said(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The value that the parser is at the first token of. That it nests no deeper than it may the parser sees to.
    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("No value begins with " + parser.currentToken() + ".");
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        var array = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /// Whether it is nested deeper than what is read, as found out without following it any further.
    static boolean isTooDeep(JsonObject value) {
        return isDeeper(value, DEPTH_MAX);
    }

    private static boolean isDeeper(@Nullable Object value, int levels) {
        return switch (value) {
            case JsonObject object -> areDeeper(object.getMap().values(), levels);
            case Map<?, ?> object -> areDeeper(object.values(), levels);
            case JsonArray array -> areDeeper(array.getList(), levels);
            case List<?> list -> areDeeper(list, levels);
            case null, default -> false;
        };
    }

    private static boolean areDeeper(Collection<?> values, int levels) {
        return levels == 0 || values.stream().anyMatch(each -> isDeeper(each, levels - 1));
    }

    /// What follows the first colon or bracket is in terms of the library.
    private static String said(JacksonException e) {
        var place = e.getLocation();
        var where = place == null ? "" : ", at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return e.getOriginalMessage().split("[:(\n]", 2)[0].trim() + where + ".";
    }

    private static void check(@Nullable Object value, String at) {
        switch (value) {
            case Map<?, ?> object ->
                object.forEach((name, inner) -> {
                    var text = String.valueOf(name);
                    checkText(text, at);
                    check(inner, at + "/" + text.replace("~", "~0").replace("/", "~1"));
                });
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    check(list.get(i), at + "/" + i);
                }
            }
            case String text -> checkText(text, at);
            case Double number when !Double.isFinite(number) -> throw Refusal.invalid(at, "The number is too large.");
            case null, default -> {
                // Nothing can be wrong with it.
            }
        }
    }

    private static void checkText(String text, String at) {
        if (!isText(text)) {
            throw Refusal.invalid(at, "It contains U+0000 or something else that is no character.");
        }
    }

    /// The database cannot keep U+0000, and half of a surrogate pair becomes a question mark on its way there.
    static boolean isText(String text) {
        int codePoint;
        for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
            codePoint = text.codePointAt(i);
            boolean isHalf = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            if (codePoint == 0 || codePoint == 0xFFFE || codePoint == 0xFFFF || isHalf) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object wrapped(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> object -> new JsonObject((Map<String, Object>) object);
            case List<?> list -> new JsonArray(list);
            case null, default -> value;
        };
    }
}
