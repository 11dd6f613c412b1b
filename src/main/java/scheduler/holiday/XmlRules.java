package scheduler.holiday;

import de.focus_shift.jollyday.core.spi.ChristianHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.EthiopianOrthodoxHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayBetweenFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayInMonthHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayRelativeToFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.HolidayConfigurations;
import de.focus_shift.jollyday.core.spi.IslamicHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.RelativeToEasterSundayHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.RelativeToFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.RelativeToWeekdayInMonthHolidayConfiguration;
import java.util.List;

/// The rules of one calendar by their kind. It is public because the library reads it by reflection.
public record XmlRules(
        List<FixedHolidayConfiguration> fixed,
        List<RelativeToFixedHolidayConfiguration> relativeToFixed,
        List<RelativeToWeekdayInMonthHolidayConfiguration> relativeToWeekdayInMonth,
        List<FixedWeekdayInMonthHolidayConfiguration> fixedWeekdays,
        List<ChristianHolidayConfiguration> christianHolidays,
        List<IslamicHolidayConfiguration> islamicHolidays,
        List<FixedWeekdayBetweenFixedHolidayConfiguration> fixedWeekdayBetweenFixed,
        List<FixedWeekdayRelativeToFixedHolidayConfiguration> fixedWeekdayRelativeToFixed,
        List<EthiopianOrthodoxHolidayConfiguration> ethiopianOrthodoxHolidays,
        List<RelativeToEasterSundayHolidayConfiguration> relativeToEasterSunday)
        implements HolidayConfigurations {

    static XmlRules read(XmlNode node) {
        return new XmlRules(
                node.all("Fixed", XmlRule.Fixed::read),
                node.all("RelativeToFixed", XmlRule.FromFixed::read),
                node.all("RelativeToWeekdayInMonth", XmlRule.FromWeekday::read),
                node.all("FixedWeekday", XmlRule.WeekdayInMonth::read),
                node.all("ChristianHoliday", XmlFeast.Christian::read),
                node.all("IslamicHoliday", XmlFeast.Islamic::read),
                node.all("FixedWeekdayBetweenFixed", XmlRule.WeekdayBetween::read),
                node.all("FixedWeekdayRelativeToFixed", XmlRule.WeekdayFromFixed::read),
                node.all("EthiopianOrthodoxHoliday", XmlFeast.Ethiopian::read),
                node.all("RelativeToEasterSunday", XmlFeast.FromEaster::read));
    }
}
