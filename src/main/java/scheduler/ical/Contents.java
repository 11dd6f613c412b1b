package scheduler.ical;

import io.vertx.core.json.JsonObject;
import java.util.List;
import scheduler.time.TimeRange;

/// What a feed shows of a range of time: bookings and blocks, as their JSON tells of them, and what they are about.
record Contents(TimeRange range, List<JsonObject> bookings, List<JsonObject> blocks, Labels labels) {}
