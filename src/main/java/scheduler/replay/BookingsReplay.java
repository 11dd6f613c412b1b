package scheduler.replay;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scheduler.database.Snapshot;
import scheduler.message.Tenant;

/// Compares bookings and holds, and the claims that are their own, with what the log tells of them.
record BookingsReplay(Snapshot snapshot, Report report, Map<String, Long> services, Places places, boolean isLogWhole) {

    private static final String BOOKING = "booking";

    // Subjects of bookings are written like their ids, which sort alike in any collation.
    private static final String EVENTS = """
            select subject as key, json_build_object('type', type, 'position', position, 'data', data)::text as doc
            from event where tenant = ? and (type like 'booking.%' or type like 'hold.%')
            order by subject, position
            """;

    // `tzdb` is left out: it says which rules of time zones the booking was last looked at under.
    private static final String BOOKINGS = """
            select id::text as key, json_build_object(
              'version', version, 'sequence', sequence, 'status', status, 'hold', hold, 'service', service_id,
              'serviceNo', service, 'serviceVersion', service_version, 'start', starts_at, 'end', ends_at,
              'localStart', to_char(local_start, 'YYYY-MM-DD"T"HH24:MI:SS'), 'timeZone', time_zone, 'places', resources,
              'session', session, 'seats', seats, 'attendees', attendees, 'metadata', metadata, 'reason', reason,
              'expiresAt', expires_at, 'blocks', blocks, 'series', series, 'occurrence', occurrence,
              'createdAt', created_at, 'updatedAt', updated_at)::text as doc
            from booking where tenant = ? order by id
            """;

    private static final String CLAIMS = Places.CLAIMS + """
              and not exists (select from session s where s.tenant = c.tenant and s.id = c.booking)
            order by booking
            """;

    void run(Tenant tenant) {
        try (var events = snapshot.rows(EVENTS, Keyed::read, tenant.no());
                var bookings = snapshot.rows(BOOKINGS, Keyed::read, tenant.no());
                var claims = snapshot.rows(CLAIMS, Keyed::read, tenant.no())) {
            new SideBySide(List.of(events, bookings, claims))
                    .forEach((id, each) -> compare(id, each.get(0), each.get(1), each.get(2)));
        }
    }

    private void compare(String id, List<JsonObject> events, List<JsonObject> rows, List<JsonObject> claims) {
        report.played(events.size());
        var claimed = places.claimsStored(claims);
        if (events.isEmpty()) {
            untold(id, rows, claimed);
            return;
        }
        report.booking(claims.size());
        var life = new Life(events, services);
        life.countVersions(isLogWhole, report, id);
        new Facts().put("claims", life.claims(places)).compare(new Facts().put("claims", claimed), report, BOOKING, id);
        if (!rows.isEmpty()) {
            life.facts().compare(stored(rows.getFirst()), report, BOOKING, id);
        } else if (!life.isOverHold()) {
            report.says(BOOKING, id, "it is not there, and the log tells of it");
        }
    }

    /// Where the beginning of the log is gone there may be bookings that nobody has changed since.
    private void untold(String id, List<JsonObject> rows, Set<String> claimed) {
        if (rows.isEmpty()) {
            report.says(BOOKING, id, "it is not there, and has claims: " + claimed);
        } else if (isLogWhole) {
            report.says(BOOKING, id, "the log does not tell of it");
        } else {
            report.untold();
        }
    }

    private Facts stored(JsonObject row) {
        var kept = row.getJsonArray("places");
        return new Facts()
                .putAll(row, "version", "sequence", "status", "hold", "service", "serviceNo", "serviceVersion")
                .putAll(row, "localStart", "timeZone", "session", "seats", "attendees", "metadata", "reason")
                .putAll(row, "blocks", "series", "occurrence")
                .putInstants(row, "start", "end", "expiresAt", "createdAt", "updatedAt")
                .put("resources", shown(kept))
                .put("unasked", unasked(kept))
                .put("places", places.stored(kept, true));
    }

    /// Those whom nobody had asked for, though no strategy has chosen them.
    private static JsonArray unasked(JsonArray kept) {
        return new JsonArray(kept.stream()
                .map(JsonObject.class::cast)
                .filter(place -> place.getBoolean("unasked", false))
                .map(place -> place.getString("id"))
                .toList());
    }

    /// The resources and their roles, as clients and events see them.
    private static JsonArray shown(JsonArray kept) {
        var resources = new JsonArray();
        for (var each : kept) {
            var place = (JsonObject) each;
            var shown = new JsonObject().put("role", place.getString("role")).put("id", place.getString("id"));
            resources.add(place.containsKey("chosen") ? shown.put("chosen", place.getJsonObject("chosen")) : shown);
        }
        return resources;
    }
}
