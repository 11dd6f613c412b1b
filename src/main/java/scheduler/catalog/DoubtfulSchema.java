package scheduler.catalog;

import java.util.Map;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/// Takes a plain value for whatever a reader of any version of YAML might take it for, flags and numbers of version 1.1
/// included, so that what they do not agree about is seen and can be refused.
final class DoubtfulSchema implements Schema {

    private static final Pattern FLAG =
            Pattern.compile("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");

    /// Binary, octal, hexadecimal, of base sixty, and with digits apart.
    private static final Pattern WHOLE =
            Pattern.compile("[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])*)");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?"
            + "|[-+]?\\.[0-9_]+([eE][-+]?[0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");

    /// Not the tag that the library knows, because it would merge.
    static final Tag MERGE = new Tag("!merge");

    @Override
    public ScalarResolver getScalarResolver() {
        return (text, isPlain) -> isPlain ? tag(text) : Tag.STR;
    }

    private static Tag tag(String text) {
        if (FLAG.matcher(text).matches()) {
            return Tag.BOOL;
        }
        if (WHOLE.matcher(text).matches()) {
            return Tag.INT;
        }
        if (DECIMAL.matcher(text).matches()) {
            return Tag.FLOAT;
        }
        if (NOTHING.matcher(text).matches()) {
            return Tag.NULL;
        }
        return text.equals("<<") ? MERGE : Tag.STR;
    }

    /// Values are made of nodes elsewhere.
    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of();
    }
}
