package scheduler.holiday;

import static org.assertj.core.api.Assertions.assertThat;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.ManagerParameters;
import de.focus_shift.jollyday.jaxb.JaxbConfigurationService;
import java.time.Year;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Our reading of the calendar files beside the library's own.
class XmlCalendarsTest {

    private static final int FIRST_YEAR = 2020;
    private static final int LAST_YEAR = 2040;

    @BeforeAll
    static void be_as_in_production() {
        HolidayManager.setManagerCachingEnabled(false);
    }

    @TestFactory
    Stream<DynamicTest> every_holiday_of_every_country_and_region_is_the_same() {
        return new TreeSet<>(HolidayManager.getSupportedCalendarCodes())
                .stream().map(code -> DynamicTest.dynamicTest(code, () -> compare(code)));
    }

    private static void compare(String code) {
        var target = manager(code, XmlCalendars.class);
        var theirs = manager(code, JaxbConfigurationService.class);

        assertThat(target.getCalendarHierarchy()).isEqualTo(theirs.getCalendarHierarchy());
        compare(target, theirs, target.getCalendarHierarchy(), new String[0]);
    }

    private static void compare(
            HolidayManager target, HolidayManager theirs, CalendarHierarchy place, String[] regions) {
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            assertThat(target.getHolidays(Year.of(year), regions))
                    .as("%s %d", String.join("-", regions), year)
                    .isEqualTo(theirs.getHolidays(Year.of(year), regions));
        }
        for (var each : place.getChildren().values()) {
            compare(
                    target,
                    theirs,
                    each,
                    Stream.concat(Stream.of(regions), Stream.of(each.getId())).toArray(String[]::new));
        }
    }

    @Test
    void the_library_takes_the_reader_that_it_is_told_to() {
        assertThat(manager("de", XmlCalendars.class).getConfigurationService()).isInstanceOf(XmlCalendars.class);
    }

    private static HolidayManager manager(String code, Class<?> reader) {
        var properties = new Properties();
        properties.setProperty("configuration.service.impl", reader.getName());
        return HolidayManager.getInstance(ManagerParameters.create(code.toLowerCase(Locale.ROOT), properties));
    }
}
