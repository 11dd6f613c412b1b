package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.message.Refusal;

/// Every value of a YAML file comes through as it was meant, or is refused with its line and its field.
class YamlTreeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true | true",
                "True | true",
                "FALSE | false",
                "1 | 1",
                "0 | 0",
                "-17 | -17",
                "+5 | 5",
                "9223372036854775807 | 9223372036854775807",
                "1.5 | 1.5",
                "-0.25 | -0.25",
                ".5 | 0.5",
                "1.10 | 1.1",
                "1e3 | 1000.0",
                "~ | null",
                "null | null",
                "`` | null",
                "'null' | \"null\"",
                "plain | \"plain\"",
                "'yes' | \"yes\"",
                "\"1.5\" | \"1.5\"",
                "!!str 1 | \"1\"",
                "2026-12-24 | \"2026-12-24\"",
                "PT30M | \"PT30M\"",
                "= | \"=\"",
                "1.2.3 | \"1.2.3\"",
                "09:00-17:00 | \"09:00-17:00\"",
                "'<<' | \"<<\"",
                "\"tab\\t\" | \"tab\\t\"",
                "[1, {a: b}] | [1,{\"a\":\"b\"}]"
            })
    void comes_through_as_it_was_meant(String yaml, String json) {
        assertThat(read("field: " + (yaml == null ? "" : yaml)).encode()).isEqualTo("{\"field\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes | true or false",
                "no | true or false",
                "On | true or false",
                "off | true or false",
                "010 | in quotes",
                "0o17 | in quotes",
                "0x1F | in quotes",
                "0b101 | in quotes",
                "1_000 | in quotes",
                "9:00 | in quotes",
                "190:20:30.15 | in quotes",
                "1_000.5 | in quotes",
                ".inf | in quotes",
                ".NaN | in quotes",
                "9223372036854775808 | too large",
                "1e999 | more digits",
                "0.12345678901234567890 | more digits",
                "!!null nothing | tag",
                "!!binary aGk= | tag",
                "!secret text | tag",
                "!!set {a, b} | tag",
                "!!omap [a: 1] | tag",
                "\"\\0\" | U+0000",
                "\"\\uD83D\" | half of a character",
                "{\"\\0\": 1} | U+0000",
                "{<<: {a: 1}} | <<",
                "{[a]: 1} | must be a text",
                "{a: 1, a: 2} | twice"
            })
    void is_refused_with_its_line_and_its_field(String yaml, String reason) {
        assertThat(refusal("first: 1\nouter:\n  field: " + yaml))
                .startsWith("clinic.yaml:3: outer.field")
                .contains(reason)
                .doesNotContain("\n");
    }

    @Test
    void names_are_texts_however_they_are_written() {
        assertThat(read("{on: 1, 1.5: 2, null: 3, 2026-12-24: 4}").fieldNames())
                .containsExactlyInAnyOrder("on", "1.5", "null", "2026-12-24");
    }

    @Test
    void what_contains_itself_is_refused() {
        assertThat(refusal("a: &a\n  b: *a\n")).matches("clinic\\.yaml:1: a\\.b\\..*contains itself\\.");
        assertThat(refusal("a: &a [*a]\n")).contains("contains itself");
        assertThat(refusal("&a\n? *a\n: 1\n")).startsWith("clinic.yaml:").contains("must be a text");
    }

    @Test
    @Timeout(120)
    void a_file_that_would_grow_without_bound_is_refused() {
        var laughs = IntStream.range(1, 10)
                .mapToObj(i -> "l" + i + ": &l" + i + " ["
                        + IntStream.range(0, 10).mapToObj(_ -> "*l" + (i - 1)).collect(Collectors.joining(", "))
                        + "]\n")
                .collect(Collectors.joining("", "l0: &l0 lol\n", ""));

        assertThat(refusal(laughs)).matches("clinic\\.yaml:\\d+: l\\d.*more than \\d+ values.*");
    }

    @Test
    void an_alias_may_be_used_by_every_room_of_a_large_house() {
        var rooms = IntStream.range(0, 1_000)
                .mapToObj(i -> "room-" + i + ": *house\n")
                .collect(Collectors.joining("", "house: &house {floor: 1}\n", ""));

        assertThat(read(rooms).getJsonObject("room-999")).isEqualTo(new JsonObject().put("floor", 1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 0x1B, 0x7F, 0x9F, 0xFFFE})
    void a_character_that_does_not_belong_there_is_found(int character) {
        var text = "first: 1\nsecond: a" + Character.toString(character) + "b\n";

        assertThat(refusal(text)).startsWith("clinic.yaml:2: the character U+%04X".formatted(character));
    }

    @Test
    void a_mark_of_the_byte_order_is_let_pass() {
        assertThat(read("\uFEFFfield: 1").encode()).isEqualTo("{\"field\":1}");
    }

    @Test
    void what_is_nested_too_deep_is_refused() {
        assertThat(refusal("a: " + "[".repeat(30) + "]".repeat(30)))
                .startsWith("clinic.yaml:1: a.0.0")
                .contains("deeper");
        assertThat(refusal("[".repeat(100_000))).startsWith("clinic.yaml:1: it is not YAML");
    }

    @Test
    void a_file_that_is_too_large_is_refused() {
        assertThat(refusal("#" + "x".repeat(16 << 20))).startsWith("clinic.yaml:1: it has more than");
    }

    private static JsonObject read(String yaml) {
        return YamlTree.read("clinic.yaml", yaml).json();
    }

    private static String refusal(String yaml) {
        return catchThrowableOfType(Refusal.class, () -> read(yaml)).problem().detail();
    }
}
