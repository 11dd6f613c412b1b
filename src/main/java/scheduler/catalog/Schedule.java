package scheduler.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scheduler.message.Fields;
import scheduler.time.DayWindow;
import scheduler.time.Instants;
import scheduler.time.OpeningHours;
import scheduler.time.Zones;

/// When a resource is open, in its own local time: rules for the days of the week, and dates that differ from them.
public record Schedule(ZoneId timeZone, List<Weekly> weekly, List<DateOverride> overrides) {

    private static final int WEEKLY_MAX = 100;
    private static final int OVERRIDES_MAX = 1000;
    private static final int WINDOWS_MAX = 48;
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    /// The same window on several days of the week.
    public record Weekly(List<DayOfWeek> days, DayWindow window) {}

    /// The windows of one date, instead of those of its day of the week. None means closed.
    public record DateOverride(LocalDate date, List<DayWindow> windows) {}

    public Schedule {
        weekly = List.copyOf(weekly);
        overrides = List.copyOf(overrides);
    }

    /// Reads a schedule whose zone is `otherwise` unless it names one.
    public static Schedule read(Fields fields, ZoneId otherwise) {
        var zone = fields.text("timeZone", Zones::read, otherwise);
        var weekly = fields.objects("weekly", WEEKLY_MAX, Schedule::readWeekly);
        var overrides = fields.objects("overrides", OVERRIDES_MAX, Schedule::readOverride);
        if (!fields.has("weekly") && overrides.isEmpty()) {
            throw fields.invalid("weekly", "It is required.");
        }
        var schedule = new Schedule(zone, weekly, overrides);
        schedule.checkedHours(fields);
        return schedule;
    }

    public OpeningHours hours() {
        return new OpeningHours(timeZone, byDay(), byDate());
    }

    public JsonObject toJson() {
        var weeklyJson = new JsonArray();
        weekly.forEach(each -> weeklyJson.add(new JsonObject()
                .put(
                        "days",
                        new JsonArray(each.days.stream().map(Schedule::name).toList()))
                .put("from", each.window.from())
                .put("to", each.window.to())));
        var overridesJson = new JsonArray();
        overrides.forEach(each -> overridesJson.add(new JsonObject()
                .put("date", each.date.toString())
                .put(
                        "windows",
                        new JsonArray(
                                each.windows.stream().map(Schedule::window).toList()))));
        return new JsonObject()
                .put("timeZone", timeZone.getId())
                .put("weekly", weeklyJson)
                .put("overrides", overridesJson);
    }

    private static Weekly readWeekly(Fields fields) {
        var days = fields.texts("days", DAYS.size(), Schedule::day);
        if (days.isEmpty()) {
            throw fields.invalid("days", "It needs a day at least.");
        }
        return new Weekly(days, readWindow(fields));
    }

    private static DateOverride readOverride(Fields fields) {
        var date = fields.text("date", Schedule::date);
        return new DateOverride(date, fields.objects("windows", WINDOWS_MAX, Schedule::readWindow));
    }

    private static LocalDate date(String text) {
        var date = LocalDate.parse(text);
        Instants.inReach(date.atStartOfDay(ZoneOffset.UTC).toInstant());
        return date;
    }

    private static DayWindow readWindow(Fields fields) {
        var from = fields.text("from", text -> text);
        var to = fields.text("to", text -> text);
        return DayWindow.parse(from, to);
    }

    /// The hours say themselves when windows of one day overlap; here it is found out which part of the document it is.
    private void checkedHours(Fields fields) {
        checked(fields, "weekly", byDay(), Map.of());
        var dates = new HashSet<LocalDate>();
        for (int i = 0; i < overrides.size(); i++) {
            var each = overrides.get(i);
            if (!dates.add(each.date)) {
                throw fields.invalid("overrides", "The date " + each.date + " stands there twice.");
            }
            checked(fields, "overrides", Map.of(), Map.of(each.date, each.windows));
        }
    }

    private void checked(
            Fields fields,
            String field,
            Map<DayOfWeek, List<DayWindow>> byDay,
            Map<LocalDate, List<DayWindow>> byDate) {
        try {
            var _ = new OpeningHours(timeZone, byDay, byDate);
        } catch (IllegalArgumentException e) {
            throw fields.invalid(field, String.valueOf(e.getMessage()));
        }
    }

    private Map<DayOfWeek, List<DayWindow>> byDay() {
        var byDay = new EnumMap<DayOfWeek, List<DayWindow>>(DayOfWeek.class);
        for (var each : weekly) {
            for (var day : each.days) {
                byDay.computeIfAbsent(day, _ -> new ArrayList<>()).add(each.window);
            }
        }
        return byDay;
    }

    private Map<LocalDate, List<DayWindow>> byDate() {
        var byDate = new HashMap<LocalDate, List<DayWindow>>();
        overrides.forEach(each -> byDate.put(each.date, each.windows));
        return byDate;
    }

    private static DayOfWeek day(String name) {
        int index = DAYS.indexOf(name.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new IllegalArgumentException("A day is one of " + String.join(", ", DAYS) + ".");
        }
        return DayOfWeek.of(index + 1);
    }

    private static String name(DayOfWeek day) {
        return DAYS.get(day.getValue() - 1);
    }

    private static JsonObject window(DayWindow window) {
        return new JsonObject().put("from", window.from()).put("to", window.to());
    }
}
