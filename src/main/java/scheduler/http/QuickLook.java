package scheduler.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says yes to a value only if the validator would take it, for a sixtieth of what that costs. No means nothing: the
/// value may break the schema, or have a keyword that is not known here, or a number that is none of the usual ones.
/// Then the validator has to say, and it also knows what is wrong.
final class QuickLook {

    /// These say nothing about values.
    private static final Set<String> NOTES = Set.of("description", "title", "example", "examples", "default");

    private static final String LIBRARY_NOTE = "__";

    private final List<Predicate<@Nullable Object>> rules = new ArrayList<>();

    /// Of a schema as the document has it: an object, or true where anything goes.
    QuickLook(@Nullable Object schema) {
        if (schema instanceof JsonObject object) {
            for (var keyword : object.fieldNames()) {
                if (!NOTES.contains(keyword) && !keyword.startsWith(LIBRARY_NOTE)) {
                    rules.add(rule(object, keyword));
                }
            }
        } else if (!Boolean.TRUE.equals(schema)) {
            rules.add(_ -> false);
        }
    }

    boolean fits(@Nullable Object value) {
        for (var rule : rules) {
            if (!rule.test(value)) {
                return false;
            }
        }
        return true;
    }

    /// As the specification of JSON Schema has it, a keyword lets pass whatever it is not about.
    private static Predicate<@Nullable Object> rule(JsonObject schema, String keyword) {
        return switch (keyword) {
            case "type" -> type(schema.getValue(keyword));
            case "enum" -> schema.getJsonArray(keyword)::contains;
            case "anyOf" -> anyOf(schema.getJsonArray(keyword));
            case "required" -> required(schema.getJsonArray(keyword));
            case "properties" -> properties(schema.getJsonObject(keyword));
            case "additionalProperties" -> others(schema.getValue(keyword), schema.getJsonObject("properties"));
            case "minProperties" -> atLeast(JsonObject.class, JsonObject::size, schema.getInteger(keyword));
            case "maxProperties" -> atMost(JsonObject.class, JsonObject::size, schema.getInteger(keyword));
            case "items" -> items(schema.getValue(keyword));
            case "minItems" -> atLeast(JsonArray.class, JsonArray::size, schema.getInteger(keyword));
            case "maxItems" -> atMost(JsonArray.class, JsonArray::size, schema.getInteger(keyword));
            case "uniqueItems" -> QuickLook::areDifferent;
            case "minLength" -> atLeast(String.class, QuickLook::length, schema.getInteger(keyword));
            case "maxLength" -> atMost(String.class, QuickLook::length, schema.getInteger(keyword));
            case "pattern" -> pattern(Pattern.compile(schema.getString(keyword)));
            case "minimum" -> minimum(schema.getValue(keyword));
            case "maximum" -> maximum(schema.getValue(keyword));
            default -> _ -> false;
        };
    }

    private static Predicate<@Nullable Object> type(Object types) {
        if (!(types instanceof JsonArray several)) {
            return value -> isOf(types, value);
        }
        return value -> several.stream().anyMatch(each -> isOf(each, value));
    }

    private static boolean isOf(Object type, @Nullable Object value) {
        return switch (value) {
            case String _ -> type.equals("string");
            case JsonObject _ -> type.equals("object");
            case JsonArray _ -> type.equals("array");
            case Boolean _ -> type.equals("boolean");
            case Integer _, Long _ -> type.equals("integer") || type.equals("number");
            case null -> type.equals("null");
            default -> false;
        };
    }

    private static Predicate<@Nullable Object> anyOf(JsonArray schemas) {
        var looks = new ArrayList<QuickLook>();
        schemas.forEach(each -> looks.add(new QuickLook(each)));
        return value -> looks.stream().anyMatch(each -> each.fits(value));
    }

    private static Predicate<@Nullable Object> required(JsonArray names) {
        return value -> {
            if (value instanceof JsonObject object) {
                for (var name : names) {
                    if (!object.containsKey((String) name)) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    private static Predicate<@Nullable Object> properties(JsonObject schemas) {
        var looks = new HashMap<String, QuickLook>();
        schemas.forEach(each -> looks.put(each.getKey(), new QuickLook(each.getValue())));
        return value -> {
            if (value instanceof JsonObject object) {
                for (var name : object.fieldNames()) {
                    var look = looks.get(name);
                    if (look != null && !look.fits(object.getValue(name))) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    /// The fields that are not named.
    private static Predicate<@Nullable Object> others(Object schema, @Nullable JsonObject named) {
        Set<String> known = named == null ? Set.of() : new HashSet<>(named.fieldNames());
        var look = new QuickLook(schema);
        return value -> {
            if (value instanceof JsonObject object) {
                for (var name : object.fieldNames()) {
                    if (!known.contains(name) && !look.fits(object.getValue(name))) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    private static Predicate<@Nullable Object> items(Object schema) {
        var look = new QuickLook(schema);
        return value -> {
            if (value instanceof JsonArray list) {
                for (int i = 0; i < list.size(); i++) {
                    if (!look.fits(list.getValue(i))) {
                        return false;
                    }
                }
            }
            return true;
        };
    }

    /// Other values than texts may be the same in more than one way, as 1 and 1.0 are.
    private static boolean areDifferent(@Nullable Object value) {
        if (!(value instanceof JsonArray list)) {
            return true;
        }
        var seen = new HashSet<Object>();
        for (var each : list) {
            if (!(each instanceof String) || !seen.add(each)) {
                return false;
            }
        }
        return true;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Predicate<@Nullable Object> pattern(Pattern pattern) {
        return value -> !(value instanceof String text) || pattern.matcher(text).find();
    }

    private static <T> Predicate<@Nullable Object> atMost(Class<T> type, Size<T> size, int max) {
        return value -> !type.isInstance(value) || size.of(type.cast(value)) <= max;
    }

    private static <T> Predicate<@Nullable Object> atLeast(Class<T> type, Size<T> size, int min) {
        return value -> !type.isInstance(value) || size.of(type.cast(value)) >= min;
    }

    private static Predicate<@Nullable Object> minimum(Object min) {
        return value -> !(value instanceof Number number)
                || (isWhole(min) && isWhole(number) && number.longValue() >= ((Number) min).longValue());
    }

    private static Predicate<@Nullable Object> maximum(Object max) {
        return value -> !(value instanceof Number number)
                || (isWhole(max) && isWhole(number) && number.longValue() <= ((Number) max).longValue());
    }

    private static boolean isWhole(Object number) {
        return number instanceof Integer || number instanceof Long;
    }

    /// How much of something there is.
    @FunctionalInterface
    private interface Size<T> {
        int of(T value);
    }
}
