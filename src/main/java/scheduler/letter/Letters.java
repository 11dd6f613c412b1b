package scheduler.letter;

import com.samskivert.mustache.Mustache;
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
import java.util.Properties;

/// Writes letters in the languages that there are texts for (`letters/` in the jar); in English to everybody else. The
/// templates have no logic, and what is filled into HTML is escaped.
public final class Letters {

    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "zh", "ar");
    private static final String DEFAULT = "en";
    private static final String RIGHT_TO_LEFT = "ar";

    private final Map<String, Texts> texts = new HashMap<>();
    private final Template plain;
    private final Template html;

    /// The templates of one language, by their names.
    private record Texts(Locale locale, Map<String, Template> templates) {

        String write(String name, Map<String, ?> facts) {
            return Objects.requireNonNull(templates.get(name), name).execute(facts);
        }
    }

    public Letters() {
        this.plain = Mustache.compiler().escapeHTML(false).compile(read("letter.txt"));
        this.html = Mustache.compiler().escapeHTML(true).compile(read("letter.html"));
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
        var compiler = Mustache.compiler().escapeHTML(false);
        var templates = new HashMap<String, Template>();
        properties
                .stringPropertyNames()
                .forEach(name -> templates.put(name, compiler.compile(properties.getProperty(name))));
        return new Texts(Locale.forLanguageTag(language), Map.copyOf(templates));
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

    public Letter write(Occasion occasion) {
        var locale = locale(occasion);
        var its = Objects.requireNonNull(texts.get(language(locale)));
        var topic = occasion.topic().text();
        var facts = facts(occasion, locale);
        var subject = its.write(topic + ".subject", facts);
        var filled = new HashMap<String, Object>(facts);
        filled.put("language", its.locale().toLanguageTag());
        filled.put("direction", language(locale).equals(RIGHT_TO_LEFT) ? "rtl" : "ltr");
        filled.put("subject", subject);
        filled.put("greeting", its.write("greeting", facts));
        filled.put("lead", its.write(topic + ".lead", facts));
        filled.put("rows", rows(occasion, its, facts));
        return new Letter(subject, plain.execute(filled), html.execute(filled));
    }

    private static List<Map<String, String>> rows(Occasion occasion, Texts texts, Map<String, String> facts) {
        var rows = new ArrayList<Map<String, String>>();
        rows.add(row(texts, "what", occasion.service()));
        rows.add(row(texts, "when", Objects.requireNonNull(facts.get("range"))));
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

    private static Map<String, String> facts(Occasion occasion, Locale locale) {
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
        return Map.of(
                "name",
                oneLine(occasion.name()),
                "service",
                oneLine(occasion.service()),
                "date",
                date,
                "when",
                when,
                "range",
                when + " – " + until + " (" + zone + ")");
    }

    /// What is put into a subject must not end its line.
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").trim();
    }

    /// That of whoever reads it, where there are texts for its language, because dates differ within one.
    private static Locale locale(Occasion occasion) {
        var wanted = occasion.language() == null ? Locale.ENGLISH : Locale.forLanguageTag(occasion.language());
        return LANGUAGES.contains(wanted.getLanguage()) ? wanted : Locale.ENGLISH;
    }

    private static String language(Locale locale) {
        return locale.getLanguage().isEmpty() ? DEFAULT : locale.getLanguage();
    }
}
