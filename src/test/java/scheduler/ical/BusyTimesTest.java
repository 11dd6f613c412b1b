package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.time.TimeRange;
import scheduler.time.Zones;

/// When calendars from elsewhere say that somebody is busy.
class BusyTimesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final TimeRange WINTER = range("2026-10-01T00:00:00Z", "2027-04-01T00:00:00Z");

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

    @Test
    void a_rule_that_counts_counts_from_its_start() {
        assertThat(read(event("DTSTART:20260928T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")))
                .containsExactly(
                        range("2026-10-05T09:00:00Z", "2026-10-05T10:00:00Z"),
                        range("2026-10-12T09:00:00Z", "2026-10-12T10:00:00Z"));
    }

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

    @Test
    void a_day_that_repeats_is_a_day_each_time() {
        var found = read(event("DTSTART;VALUE=DATE:16041025", "DTEND;VALUE=DATE:16041026", "RRULE:FREQ=YEARLY"));

        assertThat(found).containsExactly(range("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"));
    }

    /// Row I4.
    @ParameterizedTest
    @CsvSource({
        "W. Europe Standard Time,2026-12-01T08:00:00Z",
        "Eastern Standard Time,2026-12-01T14:00:00Z",
        "Asia/Tokyo,2026-12-01T00:00:00Z",
        "/citadel.org/20190914_1/America/Argentina/Buenos_Aires,2026-12-01T12:00:00Z",
        "/Europe/London,2026-12-01T09:00:00Z"
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
                "TZOFFSETFROM:+0100|TZOFFSETTO:soon"
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

    @Test
    void times_that_the_clocks_leave_out_or_show_twice_are_those_of_the_standard() {
        assertThat(read(
                        event("DTSTART;TZID=Europe/Berlin:20270328T023000", "DURATION:PT1H"),
                        event("DTSTART;TZID=Europe/Berlin:20261025T023000", "DURATION:PT1H")))
                .containsExactly(
                        range("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
                        range("2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DTSTART:tomorrow",
                "DTSTART:20261301T090000Z",
                "DTSTART:20261201T090000Z|RRULE:FREQ=SOMETIMES",
                "DTSTART:20261201T090000Z|RRULE:FREQ=SECONDLY",
                "DTSTART:20261201T090000Z|DTEND:later",
                "DTSTART:20261201T090000Z|EXDATE:never",
                "SUMMARY:no start"
            })
    void what_cannot_be_read_for_certain_is_refused(String lines) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(event(lines.split("\\|", -1))));
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

    private static List<TimeRange> read(String... components) {
        return BusyTimes.read(calendar(components), BERLIN, WINTER);
    }

    private static String calendar(String... components) {
        return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n" + String.join("", components) + "END:VCALENDAR\n")
                .replace("\n", "\r\n");
    }

    private static String event(String... lines) {
        return "BEGIN:VEVENT\nDTSTAMP:20261101T000000Z\n" + String.join("\n", Arrays.asList(lines)) + "\nEND:VEVENT\n";
    }

    private static TimeRange range(String start, String end) {
        return new TimeRange(Instant.parse(start), Instant.parse(end));
    }
}
