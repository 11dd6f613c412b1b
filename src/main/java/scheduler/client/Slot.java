package scheduler.client;

import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;

/// A start that can be booked, who could give it, and for how many bookings or seats there is room.
public record Slot(OffsetDateTime start, OffsetDateTime end, List<String> resources, int free) {

    static List<Slot> list(JsonObject answer) {
        return answer.getJsonArray("slots").stream()
                .map(each -> read((JsonObject) each))
                .toList();
    }

    private static Slot read(JsonObject json) {
        return new Slot(
                OffsetDateTime.parse(json.getString("start")),
                OffsetDateTime.parse(json.getString("end")),
                json.getJsonArray("resources").stream().map(String.class::cast).toList(),
                json.getInteger("free"));
    }
}
