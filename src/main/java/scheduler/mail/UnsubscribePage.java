package scheduler.mail;

import java.time.Duration;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import org.jspecify.annotations.Nullable;
import scheduler.letter.Letters;
import scheduler.message.Outcome.Written;

/// The page behind the link in a reminder, in the language of whoever looks at it.
final class UnsubscribePage {

    private static final String TYPE = "text/html; charset=utf-8";

    private final Letters letters;

    UnsubscribePage(Letters letters) {
        this.letters = letters;
    }

    Written asking(@Nullable String languages) {
        var locale = locale(languages);
        return page(
                locale,
                "<p>" + letters.phrase(locale, "page.unsubscribe.ask") + "</p>\n<form method=\"post\"><button>"
                        + letters.phrase(locale, "label.unsubscribe") + "</button></form>");
    }

    Written done(@Nullable String languages) {
        var locale = locale(languages);
        return page(locale, "<p>" + letters.phrase(locale, "page.unsubscribe.done") + "</p>");
    }

    private Written page(Locale locale, String content) {
        var html = """
                <!DOCTYPE html>
                <html lang="%s" dir="%s"><head><meta charset="utf-8"><meta name="robots" content="noindex">
                <meta name="viewport" content="width=device-width"><title>%s</title>
                <style>body{font:18px/1.5 system-ui,sans-serif;max-width:30rem;margin:4rem auto;padding:0 1rem}
                button{font:inherit;padding:.5rem 1rem}</style></head>
                <body>
                %s
                </body></html>
                """.formatted(
                locale.getLanguage(), Letters.direction(locale), letters.phrase(locale, "label.unsubscribe"), content);
        return new Written(TYPE, html, Duration.ZERO);
    }

    /// The first that there is of those that are asked for (RFC 9110 §12.5.4).
    private static Locale locale(@Nullable String languages) {
        try {
            var found = languages == null
                    ? null
                    : Locale.lookup(LanguageRange.parse(languages.replace(" ", "")), Letters.locales());
            return found == null ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
