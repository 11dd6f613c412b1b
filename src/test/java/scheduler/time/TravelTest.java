package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.time.OfferedStarts.at;
import static scheduler.time.OfferedStarts.labels;
import static scheduler.time.OfferedStarts.starts;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Hours of somebody who is in another zone for some dates. 2026-06-15 is a Monday; New York is four hours behind UTC
/// then, Tokyo nine ahead.
class TravelTest {

    private static final String NEW_YORK = "America/New_York";
    private static final String TO_TOKYO = "travel 2026-06-16..2026-06-17 Asia/Tokyo";

    @Test
    void the_windows_of_the_dates_of_a_journey_are_meant_where_it_leads() {
        var hours = WrittenHours.read(NEW_YORK, "daily 09:00-17:00", TO_TOKYO);

        assertThat(open(hours, "06-15T00:00", "06-19T00:00"))
                .containsExactly(
                        "06-15T13:00 06-15T21:00", // Monday in New York
                        "06-16T00:00 06-16T08:00", // Tuesday in Tokyo
                        "06-17T00:00 06-17T08:00",
                        "06-18T13:00 06-18T21:00");
    }

    @Test
    void a_window_past_midnight_is_meant_where_its_own_date_is_spent() {
        var hours = WrittenHours.read(NEW_YORK, "daily 22:00-26:00", TO_TOKYO);

        assertThat(open(hours, "06-15T00:00", "06-19T06:00"))
                .containsExactly(
                        "06-15T02:00 06-15T06:00",
                        "06-16T02:00 06-16T06:00", // Monday night in New York
                        "06-16T13:00 06-16T17:00", // Tuesday night in Tokyo
                        "06-17T13:00 06-17T17:00",
                        "06-19T02:00 06-19T06:00");
    }

    @Test
    void dates_that_overlap_on_the_way_east_are_one_open_time_and_a_gap_on_the_way_back_is_closed() {
        var hours = WrittenHours.read(NEW_YORK, "mon-fri 00:00-24:00", TO_TOKYO);

        assertThat(open(hours, "06-14T00:00", "06-20T00:00"))
                .containsExactly(
                        "06-15T04:00 06-17T15:00", // Monday in New York until midnight of Wednesday in Tokyo
                        "06-18T04:00 06-20T04:00"); // and on from midnight of Thursday in New York
    }

    @Test
    void a_night_in_one_zone_and_the_morning_of_another_may_touch() {
        var hours = WrittenHours.read(
                "UTC", "2026-06-15 22:00-24:00", "2026-06-16 01:00-03:00", "travel 2026-06-16..2026-06-16 Etc/GMT-1");

        assertThat(open(hours, "06-15T00:00", "06-17T00:00")).containsExactly("06-15T22:00 06-16T02:00");
        assertThat(labels(starts(hours, range("06-15T00:00", "06-17T00:00"), "PT60M", "PT60M"), "UTC"))
                .containsExactly("15 22:00+00:00", "15 23:00+00:00", "16 00:00+00:00", "16 01:00+00:00");
    }

    @Test
    void a_date_far_east_may_open_before_the_date_before_it_far_west() {
        var hours = WrittenHours.read(
                "Pacific/Pago_Pago", "daily 00:00-00:30", "travel 2026-06-16..2026-06-16 Pacific/Kiritimati");

        assertThat(open(hours, "06-14T12:00", "06-18T00:00"))
                .containsExactly(
                        "06-15T10:00 06-15T10:30", // Tuesday in Kiritimati
                        "06-15T11:00 06-15T11:30", // Monday in Pago Pago
                        "06-17T11:00 06-17T11:30");
    }

    @Test
    void open_round_the_clock_the_grid_counts_from_midnight_where_one_is() {
        var hours = WrittenHours.read("UTC", "daily 00:00-24:00", "travel 2026-06-16..2026-06-17 Asia/Kathmandu");

        assertThat(sections(hours, "06-15T12:00", "06-18T12:00"))
                .containsExactly(
                        "06-15T00:00 06-15T18:15", // Monday, cut short
                        "06-15T18:15 06-16T18:15",
                        "06-16T18:15 06-17T18:15",
                        "06-18T00:00 07-21T00:00"); // opened anew, back at home
    }

    @Test
    void a_date_that_is_over_before_it_begins_has_no_grid() {
        var hours = WrittenHours.read(
                "Pacific/Pago_Pago", "daily 00:00-24:00", "travel 2026-06-16..2026-12-31 Pacific/Kiritimati");

        assertThat(sections(hours, "06-14T12:00", "06-16T12:00"))
                .containsExactly(
                        "06-14T11:00 06-15T10:00", // Sunday in Pago Pago
                        "06-15T10:00 06-16T10:00", // Tuesday in Kiritimati
                        "06-16T10:00 06-17T10:00");
    }

    @Test
    void clocks_change_where_one_is_and_not_at_home() {
        var hours =
                WrittenHours.read("Europe/Berlin", "daily 01:00-04:00", "travel 2026-03-08..2026-03-29 " + NEW_YORK);

        assertThat(open(hours, "03-08T00:00", "03-09T00:00")).containsExactly("03-08T06:00 03-08T08:00");
        assertThat(open(hours, "03-29T00:00", "03-30T00:00"))
                .containsExactly("03-29T05:00 03-29T08:00", "03-29T23:00 03-30T02:00");
    }

    @Test
    void a_holiday_closes_its_date_wherever_that_is_spent() {
        var hours = WrittenHours.read(NEW_YORK, "daily 09:00-17:00", TO_TOKYO, "holiday 2026-06-17");

        assertThat(open(hours, "06-16T00:00", "06-18T00:00")).containsExactly("06-16T00:00 06-16T08:00");
    }

    @Test
    void journeys_must_not_overlap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WrittenHours.read(
                        "UTC",
                        "travel 2026-06-10..2026-06-16 Asia/Tokyo",
                        "travel 2026-06-01..2026-06-10 Europe/Berlin"))
                .withMessage("2026-06-01 to 2026-06-10 and 2026-06-10 to 2026-06-16 overlap.");
    }

    @Test
    void a_grid_knows_in_which_zone_it_begins() {
        var hours = WrittenHours.read(NEW_YORK, "daily 22:00-26:00", TO_TOKYO);
        var always = WrittenHours.read(NEW_YORK, "daily 00:00-24:00", TO_TOKYO);

        // It is Tuesday in Tokyo already when Monday night begins in New York.
        assertThat(hours.sections(range("06-15T12:00", "06-17T00:00")))
                .extracting(OpenSection::zone)
                .containsExactly(ZoneId.of(NEW_YORK), ZoneId.of("Asia/Tokyo"));
        assertThat(always.sections(range("06-15T12:00", "06-16T12:00")))
                .extracting(OpenSection::zone)
                .containsExactly(ZoneId.of(NEW_YORK), ZoneId.of("Asia/Tokyo"));
    }

    private static List<String> open(OpeningHours hours, String from, String to) {
        return hours.openRanges(range(from, to)).stream()
                .map(each -> OfferedStarts.text(each.start()) + " " + OfferedStarts.text(each.end()))
                .toList();
    }

    private static List<String> sections(OpeningHours hours, String from, String to) {
        return hours.sections(range(from, to)).stream()
                .map(each -> OfferedStarts.text(each.anchor()) + " " + OfferedStarts.text(each.until()))
                .toList();
    }

    private static TimeRange range(String from, String to) {
        return new TimeRange(at(from), at(to));
    }
}
