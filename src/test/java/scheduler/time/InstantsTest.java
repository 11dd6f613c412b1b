package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Instants as clients write and read them.
class InstantsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T08:00:00Z, 2026-12-01T08:00:00Z",
        "2026-12-01T09:00:00+01:00, 2026-12-01T08:00:00Z",
        "2026-12-01T13:45:00+05:45, 2026-12-01T08:00:00Z",
        "2026-12-01T08:00:00-00:00, 2026-12-01T08:00:00Z",
        "2026-11-01T01:30:00-04:00, 2026-11-01T05:30:00Z",
        "2026-11-01T01:30:00-05:00, 2026-11-01T06:30:00Z",
        "2026-12-01T08:00:00.123456789Z, 2026-12-01T08:00:00.123456Z",
        "2026-12-01T08:00:00.12345678901234+01:00, 2026-12-01T07:00:00.123456Z",
        "2026-12-01t08:00:00z, 2026-12-01T08:00:00Z",
        "2026-12-01T09:00+01:00, 2026-12-01T08:00:00Z",
        "2026-12-01T08:00:00.123456Z, 2026-12-01T08:00:00.123456Z",
        "2026-12-01T09:00:00.1234560000000000+01:00, 2026-12-01T08:00:00.123456Z",
        "1900-01-01T00:00:00Z, 1900-01-01T00:00:00Z",
        "2200-01-01T00:00:00Z, 2200-01-01T00:00:00Z",
    })
    void an_instant_with_an_offset_is_read_to_the_microsecond(String text, Instant expected) {
        assertThat(Instants.read(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-12-01",
                "2026-12-01T08:00:00",
                "2026-12-01 08:00:00Z",
                "2026-02-29T08:00:00Z",
                "2026-12-01T24:00:01Z",
                "2026-12-01T08:00:00+25:00",
                "2026-12-01T08:00:00[Europe/Berlin]",
                "2026-12-01T08:00:00-05",
                "2026-12-01T08:00:00+0530",
                "2026-12-01T08:00:00+00:00:00",
                "2026-12-01T08:00:00.Z",
                "2026-12-01T08:00:00.x",
                "2026-12-01T08:00:00,5Z",
                "2026-12-01T08:00:61Z"
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.read(text))
                .withMessage("It is not an instant: write it like 2026-12-01T09:00:00+01:00 or 2026-12-01T08:00:00Z.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-12-01T08:00:00.1234567Z", "2026-12-01T08:00:00.0000000001+01:00"})
    void what_would_have_to_be_cut_is_refused_where_it_is_to_be_kept(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.kept(text))
                .withMessage("It is finer than a microsecond: give six digits after the point at most.");
    }

    @Test
    void what_an_earlier_version_wrote_is_read_back() {
        assertThat(Instants.readBack("1915-01-01T11:34:39-00:25:21")).isEqualTo("1915-01-01T12:00:00Z");
        assertThat(Instants.readBack("2026-12-01T09:00:00+01:00")).isEqualTo("2026-12-01T08:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T09:00:00+01:00, 2026-12-01T09:00:00+01:00",
        "2026-12-01t09:00:00.5z, 2026-12-01t09:00:00.5z",
        "2026-12-01T09:00:00+05:30:00, 2026-12-01T03:30:00Z",
        "2026-12-01T09:00:00-05, 2026-12-01T14:00:00Z",
        "2026-12-01T09:00:00.1234567+01:00, 2026-12-01T08:00:00.123456Z",
        "2026-12-01, 2026-12-01",
    })
    void what_was_stored_in_another_form_is_brought_into_one_that_is_read(String text, String expected) {
        assertThat(Instants.stored(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-12-31T23:59:60Z", "2027-01-01t00:59:60.5+01:00"})
    void a_leap_second_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.read(text))
                .withMessage("Leap seconds are not counted here: give the second before or after it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1899-12-31T23:59:59Z",
                "2200-01-01T00:00:01Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z"
            })
    void an_instant_out_of_reach_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Instants.read(text))
                .withMessage("It must lie between the years 1900 and 2200.");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T08:00:00Z, Europe/Berlin, 2026-12-01T09:00:00+01:00",
        "2026-11-01T05:30:00Z, America/New_York, 2026-11-01T01:30:00-04:00",
        "2026-11-01T06:30:00Z, America/New_York, 2026-11-01T01:30:00-05:00",
        "2026-12-01T08:00:00Z, UTC, 2026-12-01T08:00:00Z",
        "2026-12-01T08:00:00.000001Z, Asia/Kathmandu, 2026-12-01T13:45:00.000001+05:45",
        "1915-01-01T12:00:00Z, Europe/Dublin, 1915-01-01T12:00:00Z",
    })
    void an_instant_is_written_with_the_offset_of_its_zone(Instant instant, ZoneId zone, String expected) {
        var written = Instants.write(instant, zone);

        assertThat(written).isEqualTo(expected);
        assertThat(Instants.read(written)).isEqualTo(instant);
    }

    @Test
    void what_is_in_reach_passes() {
        var instant = Instant.parse("2026-12-01T08:00:00Z");

        assertThat(Instants.inReach(instant)).isSameAs(instant);
    }
}
