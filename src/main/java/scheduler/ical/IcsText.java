package scheduler.ical;

import com.github.mangstadt.vinnie.SyntaxStyle;
import com.github.mangstadt.vinnie.VObjectParameters;
import com.github.mangstadt.vinnie.io.VObjectPropertyValues;
import com.github.mangstadt.vinnie.io.VObjectWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes an iCalendar object (RFC 5545) line by line. The library quotes and escapes; before it, whatever some reader
/// might take for the end of a line is taken out, so that no name can begin a line of its own. The library counts
/// characters where it folds, and the standard counts octets, so lines are folded here.
final class IcsText {

    static final String PRODUCT = "-//appointment-scheduler//Calendars 1.0//EN";

    private static final int OCTETS_MAX = 75;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");
    private static final int REPLACEMENT = 0xFFFD;

    private final StringBuilder folded = new StringBuilder();
    private final StringWriter line = new StringWriter();
    private final VObjectWriter writer = new VObjectWriter(line, SyntaxStyle.NEW);

    IcsText() {
        writer.getFoldedLineWriter().setLineLength(null);
        // A quote has no other way into a parameter (RFC 6868).
        writer.setCaretEncodingEnabled(true);
    }

    /// Begins the object itself.
    static IcsText calendar() {
        return new IcsText()
                .begin("VCALENDAR")
                .value("PRODID", PRODUCT)
                .value("VERSION", "2.0")
                .value("CALSCALE", "GREGORIAN");
    }

    IcsText begin(String component) {
        return value("BEGIN", component);
    }

    IcsText end(String component) {
        return value("END", component);
    }

    /// A text of whatever characters.
    IcsText text(String name, String text) {
        return value(name, escaped(text));
    }

    /// A list of texts.
    IcsText texts(String name, List<String> texts) {
        return value(name, texts.stream().map(IcsText::escaped).collect(Collectors.joining(",")));
    }

    private static String escaped(String text) {
        return VObjectPropertyValues.escape(clean(text, '\n'));
    }

    /// A value that stands there as it is: a word of the standard, a number, an address.
    IcsText value(String name, String value) {
        return value(name, Map.of(), value);
    }

    /// The same with parameters, whose values may be of whatever characters.
    IcsText value(String name, Map<String, String> parameters, String value) {
        var given = new VObjectParameters();
        parameters.forEach((key, each) -> given.put(key, clean(each, ' ')));
        try {
            writer.writeProperty(null, name, given, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fold(line.getBuffer());
        line.getBuffer().setLength(0);
        return this;
    }

    IcsText instant(String name, Instant instant) {
        return value(name, utc(instant));
    }

    static String utc(Instant instant) {
        return local(instant.atOffset(ZoneOffset.UTC).toLocalDateTime()) + "Z";
    }

    static String local(LocalDateTime time) {
        return LOCAL.format(time);
    }

    /// What has been written, once everything that began has ended.
    String written() {
        return folded.toString();
    }

    /// Copies a line, which ends with CRLF.
    private void fold(CharSequence whole) {
        int octets = 0;
        for (int i = 0; i < whole.length() - 2; ) {
            int each = Character.codePointAt(whole, i);
            i += Character.charCount(each);
            int width = width(each);
            if (octets + width > OCTETS_MAX) {
                folded.append("\r\n ");
                octets = 1;
            }
            folded.appendCodePoint(each);
            octets += width;
        }
        folded.append("\r\n");
    }

    private static int width(int codePoint) {
        return codePoint < 0x80 ? 1 : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
    }

    /// A text whose line breaks are all alike, without any other control characters or halves of characters.
    private static String clean(String text, char lineBreak) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int each = text.codePointAt(i);
            i += Character.charCount(each);
            if (each == '\r' && i < text.length() && text.charAt(i) == '\n') {
                continue;
            }
            if (breaksLines(each)) {
                clean.append(lineBreak);
            } else if (Character.getType(each) == Character.SURROGATE) {
                clean.appendCodePoint(REPLACEMENT);
            } else if (each == '\t' || !Character.isISOControl(each)) {
                clean.appendCodePoint(each);
            }
        }
        return clean.toString();
    }

    /// Also where only some readers take them for the end of a line.
    private static boolean breaksLines(int codePoint) {
        return switch (codePoint) {
            case '\n', 0x0B, '\f', '\r', 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }
}
