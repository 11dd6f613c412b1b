package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.message.Code;
import scheduler.message.Refusal;

/// Cursors come back as they were given, and whatever else comes is refused.
class CursorsTest {

    private static final Cursors CURSORS = Cursors.of("bookings", "dr-lee", null);

    @Test
    void its_parts_come_back() {
        var cursor = CURSORS.at("2026-12-01T09:00+01:00", "Ünï/cödé \"quoted\"");

        var parts = CURSORS.read(cursor, 2, List::copyOf);

        assertThat(cursor).matches("[A-Za-z0-9_-]+");
        assertThat(parts.get(0)).isEqualTo("2026-12-01T09:00+01:00");
        assertThat(parts.get(1)).isEqualTo("Ünï/cödé \"quoted\"");
    }

    @Test
    void what_was_made_for_another_list_or_other_filters_is_refused() {
        var cursor = CURSORS.at("a", "b");

        for (var others : List.of(
                Cursors.of("bookings"),
                Cursors.of("bookings", "dr-santos", null),
                Cursors.of("bookings", null, "dr-lee"),
                Cursors.of("waitlist", "dr-lee", null))) {
            assertThat(catchThrowableOfType(Refusal.class, () -> others.read(cursor, 2, List::copyOf))
                            .problem()
                            .code())
                    .isEqualTo(Code.INVALID);
        }
        List<String> parts = Cursors.of("bookings", "dr-lee", null).read(cursor, 2, List::copyOf);
        assertThat(parts).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "a", "%", "bm90IGpzb24", "e30", "W10", "WyJvbmUiXQ", "WyJhIiwiYiIsImMiXQ", "////"})
    void what_is_none_of_ours_is_refused(String cursor) {
        var refusal = catchThrowableOfType(Refusal.class, () -> CURSORS.read(cursor, 2, List::copyOf));

        assertThat(refusal.problem().code()).isEqualTo(Code.INVALID);
        assertThat(refusal.problem().pointer()).isEqualTo("?cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+294277-01-01T00:00Z",
                "+999999999-12-31T23:59:59.999999999-18:00",
                "-4713-01-01T00:00Z",
                "-999999999-01-01T00:00+18:00",
                "+10000-01-01T00:00Z"
            })
    void a_time_that_no_database_knows_is_refused(String time) {
        var cursor = CURSORS.at(time, new UUID(0, 1).toString());

        assertThat(catchThrowableOfType(Refusal.class, () -> CURSORS.moment(cursor))
                        .problem()
                        .pointer())
                .isEqualTo("?cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00Z", "2026-12-01T09:00+01:00", "9999-12-31T23:59:59.999999Z"})
    void a_moment_comes_back_as_it_was_given(String time) {
        var moment = new Cursors.Moment(OffsetDateTime.parse(time), new UUID(7, 9));

        assertThat(CURSORS.moment(CURSORS.at(moment))).isEqualTo(moment);
    }

    @Test
    void a_long_one_is_refused_without_a_fuss() {
        var deep = Base64.getUrlEncoder().encodeToString("[".repeat(20_000).getBytes(StandardCharsets.UTF_8));

        assertThat(catchThrowableOfType(Refusal.class, () -> CURSORS.read(deep, 2, List::copyOf))
                        .problem()
                        .code())
                .isEqualTo(Code.INVALID);
    }
}
