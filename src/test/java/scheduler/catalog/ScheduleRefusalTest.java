package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.Service;

/// Schedules that make no sense are refused with the place of it; quotes are written as apostrophes.
class ScheduleRefusalTest {

    @RegisterExtension
    static final Service service = new Service();

    static Client client;

    @BeforeAll
    static void connect() {
        client = service.client();
        client.put("/v1/resources/lee", "{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'weekly':[{'days':['mon'],'from':'09:00','to':'09:00'}]} | /weekly/0 | A window ends after",
                "{'weekly':[{'days':['mon'],'from':'17:00','to':'09:00'}]} | /weekly/0 | A window ends after",
                "{'weekly':[{'days':['mon'],'from':'09:00','to':'49:00'}]} | /weekly/0 | A window ends at 48:00",
                "{'timeZone':'Mars/Base','weekly':[]} | /timeZone | There is no IANA time zone Mars/Base",
            })
    void empty_inverted_and_endless_windows_and_unknown_zones_are_refused_m8(
            String schedule, String pointer, String detail) {
        assertRefused(schedule, pointer, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{'days':['mon'],'from':'09:00','to':'12:00'},{'days':['mon'],'from':'11:00','to':'13:00'}] | /weekly",
                "[{'days':['mon'],'from':'09:00','to':'26:00'},{'days':['mon'],'from':'23:00','to':'24:00'}] | /weekly",
            })
    void windows_of_one_day_that_overlap_are_refused(String weekly, String pointer) {
        assertRefused("{'weekly':" + weekly + "}", pointer, "The windows 09:00–");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'overrides':[{'date':'2026-12-24','windows':[]},{'date':'2026-12-24','windows':[]}]"
                        + " | /overrides | 2026-12-24 stands there twice.",
                "'overrides':[{'date':'2026-02-30','windows':[]}] | /overrides/0/date | It is not a date",
                "'overrides':[{'date':'1899-12-31','windows':[]}] | /overrides/0/date | It must lie between",
                "'overrides':[{'date':'2026-12-24','windows':[{'from':'09:00','to':'12:00'},{'from':'10:00','to':'11:00'}]}]"
                        + " | /overrides/0/windows | The windows 09:00–12:00 and 10:00–11:00 of 2026-12-24 overlap.",
                "'validFrom':'2027-01-02','validTo':'2027-01-01' | /validTo | It must not be before 2027-01-02",
                "'overrides':[{'date':'2200-01-01','windows':[]}] | /overrides/0/date | It must lie between",
                "'validFrom':'2200-01-01' | /validFrom | It must lie between 1900-01-01 and 2199-12-31.",
                "'validTo':'2200-01-01' | /validTo | It must lie between",
                "'holidays':[{'name':'Own','dates':['2200-01-01']}] | /holidays/0/dates/0 | It must lie between",
                "'periods':[{'to':'2200-01-01','weekly':[]}] | /periods/0/to | It must lie between",
                "'travel':[{'from':'2199-12-31','to':'2200-01-01','timeZone':'UTC'}] | /travel/0/to | It must lie",
                "'holidays':['XX'] | /holidays/0 | There is no holiday calendar XX; write a country",
                "'holidays':['DE','DE-XX'] | /holidays/1 | The holiday calendar DE has no region XX; it has BB, BE,",
                "'holidays':['DE','de'] | /holidays | DE stands there twice.",
                "'holidays':[{'name':'Own','dates':['2027-02-29']}] | /holidays/0/dates/0 | It is not a date",
                "'holidays':[{'name':'Own','dates':[]}] | /holidays/0/dates | ",
                "'holidays':[{'name':' ','dates':['2027-02-28']}] | /holidays/0/name | It must not be empty.",
                "'holidays':[{'dates':['2027-02-28']}] | /holidays/0/name | It is required.",
                "'holidays':[{'name':'Own','dates':['2027-02-28','2027-02-28']}] | /holidays/0/dates | An entry",
                "'periods':[{'from':'2027-06-02','to':'2027-06-01','weekly':[]}] | /periods/0/to | It must not be before",
                "'periods':[{'weekly':[]}] | /periods/0/from | It needs a first or a last date.",
                "'periods':[{'from':'2027-06-02'}] | /periods/0/weekly | It is required",
                "'periods':[{'from':'2027-06-02','weekly':[{'days':['mon'],'from':'09:00','to':'08:00'}]}]"
                        + " | /periods/0/weekly/0 | A window ends after",
                "'periods':[{'from':'2027-06-01','weekly':[]},{'from':'2027-05-01','to':'2027-06-01','weekly':[]}]"
                        + " | /periods | The periods 2027-05-01 to 2027-06-01 and 2027-06-01 and later overlap.",
                "'travel':[{'from':'2027-06-01','to':'2027-06-02','timeZone':'+09:00'}]"
                        + " | /travel/0/timeZone | There is no IANA time zone +09:00",
                "'travel':[{'from':'2027-06-01','timeZone':'UTC'}] | /travel/0/to | It is required.",
                "'travel':[{'from':'2027-06-03','to':'2027-06-02','timeZone':'UTC'}] | /travel/0/to | It must not",
                "'travel':[{'from':'2027-06-01','to':'2027-06-02','timeZone':'UTC'},"
                        + "{'from':'2027-06-02','to':'2027-06-09','timeZone':'Asia/Tokyo'}]"
                        + " | /travel | The journeys 2027-06-01 to 2027-06-02 and 2027-06-02 to 2027-06-09 overlap.",
            })
    void what_differs_from_the_week_is_refused_where_it_makes_no_sense(String more, String pointer, String detail) {
        assertRefused("{'weekly':[]," + more + "}", pointer, detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "weekly | 100 | {'days':['mon'],'from':'09:00','to':'10:00'}",
                "overrides | 1000 | {'date':'2026-12-24','windows':[]}",
                "holidays | 20 | 'DE'",
                "periods | 100 | {'to':'2026-12-24','weekly':[]}",
                "travel | 100 | {'from':'2027-06-01','to':'2027-06-02','timeZone':'UTC'}",
            })
    void there_are_only_so_many_entries(String field, int max, String entry) {
        var list = IntStream.rangeClosed(0, max).mapToObj(_ -> entry).collect(Collectors.joining(",", "[", "]"));

        assertRefused(
                "{" + (field.equals("weekly") ? "" : "'weekly':[],") + "'" + field + "':" + list + "}",
                "/" + field,
                "It must have at most " + max + " entries and has " + (max + 1) + ": send fewer at once.");
    }

    @Test
    void a_list_of_ones_own_has_only_so_many_dates() {
        var dates = LocalDate.parse("2027-01-01")
                .datesUntil(LocalDate.parse("2027-01-01").plusDays(501))
                .map(date -> "'" + date + "'")
                .collect(Collectors.joining(","));

        assertRefused(
                "{'weekly':[],'holidays':[{'name':'Own','dates':[" + dates + "]}]}",
                "/holidays/0/dates",
                "It must have at most 500 entries and has 501: send fewer at once.");
    }

    private static void assertRefused(String schedule, String pointer, String detail) {
        var refused = client.put("/v1/resources/lee/schedule", schedule.replace('\'', '"'));
        assertThat(refused.status()).as(refused.text()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid");
        assertThat(refused.pointer()).as(refused.text()).isEqualTo(pointer);
        assertThat(refused.json().getString("detail")).startsWith(detail == null ? "" : detail);
    }
}
