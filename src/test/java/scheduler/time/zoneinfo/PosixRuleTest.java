package scheduler.time.zoneinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rule for the years to come, in the forms that zones use and some that they might.
class PosixRuleTest {

    /// The year 2027 begins on a Friday.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CET-1CEST,M3.5.0,M10.5.0/3               | 2027-03-28T02:00+01:00/+02:00 | 2027-10-31T03:00+02:00/+01:00
            IST-1GMT0,M10.5.0,M3.5.0/1               | 2027-03-28T01:00Z/+01:00      | 2027-10-31T02:00+01:00/Z
            <-02>2<-01>,M3.5.0/-1,M10.5.0/0          | 2027-03-27T23:00-02:00/-01:00 | 2027-10-31T00:00-01:00/-02:00
            EET-2EEST,M3.4.4/50,M10.4.4/50           | 2027-03-27T02:00+02:00/+03:00 | 2027-10-30T02:00+03:00/+02:00
            <+00>0<+02>-2,M3.5.0/1,M10.5.0/3         | 2027-03-28T01:00Z/+02:00      | 2027-10-31T03:00+02:00/Z
            EET-2EEST,M4.5.5/0,M10.5.4/24            | 2027-04-30T00:00+02:00/+03:00 | 2027-10-29T00:00+03:00/+02:00
            IST-2IDT,M3.4.4/26,M10.5.0               | 2027-03-26T02:00+02:00/+03:00 | 2027-10-31T02:00+03:00/+02:00
            <-04>4<-03>,M9.1.6/24,M4.1.6/24          | 2027-04-04T00:00-03:00/-04:00 | 2027-09-05T00:00-04:00/-03:00
            <+1030>-10:30<+11>-11,M10.1.0,M4.1.0     | 2027-04-04T02:00+11:00/+10:30 | 2027-10-03T02:00+10:30/+11:00
            <+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45:30 | 2027-04-04T03:45:30+13:45/+12:45 | 2027-09-26T02:45+12:45/+13:45
            <+0330>-3:30<+0430>,J79/24,J263/24       | 2027-03-21T00:00+03:30/+04:30 | 2027-09-21T00:00+04:30/+03:30
            AAA0BBB,M3.5.0/30,M10.5.0/-30            | 2027-03-29T06:00Z/+01:00      | 2027-10-29T18:00+01:00/Z
            AAA0BBB,J60,M10.2.3/-167                 | 2027-03-01T02:00Z/+01:00      | 2027-10-06T01:00+01:00/Z
            """)
    void says_when_clocks_change_each_year(String rule, String first, String second) {
        var target = PosixRule.read(rule);

        assertThat(target.yearly())
                .extracting(each -> text(each.createTransition(2027)))
                .containsExactly(first, second);
    }

    private static String text(ZoneOffsetTransition change) {
        return change.getDateTimeBefore().toString() + change.getOffsetBefore() + "/" + change.getOffsetAfter();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MST7                 | -07:00
            <+0545>-5:45         | +05:45
            UTC0                 | Z
            <-00>0               | Z
            XXX3EDT4,0/0,J365/23 | -04:00
            EST5EDT,0/0,J365/25  | -04:00
            """)
    void says_that_clocks_do_not_change_any_more(String rule, String offset) {
        var target = PosixRule.read(rule);

        assertThat(target.yearly()).isEmpty();
        assertThat(target.standard()).isEqualTo(ZoneOffset.of(offset));
    }

    @Test
    void a_last_weekday_and_a_time_days_later_are_right_in_leap_years_too() {
        var target = PosixRule.read("AAA0BBB,M4.5.0/50,M10.5.0/3").yearly().getFirst();

        assertThat(target.createTransition(2028).getDateTimeBefore()).isEqualTo("2028-05-02T02:00");
        assertThat(target.createTransition(2029).getDateTimeBefore()).isEqualTo("2029-05-01T02:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CET",
                "CE-1",
                "CET-1CEST",
                "CET-1CEST,M3.5.0",
                "CET-1CEST,M3.5.0,M10.5.0,M11.5.0",
                "CET-1CEST,M13.5.0,M10.5.0",
                "CET-1CEST,M3.6.0,M10.5.0",
                "CET-1CEST,M3.5.7,M10.5.0",
                "CET-1CEST,M3.5.0/x,M10.5.0",
                "CET-1CEST,M2.5.0/50,M10.5.0",
                "CET-1CEST,M3.1.0/-3,M10.5.0",
                "CET-1CEST,M3.5.0,M10.1.0/-167",
                "CET-1CEST,59,300",
                "CET-1CEST,J366,J1",
                "CET-99",
                "<CET>"
            })
    void anything_else_is_refused(String rule) {
        assertThatThrownBy(() -> PosixRule.read(rule))
                .isInstanceOfAny(IllegalArgumentException.class, DateTimeException.class);
    }
}
