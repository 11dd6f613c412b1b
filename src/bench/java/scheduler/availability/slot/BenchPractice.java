package scheduler.availability.slot;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import scheduler.catalog.Schedule;
import scheduler.message.Fields;
import scheduler.time.OpeningHours;

/// What the benchmarks book.
final class BenchPractice {

    private BenchPractice() {}

    static OpeningHours nineToFive(ZoneId zone) {
        var everyDay = new JsonObject()
                .put("days", new JsonArray("[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]"))
                .put("from", "09:00")
                .put("to", "17:00");
        return Schedule.read(Fields.of(new JsonObject().put("weekly", new JsonArray().add(everyDay))), zone)
                .hours();
    }

    static JsonObject visit() {
        return new JsonObject().put("duration", "PT30M").put("horizon", "P3650D");
    }
}
