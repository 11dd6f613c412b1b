package scheduler.letter;

import org.jspecify.annotations.Nullable;

/// What somebody gets to read: plain text, and mostly the same as HTML.
public record Letter(String subject, String text, @Nullable String html) {}
