package scheduler.mail;

import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.letter.LetterKind;
import scheduler.letter.Wording;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about letters in words of a tenant's own.
public final class Templates {

    private static final int LOCALE_MAX = 35;

    private Templates() {}

    /// Which letter is meant.
    public record Which(LetterKind kind, Locale locale) {

        String tag() {
            return locale.toLanguageTag();
        }
    }

    /// A locale as a language tag (BCP 47).
    public static Locale locale(String text) {
        try {
            var locale = new Locale.Builder()
                    .setLanguageTag(Fields.plain(LOCALE_MAX).apply(text))
                    .build();
            if (!locale.getLanguage().isEmpty()) {
                return locale;
            }
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("It is not a language tag; write it like de or de-AT.", e);
        }
        throw new IllegalArgumentException("It is not a language tag; write it like de or de-AT.");
    }

    /// Reads the templates of a letter.
    public static Wording wording(Fields fields) {
        return new Wording(
                fields.text("subject", Wording::subject),
                fields.text("text", Wording::text),
                fields.optional("html", Wording::html));
    }

    /// Has a letter be written in other words.
    public record PutTemplate(Write write, Which which, Wording wording) {
        public static final Address<PutTemplate> ADDRESS = new Address<>("scheduler.command.letter.put");

        public static PutTemplate read(Write write, Which which, Fields fields) {
            return new PutTemplate(write, which, Templates.wording(fields));
        }
    }

    /// Has a letter be written as it is without that.
    public record DeleteTemplate(Write write, Which which) {
        public static final Address<DeleteTemplate> ADDRESS = new Address<>("scheduler.command.letter.delete");
    }

    /// Reads the words of a letter.
    public record GetTemplate(Tenant tenant, Which which) {
        public static final Address<GetTemplate> ADDRESS = new Address<>("scheduler.command.letter.get");
    }

    /// Lists the letters that have words of their own, by kind and locale.
    public record ListTemplates(
            Tenant tenant, int limit, @Nullable String cursor) {
        public static final Address<ListTemplates> ADDRESS = new Address<>("scheduler.command.letter.list");
    }
}
