package scheduler.holiday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The days on which a country or a region is off.
class PublicHolidaysTest {

    @Test
    void a_country_has_what_all_its_regions_share() {
        assertThat(in("DE", "2026"))
                .containsExactly(
                        "2026-01-01",
                        "2026-04-03",
                        "2026-04-06",
                        "2026-05-01",
                        "2026-05-14",
                        "2026-05-25",
                        "2026-10-03",
                        "2026-12-25",
                        "2026-12-26");
    }

    @Test
    void a_region_adds_its_own_to_those_of_its_country() {
        assertThat(in("DE-BE", "2026")).containsAll(in("DE", "2026")).contains("2026-03-08");
        assertThat(in("DE-BY-MU", "2026"))
                .containsAll(in("DE-BY", "2026"))
                .contains("2026-01-06", "2026-08-15")
                .doesNotContain("2026-03-08");
        assertThat(in("GB-SCT", "2026")).contains("2026-01-02").isNotEqualTo(in("GB-ENG", "2026"));
    }

    @Test
    void what_is_only_observed_is_no_day_off() {
        assertThat(in("DE-BB", "2026")).doesNotContain("2026-12-24", "2026-12-31");
        assertThat(in("US-TX", "2026")).contains("2026-11-26").doesNotContain("2026-04-03");
    }

    @Test
    void a_holiday_on_a_weekend_is_off_itself_and_on_the_day_in_lieu() {
        assertThat(in("GB-ENG", "2027")).contains("2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28");
        assertThat(in("US", "2026")).contains("2026-07-03", "2026-07-04");
    }

    @Test
    void a_holiday_that_is_moved_from_a_working_day_leaves_it_one() {
        assertThat(in("CO", "2026")).contains("2026-01-12").doesNotContain("2026-01-06");
    }

    @Test
    void new_year_may_be_observed_in_the_year_before() {
        assertThat(in("US", "2027")).contains("2027-12-31");
        assertThat(in("US", "2028")).contains("2028-01-01");
    }

    @Test
    void the_case_of_a_code_does_not_matter() {
        assertThat(PublicHolidays.of("de-be")).isSameAs(PublicHolidays.of("DE-BE"));
        assertThat(PublicHolidays.of("us-ny").toJson()).isEqualTo("US-NY");
    }

    @Test
    void calendars_of_exchanges_have_names_instead_of_codes() {
        assertThat(in("NYSE", "2026")).contains("2026-04-03");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "XX", "D", "DEU", "UK", "DE-", "-DE", "Germany", "../de", "DE/BE", "de_be", "ДЕ"})
    void what_is_no_code_is_refused(String code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicHolidays.of(code))
                .withMessageMatching("There is no holiday calendar .*; write a country .*"
                        + "|The holiday calendar DE has no region ; it has BB, .*");
    }

    @Test
    void an_unknown_region_is_refused_with_those_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicHolidays.of("GB-SCO"))
                .withMessage("The holiday calendar GB has no region SCO; it has ENG, NIR, SCT, WLS.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicHolidays.of("SE-AB"))
                .withMessage("The holiday calendar SE has no region AB, and no other.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PublicHolidays.of("DE-BY-XX"))
                .withMessage("The holiday calendar DE-BY has no region XX; it has AG, IN, MU, RE, WU.");
    }

    @ParameterizedTest
    @CsvSource({"1899-12-25, false", "1900-12-25, true", "2200-12-25, true", "2201-12-25, false"})
    void they_are_known_as_far_as_dates_reach(LocalDate date, boolean off) {
        assertThat(PublicHolidays.of("DE").test(date)).isEqualTo(off);
    }

    /// Stored schedules name them: should a new version of the library lack one, those schedules are to be found and
    /// changed before it is used.
    @Test
    void the_codes_are_those_that_schedules_may_have_been_stored_with() {
        var codes = new TreeSet<String>();
        for (var country : HolidayManager.getSupportedCalendarCodes()) {
            addAll(codes, country, PublicHolidays.manager(country).getCalendarHierarchy());
        }

        assertThat(codes)
                .hasSize(1369)
                .allSatisfy(code -> assertThat(PublicHolidays.of(code).toJson())
                        .isEqualTo(code)
                        .matches("[A-Z0-9_]{2,20}(-[A-Z0-9]{1,4}){0,2}"));
        assertThat(codes.hashCode()).isEqualTo(223_325_976);
    }

    private static void addAll(Set<String> codes, String code, CalendarHierarchy place) {
        codes.add(code);
        place.getChildren()
                .values()
                .forEach(each -> addAll(codes, code + "-" + each.getId().toUpperCase(Locale.ROOT), each));
    }

    @Test
    void no_calendar_fails_in_any_year() {
        var dates = Stream.of("1900-01-01", "1967-05-01", "2026-12-25", "2100-02-28", "2174-01-01", "2200-12-31")
                .map(LocalDate::parse)
                .toList();

        for (var code : HolidayManager.getSupportedCalendarCodes()) {
            for (var date : dates) {
                assertThat(PublicHolidays.of(code).test(date))
                        .as("%s %s", code, date)
                        .isIn(true, false);
            }
        }
    }

    @Test
    void many_may_ask_at_once() throws Exception {
        var codes = List.of("NO", "SE-ZZ", "FI", "DK", "IS", "PL", "CZ", "SK", "HU");
        try (var threads = Executors.newFixedThreadPool(8)) {
            var answers = threads.invokeAll(Stream.generate(() -> codes)
                    .limit(20)
                    .flatMap(List::stream)
                    .<Callable<String>>map(code -> () -> answer(code))
                    .toList());

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(answer(codes.get(i % codes.size())));
            }
        }
    }

    private static String answer(String code) {
        try {
            return String.valueOf(PublicHolidays.of(code).test(LocalDate.parse("2026-12-25")));
        } catch (IllegalArgumentException e) {
            return "unknown";
        }
    }

    private static List<String> in(String code, String year) {
        var calendar = PublicHolidays.of(code);
        return LocalDate.parse(year + "-01-01")
                .datesUntil(LocalDate.parse(year + "-12-31").plusDays(1))
                .filter(calendar)
                .map(LocalDate::toString)
                .toList();
    }
}
