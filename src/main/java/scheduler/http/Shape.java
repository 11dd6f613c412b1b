package scheduler.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Problem;

/// What a value must look like by a schema of the OpenAPI document, and every place where one does not. The library's
/// validator is made when it is first needed, which for most never is: it takes a copy of the table of all schemas.
final class Shape {

    // These only say that something below is wrong; what it is follows in the same list.
    private static final Set<String> STEPS = Set.of("properties", "items", "anyOf", "$ref");

    private final SchemaRepository schemas;
    private final JsonSchema schema;
    private final QuickLook look;
    /// Two event loops may make it at once: then one of the two is forgotten.
    private volatile @Nullable Validator validator;

    Shape(SchemaRepository schemas, JsonSchema schema) {
        this.schemas = schemas;
        this.schema = schema;
        this.look = new QuickLook(schema);
    }

    /// All problems of a value, with pointers that begin with `at`. Lists that are too long are not looked into: the
    /// validator would compare each of their entries with each, and tell of each what is wrong with it.
    List<Problem> problems(@Nullable Object value, String at) {
        if (look.fits(value)) {
            return List.of();
        }
        var tooLong = new ArrayList<Problem>();
        findTooLong(value, schema, at, tooLong);
        if (!tooLong.isEmpty()) {
            return tooLong;
        }
        var result = validator().validate(value);
        if (Boolean.TRUE.equals(result.getValid())) {
            return List.of();
        }
        var problems = new ArrayList<Problem>();
        var known = new HashSet<String>();
        for (var unit : result.getErrors()) {
            var keyword = lastSegment(unit.getKeywordLocation());
            if (keyword.equals("properties")) {
                known.add(unit.getInstanceLocation());
            }
            // A field with a problem below is reported a second time, as if it were unknown: a known one, and one of a
            // map, whose fields have any names.
            boolean echo = keyword.equals("additionalProperties")
                    && (known.contains(unit.getInstanceLocation()) || expected(unit) instanceof JsonObject);
            if (!echo && !STEPS.contains(keyword)) {
                problems.add(problem(unit, keyword, at));
            }
        }
        return problems;
    }

    private Validator validator() {
        var made = validator;
        if (made == null) {
            made = schemas.validator(schema);
            validator = made;
        }
        return made;
    }

    private static void findTooLong(@Nullable Object value, @Nullable Object schema, String at, List<Problem> found) {
        if (!(schema instanceof JsonObject shape)) {
            return;
        }
        if (value instanceof JsonArray list) {
            var max = shape.getInteger("maxItems");
            if (max != null && list.size() > max) {
                found.add(Problem.at(
                        Code.INVALID,
                        at,
                        "It must have at most " + max + " entries and has " + list.size() + ": send fewer at once."));
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                findTooLong(list.getValue(i), shape.getValue("items"), at + "/" + i, found);
            }
        } else if (value instanceof JsonObject object && shape.getValue("properties") instanceof JsonObject known) {
            for (var name : known.fieldNames()) {
                findTooLong(object.getValue(name), known.getValue(name), at + "/" + name, found);
            }
        }
    }

    private Problem problem(OutputUnit unit, String keyword, String at) {
        var pointer = at + pointer(unit.getInstanceLocation());
        return switch (keyword) {
            case "required" -> Problem.at(Code.INVALID, pointer + "/" + quoted(unit.getError()), "It is required.");
            case "additionalProperties" -> Problem.at(Code.MALFORMED, pointer, "There is no such field.");
            case "type" -> Problem.at(Code.MALFORMED, pointer, "It must be of type " + words(expected(unit)) + ".");
            default -> Problem.at(Code.INVALID, pointer, sentence(keyword, expected(unit)));
        };
    }

    private static String sentence(String keyword, @Nullable Object expected) {
        return switch (keyword) {
            case "pattern" -> "It must match " + expected + ".";
            case "enum" -> "It must be one of " + words(expected) + ".";
            case "minimum" -> "It must be at least " + expected + ".";
            case "maximum" -> "It must be at most " + expected + ".";
            case "minLength" -> "It must have at least " + counted(expected, "character", "characters") + ".";
            case "maxLength" -> "It must have at most " + counted(expected, "character", "characters") + ".";
            case "minItems" -> "It must have at least " + counted(expected, "entry", "entries") + ".";
            case "maxItems" -> "It must have at most " + counted(expected, "entry", "entries") + ".";
            case "maxProperties" -> "It must have at most " + counted(expected, "key", "keys") + ".";
            case "minProperties" -> "It must have at least " + expected + " of its fields.";
            case "format" -> "It must be a " + expected + ".";
            case "uniqueItems" -> "An entry stands there twice.";
            default -> "It breaks the rule " + keyword + ".";
        };
    }

    private static String counted(@Nullable Object number, String one, String many) {
        return number + " " + (String.valueOf(number).equals("1") ? one : many);
    }

    /// What the schema says at the keyword; in a resolved document a `$ref` is its target already.
    private @Nullable Object expected(OutputUnit unit) {
        return JsonPointer.from(unit.getKeywordLocation().substring(1).replace("/$ref", ""))
                .queryJson(schema);
    }

    private static String pointer(String location) {
        return URLDecoder.decode(location.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String lastSegment(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String quoted(String message) {
        return message.substring(message.indexOf('"') + 1, message.lastIndexOf('"'));
    }

    private static String words(@Nullable Object expected) {
        return expected instanceof JsonArray many
                ? String.join(", ", many.stream().map(String::valueOf).toList())
                : String.valueOf(expected);
    }
}
