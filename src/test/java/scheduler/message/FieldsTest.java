package scheduler.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading a JSON object field by field: what is there comes out, what is wrong says where.
class FieldsTest {

    @Test
    void what_is_there_is_read() {
        var read = Fields.readWhole(
                new JsonObject("""
                {"text":"a","number":7,"flag":false,"texts":["x","y"],"inner":{"date":"2026-12-01"},"list":[{"n":1}]}
                """),
                "",
                fields -> List.of(
                        fields.text("text", Fields.plain(10)),
                        fields.whole("number", 0, 10, 0),
                        fields.flag("flag", true),
                        fields.texts("texts", 5, text -> text),
                        fields.required("inner", fields.inner("inner", inner -> inner.text("date", LocalDate::parse))),
                        fields.objects("list", 5, each -> each.whole("n", 0, 9, 0))));

        assertThat(read).containsExactly("a", 7L, false, List.of("x", "y"), LocalDate.parse("2026-12-01"), List.of(1L));
    }

    @Test
    void what_is_absent_or_null_has_its_default() {
        for (var json : List.of("{}", """
                {"text":null,"number":null,"flag":null,"texts":null,"inner":null,"object":null}
                """)) {
            var fields = Fields.of(new JsonObject(json));

            assertThat(fields.text("text", text -> text, "otherwise")).isEqualTo("otherwise");
            assertThat(fields.<String>optional("text", text -> text)).isNull();
            assertThat(fields.whole("number", 0, 9, 5)).isEqualTo(5);
            assertThat(fields.flag("flag", true)).isTrue();
            assertThat(fields.texts("texts", 5, text -> text)).isEmpty();
            assertThat(fields.<String>inner("inner", _ -> "inner")).isNull();
            assertThat(fields.object("object")).isEmpty();
            fields.end();
        }
    }

    @Test
    void what_is_required_and_missing_is_invalid() {
        var problem = problem("{}", fields -> fields.text("name", text -> text));

        assertThat(problem.code()).isEqualTo(Code.INVALID);
        assertThat(problem.pointer()).isEqualTo("/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"field\":1}", "{\"field\":[]}", "{\"field\":{}}", "{\"field\":true}"})
    void another_type_than_text_is_malformed(String json) {
        var problem = problem(json, fields -> fields.optional("field", text -> text));

        assertThat(problem.code()).isEqualTo(Code.MALFORMED);
        assertThat(problem.pointer()).isEqualTo("/field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"field\":\"1\"}", "{\"field\":1.5}", "{\"field\":1e400}", "{\"field\":true}"})
    void what_is_no_whole_number_is_malformed(String json) {
        assertThat(problem(json, fields -> fields.whole("field", 0, 9, 0)).code())
                .isEqualTo(Code.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"field\":7}", "{\"field\":7.0}", "{\"field\":0.7e1}", "{\"field\":7.000e0}"})
    void a_whole_number_may_be_written_with_a_fraction_of_zero(String json) {
        var fields = Fields.of(new JsonObject(json));

        assertThat(fields.whole("field", 0, 9, 0)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"field\":1e30}",
                "{\"field\":-1e30}",
                "{\"field\":9223372036854775808}",
                "{\"field\":-1}",
                "{\"field\":10}",
                "{\"field\":9223372036854775807}"
            })
    void a_number_out_of_bounds_is_invalid(String json) {
        var problem = problem(json, fields -> fields.whole("field", 0, 9, 0));

        assertThat(problem.code()).isEqualTo(Code.INVALID);
        assertThat(problem.detail()).contains("from 0 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "abcdef", "a\0b"})
    void a_plain_text_is_neither_empty_nor_long_nor_strange(String text) {
        var json = new JsonObject().put("field", text).encode();

        assertThat(problem(json, fields -> fields.text("field", Fields.plain(5)))
                        .code())
                .isEqualTo(Code.INVALID);
    }

    @Test
    void characters_are_counted_as_people_see_them() {
        var fields = Fields.of(new JsonObject().put("field", "😀😀😀"));

        assertThat(fields.text("field", Fields.plain(3))).isEqualTo("😀😀😀");
    }

    @Test
    void pointers_lead_through_lists_and_objects() {
        var json = """
                {"list":[{"a/b":1},{"a/b":{"~":[1,"x"]}}]}
                """;

        var problem = problem(
                json,
                fields -> fields.objects(
                        "list", 5, each -> each.inner("a/b", inner -> inner.texts("~", 5, text -> text))));

        assertThat(problem.pointer()).isEqualTo("/list/0/a~1b");
        assertThat(problem(
                                json,
                                fields -> fields.list(
                                        "list",
                                        5,
                                        (item, place) -> place.endsWith("0")
                                                ? place
                                                : Fields.readWhole(
                                                        (JsonObject) item,
                                                        place,
                                                        each -> each.inner(
                                                                "a/b", inner -> inner.texts("~", 5, t -> t)))))
                        .pointer())
                .isEqualTo("/list/1/a~1b/~0/0");
    }

    @Test
    void a_field_that_nobody_asked_for_is_malformed() {
        var problem = problem("{\"name\":\"a\",\"nmae\":\"b\"}", fields -> fields.text("name", text -> text));

        assertThat(problem.code()).isEqualTo(Code.MALFORMED);
        assertThat(problem.pointer()).isEqualTo("/nmae");
    }

    @Test
    void a_list_has_a_length_and_no_repetition() {
        assertThat(problem("{\"l\":[\"a\",\"b\"]}", fields -> fields.texts("l", 1, text -> text))
                        .code())
                .isEqualTo(Code.INVALID);
        assertThat(problem("{\"l\":[\"a\",\"a\"]}", fields -> fields.texts("l", 5, text -> text))
                        .code())
                .isEqualTo(Code.INVALID);
    }

    @Test
    void what_a_reader_finds_wrong_is_said_at_the_field() {
        var problem = problem("{\"date\":\"2026-02-30\"}", fields -> fields.text("date", LocalDate::parse));

        assertThat(problem.code()).isEqualTo(Code.INVALID);
        assertThat(problem.pointer()).isEqualTo("/date");
        assertThat(problem.detail()).contains("2026-02-30");
    }

    @Test
    void what_a_record_refuses_is_said_at_the_object() {
        var problem = problem(
                "{\"inner\":{}}",
                fields -> fields.inner("inner", _ -> {
                    throw new IllegalArgumentException("No.");
                }));

        assertThat(problem.pointer()).isEqualTo("/inner");
        assertThat(problem.detail()).isEqualTo("No.");
    }

    private static Problem problem(String json, Function<Fields, ?> reader) {
        return catchThrowableOfType(
                        Refusal.class,
                        () -> Fields.<Object>readWhole(new JsonObject(json), "", fields -> {
                            var read = reader.apply(fields);
                            return read == null ? "nothing" : read;
                        }))
                .problem();
    }
}
