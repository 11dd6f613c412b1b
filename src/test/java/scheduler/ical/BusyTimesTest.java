package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.ical.OtherCalendars.BERLIN;
import static scheduler.ical.OtherCalendars.WINTER;
import static scheduler.ical.OtherCalendars.calendar;
import static scheduler.ical.OtherCalendars.event;
import static scheduler.ical.OtherCalendars.range;
import static scheduler.ical.OtherCalendars.read;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.time.TimeRange;

/// When calendars from elsewhere say that somebody is busy.
class BusyTimesTest {

    @Test
    void events_are_busy_times() {
        assertThat(read(
                        event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z"),
                        event("DTSTART;TZID=America/New_York:20261202T090000", "DURATION:PT1H30M"),
                        event("DTSTART:20261203T090000Z")))
                .containsExactly(
                        range("2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z"),
                        range("2026-12-02T14:00:00Z", "2026-12-02T15:30:00Z"));
    }

    /// Row I1.
    @ParameterizedTest
    @ValueSource(strings = {"TRANSP:TRANSPARENT", "STATUS:CANCELLED", "status:cancelled"})
    void what_is_free_or_cancelled_is_not_in_the_way(String line) {
        assertThat(read(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", line)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRANSP:OPAQUE", "STATUS:CONFIRMED", "STATUS:TENTATIVE"})
    void what_is_not_free_is(String line) {
        assertThat(read(event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", line)))
                .hasSize(1);
    }

    /// Row I2. It begins long ago and stays at the same wall time.
    @Test
    void all_occurrences_count_but_those_that_are_excepted() {
        var found = read(
                event(
                        "UID:1",
                        "DTSTART;TZID=Europe/Berlin:20260302T090000",
                        "DTEND;TZID=Europe/Berlin:20260302T100000",
                        "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261116T080000Z",
                        "EXDATE;TZID=Europe/Berlin:20261012T090000",
                        "EXDATE;VALUE=DATE:20261019",
                        "RDATE;TZID=Europe/Berlin:20261125T120000",
                        "RDATE;VALUE=PERIOD:20261126T100000Z/PT30M"),
                event(
                        "UID:1",
                        "RECURRENCE-ID;TZID=Europe/Berlin:20261026T090000",
                        "DTSTART;TZID=Europe/Berlin:20261027T150000",
                        "DTEND;TZID=Europe/Berlin:20261027T160000"),
                event(
                        "UID:1",
                        "RECURRENCE-ID:20261102T080000Z",
                        "DTSTART:20261102T080000Z",
                        "DTEND:20261102T090000Z",
                        "STATUS:CANCELLED"));

        assertThat(found)
                .containsExactly(
                        range("2026-10-05T07:00:00Z", "2026-10-05T08:00:00Z"),
                        range("2026-10-27T14:00:00Z", "2026-10-27T15:00:00Z"),
                        range("2026-11-09T08:00:00Z", "2026-11-09T09:00:00Z"),
                        range("2026-11-16T08:00:00Z", "2026-11-16T09:00:00Z"),
                        range("2026-11-25T11:00:00Z", "2026-11-25T12:00:00Z"),
                        range("2026-11-26T10:00:00Z", "2026-11-26T10:30:00Z"));
    }

    @Test
    void a_rule_that_counts_counts_from_its_start() {
        assertThat(read(event("DTSTART:20260928T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")))
                .containsExactly(
                        range("2026-10-05T09:00:00Z", "2026-10-05T10:00:00Z"),
                        range("2026-10-12T09:00:00Z", "2026-10-12T10:00:00Z"));
    }

    @Test
    void an_end_that_is_an_instant_is_one_also_when_the_clocks_are_put_back() {
        assertThat(read(event(
                        "DTSTART;TZID=America/New_York:20261031T013000",
                        "DURATION:PT30M",
                        "RRULE:FREQ=DAILY;UNTIL=20261101T061500Z")))
                .containsExactly(
                        range("2026-10-31T05:30:00Z", "2026-10-31T06:00:00Z"),
                        range("2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z"));
    }

    @Test
    void a_day_that_repeats_is_a_day_each_time() {
        var found = read(event("DTSTART;VALUE=DATE:16041025", "DTEND;VALUE=DATE:16041026", "RRULE:FREQ=YEARLY"));

        assertThat(found).containsExactly(range("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"));
    }

    @Test
    void busy_times_that_are_published_as_such_are_read_too() {
        assertThat(read("""
                        BEGIN:VFREEBUSY
                        UID:1
                        DTSTAMP:20261101T000000Z
                        FREEBUSY;FBTYPE=BUSY:20261201T090000Z/20261201T100000Z,20261201T100000Z/PT1H
                        FREEBUSY;FBTYPE=FREE:20261202T090000Z/20261202T100000Z
                        FREEBUSY:20261203T090000Z/PT1H
                        END:VFREEBUSY
                        """))
                .containsExactly(
                        range("2026-12-01T09:00:00Z", "2026-12-01T11:00:00Z"),
                        range("2026-12-03T09:00:00Z", "2026-12-03T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART:tomorrow",
                "DTSTART:20261301T090000Z",
                "DTSTART:20261201T090000Z|RRULE:FREQ=SOMETIMES",
                "DTSTART:20261201T090000Z|RRULE:FREQ=SECONDLY",
                "DTSTART:20261201T090000Z|RRULE:FREQ=DAILY;UNTIL=20270230",
                "DTSTART:20261201T090000Z|RRULE:FREQ=DAILY;INTERVAL=2147483647;BYMONTH=2;BYMONTHDAY=11",
                "DTSTART:20261201T090000Z|DTEND:later",
                "DTSTART:20261201T090000Z|EXDATE:never",
                "DTSTART:20261210T1000Z|DURATION:PT1H",
                "DTSTART:20261210T100000+0100|DURATION:PT1H",
                "DTSTART:20261210t100000z|DURATION:PT1H",
                "DTSTART:2026-12-10|DTEND:20261210T110000Z",
                "DTSTART:20261210T100000Z|DTEND;VALUE=DATE:20261211",
                "DTSTART:20261210T100000Z|DTEND:20261210T1100Z",
                "DTSTART:20261210T100000Z|DURATION:PT90",
                "DTSTART:20261210T100000Z|DURATION:P",
                "DTSTART:20261210T100000Z|DURATION:PT1H|EXDATE:20261210T1000Z",
                "DTSTART:20261210T100000Z|DURATION:PT1H|RDATE:20261211T1000Z",
                "DTSTART:20261210T100000Z|DURATION:PT1H|RDATE;VALUE=PERIOD:20261211T100000Z/20261211T1100Z",
                "DTSTART:20261210T100000Z|DURATION:PT1H|RECURRENCE-ID:20261210T1000Z",
                "SUMMARY:no start"
            })
    void what_cannot_be_read_for_certain_is_refused(String lines) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(event(lines.split("\\|", -1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART:2026-12-10T10:00:00Z|DURATION:PT1H",
                "DTSTART:20261210T100000Z |DTEND:20261210T110000Z",
                "DTSTART:20261210T100000Z|DURATION:+P0DT1H0M|EXDATE:|RDATE:"
            })
    void what_is_written_otherwise_and_can_be_read_for_certain_is(String lines) {
        assertThat(read(event(lines.split("\\|", -1))))
                .containsExactly(range("2026-12-10T10:00:00Z", "2026-12-10T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sometime", "20261201T0900Z/PT1H", "20261201T090000Z/20261201T1000Z", "20261201T090000Z/PT90"})
    void busy_times_that_cannot_be_read_are_refused_too(String time) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("BEGIN:VFREEBUSY\nUID:1\nFREEBUSY:" + time + "\nEND:VFREEBUSY\n"));
    }

    @Test
    void what_is_no_whole_calendar_is_refused() {
        var whole = calendar(event("DTSTART:20261201T090000Z", "DURATION:PT1H"));
        for (var text : List.of("", "<html>", "END:VCALENDAR", whole.substring(0, whole.length() - 20))) {
            assertThatIllegalArgumentException().isThrownBy(() -> BusyTimes.read(text, BERLIN, WINTER));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BusyTimes.read("x".repeat(BusyTimes.CHARACTERS_MAX + 1), BERLIN, WINTER));
    }

    /// Rules that would go on for ever, or match nothing for a long time.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
                "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=HOURLY",
                "FREQ=HOURLY;COUNT=2000000000",
                "FREQ=YEARLY;INTERVAL=2147483647",
                "FREQ=DAILY;BYSETPOS=366;BYHOUR=1,2,3;BYMINUTE=0,1,2,3,4,5,6,7,8,9",
                "FREQ=WEEKLY;BYDAY=MO;UNTIL=99991231T235959Z"
            })
    @Timeout(120)
    void no_rule_takes_for_ever(String rule) {
        try {
            assertThat(read(event("DTSTART:19800101T090000Z", "DURATION:PT1M", "RRULE:" + rule)))
                    .hasSizeLessThanOrEqualTo(BusyTimes.OCCURRENCES_MAX);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("RRULE");
        }
    }

    /// What we write ourselves.
    @Test
    void a_feed_of_ours_is_read_as_it_was_meant() {
        var start = Instant.parse("2026-10-25T01:30:00Z");
        var booking = new io.vertx.core.json.JsonObject()
                .put("icalUid", "1@scheduler")
                .put("sequence", 0L)
                .put("status", "confirmed")
                .put("start", start.toString())
                .put("end", start.plusSeconds(1800).toString())
                .put("timeZone", "Europe/Berlin")
                .put("service", "visit")
                .put("createdAt", "2026-10-01T00:00:00Z")
                .put("updatedAt", "2026-10-01T00:00:00Z");

        assertThat(BusyTimes.read(Invitation.file(booking, Labels.NONE), ZoneId.of("Asia/Tokyo"), WINTER))
                .containsExactly(new TimeRange(start, start.plusSeconds(1800)));
    }
}
