package scheduler.letter;

import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import scheduler.letter.Forms.Form;

/// Writes letters in the languages that there are texts for (`letters/` in the jar); in English to everybody else. The
/// templates have no logic, and what is filled into HTML is escaped.
public final class Letters {

    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "zh", "ar");
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "fa", "he", "ps", "sd", "ug", "ur", "yi");

    private final Map<String, Texts> texts = new HashMap<>();
    private final Template plain;
    private final Template html;

    /// The templates of one language, by their names.
    private record Texts(Map<String, Template> templates) {

        String write(String name, Map<String, ?> facts) {
            return Objects.requireNonNull(templates.get(name), name).execute(facts);
        }
    }

    public Letters() {
        this.plain = Templates.PLAIN.compile(read("letter.txt"));
        this.html = Templates.HTML.compile(read("letter.html"));
        for (var language : LANGUAGES) {
            texts.put(language, texts(language));
        }
    }

    private static Texts texts(String language) {
        var properties = new Properties();
        try (Reader reader = open(language + ".properties")) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var templates = new HashMap<String, Template>();
        properties
                .stringPropertyNames()
                .forEach(name -> templates.put(name, Templates.PLAIN.compile(properties.getProperty(name))));
        return new Texts(Map.copyOf(templates));
    }

    private static String read(String name) {
        try (Reader reader = open(name)) {
            return reader.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader open(String name) {
        var resource = Letters.class.getResourceAsStream("/letters/" + name);
        return new InputStreamReader(Objects.requireNonNull(resource, name), StandardCharsets.UTF_8);
    }

    /// The locales of the languages that there are texts for.
    public static List<Locale> locales() {
        return LANGUAGES.stream().map(Locale::forLanguageTag).toList();
    }

    /// The direction of what is written in a language, as HTML says it.
    public static String direction(Locale locale) {
        return RIGHT_TO_LEFT.contains(locale.getLanguage()) ? "rtl" : "ltr";
    }

    /// A text of its own, by its name.
    public String phrase(Locale locale, String name) {
        return texts(locale).write(name, Map.of());
    }

    public Letter write(Occasion occasion) {
        return write(occasion, Forms.NONE);
    }

    /// By the form that is nearest to the language of whoever reads it; where there is none, as letters are.
    public Letter write(Occasion occasion, Forms forms) {
        var wanted = occasion.language() == null ? Locale.ENGLISH : Locale.forLanguageTag(occasion.language());
        var form = form(occasion, forms, wanted);
        return form.isPresent() ? filled(occasion, form.get(), wanted) : usual(occasion, wanted);
    }

    private static Optional<Form> form(Occasion occasion, Forms forms, Locale wanted) {
        var nearest = forms.find(occasion.kind(), wanted);
        return nearest.isPresent() || LANGUAGES.contains(wanted.getLanguage())
                ? nearest
                : forms.find(occasion.kind(), Locale.ENGLISH);
    }

    private Letter filled(Occasion occasion, Form form, Locale wanted) {
        // Dates differ within a language.
        var locale = wanted.getLanguage().equals(form.locale().getLanguage()) ? wanted : form.locale();
        var facts = facts(occasion, locale);
        var subject = oneLine(form.subject(facts));
        facts.put("subject", subject);
        return form.write(subject, facts);
    }

    private Letter usual(Occasion occasion, Locale wanted) {
        var facts = facts(occasion, LANGUAGES.contains(wanted.getLanguage()) ? wanted : Locale.ENGLISH);
        var subject = texts(wanted).write(occasion.topic().text() + ".subject", facts);
        facts.put("subject", subject);
        return new Letter(subject, plain.execute(facts), html.execute(facts));
    }

    private Texts texts(Locale locale) {
        return Objects.requireNonNull(texts.getOrDefault(locale.getLanguage(), texts.get("en")));
    }

    /// All that can be filled in.
    private Map<String, Object> facts(Occasion occasion, Locale locale) {
        var its = texts(locale);
        var facts = new HashMap<String, Object>(times(occasion, locale));
        facts.put("id", occasion.id());
        facts.put("sender", occasion.sender());
        facts.put("name", oneLine(occasion.name()));
        facts.put("service", oneLine(occasion.service()));
        facts.put("with", String.join(", ", occasion.with()));
        facts.put("reason", Objects.requireNonNullElse(occasion.reason(), ""));
        facts.put("metadata", occasion.metadata());
        facts.put("unsubscribe", Objects.requireNonNullElse(occasion.unsubscribe(), ""));
        facts.put("unsubscribeLabel", its.write("label.unsubscribe", Map.of()));
        facts.put("language", locale.getLanguage());
        facts.put("direction", direction(locale));
        facts.put("greeting", its.write("greeting", facts));
        facts.put("lead", its.write(occasion.topic().text() + ".lead", facts));
        facts.put("rows", rows(occasion, its, facts));
        return facts;
    }

    private static List<Map<String, String>> rows(Occasion occasion, Texts texts, Map<String, Object> facts) {
        var rows = new ArrayList<Map<String, String>>();
        rows.add(row(texts, "what", occasion.service()));
        rows.add(row(texts, "when", String.valueOf(facts.get("range"))));
        if (!occasion.with().isEmpty()) {
            rows.add(row(texts, "withWhom", String.join(", ", occasion.with())));
        }
        if (occasion.reason() != null) {
            rows.add(row(texts, "reason", occasion.reason()));
        }
        return rows;
    }

    private static Map<String, String> row(Texts texts, String label, String value) {
        return Map.of("label", texts.write("label." + label, Map.of()), "value", value);
    }

    private static Map<String, String> times(Occasion occasion, Locale locale) {
        var dates = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale);
        var times = DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale);
        var start = occasion.start().atZone(occasion.zone());
        var end = occasion.end().atZone(occasion.zone());
        var date = dates.format(start);
        var when = date + ", " + times.format(start);
        var until = start.toLocalDate().equals(end.toLocalDate())
                ? times.format(end)
                : dates.format(end) + ", " + times.format(end);
        var zone = occasion.zone().getDisplayName(TextStyle.FULL, locale);
        return Map.of("date", date, "when", when, "zone", zone, "range", when + " – " + until + " (" + zone + ")");
    }

    /// What is put into a subject must not end its line.
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").trim();
    }
}
