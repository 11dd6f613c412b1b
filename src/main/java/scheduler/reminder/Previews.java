package scheduler.reminder;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.letter.LetterKind;
import scheduler.letter.Wording;
import scheduler.mail.Templates;
import scheduler.message.Address;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about letters that are only tried out.
public final class Previews {

    private Previews() {}

    /// What is tried out: about which booking, or about one that is made up; in which language, or in that of whoever
    /// comes; in which words, or in those that hold.
    record Draft(
            LetterKind kind,
            @Nullable UUID booking,
            @Nullable Locale locale,
            @Nullable Wording wording) {

        static Draft read(LetterKind kind, Fields fields) {
            return new Draft(
                    kind,
                    fields.optional("booking", UUID::fromString),
                    fields.optional("locale", Templates::locale),
                    fields.inner("template", Templates::wording));
        }
    }

    /// Shows a letter.
    public record PreviewLetter(Tenant tenant, Draft draft) {
        public static final Address<PreviewLetter> ADDRESS = new Address<>("scheduler.command.letter.preview");

        public static PreviewLetter read(Tenant tenant, LetterKind kind, Fields fields) {
            return new PreviewLetter(tenant, Draft.read(kind, fields));
        }
    }

    /// Sends a letter to somebody who wants to see it in his mail.
    public record TestLetter(Write write, String to, Draft draft) {
        public static final Address<TestLetter> ADDRESS = new Address<>("scheduler.command.letter.test");

        public static TestLetter read(Write write, LetterKind kind, Fields fields) {
            return new TestLetter(write, fields.text("to", EmailAddress::read), Draft.read(kind, fields));
        }
    }
}
