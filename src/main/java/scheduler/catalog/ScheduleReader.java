package scheduler.catalog;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import scheduler.catalog.Schedule.DateOverride;
import scheduler.catalog.Schedule.Period;
import scheduler.catalog.Schedule.Travel;
import scheduler.catalog.Schedule.Weekly;
import scheduler.holiday.Holidays;
import scheduler.message.Fields;
import scheduler.time.DateSpan;
import scheduler.time.DayWindow;
import scheduler.time.Weekdays;
import scheduler.time.Zones;

/// Reads the document of a schedule and finds out which part of it makes no sense.
final class ScheduleReader {

    private static final int WEEKLY_MAX = 100;
    private static final int OVERRIDES_MAX = 1000;
    private static final int WINDOWS_MAX = 48;
    private static final int HOLIDAYS_MAX = 20;
    private static final int PERIODS_MAX = 100;
    private static final int TRAVEL_MAX = 100;

    private final Fields fields;
    private final Function<String, LocalDate> dates;

    /// `dates` reads each date in it.
    ScheduleReader(Fields fields, Function<String, LocalDate> dates) {
        this.fields = fields;
        this.dates = dates;
    }

    Schedule read(ZoneId otherwise) {
        var schedule = new Schedule(
                fields.text("timeZone", Zones::read, otherwise),
                !fields.has("timeZone"),
                weekly(fields),
                fields.objects("overrides", OVERRIDES_MAX, this::override),
                span(
                        fields,
                        "validTo",
                        date(fields, "validFrom", LocalDate.MIN),
                        date(fields, "validTo", LocalDate.MAX)),
                fields.list("holidays", HOLIDAYS_MAX, (item, place) -> Holidays.read(item, place, dates)),
                fields.objects("periods", PERIODS_MAX, this::period),
                fields.objects("travel", TRAVEL_MAX, this::travel));
        if (!fields.has("weekly") && schedule.overrides().isEmpty()) {
            throw fields.invalid("weekly", "It is required.");
        }
        once("overrides", schedule.overrides().stream().map(DateOverride::date).toList());
        once("holidays", schedule.holidays());
        check(fields, "periods", "The periods ", () -> Schedule.weeks(schedule.periods()));
        check(fields, "travel", "The journeys ", () -> Schedule.zones(schedule.travel()));
        return schedule;
    }

    private static List<Weekly> weekly(Fields fields) {
        var weekly = fields.objects("weekly", WEEKLY_MAX, each -> new Weekly(days(each), window(each)));
        check(fields, "weekly", "", () -> Schedule.week(weekly));
        return weekly;
    }

    private static List<DayOfWeek> days(Fields fields) {
        var days = fields.texts("days", Weekdays.NAMES.size(), Weekdays::read);
        if (days.isEmpty()) {
            throw fields.invalid("days", "It needs a day at least.");
        }
        return days;
    }

    private static DayWindow window(Fields fields) {
        var from = fields.text("from", text -> text);
        var to = fields.text("to", text -> text);
        return DayWindow.parse(from, to);
    }

    private DateOverride override(Fields fields) {
        var date = fields.text("date", dates);
        var windows = fields.objects("windows", WINDOWS_MAX, ScheduleReader::window);
        check(fields, "windows", "", () -> DayWindow.inOrder(windows, date.toString()));
        return new DateOverride(date, windows, fields.flag("closeHard", false));
    }

    private Period period(Fields fields) {
        var span = span(fields, "to", date(fields, "from", LocalDate.MIN), date(fields, "to", LocalDate.MAX));
        if (span.equals(DateSpan.ALWAYS)) {
            throw fields.invalid("from", "It needs a first or a last date.");
        }
        if (!fields.has("weekly")) {
            throw fields.invalid("weekly", "It is required; where it is empty the period is closed.");
        }
        return new Period(span, weekly(fields));
    }

    private Travel travel(Fields fields) {
        var span = span(fields, "to", fields.text("from", dates), fields.text("to", dates));
        return new Travel(span, fields.text("timeZone", Zones::read));
    }

    private static DateSpan span(Fields fields, String end, LocalDate first, LocalDate last) {
        if (last.isBefore(first)) {
            throw fields.invalid(end, "It must not be before " + first + ", the first date.");
        }
        return new DateSpan(first, last);
    }

    private LocalDate date(Fields fields, String name, LocalDate otherwise) {
        return fields.text(name, dates, otherwise);
    }

    private void once(String field, List<?> entries) {
        var known = new HashSet<Object>();
        for (var each : entries) {
            if (!known.add(each)) {
                throw fields.invalid(field, each + " stands there twice.");
            }
        }
    }

    /// The model says itself what is wrong with it; here it is known where.
    private static void check(Fields fields, String field, String what, Runnable making) {
        try {
            making.run();
        } catch (IllegalArgumentException e) {
            throw fields.invalid(field, what + e.getMessage());
        }
    }
}
