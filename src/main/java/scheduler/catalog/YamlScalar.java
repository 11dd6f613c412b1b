package scheduler.catalog;

import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A value of YAML as one of JSON. What readers of YAML do not agree about is refused instead of guessed: yes and no,
/// numbers that are octal to some and times to others, more digits than a number keeps.
final class YamlScalar {

    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    private YamlScalar() {}

    /// What is wrong is said in an IllegalArgumentException.
    static @Nullable Object read(ScalarNode scalar) {
        var tag = scalar.getTag();
        var text = scalar.getValue();
        if (tag.equals(Tag.STR)) {
            return text(text);
        }
        if (tag.equals(Tag.NULL) && NULLS.contains(text)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return flag(text);
        }
        if (tag.equals(Tag.INT) && WHOLE.matcher(text).matches()) {
            return whole(text);
        }
        if (tag.equals(Tag.FLOAT)) {
            return decimal(text);
        }
        throw new IllegalArgumentException(
                tag.equals(Tag.INT) ? inQuotes(text) : "Its tag " + tag.getValue() + " is not understood.");
    }

    /// As in the body of a request: what the database would not give back as it came.
    static String text(String text) {
        if (text.codePoints().anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
            throw new IllegalArgumentException("It contains U+0000 or half of a character.");
        }
        return text;
    }

    private static boolean flag(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        throw new IllegalArgumentException("Write true or false, or if it is a text, " + text + " in quotes.");
    }

    private static long whole(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The number is too large.", e);
        }
    }

    private static double decimal(String text) {
        try {
            var exact = new BigDecimal(text);
            double number = exact.doubleValue();
            if (Double.isFinite(number) && BigDecimal.valueOf(number).compareTo(exact) == 0) {
                return number;
            }
            throw new IllegalArgumentException("The number has more digits than can be kept.");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(inQuotes(text), e);
        }
    }

    private static String inQuotes(String text) {
        return "Write " + text + " in quotes.";
    }
}
