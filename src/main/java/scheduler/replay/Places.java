package scheduler.replay;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import scheduler.time.Instants;

/// Units of resources and what is claimed of them, each as a line that can be compared. `names` are the ids of
/// resources by number; claims that ended before `floor` may have been deleted, so none of those is compared.
record Places(Map<Long, String> names, Instant floor) {

    /// The claims of a tenant, by whose they are; what is added says which.
    static final String CLAIMS = """
            select booking::text as key, json_build_object(
              'resource', resource, 'unit', unit, 'from', lower(during), 'to', upper(during),
              'leadFrom', lower(lead), 'leadTo', upper(lead))::text as doc
            from claim c where tenant = ?
            """;

    /// Claims as an event tells them.
    Set<String> claimsTold(JsonArray claims) {
        return told(compared(claims, "end"), false);
    }

    /// Claims as rows keep them.
    Set<String> claimsStored(List<JsonObject> claims) {
        return stored(compared(new JsonArray(claims), "to"), false);
    }

    private JsonArray compared(JsonArray claims, String to) {
        return new JsonArray(claims.stream()
                .filter(each ->
                        Instants.readBack(((JsonObject) each).getString(to)).isAfter(floor))
                .toList());
    }

    /// As an event tells them, under the ids of resources.
    static Set<String> told(JsonArray claims, boolean inRoles) {
        var lines = new TreeSet<String>();
        for (var each : claims) {
            var claim = (JsonObject) each;
            lines.add(line(
                    inRoles ? claim.getString("role", "") : "",
                    claim.getString("resource"),
                    claim.getLong("unit"),
                    range(claim, "start", "end"),
                    range(claim, "leadStart", "leadEnd")));
        }
        return lines;
    }

    /// As a row keeps them, under the numbers of resources.
    Set<String> stored(JsonArray places, boolean inRoles) {
        var lines = new TreeSet<String>();
        for (var each : places) {
            var place = (JsonObject) each;
            long no = place.getLong("resource");
            lines.add(line(
                    inRoles ? place.getString("role", "") : "",
                    names.getOrDefault(no, "number " + no),
                    place.getLong("unit"),
                    range(place, "from", "to"),
                    range(place, "leadFrom", "leadTo")));
        }
        return lines;
    }

    /// A lead that is the same says nothing more: it is what a claim gets whose resource begins to share buffers.
    private static String line(String role, String resource, long unit, String during, String lead) {
        return (role + " " + resource).trim() + " unit " + unit + " " + during
                + (lead.isEmpty() || lead.equals(during) ? "" : " leading " + lead);
    }

    private static String range(JsonObject json, String from, String to) {
        var start = text(json.getString(from));
        return start.isEmpty() ? "" : start + "/" + text(json.getString(to));
    }

    private static String text(@Nullable String instant) {
        return instant == null ? "" : Instants.readBack(instant).toString();
    }
}
