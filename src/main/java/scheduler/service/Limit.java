package scheduler.service;

import io.vertx.core.json.JsonObject;
import java.util.List;
import scheduler.message.Fields;
import scheduler.time.Period;

/// At most `max` bookings per day, week, month or year: of the service, of one resource, or of one customer.
public record Limit(int max, Period per, String of) {

    public static final String OF_SERVICE = "service";
    public static final String OF_RESOURCE = "resource";
    public static final String OF_CUSTOMER = "customer";

    private static final int MAX_MAX = 1_000_000;
    private static final List<String> SUBJECTS = List.of(OF_SERVICE, OF_RESOURCE, OF_CUSTOMER);

    static Limit read(Fields fields) {
        return new Limit(
                (int) fields.required("max", fields.has("max") ? fields.whole("max", 1, MAX_MAX, 1) : null)
                        .longValue(),
                fields.text("per", Period::read),
                fields.text("of", text -> oneOf(SUBJECTS, text), OF_SERVICE));
    }

    /// As people say it: `2 per day of a customer`.
    public String said() {
        return max + " per " + per.text() + " of " + (of.equals(OF_SERVICE) ? "this service" : "a " + of);
    }

    JsonObject toJson() {
        return new JsonObject().put("max", max).put("per", per.text()).put("of", of);
    }

    static String oneOf(List<String> known, String text) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException("It is one of " + String.join(", ", known) + ".");
        }
        return text;
    }
}
