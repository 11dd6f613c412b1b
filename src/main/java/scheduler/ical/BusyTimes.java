package scheduler.ical;

import biweekly.ICalendar;
import biweekly.component.RawComponent;
import biweekly.component.VEvent;
import biweekly.component.VFreeBusy;
import biweekly.io.scribe.ScribeIndex;
import biweekly.io.scribe.component.RawComponentScribe;
import biweekly.io.scribe.property.RawPropertyScribe;
import biweekly.io.text.ICalReader;
import biweekly.parameter.FreeBusyType;
import biweekly.parameter.Range;
import biweekly.property.ValuedProperty;
import biweekly.util.Period;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scheduler.time.TimeRange;

/// When a calendar from elsewhere says that somebody is busy.
///
/// What is transparent or cancelled is not in the way. Whatever cannot be read for certain is refused and named: a time
/// that is taken for free would be booked.
public final class BusyTimes {

    static final int CHARACTERS_MAX = 4 << 20;
    static final int EVENTS_MAX = 20_000;

    /// Of all events together, those looked at included that lie outside of the range.
    static final int OCCURRENCES_MAX = 50_000;

    private static final String END = "END:VCALENDAR";

    private final ZoneRules zone;
    private final TimeRange range;
    private final List<TimeRange> found = new ArrayList<>();
    private int looked;

    private BusyTimes(ZoneId zone, TimeRange range) {
        this.zone = zone.getRules();
        this.range = range;
    }

    /// The times, in their order and those that touch as one, that overlap `range`. Days and times that name no zone
    /// are in `zone`. An IllegalArgumentException says what is wrong with the calendar.
    public static List<TimeRange> read(String ics, ZoneId zone, TimeRange range) {
        if (ics.length() > CHARACTERS_MAX) {
            throw new IllegalArgumentException("It may have " + CHARACTERS_MAX + " characters at most.");
        }
        var busy = new BusyTimes(zone, range);
        try {
            parsed(ics).forEach(busy::read);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("It has a time that there is not: " + e.getMessage() + ".", e);
        }
        return Feed.merged(busy.found);
    }

    /// The library would work out the rules that a calendar has for its zones, whatever they are; so it gets to know
    /// neither those nor rules of recurrence.
    private static List<ICalendar> parsed(String ics) {
        if (!ics.stripTrailing().toUpperCase(Locale.ROOT).endsWith(END)) {
            throw new IllegalArgumentException(
                    "It is no iCalendar object, or not all of one: it must end with " + END + ".");
        }
        var index = new ScribeIndex();
        index.register(new RawComponentScribe("VTIMEZONE"));
        index.register(new RawPropertyScribe(EventTimes.RULE));
        StrictTimes.ALL.forEach(index::register);
        try (var reader = new ICalReader(ics)) {
            reader.setScribeIndex(index);
            reader.setGlobalTimezoneIdResolver(_ -> null);
            var calendars = reader.readAll();
            if (calendars.isEmpty()) {
                throw new IllegalArgumentException("It is no iCalendar object: it must begin with BEGIN:VCALENDAR.");
            }
            return calendars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(ICalendar calendar) {
        var events = calendar.getEvents();
        if (events.size() > EVENTS_MAX) {
            throw new IllegalArgumentException("It may have " + EVENTS_MAX + " events at most.");
        }
        var zones = new ZoneNames(given(calendar), new OwnZone(range));
        var moved = new HashMap<String, Exceptions>();
        for (var each : events) {
            var id = each.getRecurrenceId();
            if (id != null) {
                var times = new EventTimes(each, zones, zone);
                times.refuseUnreadable();
                var exceptions = moved.computeIfAbsent(EventTimes.uid(each), _ -> new Exceptions());
                exceptions.add(times.moment(id));
                if (Range.THIS_AND_FUTURE.equals(id.getRange())) {
                    exceptions.addLater(times.moment(id), times);
                }
            }
        }
        for (var each : events) {
            var times = new EventTimes(each, zones, zone);
            var exceptions = each.getRecurrenceId() == null ? moved.get(EventTimes.uid(each)) : null;
            if (times.isBusy() || (exceptions != null && exceptions.areBusyLater())) {
                looked += times.collect(range, exceptions, OCCURRENCES_MAX - looked, found);
            }
        }
        calendar.getFreeBusies().forEach(each -> read(each, zones));
        zones.end();
    }

    private void read(VFreeBusy freeBusy, ZoneNames zones) {
        var times = new EventTimes(freeBusy, zones, zone);
        times.refuseUnreadable();
        for (var each : freeBusy.getFreeBusy()) {
            if (!FreeBusyType.FREE.equals(each.getType())) {
                for (Period period : each.getValues()) {
                    var time = times.range(period, each);
                    if (time != null && time.overlaps(range)) {
                        found.add(time);
                    }
                }
            }
        }
    }

    private static Map<String, RawComponent> given(ICalendar calendar) {
        var given = new HashMap<String, RawComponent>();
        for (RawComponent each : calendar.getExperimentalComponents("VTIMEZONE")) {
            var id = ValuedProperty.getValue(each.getProperty(biweekly.property.TimezoneId.class));
            if (id != null) {
                given.put(id, each);
            }
        }
        return given;
    }

    static boolean isCancelled(VEvent event) {
        var status = event.getStatus();
        return status != null && status.isCancelled();
    }
}
