package scheduler.letter;

import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Letters in words of one's own, by what they are about and by language.
public final class Forms {

    public static final Forms NONE = new Forms(List.of());

    private final Map<String, Form> forms = new HashMap<>();

    /// What a letter in a locale says, by a template that was checked.
    public record Entry(LetterKind kind, Locale locale, Wording wording) {}

    public Forms(List<Entry> entries) {
        entries.forEach(each -> forms.put(key(each.kind(), each.locale().toLanguageTag()), new Form(each)));
    }

    /// A letter whose blanks are to be filled in.
    static final class Form {
        private final Locale locale;
        private final Template subject;
        private final Template text;
        private final @Nullable Template html;

        private Form(Entry entry) {
            var wording = entry.wording();
            this.locale = entry.locale();
            this.subject = Templates.PLAIN.compile(wording.subject());
            this.text = Templates.PLAIN.compile(wording.text());
            this.html = wording.html() == null ? null : Templates.HTML.compile(wording.html());
        }

        Locale locale() {
            return locale;
        }

        String subject(Map<String, Object> facts) {
            return subject.execute(facts);
        }

        Letter write(String line, Map<String, Object> facts) {
            return new Letter(line, text.execute(facts), html == null ? null : html.execute(facts));
        }
    }

    /// The one that is nearest to a locale: its own, or that of what it is a variant of (RFC 4647 §3.4). Where there is
    /// none of the name that is asked for, it is the one without.
    Optional<Form> find(LetterKind kind, Locale wanted) {
        var named = nearest(kind, wanted);
        return named.isPresent() || kind.name() == null ? named : nearest(LetterKind.of(kind.topic()), wanted);
    }

    private Optional<Form> nearest(LetterKind kind, Locale wanted) {
        for (var tag = wanted.toLanguageTag(); !tag.isEmpty(); tag = shorter(tag)) {
            var found = forms.get(key(kind, tag));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static String shorter(String tag) {
        return tag.contains("-") ? tag.replaceFirst("(-[^-])?-[^-]+$", "") : "";
    }

    private static String key(LetterKind kind, String tag) {
        return kind.text() + " " + tag;
    }
}
