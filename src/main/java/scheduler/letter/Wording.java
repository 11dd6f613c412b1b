package scheduler.letter;

import org.jspecify.annotations.Nullable;

/// The templates of a letter in words of one's own. Without `html` it is plain text alone.
public record Wording(String subject, String text, @Nullable String html) {

    private static final int SUBJECT_MAX = 500;
    private static final int TEXT_MAX = 20_000;
    private static final int HTML_MAX = 40_000;

    /// A template of a subject, refused by IllegalArgumentException as the others are.
    public static String subject(String template) {
        if (template.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("It must be one line without control characters.");
        }
        return bounded(template, SUBJECT_MAX, Subset.OF_SUBJECTS);
    }

    /// A template of plain text.
    public static String text(String template) {
        return bounded(template, TEXT_MAX, Subset.OF_BODIES);
    }

    /// A template of HTML.
    public static String html(String template) {
        return bounded(template, HTML_MAX, Subset.OF_BODIES);
    }

    private static String bounded(String template, int max, Subset subset) {
        if (template.isBlank()) {
            throw new IllegalArgumentException("It must not be empty.");
        }
        if (template.length() > max) {
            throw new IllegalArgumentException("It may have " + max + " characters at most.");
        }
        subset.check(template);
        return template;
    }
}
