package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.platform.Yaml;

/// A YAML file as JSON that knows the line of every place in it. Every value comes through as it was meant or is
/// refused with its place.
final class YamlTree {

    private static final int CHARACTERS_MAX = 16 << 20;
    private static final int DELETE = 0x7F;
    private static final int DEPTH_MAX = 20;
    /// So deep a text is followed at all: what is between the two is refused with the field that it is in.
    private static final int DEPTH_READ_MAX = 200;
    /// Aliases count as often as they are used, or nine lines of them could be a thousand million values.
    private static final int VALUES_MAX = 2_000_000;

    private final String name;
    private final @Nullable Node root;
    private final JsonObject json;
    private int values;

    private YamlTree(String name, @Nullable Node root) {
        this.name = name;
        this.root = root;
        if (root != null && !(root instanceof MappingNode)) {
            throw problem(1, "", "It must be a map with resources and services.");
        }
        this.json = root instanceof MappingNode mapping ? object(mapping, "", 0) : new JsonObject();
    }

    static YamlTree read(String name, String text) {
        expectCharacters(name, text);
        var settings = LoadSettings.builder()
                .setSchema(new DoubtfulSchema())
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setAllowRecursiveKeys(true)
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .setCodePointLimit(CHARACTERS_MAX)
                .build();
        @Nullable Node root;
        try {
            root = Yaml.compose(text, settings, DEPTH_READ_MAX).orElse(null);
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw unreadable(name, line, "it is not YAML: " + e.getProblem() + ".");
        } catch (YamlEngineException e) {
            throw unreadable(name, 1, "it is not YAML: " + e.getMessage() + ".");
        }
        return new YamlTree(name, root);
    }

    private static void expectCharacters(String name, String text) {
        if (text.length() > CHARACTERS_MAX) {
            throw unreadable(name, 1, "it has more than " + CHARACTERS_MAX + " characters.");
        }
        int line = 1;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (!StreamReader.isPrintable(character) || character == DELETE) {
                throw unreadable(name, line, "the character U+%04X does not belong there.".formatted(character));
            }
            line += character == '\n' ? 1 : 0;
        }
    }

    JsonObject json() {
        return json;
    }

    /// The same refusal with file, line and field in its detail.
    Refusal located(Refusal refusal) {
        var problem = refusal.problem();
        var pointer = problem.pointer() == null ? "" : problem.pointer();
        return problem(YamlPlace.find(root, pointer).line(), pointer, problem.detail());
    }

    private Refusal problem(int line, String pointer, String detail) {
        var field = pointer.isEmpty() ? "" : String.join(".", YamlPlace.parts(pointer)) + ": ";
        return new Refusal(Problem.of(Code.INVALID, name + ":" + line + ": " + field + detail));
    }

    private static Refusal unreadable(String name, int line, String detail) {
        return new Refusal(Problem.of(Code.MALFORMED, name + ":" + line + ": " + detail.replaceAll("\\s+", " ")));
    }

    private JsonObject object(MappingNode node, String at, int depth) {
        var object = new JsonObject();
        for (var entry : node.getValue()) {
            var key = key(entry.getKeyNode(), at);
            var place = at + YamlPlace.part(key);
            if (object.containsKey(key)) {
                throw problem(YamlPlace.line(entry.getKeyNode()), place, "It stands there twice.");
            }
            object.put(key, value(entry.getValueNode(), place, depth + 1));
        }
        return object;
    }

    /// A name is a text, however it is written: `on` and `1` too.
    private String key(Node node, String at) {
        int line = YamlPlace.line(node);
        if (!(node instanceof ScalarNode scalar)) {
            throw problem(line, at, "A name must be a text.");
        }
        if (scalar.getTag().equals(DoubtfulSchema.MERGE)) {
            throw problem(line, at, "Merging (<<) is not understood; an alias as a whole is.");
        }
        return checked(line, at, () -> YamlScalar.text(scalar.getValue()));
    }

    private @Nullable Object value(Node node, String at, int depth) {
        int line = YamlPlace.line(node);
        if (++values > VALUES_MAX) {
            throw problem(
                    line, at, "The file has more than " + VALUES_MAX + " values up to here, aliases written out.");
        }
        if (depth > DEPTH_MAX) {
            throw problem(line, at, "It is nested deeper than " + DEPTH_MAX + " levels, or contains itself.");
        }
        return switch (node) {
            case MappingNode mapping when mapping.getTag().equals(Tag.MAP) -> object(mapping, at, depth);
            case SequenceNode sequence when sequence.getTag().equals(Tag.SEQ) -> array(sequence, at, depth);
            case ScalarNode scalar -> checked(line, at, () -> YamlScalar.read(scalar));
            default -> throw problem(line, at, "Its tag " + node.getTag().getValue() + " is not understood.");
        };
    }

    private JsonArray array(SequenceNode node, String at, int depth) {
        var array = new JsonArray();
        for (var item : node.getValue()) {
            array.add(value(item, at + "/" + array.size(), depth + 1));
        }
        return array;
    }

    private <T extends @Nullable Object> T checked(int line, String at, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw problem(line, at, String.valueOf(e.getMessage()));
        }
    }
}
