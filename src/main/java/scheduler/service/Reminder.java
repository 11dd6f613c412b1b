package scheduler.service;

import io.vertx.core.json.JsonObject;
import java.util.List;
import scheduler.message.Fields;
import scheduler.time.CalendarDuration;

/// A message due some time before a booking begins.
public record Reminder(CalendarDuration before, String channel) {

    private static final int BEFORE_DAYS_MAX = 366;
    private static final List<String> CHANNELS = List.of("email", "webhook", "bus", "log");

    static Reminder read(Fields fields) {
        return new Reminder(
                fields.text("before", Lengths.upTo(BEFORE_DAYS_MAX)),
                fields.text("channel", text -> Limit.oneOf(CHANNELS, text)));
    }

    JsonObject toJson() {
        return new JsonObject().put("before", before.toString()).put("channel", channel);
    }
}
