package scheduler.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import scheduler.recurrence.Occurrence.Meaning;
import scheduler.recurrence.Recurrence.Gap;

/// When something that repeats happens.
class RecurrenceTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    // Those of RFC 5545 §3.8.5.3 that end and are given in days, weeks, months or years.
    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("FREQ=DAILY;COUNT=10", "1997-09-02T09:00", 10, "1997-09-03T09:00", "1997-09-11T09:00"),
                Arguments.of(
                        "FREQ=DAILY;UNTIL=19971224T000000Z",
                        "1997-09-02T09:00",
                        113,
                        "1997-09-03T09:00",
                        "1997-12-23T09:00"),
                Arguments.of(
                        "FREQ=DAILY;INTERVAL=10;COUNT=5",
                        "1997-09-02T09:00",
                        5,
                        "1997-09-12T09:00",
                        "1997-10-12T09:00"),
                Arguments.of(
                        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
                        "1998-01-01T09:00",
                        93,
                        "1998-01-02T09:00",
                        "2000-01-31T09:00"),
                Arguments.of("FREQ=WEEKLY;COUNT=10", "1997-09-02T09:00", 10, "1997-09-09T09:00", "1997-11-04T09:00"),
                Arguments.of(
                        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
                        "1997-09-02T09:00",
                        10,
                        "1997-09-04T09:00",
                        "1997-10-02T09:00"),
                Arguments.of(
                        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
                        "1997-09-01T09:00",
                        25,
                        "1997-09-03T09:00",
                        "1997-12-22T09:00"),
                Arguments.of(
                        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
                        "1997-09-05T09:00",
                        10,
                        "1997-10-03T09:00",
                        "1998-06-05T09:00"),
                Arguments.of(
                        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
                        "1997-09-22T09:00",
                        6,
                        "1997-10-20T09:00",
                        "1998-02-16T09:00"),
                Arguments.of(
                        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
                        "1997-09-30T09:00",
                        10,
                        "1997-10-01T09:00",
                        "1998-02-01T09:00"),
                Arguments.of(
                        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
                        "1997-09-04T09:00",
                        3,
                        "1997-10-07T09:00",
                        "1997-11-06T09:00"),
                Arguments.of(
                        "FREQ=YEARLY;INTERVAL=2;COUNT=5;BYMONTH=1",
                        "1997-01-10T09:00",
                        5,
                        "1999-01-10T09:00",
                        "2005-01-10T09:00"),
                Arguments.of(
                        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
                        "2007-01-15T09:00",
                        5,
                        "2007-01-30T09:00",
                        "2007-03-30T09:00"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_examples_of_the_rfc(String rule, String start, int count, String second, String last) {
        var found = locals(rule, start, NEW_YORK, Gap.SKIP);

        assertThat(found).hasSize(count);
        assertThat(found.getFirst()).isEqualTo(LocalDateTime.parse(start));
        assertThat(found.get(1)).isEqualTo(LocalDateTime.parse(second));
        assertThat(found.getLast()).isEqualTo(LocalDateTime.parse(last));
    }

    @Test
    void the_line_of_a_calendar_is_the_rule_that_it_has() {
        var rule = Recurrence.read("rrule:FREQ=WEEKLY;COUNT=3");

        assertThat(rule.text()).isEqualTo("FREQ=WEEKLY;COUNT=3");
        assertThat(rule.from(at("2026-10-16T09:00"), BERLIN, Gap.SKIP)).hasSize(3);
    }

    /// D10.
    @Test
    void nine_stays_nine_when_the_clocks_change() {
        var found = Recurrence.read("FREQ=WEEKLY;COUNT=3").from(at("2026-10-16T09:00"), BERLIN, Gap.SKIP);

        assertThat(found)
                .extracting(each -> ((Meaning.Exact) each.meaning()).start())
                .containsExactly(
                        Instant.parse("2026-10-16T07:00:00Z"),
                        Instant.parse("2026-10-23T07:00:00Z"),
                        Instant.parse("2026-10-30T08:00:00Z"));
    }

    /// D21.
    @Test
    void a_time_that_the_clocks_leave_out_does_not_count_as_one() {
        var found = Recurrence.read("FREQ=WEEKLY;COUNT=3").from(at("2026-03-01T02:30"), NEW_YORK, Gap.SKIP);

        assertThat(found)
                .extracting(Occurrence::local)
                .containsExactly(
                        at("2026-03-01T02:30"), at("2026-03-08T02:30"), at("2026-03-15T02:30"), at("2026-03-22T02:30"));
        assertThat(found.get(1).number()).isEqualTo(2);
        assertThat(found.get(1).meaning()).isEqualTo(new Meaning.LeftOut(Instant.parse("2026-03-08T07:00:00Z")));
    }

    /// D21.
    @Test
    void or_is_as_much_later_as_the_clocks_are_put_forward() {
        var found = Recurrence.read("FREQ=WEEKLY;COUNT=3").from(at("2026-03-01T02:30"), NEW_YORK, Gap.SHIFT);

        assertThat(found).hasSize(3);
        assertThat(found.get(1).meaning()).isEqualTo(new Meaning.Shifted(Instant.parse("2026-03-08T07:30:00Z")));
        assertThat(found.get(2).meaning()).isEqualTo(new Meaning.Exact(Instant.parse("2026-03-15T06:30:00Z")));
    }

    @Test
    void of_a_time_that_is_there_twice_the_first_is_meant() {
        var found = Recurrence.read("FREQ=DAILY;COUNT=2").from(at("2026-10-31T01:30"), NEW_YORK, Gap.SKIP);

        assertThat(found.get(1).meaning()).isEqualTo(new Meaning.First(Instant.parse("2026-11-01T05:30:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "20261103, 3", // all of that day
        "20261103T090000, 3", // wall time
        "20261103T080000Z, 3", // 9:00 in Berlin
        "20261103T075959Z, 2",
        "20261103T075960Z, 2", // a leap second
        "20261102T235959, 2"
    })
    void until_is_a_day_or_wall_time_or_an_instant(String until, int count) {
        assertThat(locals("FREQ=DAILY;UNTIL=" + until, "2026-11-01T09:00", BERLIN, Gap.SKIP))
                .hasSize(count);
    }

    /// The second is at 5:30 UTC, an hour before a clock that has been put back shows 1:30 again.
    @Test
    void an_instant_ends_it_though_an_hour_is_there_twice() {
        assertThat(locals("FREQ=DAILY;UNTIL=20271107T061500Z", "2027-11-06T01:30", NEW_YORK, Gap.SKIP))
                .hasSize(2);
        assertThat(locals("FREQ=DAILY;UNTIL=20271107T052959Z", "2027-11-06T01:30", NEW_YORK, Gap.SKIP))
                .hasSize(1);
    }

    @Test
    void what_the_clocks_leave_out_is_not_among_the_most_that_it_may_have() {
        var daily = Recurrence.read("FREQ=DAILY;COUNT=366").from(at("2027-01-01T02:00"), NEW_YORK, Gap.SKIP);

        assertThat(daily)
                .hasSize(367)
                .filteredOn(each -> each.meaning() instanceof Meaning.LeftOut)
                .hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.read("FREQ=DAILY;UNTIL=20280103T020000")
                        .from(at("2027-01-01T02:00"), NEW_YORK, Gap.SKIP))
                .withMessage("It has more than 366 occurrences.");
    }

    /// However few of them count.
    @Test
    void nor_may_the_clocks_leave_out_any_number() {
        var minutes = IntStream.range(0, 60).mapToObj(String::valueOf).collect(Collectors.joining(","));
        var places = IntStream.rangeClosed(1, 61).mapToObj(String::valueOf).collect(Collectors.joining(","));
        var rule = Recurrence.read("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU;BYHOUR=2,4;BYMINUTE=" + minutes + ";BYSETPOS="
                + places + ";COUNT=366");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rule.from(at("2027-03-14T04:00"), NEW_YORK, Gap.SKIP))
                .withMessage("The clocks leave out more than 366 of its occurrences.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|It is no rule of recurrence",
                "every week|It is no rule of recurrence",
                "FREQ=WEEKLY;COUNT=0|It is no rule of recurrence",
                "FREQ=WEEKLY;COUNT=3;UNTIL=20270101|It is no rule of recurrence",
                "FREQ=WEEKLY;INTERVAL=0;COUNT=3|It is no rule of recurrence",
                "FREQ=WEEKLY;BYDAY=XX;COUNT=3|It is no rule of recurrence",
                "FREQ=HOURLY;COUNT=3|FREQ must be DAILY",
                "FREQ=SECONDLY;COUNT=3|FREQ must be DAILY",
                "FREQ=WEEKLY|It must end",
                "FREQ=YEARLY;COUNT=20|It goes on for more than 10 years",
                "FREQ=DAILY;INTERVAL=3660;COUNT=366|It goes on for more than 10 years",
                "FREQ=DAILY;INTERVAL=2147483647;BYMONTH=2;BYMONTHDAY=11;SKIP=FORWARD;COUNT=2|INTERVAL may be 10 years",
                "FREQ=YEARLY;INTERVAL=11;COUNT=1|INTERVAL may be 10 years",
                "FREQ=DAILY;UNTIL=20270230|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=20271332|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=20270010|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=20270101T250000|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=20270101T240000Z|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=99999999T000000Z|UNTIL must be a date or a time that there is",
                "FREQ=DAILY;UNTIL=2027|It is no rule of recurrence",
                "FREQ=WEEKLY;COUNT=367|It may have 366 occurrences"
            })
    void what_is_no_rule_that_ends_is_refused(String rule, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.read(rule))
                .withMessageStartingWith(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=WEEKLY;BYDAY=TU;COUNT=3|The start is no occurrence of the rule; the first from then on is 2026-11-03T09:00.",
                "FREQ=DAILY;UNTIL=20261030|It ends before the start.",
                "FREQ=DAILY;UNTIL=20300101|It has more than 366 occurrences.",
                "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=200|It goes on for more than 10 years.",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2|It has too few occurrences: too many filtered recurrence instances.",
                "FREQ=MONTHLY;BYMONTH=4,1;BYDAY=-6TU;UNTIL=20310927|It has too few occurrences: too many empty recurrence sets.",
                "FREQ=YEARLY;BYMONTHDAY=30;BYDAY=TU;SKIP=FORWARD;UNTIL=20280608|It cannot be worked out with both SKIP and what stands beside it.",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;BYSETPOS=2;COUNT=2|It has too few occurrences: too many empty recurrence sets."
            })
    void what_does_not_go_with_the_start_is_refused(String rule, String why) {
        var start = at("2026-11-01T09:00");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Recurrence.read(rule).from(start, BERLIN, Gap.SKIP))
                .withMessage(why);
    }

    private static List<LocalDateTime> locals(String rule, String start, ZoneId zone, Gap gap) {
        return Recurrence.read(rule).from(at(start), zone, gap).stream()
                .map(Occurrence::local)
                .toList();
    }

    private static LocalDateTime at(String local) {
        return LocalDateTime.parse(local);
    }
}
