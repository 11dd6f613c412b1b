package scheduler.ical;

import biweekly.component.ICalComponent;
import biweekly.component.VEvent;
import biweekly.property.DateOrDateTimeProperty;
import biweekly.property.ICalProperty;
import biweekly.property.ValuedProperty;
import biweekly.util.ICalDate;
import biweekly.util.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scheduler.recurrence.Repeating;
import scheduler.time.TimeRange;

/// When an event of a calendar from elsewhere takes place.
final class EventTimes {

    static final String RULE = "RRULE";
    static final String DATES = "RDATE";

    private static final Set<String> TIMES =
            Set.of("DTSTART", "DTEND", "DURATION", DATES, "EXDATE", "RECURRENCE-ID", "FREEBUSY");

    private final ICalComponent event;
    private final ZoneNames zones;
    private final ZoneRules floating;

    EventTimes(ICalComponent event, ZoneNames zones, ZoneRules floating) {
        this.event = event;
        this.zones = zones;
        this.floating = floating;
    }

    /// How long it takes: days are those of the calendar, and what is beyond is elapsed time.
    private record Length(long days, Duration more) {

        Instant after(Moment start) {
            return start.plusDays(days).instant().plus(more);
        }
    }

    boolean isBusy() {
        if (!(event instanceof VEvent that)) {
            return false;
        }
        var transparency = that.getTransparency();
        return !BusyTimes.isCancelled(that) && (transparency == null || !transparency.isTransparent());
    }

    static String uid(ICalComponent event) {
        var uid = ValuedProperty.getValue(event.getProperty(biweekly.property.Uid.class));
        return uid == null ? "" : uid;
    }

    /// What the library cannot read it keeps as a text.
    void refuseUnreadable() {
        for (var each : event.getExperimentalProperties()) {
            if (TIMES.contains(each.getName())) {
                throw unreadable(each.getName(), "it is no time");
            }
        }
    }

    private IllegalArgumentException unreadable(String property, String why) {
        return new IllegalArgumentException(property + " of the event " + uid(event) + " cannot be read: " + why + ".");
    }

    /// Adds its times that overlap `range`, those that are busy, and tells how many were looked at.
    int collect(TimeRange range, @Nullable Exceptions moved, int max, List<TimeRange> found) {
        refuseUnreadable();
        var start = start();
        var length = length(start);
        var excluded = excluded();
        var starts = new TreeSet<LocalDateTime>();
        starts.add(start.local());
        var later = later(start, moved);
        repeat(start, reach(start, length, later), range, max, starts);
        dates(start, found, range, starts);
        boolean isBusy = isBusy();
        for (var each : starts) {
            var moment = start.at(each);
            if (!excluded.has(moment) && (moved == null || !moved.has(moment))) {
                var before = later.lowerEntry(each);
                if (before != null) {
                    before.getValue().addLike(before.getKey(), moment, range, found);
                } else if (isBusy) {
                    add(moment.instant(), length.after(moment), range, found);
                }
            }
        }
        if (starts.size() > max) {
            throw tooMany();
        }
        return starts.size();
    }

    private Moment start() {
        var property = event.getProperty(biweekly.property.DateStart.class);
        if (property == null) {
            throw unreadable("DTSTART", "there is none");
        }
        return moment(property);
    }

    /// Which of its occurrences were replaced with all behind them, on its own clock, and by what.
    private NavigableMap<LocalDateTime, EventTimes> later(Moment start, @Nullable Exceptions moved) {
        var later = new TreeMap<LocalDateTime, EventTimes>();
        for (var each : moved == null || !repeats() ? List.<Exceptions.Later>of() : moved.later()) {
            if (each.id().isDate() != start.isDate() || each.event().start().isDate() != start.isDate()) {
                throw unreadable("RECURRENCE-ID", "with THISANDFUTURE a day stays a day, and a time a time");
            }
            later.put(start.isDate() ? each.id().local() : start.local(each.id().instant()), each.event());
        }
        return later;
    }

    private boolean repeats() {
        return !event.getExperimentalProperties(RULE).isEmpty()
                || !event.getProperties(biweekly.property.RecurrenceDates.class).isEmpty();
    }

    /// Adds what an occurrence is when it is as this, which took the place of `replaced`: as much later by the clocks,
    /// and as long.
    private void addLike(LocalDateTime replaced, Moment occurrence, TimeRange range, List<TimeRange> found) {
        if (isBusy()) {
            var start = start();
            var moment = occurrence.at(occurrence.local().plus(later(replaced, occurrence)));
            add(moment.instant(), length(start).after(moment), range, found);
        }
    }

    private Duration later(LocalDateTime replaced, Moment clock) {
        var start = start();
        return Duration.between(replaced, start.isDate() ? start.local() : clock.local(start.instant()));
    }

    /// How far before a range an occurrence can be that still reaches into it. What is moved counts as longer by as
    /// much, to either side.
    private static Length reach(Moment start, Length length, Map<LocalDateTime, EventTimes> later) {
        var days = length.days;
        var more = length.more;
        for (var each : later.entrySet()) {
            var like = each.getValue();
            var longer = like.length(like.start());
            days = Math.max(
                    days, longer.days + like.later(each.getKey(), start).abs().toDays() + 1);
            more = more.compareTo(longer.more) < 0 ? longer.more : more;
        }
        return new Length(days, more);
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("It may have " + BusyTimes.OCCURRENCES_MAX + " occurrences at most.");
    }

    private static void add(Instant start, Instant end, TimeRange range, List<TimeRange> found) {
        if (end.isAfter(start)) {
            var time = new TimeRange(start, end);
            if (time.overlaps(range)) {
                found.add(time);
            }
        }
    }

    private void repeat(Moment start, Length length, TimeRange range, int max, Set<LocalDateTime> starts) {
        var from = start.local(range.start()).minusDays(length.days + 1).minus(length.more);
        var to = start.local(range.end()).plusDays(length.days + 1);
        for (var each : event.getExperimentalProperties(RULE)) {
            try {
                var rule = start.isDate()
                        ? Repeating.readDays(each.getValue(), start.zone())
                        : Repeating.read(each.getValue(), start.zone());
                starts.addAll(rule.between(start.local(), from, to, max));
            } catch (IllegalArgumentException e) {
                throw unreadable(RULE, String.valueOf(e.getMessage()).replaceFirst("\\.$", ""));
            }
            if (starts.size() > max) {
                throw tooMany();
            }
        }
    }

    private void dates(Moment start, List<TimeRange> found, TimeRange range, Set<LocalDateTime> starts) {
        for (var each : event.getProperties(biweekly.property.RecurrenceDates.class)) {
            for (ICalDate date : each.getDates()) {
                var moment = moment(date, each);
                starts.add(start.isDate() ? moment.local() : start.local(moment.instant()));
            }
            for (Period period : each.getPeriods()) {
                var time = range(period, each);
                if (time != null && isBusy()) {
                    add(time.start(), time.end(), range, found);
                }
            }
        }
    }

    private Exceptions excluded() {
        var excluded = new Exceptions();
        for (var each : event.getProperties(biweekly.property.ExceptionDates.class)) {
            each.getValues().forEach(date -> excluded.add(moment(date, each)));
        }
        return excluded;
    }

    /// Without an end it is a day, or no time at all.
    private Length length(Moment start) {
        var end = event.getProperty(biweekly.property.DateEnd.class);
        var duration = ValuedProperty.getValue(event.getProperty(biweekly.property.DurationProperty.class));
        if (end != null) {
            var last = moment(end);
            if (last.isDate() != start.isDate()) {
                throw unreadable("DTEND", "a day ends with a day, and a time with a time");
            }
            return start.isDate()
                    ? new Length(
                            ChronoUnit.DAYS.between(
                                    start.local().toLocalDate(), last.local().toLocalDate()),
                            Duration.ZERO)
                    : new Length(0, Duration.between(start.instant(), last.instant()));
        }
        return duration == null ? new Length(start.isDate() ? 1 : 0, Duration.ZERO) : length(duration);
    }

    private static Length length(biweekly.util.Duration duration) {
        if (duration.isPrior()) {
            return new Length(0, Duration.ZERO);
        }
        return new Length(
                7L * or0(duration.getWeeks()) + or0(duration.getDays()),
                Duration.ofHours(or0(duration.getHours()))
                        .plusMinutes(or0(duration.getMinutes()))
                        .plusSeconds(or0(duration.getSeconds())));
    }

    private static int or0(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    Moment moment(DateOrDateTimeProperty property) {
        return moment(property.getValue(), property);
    }

    private Moment moment(ICalDate date, ICalProperty property) {
        var raw = date.getRawComponents();
        if (!date.hasTime()) {
            return new Moment(LocalDateTime.of(raw.getYear(), raw.getMonth(), raw.getDate(), 0, 0), floating, true);
        }
        // A second that was put in is the next one here.
        var local = LocalDateTime.of(raw.getYear(), raw.getMonth(), raw.getDate(), raw.getHour(), raw.getMinute())
                .plusSeconds(raw.getSecond());
        var name = property.getParameters().getTimezoneId();
        return new Moment(
                local,
                raw.isUtc() ? ZoneOffset.UTC.getRules() : name == null ? floating : zones.read(name, floating),
                false);
    }

    /// A period; nothing where it has no length.
    @Nullable
    TimeRange range(Period period, ICalProperty property) {
        var start = moment(period.getStartDate(), property);
        var end = period.getEndDate() == null
                ? length(period.getDuration()).after(start)
                : moment(period.getEndDate(), property).instant();
        return end.isAfter(start.instant()) ? new TimeRange(start.instant(), end) : null;
    }
}
