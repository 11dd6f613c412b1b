package scheduler.availability.slot;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import scheduler.availability.picture.Turns;
import scheduler.service.Strategy;

/// Why somebody was chosen where there was a choice: by which strategy, out of how many who were free, and what it went
/// by: where his turn begins (`turn`, in turns of weight 1), the bookings of his day (`load`) or the useless time
/// that is left beside the booking (`gap`).
public record Choice(Strategy by, int of, long measure) {

    public JsonObject toJson() {
        var json = new JsonObject().put("by", by.text()).put("of", of);
        return switch (by) {
            case LEAST_LOADED -> json.put("load", measure);
            case GAP_MINIMISING ->
                json.put("gap", Duration.of(measure, ChronoUnit.MICROS).toString());
            case ROUND_ROBIN -> measure == Turns.LAST ? json : json.put("turn", (double) measure / Turns.LENGTH);
            case PRIORITY, STICKY -> json;
        };
    }
}
