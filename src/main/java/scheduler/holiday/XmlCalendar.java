package scheduler.holiday;

import de.focus_shift.jollyday.core.spi.HolidayCalendarConfiguration;
import java.util.List;
import java.util.stream.Stream;

/// The rules of a country, or of a region of it, with the regions within.
record XmlCalendar(String hierarchy, String description, XmlRules holidays, List<XmlCalendar> regions)
        implements HolidayCalendarConfiguration {

    static XmlCalendar read(XmlNode node) {
        return new XmlCalendar(
                node.text("hierarchy"),
                node.optional("description").orElse(""),
                XmlRules.read(node.one("Holidays")),
                node.all("SubConfigurations", XmlCalendar::read));
    }

    @Override
    public Stream<HolidayCalendarConfiguration> subConfigurations() {
        return regions.stream().map(HolidayCalendarConfiguration.class::cast);
    }
}
