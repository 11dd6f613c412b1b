package scheduler.letter;

/// What somebody gets to read: the same as plain text and as HTML.
public record Letter(String subject, String text, String html) {}
