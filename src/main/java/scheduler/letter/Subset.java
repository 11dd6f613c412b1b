package scheduler.letter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What of Mustache a letter may be written in: `{{name}}`, `{{#name}}…{{/name}}`, `{{^name}}…{{/name}}` and `{{! a
/// comment }}`, with the names that there are. So nothing is filled in unescaped, no other template is read, and how
/// long a letter becomes is bounded by how long its template is.
final class Subset {

    static final Subset OF_SUBJECTS =
            new Subset(Set.of("id", "name", "service", "date", "when", "range", "zone", "with", "reason", "sender"));

    static final Subset OF_BODIES = OF_SUBJECTS.and(
            "subject", "greeting", "lead", "language", "direction", "unsubscribe", "unsubscribeLabel", "rows");

    private static final String ROWS = "rows";
    private static final Set<String> OF_ROWS = Set.of("label", "value");
    private static final Pattern METADATA = Pattern.compile("metadata\\.[A-Za-z0-9_-]{1,64}");
    private static final Pattern TAG = Pattern.compile("[ \t]*([#^/]?)[ \t]*([A-Za-z][A-Za-z0-9_.-]*)[ \t]*");
    private static final Pattern COMMENT = Pattern.compile("![^{}]*");
    private static final int TAGS_MAX = 500;
    private static final int DEPTH_MAX = 8;

    private final Set<String> names;

    private Subset(Set<String> names) {
        this.names = names;
    }

    private Subset and(String... more) {
        var all = new HashSet<>(names);
        all.addAll(Set.of(more));
        return new Subset(Set.copyOf(all));
    }

    /// A section that has not been closed yet.
    private record Open(String name, int line) {}

    /// Refuses a template by IllegalArgumentException, whose message has the line.
    void check(String template) {
        Deque<Open> open = new ArrayDeque<>();
        int line = 1;
        int tags = 0;
        int read = 0;
        for (int at = template.indexOf("{{"); at >= 0; at = template.indexOf("{{", read)) {
            line += lines(template, read, at);
            int end = template.indexOf("}}", at + 2);
            if (end < 0) {
                throw wrong(line, "A tag is not closed.");
            }
            if (++tags > TAGS_MAX) {
                throw wrong(line, "A template may have " + TAGS_MAX + " tags at most.");
            }
            check(template.substring(at + 2, end), line, open);
            line += lines(template, at, end);
            read = end + 2;
        }
        if (!open.isEmpty()) {
            throw wrong(open.peek().line(), "The section " + open.peek().name() + " is not closed.");
        }
    }

    private static int lines(String template, int from, int to) {
        return (int) template.substring(from, to)
                .chars()
                .filter(each -> each == '\n')
                .count();
    }

    private void check(String tag, int line, Deque<Open> open) {
        if (COMMENT.matcher(tag).matches()) {
            return;
        }
        var found = TAG.matcher(tag);
        if (!found.matches()) {
            throw wrong(line, unlike(tag));
        }
        var name = found.group(2);
        if (found.group(1).equals("/")) {
            if (open.isEmpty() || !open.pop().name().equals(name)) {
                throw wrong(
                        line, "The section " + name + " is closed and was not opened, or another has to be before.");
            }
            return;
        }
        if (!isKnown(name, open)) {
            throw wrong(line, "There is no " + name + " to be filled in.");
        }
        if (found.group(1).isEmpty()) {
            if (name.equals(ROWS)) {
                throw wrong(line, "rows is a section: {{#rows}}{{label}}: {{value}}{{/rows}}.");
            }
            return;
        }
        if (name.equals(ROWS) && isWithin(open)) {
            throw wrong(line, "rows cannot be within rows.");
        }
        if (open.size() >= DEPTH_MAX) {
            throw wrong(line, "Sections may be " + DEPTH_MAX + " deep at most.");
        }
        open.push(new Open(name, line));
    }

    private boolean isKnown(String name, Deque<Open> open) {
        return names.contains(name) || METADATA.matcher(name).matches() || (OF_ROWS.contains(name) && isWithin(open));
    }

    private static boolean isWithin(Deque<Open> open) {
        return open.stream().anyMatch(each -> each.name().equals(ROWS));
    }

    private static String unlike(String tag) {
        return switch (tag.isEmpty() ? ' ' : tag.charAt(0)) {
            case '{', '&' -> "What is filled in is always escaped: write {{name}}.";
            case '>', '<', '$' -> "Other templates cannot be read from here.";
            case '=' -> "The delimiters cannot be changed.";
            default -> "A tag is {{name}}, {{#name}}, {{^name}}, {{/name}} or {{! a comment }}.";
        };
    }

    private static IllegalArgumentException wrong(int line, String said) {
        return new IllegalArgumentException("Line " + line + ": " + said);
    }
}
