package scheduler.replay;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the events about one booking, in their order, make of it. Each of them tells all of it, so the last one counts;
/// those before it say whether one is missing.
record Life(List<JsonObject> events, Map<String, Long> services) {

    private static final Set<String> ENDED = Set.of("declined", "expired", "cancelled", "released");
    private static final JsonArray NONE = new JsonArray();

    private JsonObject last() {
        return events.getLast().getJsonObject("data");
    }

    private boolean isHold() {
        return events.getLast().getString("type").startsWith("hold.");
    }

    /// Whether it is a hold that is over, which is kept for a while only.
    boolean isOverHold() {
        return isHold() && ENDED.contains(last().getString("status"));
    }

    /// Says which of its versions nobody tells of. Where the log begins later than the booking the first may be any.
    void countVersions(boolean isLogWhole, Report report, String id) {
        long expected = isLogWhole ? 1 : version(events.getFirst());
        for (var each : events) {
            if (version(each) != expected) {
                report.says(
                        "booking",
                        id,
                        "the event at position " + each.getLong("position") + " tells of version " + version(each)
                                + " where " + expected + " would follow");
            }
            expected = version(each) + 1;
        }
    }

    private static long version(JsonObject event) {
        return event.getJsonObject("data").getLong("version");
    }

    /// What it claims for itself; those in a session share what that claims.
    Set<String> claims(Places places) {
        return last().containsKey("session") ? new TreeSet<>() : places.claimsTold(last().getJsonArray("claims", NONE));
    }

    Facts facts() {
        var data = last();
        var facts = new Facts()
                .putAll(data, "version", "service", "serviceVersion", "localStart", "timeZone", "session")
                .put("hold", isHold())
                .put("serviceNo", services.get(data.getString("service")))
                .putInstants(data, "start", "end", "expiresAt", "createdAt", "updatedAt")
                .putAll(data, "attendees", "resources", "series", "occurrence");
        var status = data.getString("status");
        boolean isReleased = isHold() && status.equals("released");
        facts.put("status", isReleased ? "expired" : status)
                .put("reason", isReleased ? "released" : data.getString("reason"));
        if (!isHold()) {
            facts.putAll(data, "sequence", "metadata");
        }
        addStored(facts, data);
        return facts;
    }

    /// What an event tells beside what clients see, where that does not follow from the rest. Events of earlier
    /// versions of the service lack it.
    private static void addStored(Facts facts, JsonObject data) {
        var stored = data.getJsonObject("stored", new JsonObject());
        var claims = data.getJsonArray("claims", NONE);
        facts.put("unasked", stored.getJsonArray("unasked", NONE));
        if (stored.containsKey("sequence")) {
            facts.putAll(stored, "sequence");
        }
        if (data.containsKey("session")) {
            facts.putAll(data, "seats");
        } else if (stored.containsKey("seats")) {
            facts.putAll(stored, "seats");
        }
        if (!claims.isEmpty()) {
            facts.put("blocks", true).put("places", Places.told(claims, true));
        } else if (stored.containsKey("places")) {
            facts.put("blocks", stored.getBoolean("blocks", true))
                    .put("places", Places.told(stored.getJsonArray("places"), true));
        }
    }
}
