package scheduler.ical;

import biweekly.Biweekly;
import biweekly.ICalendar;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.Temporal;
import java.util.List;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DateProperty;

/// Two readers of calendars that know nothing of each other.
final class Parsers {

    private Parsers() {}

    /// ical4j has zones for 1,500 calendars in a process, and gets them back when those are collected.
    static Calendar ical4j(String text) {
        try {
            return built(text);
        } catch (IllegalStateException e) {
            System.gc();
            return built(text);
        }
    }

    private static Calendar built(String text) {
        try {
            return new CalendarBuilder().build(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + text, e);
        }
    }

    static ICalendar biweekly(String text) {
        return Biweekly.parse(text).first();
    }

    static List<VEvent> events(Calendar calendar) {
        return calendar.getComponents("VEVENT").stream().map(VEvent.class::cast).toList();
    }

    static String value(net.fortuna.ical4j.model.Component component, String name) {
        return component.getProperty(name).map(Property::getValue).orElse("");
    }

    static Instant instant(VEvent event, String name) {
        DateProperty<Temporal> property =
                event.<DateProperty<Temporal>>getProperty(name).orElseThrow();
        return Instant.from(property.getDate());
    }

    /// The lines of a calendar as they stand there, refused where one is too long or ends otherwise than by CRLF.
    static List<String> lines(String text) {
        var lines = List.of(text.split("\r\n", -1));
        for (var line : lines) {
            if (line.getBytes(StandardCharsets.UTF_8).length > 75) {
                throw new IllegalStateException("longer than 75 octets: " + line);
            }
            if (line.chars().anyMatch(each -> each != '\t' && Character.isISOControl(each))) {
                throw new IllegalStateException("a control character in " + line);
            }
        }
        return lines.subList(0, lines.size() - 1);
    }
}
