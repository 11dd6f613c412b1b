package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.ical.OtherCalendars.event;
import static scheduler.ical.OtherCalendars.range;
import static scheduler.ical.OtherCalendars.read;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a calendar from elsewhere says about single occurrences of what repeats.
class ChangedSeriesTest {

    /// From the second on two hours later and half as long, from the fifth on not at all, and the third by itself.
    @Test
    void what_is_changed_from_one_occurrence_on_is_changed_for_all_that_follow() {
        var found = read(
                event(
                        "UID:1",
                        "DTSTART;TZID=Europe/Berlin:20261005T090000",
                        "DURATION:PT1H",
                        "RRULE:FREQ=WEEKLY;COUNT=7",
                        "EXDATE;TZID=Europe/Berlin:20261026T090000"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261012T090000",
                        "DTSTART;TZID=Europe/Berlin:20261012T110000",
                        "DURATION:PT30M"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;TZID=Europe/Berlin:20261019T090000",
                        "DTSTART:20261020T060000Z",
                        "DURATION:PT1H"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261109T090000",
                        "DTSTART;TZID=Europe/Berlin:20261109T090000",
                        "STATUS:CANCELLED"));

        assertThat(found)
                .containsExactly(
                        range("2026-10-05T07:00:00Z", "2026-10-05T08:00:00Z"),
                        range("2026-10-12T09:00:00Z", "2026-10-12T09:30:00Z"),
                        range("2026-10-20T06:00:00Z", "2026-10-20T07:00:00Z"),
                        range("2026-11-02T10:00:00Z", "2026-11-02T10:30:00Z"));
    }

    @Test
    void from_which_on_may_be_said_by_another_clock() {
        var found = read(
                event(
                        "UID:1",
                        "DTSTART;TZID=Europe/Berlin:20261005T090000",
                        "DURATION:PT1H",
                        "RRULE:FREQ=WEEKLY;COUNT=4"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261012T070000Z",
                        "DTSTART;TZID=America/New_York:20261012T050000",
                        "DURATION:PT1H"));

        assertThat(found)
                .containsExactly(
                        range("2026-10-05T07:00:00Z", "2026-10-05T08:00:00Z"),
                        range("2026-10-12T09:00:00Z", "2026-10-12T10:00:00Z"),
                        range("2026-10-19T09:00:00Z", "2026-10-19T10:00:00Z"),
                        range("2026-10-26T10:00:00Z", "2026-10-26T11:00:00Z"));
    }

    @Test
    void what_is_free_may_be_busy_from_one_occurrence_on() {
        var found = read(
                event(
                        "UID:1",
                        "DTSTART:20261005T090000Z",
                        "DURATION:PT1H",
                        "RRULE:FREQ=WEEKLY;COUNT=4",
                        "RDATE;VALUE=PERIOD:20261006T100000Z/PT30M",
                        "TRANSP:TRANSPARENT"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T090000Z",
                        "DTSTART:20261019T090000Z",
                        "DURATION:PT1H"));

        assertThat(found)
                .containsExactly(
                        range("2026-10-19T09:00:00Z", "2026-10-19T10:00:00Z"),
                        range("2026-10-26T09:00:00Z", "2026-10-26T10:00:00Z"));
    }

    /// What would then be busy cannot be said, and nothing is shown as free that may not be.
    @ParameterizedTest
    @CsvSource({
        "DTSTART:20261005T090000Z, RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261012, DTSTART:20261012T090000Z",
        "DTSTART:20261005T090000Z, RECURRENCE-ID;RANGE=THISANDFUTURE:20261012T090000Z, DTSTART;VALUE=DATE:20261012",
        "DTSTART;VALUE=DATE:20261005, RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261012, DTSTART:20261012T090000Z",
    })
    void a_day_does_not_become_a_time_for_all_that_follow(String start, String id, String changed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(event("UID:1", start, "RRULE:FREQ=WEEKLY"), event("UID:1", id, changed)))
                .withMessageContaining("THISANDFUTURE");
    }

    @Test
    void an_event_is_not_changed_for_all_that_follow_without_end() {
        var changes = IntStream.range(0, 101)
                .mapToObj(i -> event(
                        "UID:1",
                        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261012T%02d%02d00Z".formatted(i / 60, i % 60),
                        "DTSTART:20261012T090000Z"))
                .toArray(String[]::new);

        assertThatIllegalArgumentException().isThrownBy(() -> read(changes)).withMessageContaining("100 times");
    }

    /// They begin before the range, and by their rule also end before it, or begin behind it.
    @Test
    void what_is_moved_into_the_range_is_found_there() {
        assertThat(read(
                        event("UID:1", "DTSTART;VALUE=DATE:20260901", "RRULE:FREQ=MONTHLY"),
                        event(
                                "UID:1",
                                "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260901",
                                "DTSTART;VALUE=DATE:20260921",
                                "DTEND;VALUE=DATE:20261012")))
                .startsWith(
                        range("2026-09-20T22:00:00Z", "2026-10-11T22:00:00Z"),
                        range("2026-10-20T22:00:00Z", "2026-11-10T23:00:00Z"));
        assertThat(read(
                        event("UID:1", "DTSTART:20270301T090000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY"),
                        event(
                                "UID:1",
                                "RECURRENCE-ID;RANGE=THISANDFUTURE:20270301T090000Z",
                                "DTSTART:20270220T090000Z",
                                "DURATION:PT1H")))
                .containsExactly(
                        range("2027-02-20T09:00:00Z", "2027-02-20T10:00:00Z"),
                        range("2027-03-23T09:00:00Z", "2027-03-23T10:00:00Z"));
    }
}
