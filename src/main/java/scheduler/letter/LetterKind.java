package scheduler.letter;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.letter.Occasion.Topic;

/// Which letter is meant: one about a topic, or one of several about it that has a `name`, by which a rule asks for it.
/// Written as `reminder`, or as `reminder.first-visit`.
public record LetterKind(Topic topic, @Nullable String name) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public static LetterKind of(Topic topic) {
        return new LetterKind(topic, null);
    }

    public static LetterKind read(String text) {
        int dot = text.indexOf('.');
        var topic = dot < 0 ? text : text.substring(0, dot);
        for (var each : Topic.values()) {
            if (each.text().equals(topic)) {
                return new LetterKind(each, dot < 0 ? null : name(text.substring(dot + 1)));
            }
        }
        throw new IllegalArgumentException("There is no such kind of letter.");
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "A letter is named by up to 40 small letters, digits and hyphens, the first no hyphen.");
        }
        return text;
    }

    public String text() {
        return name == null ? topic.text() : topic.text() + "." + name;
    }
}
