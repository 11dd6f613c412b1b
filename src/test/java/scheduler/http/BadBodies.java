package scheduler.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Spoils a good body in every way that its schema gives a chance to. Everything that comes out is to be refused.
final class BadBodies {

    private static final String RAW = "\"@@\"";
    private static final String LONG = "x".repeat(40_000);

    private static final List<String> NO_TEXT = List.of(
            "null",
            "1",
            "-1.5",
            "true",
            "[]",
            "{}",
            "[\"x\"]",
            "1e999",
            "NaN",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"x\\udfff\"",
            "\"\\udc00\\ud800\"",
            "\"\\ufffe\"",
            "\"\"",
            "\"   \"",
            "\"" + LONG + "\"",
            "\"x\ny\"",
            "\"\\x41\"",
            "'x'");
    private static final List<String> NO_WHOLE_NUMBER = List.of(
            "null",
            "\"1\"",
            "1.5",
            "-1",
            "-0.5",
            "1e999",
            "-1e999",
            "99999999999999999999999",
            "9223372036854775808",
            "1e30",
            "true",
            "[]",
            "{}",
            "[1]",
            "01",
            "+1",
            "0x1",
            "1.",
            ".5",
            "Infinity",
            "١");
    private static final List<String> NO_FLAG = List.of("null", "\"true\"", "0", "1", "[]", "{}", "TRUE", "1e999");
    private static final List<String> NO_LIST =
            List.of("null", "\"x\"", "1", "{}", "true", "[null]", "[[]]", "[1e999]");
    private static final List<String> NO_OBJECT = List.of("null", "\"x\"", "1", "[]", "true", "[{}]", "1e999");
    private static final List<String> NO_METADATA = List.of(
            "\"x\"",
            "1",
            "[]",
            "true",
            "{\"k\":\"\\u0000\"}",
            "{\"\\u0000\":1}",
            "{\"k\":\"\\ud800\"}",
            "{\"\\ud800\":1}",
            "{\"k\":1e999}",
            "{\"k\":[-1e999]}",
            "{\"k\":1,\"k\":2}",
            "{\"k\":{\"a\":1,\"a\":1}}",
            "{\"k\":\"" + "x".repeat(17_000) + "\"}",
            "{\"k\":" + "[".repeat(500) + "]".repeat(500) + "}");

    private final JsonObject example;
    private final List<String> found = new ArrayList<>();

    private BadBodies(JsonObject example) {
        this.example = example;
    }

    static List<String> of(JsonObject body, Random random) {
        var example = body.getJsonObject("example");
        var bad = new BadBodies(example);
        bad.spoil(body.getJsonObject("schema"), example, "");
        bad.tear(random);
        return bad.found;
    }

    private void spoil(JsonObject schema, Object value, String at) {
        switch (value) {
            case JsonObject object
            when at.endsWith("/metadata") -> {
                NO_METADATA.forEach(each -> put(at, each));
                put(
                        at,
                        IntStream.range(0, 51)
                                .boxed()
                                .collect(JsonObject::new, (all, i) -> all.put("k" + i, i), (_, _) -> {})
                                .encode());
                put(at, object.copy().put("k", "\u0000").encode());
            }
            case JsonObject object -> object(schema, object, at);
            case JsonArray array -> array(schema, array, at);
            case String _ -> text(schema, at);
            case Number _ -> number(schema, at);
            case Boolean _ -> NO_FLAG.forEach(each -> put(at, each));
            default -> throw new IllegalArgumentException("an example has " + value);
        }
    }

    private void object(JsonObject schema, JsonObject object, String at) {
        if (!at.isEmpty()) {
            NO_OBJECT.forEach(each -> put(at, each));
        }
        for (var extra : List.of("unknown", "", "__proto__", "a/b~c", "\u0000", "Start", "id", "ä".repeat(200))) {
            put(at, object.copy().put(extra, 1).encode());
            put(at, object.copy().putNull(extra).encode());
        }
        for (var required : schema.getJsonArray("required", new JsonArray())) {
            var less = object.copy();
            less.remove((String) required);
            put(at, less.encode());
        }
        var properties = schema.getJsonObject("properties", new JsonObject());
        for (var name : object.fieldNames()) {
            var twice = object.encode();
            put(at, "{\"" + name + "\":" + RAW.replace("@@", "twice") + "," + twice.substring(1));
            spoil(properties.getJsonObject(name), object.getValue(name), at + "/" + name);
        }
    }

    private void array(JsonObject schema, JsonArray array, String at) {
        NO_LIST.forEach(each -> put(at, each));
        var items = schema.getJsonObject("items");
        if (schema.containsKey("maxItems") && !array.isEmpty()) {
            var many = new JsonArray();
            IntStream.rangeClosed(0, schema.getInteger("maxItems")).forEach(_ -> many.add(array.getValue(0)));
            put(at, many.encode());
        }
        for (int i = 0; i < array.size(); i++) {
            spoil(items, array.getValue(i), at + "/" + i);
        }
    }

    private void text(JsonObject schema, String at) {
        NO_TEXT.forEach(each -> put(at, each));
        if (schema.containsKey("maxLength")) {
            put(at, "\"" + "x".repeat(schema.getInteger("maxLength") + 1) + "\"");
        }
        if (schema.containsKey("enum")) {
            put(at, "\"none\"");
            put(at, "\"" + schema.getJsonArray("enum").getString(0) + " \"");
        }
        if (schema.getString("pattern", "").startsWith("^[A-Za-z0-9]")) {
            BadFields.NAMES.forEach(each -> put(at, "\"" + each + "\""));
        }
        BadFields.of(at.substring(at.lastIndexOf('/') + 1)).forEach(each -> put(at, "\"" + each + "\""));
    }

    private void number(JsonObject schema, String at) {
        NO_WHOLE_NUMBER.forEach(each -> put(at, each));
        put(at, String.valueOf(schema.getLong("minimum") - 1));
        put(at, String.valueOf(schema.getLong("maximum") + 1));
    }

    private void put(String at, String raw) {
        if (at.isEmpty()) {
            found.add(raw);
            return;
        }
        var copy = example.copy();
        JsonPointer.from(at).writeJson(copy, "@@");
        found.add(copy.encode().replace(RAW, raw));
    }

    /// What is no JSON object at all.
    private void tear(Random random) {
        var whole = example.encode();
        found.addAll(List.of(
                "null",
                "1",
                "true",
                "\"x\"",
                "[]",
                "[" + whole + "]",
                whole + "}",
                whole + whole,
                whole + ",",
                "{",
                "}",
                whole + " // done",
                "/* so */" + whole,
                whole.replace('"', '\''),
                "{,}",
                "{\"a\"}",
                "{a:1}",
                "nul",
                " ",
                "\"" + whole.replace("\"", "\\\"") + "\"",
                "{\"a\":}",
                "{\"a\":1,}",
                "NaN",
                "-",
                "\u0000",
                "<a/>",
                "start=1&end=2",
                "[".repeat(30_000),
                "{\"a\":".repeat(9_000),
                "[".repeat(30_000) + "]".repeat(30_000),
                "9".repeat(60_000),
                "{\"a\":" + "9".repeat(5_000) + "}",
                "{\"" + LONG + "\":1}",
                "\uFFFF" + whole));
        for (int i = 0; i < 20 && whole.length() > 2; i++) {
            found.add(whole.substring(0, 1 + random.nextInt(whole.length() - 1)));
            int at = random.nextInt(whole.length());
            found.add(whole.substring(0, at) + (char) (1 + random.nextInt(8)) + whole.substring(at));
        }
        found.removeIf(whole::equals);
    }
}
