package scheduler.message;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads a JSON object field by field and refuses what it cannot read, with the JSON pointer (RFC 6901) of the place:
/// `malformed` for a wrong type or an unknown field, `invalid` for everything else. A field that is null counts as
/// absent. Whoever reads calls `end` last, so that a field nobody asked for is an error and not a typo without effect.
public final class Fields {

    private final JsonObject json;
    private final String at;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonObject json, String at) {
        this.json = json;
        this.at = at;
    }

    public static Fields of(JsonObject json) {
        return new Fields(json, "");
    }

    /// The same, for a part of a larger document.
    public static Fields of(JsonObject json, String at) {
        return new Fields(json, at);
    }

    public String pointer(String name) {
        return at + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /// A text that has to be there, read by `reader`, whose IllegalArgumentException or DateTimeException says what is
    /// wrong with it.
    public <T> T text(String name, Function<String, T> reader) {
        return required(name, optional(name, reader));
    }

    public <T> T text(String name, Function<String, T> reader, T otherwise) {
        var found = optional(name, reader);
        return found == null ? otherwise : found;
    }

    public <T> @Nullable T optional(String name, Function<String, T> reader) {
        var found = typed(name, String.class, "a text");
        return found == null ? null : read(pointer(name), found, reader);
    }

    /// A plain text of at most `max` characters that is not blank.
    public static Function<String, String> plain(int max) {
        return text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("It must not be empty.");
            }
            if (text.codePointCount(0, text.length()) > max) {
                throw new IllegalArgumentException("It may have " + max + " characters at most.");
            }
            if (text.indexOf(0) >= 0) {
                throw new IllegalArgumentException("It must not contain the character U+0000.");
            }
            return text;
        };
    }

    /// A whole number that has to be there.
    public long whole(String name, long min, long max) {
        required(name, value(name));
        return whole(name, min, max, min);
    }

    public long whole(String name, long min, long max, long otherwise) {
        var found = value(name);
        if (found == null) {
            return otherwise;
        }
        var number = number(found);
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            throw Refusal.malformed(pointer(name), "It must be a whole number.");
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0 || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw Refusal.invalid(pointer(name), "It must be from " + min + " to " + max + ".");
        }
        return number.longValueExact();
    }

    /// 1.0 is the same number as 1 in JSON, and an integer for its schemas.
    private static @Nullable BigDecimal number(Object found) {
        return switch (found) {
            case Double number when !Double.isFinite(number) -> null;
            case Number number -> new BigDecimal(number.toString());
            default -> null;
        };
    }

    /// A flag that has to be there.
    public boolean flag(String name) {
        required(name, value(name));
        return flag(name, false);
    }

    public boolean flag(String name, boolean otherwise) {
        var found = typed(name, Boolean.class, "true or false");
        return found == null ? otherwise : found;
    }

    /// An object that is kept as it is.
    public JsonObject object(String name) {
        var found = typed(name, JsonObject.class, "an object");
        return found == null ? new JsonObject() : found;
    }

    /// An object whose fields are read in turn; null when it is absent.
    public <T> @Nullable T inner(String name, Function<Fields, T> reader) {
        var found = typed(name, JsonObject.class, "an object");
        return found == null ? null : readWhole(found, pointer(name), reader);
    }

    /// An object of whole numbers by names that `reader` accepts, in the order of these; empty when it is absent.
    public Map<String, Integer> wholes(String name, int sizeMax, UnaryOperator<String> reader, int min, int max) {
        var found = typed(name, JsonObject.class, "an object");
        if (found == null) {
            return Map.of();
        }
        if (found.size() > sizeMax) {
            throw Refusal.invalid(pointer(name), "It may have " + sizeMax + " entries at most.");
        }
        var inner = new Fields(found, pointer(name));
        var numbers = new TreeMap<String, Integer>();
        for (var each : found.fieldNames()) {
            numbers.put(read(inner.pointer(each), each, reader), (int) inner.whole(each, min, max));
        }
        return Collections.unmodifiableMap(numbers);
    }

    /// A list of objects, empty when it is absent.
    public <T> List<T> objects(String name, int max, Function<Fields, T> reader) {
        return list(name, max, (item, place) -> {
            if (!(item instanceof JsonObject object)) {
                throw Refusal.malformed(place, "It must be an object.");
            }
            return readWhole(object, place, reader);
        });
    }

    /// A list of texts without repetition, empty when it is absent.
    public <T> List<T> texts(String name, int max, Function<String, T> reader) {
        var found = list(name, max, (item, place) -> {
            if (!(item instanceof String text)) {
                throw Refusal.malformed(place, "It must be a text.");
            }
            return read(place, text, reader);
        });
        if (new HashSet<>(found).size() < found.size()) {
            throw Refusal.invalid(pointer(name), "An entry stands there twice.");
        }
        return found;
    }

    /// A list whose items may be of several types; `reader` gets the item and its pointer.
    public <T> List<T> list(String name, int max, ItemReader<T> reader) {
        var found = typed(name, JsonArray.class, "a list");
        if (found == null) {
            return List.of();
        }
        if (found.size() > max) {
            throw Refusal.invalid(pointer(name), "It may have " + max + " entries at most.");
        }
        var items = new ArrayList<T>(found.size());
        for (int i = 0; i < found.size(); i++) {
            items.add(reader.read(found.getValue(i), pointer(name) + "/" + i));
        }
        return List.copyOf(items);
    }

    public Refusal invalid(String name, String detail) {
        known.add(name);
        return Refusal.invalid(pointer(name), detail);
    }

    public <T> T required(String name, @Nullable T found) {
        if (found == null) {
            throw invalid(name, "It is required.");
        }
        return found;
    }

    /// Refuses every field that nobody has asked for.
    public void end() {
        for (var name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw Refusal.malformed(pointer(name), "There is no such field.");
            }
        }
    }

    /// Reads all of an object; what its record refuses as a whole is reported at the object.
    public static <T> T readWhole(JsonObject json, String at, Function<Fields, T> reader) {
        var fields = new Fields(json, at);
        var found = read(at, fields, reader);
        fields.end();
        return found;
    }

    private static <S, T> T read(String place, S from, Function<S, T> reader) {
        try {
            return reader.apply(from);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Refusal.invalid(place, String.valueOf(e.getMessage()));
        }
    }

    private <T> @Nullable T typed(String name, Class<T> type, String said) {
        var found = value(name);
        if (found == null) {
            return null;
        }
        if (!type.isInstance(found)) {
            throw Refusal.malformed(pointer(name), "It must be " + said + ".");
        }
        return type.cast(found);
    }

    private @Nullable Object value(String name) {
        known.add(name);
        return json.getValue(name);
    }

    /// Reads one entry of a list that stands at `pointer`.
    @FunctionalInterface
    public interface ItemReader<T> {
        T read(@Nullable Object item, String pointer);
    }
}
