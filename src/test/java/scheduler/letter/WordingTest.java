package scheduler.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.letter.Occasion.Topic;

/// Letters in words of one's own: what may stand in them, and what they become.
class WordingTest {

    private static final Letters letters = new Letters();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{{name}}}                           | Line 1: What is filled in is always escaped",
                "{{& name}}                           | Line 1: What is filled in is always escaped",
                "{{> other}}                          | Line 1: Other templates cannot be read",
                "{{< other}}                          | Line 1: Other templates cannot be read",
                "{{$ block}}                          | Line 1: Other templates cannot be read",
                "{{=<% %>=}}                          | Line 1: The delimiters cannot be changed",
                "{{nme}}                              | Line 1: There is no nme to be filled in",
                "{{class}}                            | Line 1: There is no class to be filled in",
                "{{name.class}}                       | Line 1: There is no name.class",
                "{{name.bytes}}                       | Line 1: There is no name.bytes",
                "{{this}}                             | Line 1: There is no this",
                "{{.}}                                | Line 1: A tag is",
                "{{}}                                 | Line 1: A tag is",
                "{{-first}}                           | Line 1: A tag is",
                "{{metadata}}                         | Line 1: There is no metadata",
                "{{metadata.a.b}}                     | Line 1: There is no metadata.a.b",
                "{{label}}                            | Line 1: There is no label",
                "{{rows}}                             | Line 1: rows is a section",
                "{{#rows}}{{#rows}}{{/rows}}{{/rows}} | Line 1: rows cannot be within rows",
                "{{#reason}}                          | Line 1: The section reason is not closed",
                "{{/reason}}                          | Line 1: The section reason is closed and was not opened",
                "{{#reason}}{{#name}}{{/reason}}      | Line 1: The section reason is closed",
                "{{name                               | Line 1: A tag is not closed",
                "{{name {{name}}                      | Line 1: A tag is"
            })
    void what_is_no_letter_is_refused_and_said_where(String template, String said) {
        assertThatThrownBy(() -> Wording.html(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(said);
        assertThatThrownBy(() -> Wording.text("Hello {{name}},\n\n{{! fine }}\n" + template))
                .hasMessageStartingWith(said.replace("Line 1", "Line 4"));
    }

    @Test
    void how_much_may_stand_in_one_is_bounded() {
        assertThatThrownBy(() -> Wording.subject("x".repeat(501))).hasMessageContaining("500");
        assertThatThrownBy(() -> Wording.subject("two\nlines")).hasMessageContaining("one line");
        assertThatThrownBy(() -> Wording.subject("{{lead}}")).hasMessageContaining("There is no lead");
        assertThatThrownBy(() -> Wording.text("x".repeat(20_001))).hasMessageContaining("20000");
        assertThatThrownBy(() -> Wording.html("x".repeat(40_001))).hasMessageContaining("40000");
        assertThatThrownBy(() -> Wording.text("{{name}}".repeat(501))).hasMessageContaining("500 tags");
        assertThatThrownBy(() -> Wording.text("{{#name}}".repeat(9) + "{{/name}}".repeat(9)))
                .hasMessageContaining("8 deep");
        assertThatThrownBy(() -> Wording.text(" ")).hasMessageContaining("empty");
    }

    @Test
    void everything_that_there_is_can_be_filled_in() {
        var all = "{{id}}|{{name}}|{{service}}|{{date}}|{{when}}|{{range}}|{{zone}}|{{with}}|{{reason}}|{{sender}}|"
                + "{{subject}}|{{greeting}}|{{lead}}|{{language}}|{{direction}}|{{metadata.link}}|{{metadata.none}}|"
                + "{{#unsubscribe}}{{unsubscribe}}{{/unsubscribe}}|{{^reason}}no reason{{/reason}}|"
                + "{{#rows}}{{#value}}{{label}}={{value}};{{/value}}{{/rows}}";
        var letter =
                write(new Wording(Wording.subject("See you, {{name}}"), Wording.text(all), Wording.html(all)), "en");

        assertThat(letter.subject()).isEqualTo("See you, <Ada>");
        assertThat(letter.text())
                .startsWith("booking-1|<Ada>|Check-up|Tuesday, December 1, 2026|")
                .contains("|Dr Lee|", "|Practice|See you, <Ada>|Hello <Ada>,|", "|en|ltr|https://meet.example/a&b||")
                .contains("|no reason|What=Check-up;When=Tuesday, December 1, 2026", "With=Dr Lee;");
        assertThat(letter.html())
                .contains("|&lt;Ada&gt;|", "https://meet.example/a&amp;b")
                .doesNotContain("<Ada>", "a&b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: all@example.com", "a\u2028b"})
    void nothing_that_is_filled_in_ends_the_line_of_the_subject(String link) {
        var wording = new Wording(Wording.subject("{{metadata.link}}"), "x", null);

        assertThat(written(wording, "en", Locale.ENGLISH, Map.of("link", link)).subject())
                .doesNotContain("\r", "\n", "\u2028");
    }

    @ParameterizedTest
    @CsvSource({
        "de-AT, de, own",
        "de-AT, de-AT, own",
        "de, de-AT, Erinnerung",
        "de, en, Erinnerung",
        "tlh, en, own",
        "zh-Hant-TW, zh, own",
        "fr-CA, fr-FR, Rappel",
        "nl-BE, nl, own"
    })
    void the_nearest_to_the_language_of_whoever_reads_it_is_taken(String read, String written, String begins) {
        var wording = new Wording(Wording.subject("own {{when}}"), "x", null);

        var letter = written(wording, read, Locale.forLanguageTag(written), Map.of());

        assertThat(letter.subject()).startsWith(begins);
        assertThat(letter.html() == null).isEqualTo(begins.equals("own"));
    }

    private static Letter write(Wording wording, String language) {
        return written(wording, language, Locale.ENGLISH, Map.of("link", "https://meet.example/a&b"));
    }

    private static Letter written(
            Wording wording, @Nullable String language, Locale locale, Map<String, String> metadata) {
        var forms = new Forms(List.of(new Forms.Entry(LetterKind.of(Topic.REMINDER), locale, wording)));
        var occasion = new Occasion(
                LetterKind.of(Topic.REMINDER),
                "booking-1",
                "Practice",
                "<Ada>",
                language,
                "Check-up",
                Instant.parse("2026-12-01T08:00:00Z"),
                Instant.parse("2026-12-01T08:30:00Z"),
                ZoneId.of("Europe/Berlin"),
                List.of("Dr Lee"),
                null,
                metadata,
                null);
        return letters.write(occasion, forms);
    }

    @Test
    void a_letter_is_asked_for_by_name_and_else_it_is_the_usual_one() {
        var named = new LetterKind(Topic.REMINDER, "first-visit");
        var forms = new Forms(List.of(
                new Forms.Entry(LetterKind.of(Topic.REMINDER), Locale.ENGLISH, new Wording("usual", "x", null)),
                new Forms.Entry(LetterKind.of(Topic.REMINDER), Locale.GERMAN, new Wording("deutsch", "x", null)),
                new Forms.Entry(named, Locale.ENGLISH, new Wording("first", "x", null))));

        assertThat(letters.write(occasion(named, "en"), forms).subject()).isEqualTo("first");
        assertThat(letters.write(occasion(named, "de"), forms).subject()).isEqualTo("deutsch");
        assertThat(letters.write(occasion(new LetterKind(Topic.REMINDER, "other"), "en"), forms)
                        .subject())
                .isEqualTo("usual");
        assertThat(letters.write(occasion(LetterKind.of(Topic.REMINDER), "en"), forms)
                        .subject())
                .isEqualTo("usual");
    }

    private static Occasion occasion(LetterKind kind, String language) {
        return new Occasion(
                kind,
                "booking-1",
                "Practice",
                "Ada",
                language,
                "Check-up",
                Instant.parse("2026-12-01T08:00:00Z"),
                Instant.parse("2026-12-01T08:30:00Z"),
                ZoneId.of("Europe/Berlin"),
                List.of(),
                null,
                Map.of(),
                null);
    }
}
