package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static scheduler.ical.OtherCalendars.calendar;
import static scheduler.ical.OtherCalendars.event;
import static scheduler.ical.OtherCalendars.range;
import static scheduler.ical.OtherCalendars.read;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.time.TimeRange;
import scheduler.time.Zones;

/// Whose clock the times of calendars from elsewhere are read by.
class BusyZonesTest {

    /// Row I3. The clocks are put back on 25 October, so that this day has 25 hours.
    @Test
    void days_and_floating_times_are_of_the_zone_of_the_calendar() {
        assertThat(read(
                        event("DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026"),
                        event("DTSTART;VALUE=DATE:20261201"),
                        event("DTSTART:20261203T090000", "DTEND:20261203T100000"),
                        event("DTSTART;VALUE=DATE:20261210", "DURATION:P1W")))
                .containsExactly(
                        range("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
                        range("2026-11-30T23:00:00Z", "2026-12-01T23:00:00Z"),
                        range("2026-12-03T08:00:00Z", "2026-12-03T09:00:00Z"),
                        range("2026-12-09T23:00:00Z", "2026-12-16T23:00:00Z"));
    }

    /// Row I4.
    @ParameterizedTest
    @CsvSource({
        "W. Europe Standard Time,2026-12-01T08:00:00Z",
        "Eastern Standard Time,2026-12-01T14:00:00Z",
        "Asia/Tokyo,2026-12-01T00:00:00Z",
        "/citadel.org/20190914_1/America/Argentina/Buenos_Aires,2026-12-01T12:00:00Z",
        "/Europe/London,2026-12-01T09:00:00Z",
        "EST,2026-12-01T14:00:00Z",
        "/example.org/MST,2026-12-01T16:00:00Z"
    })
    void zones_are_known_by_their_names(String name, Instant start) {
        assertThat(read(event("DTSTART;TZID=" + name + ":20261201T090000", "DURATION:PT1H")))
                .containsExactly(new TimeRange(start, start.plus(Duration.ofHours(1))));
    }

    @Test
    void zones_that_are_not_known_are_named() {
        var here = event("DTSTART;TZID=Customized Time Zone:20261201T090000", "DURATION:PT1H");
        var there = event("DTSTART;TZID=Mars/Olympus:20261201T090000", "DURATION:PT1H");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(here, there))
                .withMessageContaining("Customized Time Zone, Mars/Olympus");
        assertThat(read(event("DTSTART;TZID=Mars/Olympus:20261201T090000", "DURATION:PT1H", "TRANSP:TRANSPARENT")))
                .isEmpty();
    }

    /// The rules that the calendar has for Berlin are wrong on purpose: ours are used.
    @Test
    void rules_of_the_calendar_itself_are_not_looked_at() {
        var zone = """
                BEGIN:VTIMEZONE
                TZID:NAME
                X-LIC-LOCATION:Europe/Berlin
                BEGIN:STANDARD
                DTSTART:19700101T000000
                RRULE:FREQ=SECONDLY
                TZOFFSETFROM:+0500
                TZOFFSETTO:+0500
                END:STANDARD
                END:VTIMEZONE
                """;
        for (var name : List.of("Europe/Berlin", "Mine")) {
            assertThat(read(
                            zone.replace("NAME", name),
                            event("DTSTART;TZID=" + name + ":20261201T090000", "DURATION:PT1H")))
                    .containsExactly(range("2026-12-01T08:00:00Z", "2026-12-01T09:00:00Z"));
        }
    }

    /// Some call Eastern Time so, with its summer; without rules it is the zone of the IANA database, which has none.
    @Test
    void of_a_name_like_est_the_rules_of_the_calendar_come_first() {
        var zone = """
                BEGIN:VTIMEZONE
                TZID:EST
                BEGIN:STANDARD
                DTSTART:20071104T020000
                RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
                TZOFFSETFROM:-0400
                TZOFFSETTO:-0500
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:20070311T020000
                RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
                TZOFFSETFROM:-0500
                TZOFFSETTO:-0400
                END:DAYLIGHT
                END:VTIMEZONE
                """;
        var event = event("DTSTART;TZID=EST:20261005T090000", "DURATION:PT1H");

        assertThat(read(zone, event)).containsExactly(range("2026-10-05T13:00:00Z", "2026-10-05T14:00:00Z"));
        assertThat(read(event)).containsExactly(range("2026-10-05T14:00:00Z", "2026-10-05T15:00:00Z"));
    }

    /// As Outlook writes a zone that somebody has set by hand: here with the rules of Berlin.
    @Test
    void of_a_zone_that_nobody_else_knows_the_calendar_has_the_rules() {
        var zone = """
                BEGIN:VTIMEZONE
                TZID:Customized Time Zone
                BEGIN:STANDARD
                DTSTART:16010101T030000
                RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:16010101T020000
                RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                END:DAYLIGHT
                END:VTIMEZONE
                """;
        for (var start : List.of("20190102T090000", "20261014T023000", "20261025T003000")) {
            var event = event(
                    "DTSTART;TZID=NAME:" + start,
                    "DURATION:PT1H",
                    "RRULE:FREQ=HOURLY;INTERVAL=7;UNTIL=20271101T000000Z",
                    "EXDATE;TZID=NAME:20261102T090000");

            assertThat(read(zone, event.replace("NAME", "Customized Time Zone")))
                    .hasSizeGreaterThan(500)
                    .isEqualTo(read(event.replace("NAME", "Europe/Berlin")));
        }
    }

    /// Each has few, and all together too many.
    @Test
    void such_zones_are_not_worked_out_without_end() {
        var rules = "RRULE:FREQ=HOURLY;COUNT=1000\n".repeat(10);
        var zones = IntStream.range(0, 3).mapToObj(i -> """
                        BEGIN:VTIMEZONE
                        TZID:Mine %d
                        BEGIN:STANDARD
                        DTSTART:20200101T000000
                        %sTZOFFSETFROM:+0100
                        TZOFFSETTO:+0100
                        END:STANDARD
                        END:VTIMEZONE
                        """.formatted(i, rules)).collect(Collectors.joining());
        var one = event("DTSTART;TZID=Mine 0:20261201T090000", "DURATION:PT1H");

        assertThat(read(zones, one)).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(
                        zones,
                        one,
                        event("DTSTART;TZID=Mine 1:20261201T090000", "DURATION:PT1H"),
                        event("DTSTART;TZID=Mine 2:20261201T090000", "DURATION:PT1H")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(zones.replace(rules, rules + "RRULE:FREQ=YEARLY\n"), one));
    }

    @Test
    void such_a_zone_may_have_one_offset_or_change_it_on_single_days() {
        var zone = """
                BEGIN:VTIMEZONE
                TZID:Mine
                BEGIN:STANDARD
                DTSTART:19700101T000000
                TZOFFSETFROM:-0330
                TZOFFSETTO:-0330
                END:STANDARD
                END:VTIMEZONE
                BEGIN:VTIMEZONE
                TZID:Moved
                BEGIN:STANDARD
                DTSTART:20261115T000000
                RDATE:20270115T000000
                TZOFFSETFROM:+0500
                TZOFFSETTO:+0400
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:20261215T000000
                TZOFFSETFROM:+0400
                TZOFFSETTO:+0500
                END:DAYLIGHT
                END:VTIMEZONE
                """;

        assertThat(read(
                        zone,
                        event("DTSTART;TZID=Mine:20261201T090000", "DURATION:PT1H"),
                        event("DTSTART;TZID=Moved:20261114T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;COUNT=4")))
                .containsExactly(
                        range("2026-11-14T04:00:00Z", "2026-11-14T05:00:00Z"),
                        range("2026-12-01T12:30:00Z", "2026-12-01T13:30:00Z"),
                        range("2026-12-14T05:00:00Z", "2026-12-14T06:00:00Z"),
                        range("2027-01-14T04:00:00Z", "2027-01-14T05:00:00Z"),
                        range("2027-02-14T05:00:00Z", "2027-02-14T06:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TZOFFSETTO:+0100",
                "TZOFFSETFROM:+0100|TZOFFSETTO:+0100|RRULE:FREQ=SECONDLY",
                "TZOFFSETFROM:+0100|TZOFFSETTO:+0200|RRULE:FREQ=DAILY",
                "TZOFFSETFROM:+0100|TZOFFSETTO:+9900",
                "TZOFFSETFROM:+0100|TZOFFSETTO:soon",
                "TZOFFSETFROM:+0100|TZOFFSETTO:+0200|RDATE:20270115T0000"
            })
    void rules_that_cannot_be_worked_out_are_no_rules(String lines) {
        var zone = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\n" + lines.replace('|', '\n')
                + "\nEND:STANDARD\nEND:VTIMEZONE\n";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(zone, event("DTSTART;TZID=Mine:20261201T090000", "DURATION:PT1H")))
                .withMessageContaining("Mine");
    }

    @Test
    void all_names_of_windows_lead_to_a_zone() {
        assertThat(WindowsZones.IANA).hasSizeGreaterThan(130);
        assertThat(WindowsZones.IANA.values()).allMatch(Zones::isKnown);
    }

    @Test
    void times_that_the_clocks_leave_out_or_show_twice_are_those_of_the_standard() {
        assertThat(read(
                        event("DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT1H"),
                        event("DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1H")))
                .containsExactly(
                        range("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
                        range("2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z"));
    }

    /// RFC 5545 §3.3.10: what repeats is not there then, and does not count.
    @ParameterizedTest
    @ValueSource(strings = {"FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3"})
    void an_occurrence_that_the_clocks_leave_out_is_none(String rule) {
        assertThat(read(event("DTSTART;TZID=America/New_York:20270307T023000", "DURATION:PT1H", "RRULE:" + rule)))
                .containsExactly(
                        range("2027-03-07T07:30:00Z", "2027-03-07T08:30:00Z"),
                        range("2027-03-21T06:30:00Z", "2027-03-21T07:30:00Z"),
                        range("2027-03-28T06:30:00Z", "2027-03-28T07:30:00Z"));
    }

    @Test
    void a_start_or_a_date_of_its_own_that_the_clocks_leave_out_is_moved() {
        assertThat(read(event(
                        "DTSTART;TZID=America/New_York:20270314T023000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")))
                .containsExactly(
                        range("2027-03-14T07:30:00Z", "2027-03-14T08:30:00Z"),
                        range("2027-03-21T06:30:00Z", "2027-03-21T07:30:00Z"));
        assertThat(read(event(
                        "DTSTART;TZID=America/New_York:20270312T023000",
                        "DURATION:PT1H",
                        "RDATE;TZID=America/New_York:20270314T023000")))
                .containsExactly(
                        range("2027-03-12T07:30:00Z", "2027-03-12T08:30:00Z"),
                        range("2027-03-14T07:30:00Z", "2027-03-14T08:30:00Z"));
    }

    /// In Beirut the clocks are put forward at midnight.
    @Test
    void a_day_whose_midnight_the_clocks_leave_out_is_there() {
        var days = calendar(event("DTSTART;VALUE=DATE:20270327", "RRULE:FREQ=DAILY;COUNT=3"));

        assertThat(BusyTimes.read(days, ZoneId.of("Asia/Beirut"), OtherCalendars.WINTER))
                .containsExactly(range("2027-03-26T22:00:00Z", "2027-03-29T21:00:00Z"));
    }
}
