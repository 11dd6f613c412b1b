package scheduler.holiday;

import de.focus_shift.jollyday.core.ManagerParameter;
import de.focus_shift.jollyday.core.spi.HolidayCalendarConfiguration;
import de.focus_shift.jollyday.core.spi.HolidayCalendarConfigurationService;
import java.io.IOException;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/// Reads the library's calendars for it, each once, with the XML parser of the JDK: its own ways of reading bring JAXB
/// or a second Jackson with them. It is public because the library loads it by name.
public final class XmlCalendars implements HolidayCalendarConfigurationService {

    private static final Map<String, HolidayCalendarConfiguration> READ = new ConcurrentHashMap<>();

    @Override
    public HolidayCalendarConfiguration getHolidayCalendarConfiguration(ManagerParameter parameter) {
        return READ.computeIfAbsent(parameter.createCacheKey(), _ -> read(parameter.createResourceUrl()));
    }

    private static HolidayCalendarConfiguration read(URL file) {
        try (var in = file.openStream()) {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var document = factory.newDocumentBuilder().parse(in);
            return XmlCalendar.read(new XmlNode(document.getDocumentElement()));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("The holiday calendar " + file + " cannot be read.", e);
        }
    }
}
