package scheduler.letter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.letter.Occasion.Topic;

/// What people read: in their language, in their time, and nothing that others have put in.
class LettersTest {

    private static final Letters letters = new Letters();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "     | Europe/Berlin    | Reminder: Check-up, Tuesday, December 1, 2026, 9:00",
                "en-GB| Europe/Berlin    | Reminder: Check-up, Tuesday, 1 December 2026, 09:00",
                "de-AT| Europe/Berlin    | Erinnerung: Check-up, Dienstag, 1. Dezember 2026, 09:00",
                "fr   | America/New_York | Rappel : Check-up, mardi 1 décembre 2026, 03:00",
                "es   | Europe/Berlin    | Recordatorio: Check-up, martes, 1 de diciembre de 2026, 9:00",
                "zh   | Europe/Berlin    | 预约提醒：Check-up，2026年12月1日星期二, 09:00",
                "ar   | Europe/Berlin    | تذكير: Check-up",
                "tlh  | Europe/Berlin    | Reminder: Check-up"
            })
    void it_is_in_the_language_and_the_time_of_who_reads_it(String language, String zone, String subject) {
        var letter = letters.write(occasion(Topic.REMINDER, language, zone, "Ada", "Check-up"));

        assertThat(letter.subject()).startsWith(subject);
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void every_topic_is_there_in_every_language(Topic topic) {
        for (var language : List.of("en", "de", "fr", "es", "zh", "ar")) {
            var letter = letters.write(occasion(topic, language, "Europe/Berlin", "Ada", "Check-up"));

            assertThat(letter.subject()).contains("Check-up").doesNotContain("{{");
            assertThat(letter.text()).contains("Ada", "Check-up", "Dr Lee").doesNotContain("{{");
            assertThat(letter.html())
                    .contains(
                            "<html lang=\"" + language + "\" dir=\"" + (language.equals("ar") ? "rtl" : "ltr") + "\">")
                    .contains("Ada", "Check-up", "Dr Lee")
                    .doesNotContain("{{");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x onerror=y>", "A & B", "{{name}}", "{{{name}}}"})
    void what_others_wrote_is_text(String name) {
        var letter = letters.write(occasion(Topic.CONFIRMED, "en", "UTC", name, name));

        assertThat(letter.html()).doesNotContain("<script", "<img").doesNotContain("A & B");
        assertThat(letter.text()).contains("Hello " + name + ",");
    }

    @Test
    void a_name_cannot_end_the_line_of_the_subject() {
        var letter =
                letters.write(occasion(Topic.CONFIRMED, "en", "UTC", "Ada", "Check-up\r\nBcc: all@example.com\u2028x"));

        assertThat(letter.subject())
                .startsWith("Confirmed: Check-up Bcc: all@example.com x, ")
                .doesNotContain("\r", "\n");
    }

    private static Occasion occasion(Topic topic, String language, String zone, String name, String service) {
        return new Occasion(
                LetterKind.of(topic),
                "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e",
                "Practice",
                name,
                language,
                service,
                Instant.parse("2026-12-01T08:00:00Z"),
                Instant.parse("2026-12-01T08:30:00Z"),
                ZoneId.of(zone),
                List.of("Dr Lee", "Room 1"),
                null,
                Map.of("link", "https://meet.example/a&b"),
                null);
    }
}
