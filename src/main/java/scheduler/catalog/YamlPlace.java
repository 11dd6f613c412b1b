package scheduler.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A place in a YAML file: what stands there, and the line where a person would look for it.
record YamlPlace(@Nullable Node node, int line) {

    /// The place of a JSON pointer. What is missing has none of its own: then it is that of what it is missing from.
    static YamlPlace find(@Nullable Node root, String pointer) {
        var place = new YamlPlace(root, 1);
        for (var part : parts(pointer)) {
            var below = place.below(part);
            if (below.isEmpty()) {
                return place;
            }
            place = below.get();
        }
        return place;
    }

    static List<String> parts(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : List.of(pointer.substring(1).split("/", -1)).stream()
                        .map(part -> part.replace("~1", "/").replace("~0", "~"))
                        .toList();
    }

    static String part(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private Optional<YamlPlace> below(String part) {
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode key
                                && key.getValue().equals(part))
                        .findFirst()
                        .map(entry -> new YamlPlace(entry.getValueNode(), line(entry.getKeyNode())));
            case SequenceNode sequence
            when part.matches("\\d{1,9}") ->
                sequence.getValue().stream()
                        .skip(Integer.parseInt(part))
                        .findFirst()
                        .map(item -> new YamlPlace(item, line(item)));
            case null, default -> Optional.empty();
        };
    }
}
