package scheduler.service;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.time.Period;

/// At most `max` bookings per day, week, month or year: of the service, of one resource, or of one customer.
/// `maxOf` has other numbers for some of the resources.
public record Limit(int max, Period per, String of, Map<String, Integer> maxOf) {

    public static final String OF_SERVICE = "service";
    public static final String OF_RESOURCE = "resource";
    public static final String OF_CUSTOMER = "customer";

    private static final int MAX_MAX = 1_000_000;
    private static final int MAX_OF_MAX = 1_000;
    private static final List<String> SUBJECTS = List.of(OF_SERVICE, OF_RESOURCE, OF_CUSTOMER);

    static Limit read(Fields fields) {
        var limit = new Limit(
                (int) fields.required("max", fields.has("max") ? fields.whole("max", 1, MAX_MAX, 1) : null)
                        .longValue(),
                fields.text("per", Period::read),
                fields.text("of", text -> oneOf(SUBJECTS, text), OF_SERVICE),
                fields.wholes("maxOf", MAX_OF_MAX, Names::check, 0, MAX_MAX));
        if (!limit.maxOf.isEmpty() && !limit.of.equals(OF_RESOURCE)) {
            throw fields.invalid("maxOf", "It goes with a limit of a resource.");
        }
        return limit;
    }

    /// How many there may be of a resource.
    public int max(String resource) {
        return maxOf.getOrDefault(resource, max);
    }

    /// As people say it: `2 per day of a customer`.
    public String said() {
        return max + " per " + per.text() + " of " + (of.equals(OF_SERVICE) ? "this service" : "a " + of);
    }

    JsonObject toJson() {
        var json = new JsonObject().put("max", max).put("per", per.text()).put("of", of);
        if (!maxOf.isEmpty()) {
            var numbers = new JsonObject();
            maxOf.forEach(numbers::put);
            json.put("maxOf", numbers);
        }
        return json;
    }

    static String oneOf(List<String> known, String text) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException("It is one of " + String.join(", ", known) + ".");
        }
        return text;
    }
}
