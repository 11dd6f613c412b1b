package scheduler.service;

import io.vertx.core.json.JsonObject;
import java.util.List;
import scheduler.message.Fields;

/// At most `max` bookings per day, week, month or year: of the service, of one resource, or of one customer.
public record Limit(int max, String per, String of) {

    private static final int MAX_MAX = 1_000_000;
    private static final List<String> PERIODS = List.of("day", "week", "month", "year");
    private static final List<String> SUBJECTS = List.of("service", "resource", "customer");

    static Limit read(Fields fields) {
        return new Limit(
                (int) fields.required("max", fields.has("max") ? fields.whole("max", 1, MAX_MAX, 1) : null)
                        .longValue(),
                fields.text("per", text -> oneOf(PERIODS, text)),
                fields.text("of", text -> oneOf(SUBJECTS, text), "service"));
    }

    JsonObject toJson() {
        return new JsonObject().put("max", max).put("per", per).put("of", of);
    }

    static String oneOf(List<String> known, String text) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException("It is one of " + String.join(", ", known) + ".");
        }
        return text;
    }
}
