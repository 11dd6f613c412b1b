package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// A YAML file as JSON, with the line of every place in it.
final class YamlTree {

    private static final int ALIASES_MAX = 200;
    private static final int DEPTH_MAX = 20;
    private static final int CHARACTERS_MAX = 16 << 20;

    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonObject json;

    private YamlTree(String name, @Nullable Node root) {
        this.name = name;
        this.json = root instanceof MappingNode mapping ? object(mapping, "") : new JsonObject();
        if (root != null && !(root instanceof MappingNode)) {
            throw problem(1, "", "It must be a map with resources and services.");
        }
    }

    static YamlTree read(String name, String text) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setCodePointLimit(CHARACTERS_MAX);
        try {
            return new YamlTree(name, new Yaml(new SafeConstructor(options)).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new Refusal(Problem.of(
                    Code.MALFORMED,
                    name + ":" + (mark == null ? 1 : mark.getLine() + 1) + ": it is not YAML: " + e.getProblem()
                            + "."));
        }
    }

    JsonObject json() {
        return json;
    }

    /// The same refusal with file, line and field in its detail.
    Refusal located(Refusal refusal) {
        var problem = refusal.problem();
        var pointer = problem.pointer() == null ? "" : problem.pointer();
        return problem(line(pointer), pointer, problem.detail());
    }

    private Refusal problem(int line, String pointer, String detail) {
        var field = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.') + ": ";
        return new Refusal(Problem.of(Code.INVALID, name + ":" + line + ": " + field + detail));
    }

    /// What is missing has no line of its own: then it is the line of what it is missing from.
    private int line(String pointer) {
        for (var at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            var line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private JsonObject object(MappingNode node, String at) {
        var object = new JsonObject();
        for (var entry : node.getValue()) {
            var key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            var place = at + "/" + key;
            int line = entry.getKeyNode().getStartMark().getLine() + 1;
            if (object.containsKey(key)) {
                throw problem(line, place, "It stands there twice.");
            }
            lines.putIfAbsent(place, line);
            object.put(key, value(entry.getValueNode(), place));
        }
        return object;
    }

    private @Nullable Object value(Node node, String at) {
        return switch (node) {
            case MappingNode mapping -> object(mapping, at);
            case SequenceNode sequence -> {
                var array = new JsonArray();
                for (var item : sequence.getValue()) {
                    var place = at + "/" + array.size();
                    lines.putIfAbsent(place, item.getStartMark().getLine() + 1);
                    array.add(value(item, place));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar, at);
            default -> throw problem(node.getStartMark().getLine() + 1, at, "It cannot be read.");
        };
    }

    private @Nullable Object scalar(ScalarNode scalar, String at) {
        var text = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) {
            return null;
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            if (!text.equals("true") && !text.equals("false")) {
                // To YAML 1.1, Norway is false.
                throw problem(
                        scalar.getStartMark().getLine() + 1, at, "Write true or false, or " + text + " in quotes.");
            }
            return Boolean.valueOf(text);
        }
        if (scalar.getTag().equals(Tag.INT)) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                // YAML 1.1 also knows 09:00 and 0x1F as numbers.
                throw problem(scalar.getStartMark().getLine() + 1, at, "Write " + text + " in quotes.");
            }
        }
        return text;
    }
}
