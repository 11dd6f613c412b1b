package scheduler.availability.memory;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Claims.Claim;
import scheduler.event.Happened;
import scheduler.time.Instants;

/// What an event about a booking says of the claims: all that the booking has after it, and whose it had before.
record Change(
        long tenant, UUID booking, long version, String service, long start, Set<String> resources, List<Held> claims) {

    /// A claim and whose time it is.
    record Held(String resource, Claim claim) {}

    static Change of(Happened event) {
        var data = event.data();
        var booking = UUID.fromString(event.subject());
        long version = data.getLong("version");
        var resources = new HashSet<String>();
        addIds(data, resources);
        addIds(data.getJsonObject("previous", new JsonObject()), resources);
        var claims = new ArrayList<Held>();
        for (var each : data.getJsonArray("claims", new JsonArray())) {
            claims.add(held((JsonObject) each, booking, version));
        }
        return new Change(
                event.tenant(),
                booking,
                version,
                data.getString("service"),
                Busy.micros(Instants.read(data.getString("start"))),
                resources,
                claims);
    }

    /// The same without any claims.
    Change undone() {
        return new Change(tenant, booking, version, service, start, resources, List.of());
    }

    /// What the booking has of one resource.
    List<Claim> of(String resource) {
        return claims.stream()
                .filter(each -> each.resource.equals(resource))
                .map(Held::claim)
                .toList();
    }

    private static void addIds(JsonObject booking, Set<String> ids) {
        for (var each : booking.getJsonArray("resources", new JsonArray())) {
            ids.add(((JsonObject) each).getString("id"));
        }
    }

    private static Held held(JsonObject json, UUID booking, long version) {
        return new Held(
                json.getString("resource"),
                new Claim(
                        json.getInteger("unit"),
                        Busy.micros(Instants.read(json.getString("start"))),
                        Busy.micros(Instants.read(json.getString("end"))),
                        booking,
                        version));
    }
}
