package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scheduler.holiday.Holidays;
import scheduler.message.Fields;
import scheduler.time.DateSpan;
import scheduler.time.Dates;
import scheduler.time.DayWindow;
import scheduler.time.OpeningHours;
import scheduler.time.Timeline;
import scheduler.time.Week;
import scheduler.time.Weekdays;

/// When a resource is open, in its own local time: rules for the days of the week, periods with other rules,
/// holidays, dates that differ, and dates on which the resource is in another zone. `valid` bounds all of it. A
/// schedule that names no zone `followsResource`: when the resource moves to another, so do its hours.
public record Schedule(
        ZoneId timeZone,
        boolean followsResource,
        List<Weekly> weekly,
        List<DateOverride> overrides,
        DateSpan valid,
        List<Holidays> holidays,
        List<Period> periods,
        List<Travel> travel) {

    /// The same window on several days of the week.
    public record Weekly(List<DayOfWeek> days, DayWindow window) {}

    /// The windows of one date, instead of those of its day of the week. None means closed. With `closeHard` it also
    /// ends at midnight what the date before it has open past that.
    public record DateOverride(LocalDate date, List<DayWindow> windows, boolean closeHard) {}

    /// Dates on which other weekly rules hold.
    public record Period(DateSpan dates, List<Weekly> weekly) {}

    /// Dates on which the windows are meant in another zone.
    public record Travel(DateSpan dates, ZoneId timeZone) {}

    public Schedule {
        weekly = List.copyOf(weekly);
        overrides = List.copyOf(overrides);
        holidays = List.copyOf(holidays);
        periods = List.copyOf(periods);
        travel = List.copyOf(travel);
    }

    /// Reads a schedule whose zone is `otherwise` unless it names one.
    public static Schedule read(Fields fields, ZoneId otherwise) {
        return new ScheduleReader(fields, Dates::read).read(otherwise);
    }

    /// Reads one that this service has stored, in any version.
    public static Schedule stored(JsonObject doc, ZoneId otherwise) {
        return new ScheduleReader(Fields.of(doc), Dates::readBack).read(otherwise);
    }

    /// What it comes to; IllegalArgumentException when periods or journeys overlap, or windows of a day.
    public OpeningHours hours() {
        var byDate = new HashMap<LocalDate, List<DayWindow>>();
        overrides.forEach(each -> byDate.put(each.date, each.windows));
        var closedHard = overrides.stream()
                .filter(DateOverride::closeHard)
                .map(DateOverride::date)
                .collect(Collectors.toSet());
        Predicate<LocalDate> closed = holidays.isEmpty() ? OpeningHours.NEVER : new AnyOf(holidays);
        return new OpeningHours(
                timeZone, week(weekly), byDate, closedHard, valid, closed, weeks(periods), zones(travel));
    }

    static Week week(List<Weekly> weekly) {
        var byDay = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        for (var each : weekly) {
            for (var day : each.days) {
                byDay.computeIfAbsent(day, _ -> new ArrayList<>()).add(each.window);
            }
        }
        return new Week(byDay);
    }

    static Timeline<Week> weeks(List<Period> periods) {
        return new Timeline<>(periods.stream()
                .map(each -> new Timeline.Entry<>(each.dates, week(each.weekly)))
                .toList());
    }

    static Timeline<ZoneId> zones(List<Travel> travel) {
        return new Timeline<>(travel.stream()
                .map(each -> new Timeline.Entry<>(each.dates, each.timeZone))
                .toList());
    }

    /// A record, so that equal schedules have equal hours.
    private record AnyOf(List<Holidays> calendars) implements Predicate<LocalDate> {
        @Override
        public boolean test(LocalDate date) {
            return calendars.stream().anyMatch(each -> each.test(date));
        }
    }

    /// The document. What was added to it later is left out where it says nothing, so that documents stored before are
    /// still the same.
    public JsonObject toJson() {
        var json = followsResource ? new JsonObject() : new JsonObject().put("timeZone", timeZone.getId());
        json.put("weekly", array(weekly, Schedule::json)).put("overrides", array(overrides, Schedule::json));
        putDates(json, valid, "validFrom", "validTo");
        putUnlessEmpty(json, "holidays", array(holidays, Holidays::toJson));
        putUnlessEmpty(json, "periods", array(periods, Schedule::json));
        putUnlessEmpty(json, "travel", array(travel, Schedule::json));
        return json;
    }

    private static JsonObject json(Weekly weekly) {
        return new JsonObject()
                .put("days", array(weekly.days, Weekdays::name))
                .put("from", weekly.window.from())
                .put("to", weekly.window.to());
    }

    private static JsonObject json(DateOverride override) {
        var json = new JsonObject()
                .put("date", override.date.toString())
                .put("windows", array(override.windows, Schedule::json));
        return override.closeHard ? json.put("closeHard", true) : json;
    }

    private static JsonObject json(DayWindow window) {
        return new JsonObject().put("from", window.from()).put("to", window.to());
    }

    private static JsonObject json(Period period) {
        return putDates(new JsonObject(), period.dates, "from", "to")
                .put("weekly", array(period.weekly, Schedule::json));
    }

    private static JsonObject json(Travel travel) {
        return putDates(new JsonObject(), travel.dates, "from", "to").put("timeZone", travel.timeZone.getId());
    }

    private static JsonObject putDates(JsonObject json, DateSpan dates, String from, String to) {
        if (dates.hasStart()) {
            json.put(from, dates.from().toString());
        }
        if (dates.hasEnd()) {
            json.put(to, dates.to().toString());
        }
        return json;
    }

    private static void putUnlessEmpty(JsonObject json, String name, JsonArray array) {
        if (!array.isEmpty()) {
            json.put(name, array);
        }
    }

    private static <T> JsonArray array(List<T> items, Function<T, Object> writer) {
        return new JsonArray(items.stream().map(writer).toList());
    }
}
