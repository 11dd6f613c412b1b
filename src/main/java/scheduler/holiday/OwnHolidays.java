package scheduler.holiday;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import scheduler.message.Fields;

/// A list of dates with a name.
public record OwnHolidays(String name, Set<LocalDate> dates) implements Holidays {

    private static final int NAME_MAX = 200;
    private static final int DATES_MAX = 500;

    OwnHolidays(String name, List<LocalDate> dates) {
        this(name, Collections.unmodifiableSet(new LinkedHashSet<>(dates)));
    }

    static OwnHolidays read(Fields fields, Function<String, LocalDate> reader) {
        var name = fields.text("name", Fields.plain(NAME_MAX));
        var dates = fields.texts("dates", DATES_MAX, reader);
        if (dates.isEmpty()) {
            throw fields.invalid("dates", "It needs a date at least.");
        }
        return new OwnHolidays(name, dates);
    }

    @Override
    public boolean test(LocalDate date) {
        return dates.contains(date);
    }

    @Override
    public JsonObject toJson() {
        return new JsonObject()
                .put("name", name)
                .put(
                        "dates",
                        new JsonArray(dates.stream().map(LocalDate::toString).toList()));
    }

    @Override
    public String toString() {
        return name;
    }
}
