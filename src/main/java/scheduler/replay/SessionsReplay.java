package scheduler.replay;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import scheduler.database.Snapshot;
import scheduler.message.Tenant;

/// Compares the sessions that bookings share, their claims and who has a seat in them with what the log tells.
record SessionsReplay(Snapshot snapshot, Report report, Map<String, Long> services, Places places, boolean isLogWhole) {

    private static final String SESSION = "session";

    // Whoever joins or leaves a session says how many of its seats are taken then.
    private static final String TOLD = """
            select distinct on (key) n ->> 'id' as key, n::text as doc
            from event e, json_array_elements(e.data -> 'sessions') as n
            where e.tenant = ? and (e.type like 'booking.%' or e.type like 'hold.%')
              and e.data -> 'sessions' is not null
            order by key, (n ->> 'version')::bigint desc
            """;

    // Those who are in a session, as the last event about each tells. A lateral limit reads each of them by the index.
    private static final String MEMBERS = """
            select data ->> 'session' as key, json_build_object(
              'id', subject, 'service', data ->> 'service', 'start', data ->> 'start', 'end', data ->> 'end',
              'seats', data -> 'seats', 'attendees', data -> 'attendees', 'claims', data -> 'claims',
              'unique', exists (
                select from service s
                join service_version v on v.tenant = s.tenant and v.service = s.no
                  and v.version = (data ->> 'serviceVersion')::bigint
                where s.tenant = last.tenant and s.id = data ->> 'service'
                  and v.doc -> 'policy' ->> 'unique' = 'true'))::text as doc
            from (
              select distinct on (subject) tenant, subject, data from event
              where tenant = ? and (type like 'booking.%' or type like 'hold.%')
              order by subject, position desc) as last
            where data ->> 'session' is not null and json_array_length(data -> 'claims') > 0
            order by key
            """;

    private static final String SESSIONS = """
            select id::text as key, json_build_object(
              'serviceNo', service, 'start', starts_at, 'end', ends_at, 'places', places, 'seats', seats, 'taken', taken,
              'version', version)::text as doc
            from session where tenant = ? order by id
            """;

    private static final String CLAIMS = Places.CLAIMS + """
              and exists (select from session s where s.tenant = c.tenant and s.id = c.booking)
            order by booking
            """;

    private static final String ATTENDANCE = """
            select session::text as key, json_build_object('email', email, 'booking', booking)::text as doc
            from attendance where tenant = ? order by session
            """;

    void run(Tenant tenant) {
        try (var told = snapshot.rows(TOLD, Keyed::read, tenant.no());
                var members = snapshot.rows(MEMBERS, Keyed::read, tenant.no());
                var sessions = snapshot.rows(SESSIONS, Keyed::read, tenant.no());
                var claims = snapshot.rows(CLAIMS, Keyed::read, tenant.no());
                var attendance = snapshot.rows(ATTENDANCE, Keyed::read, tenant.no())) {
            new SideBySide(List.of(told, members, sessions, claims, attendance))
                    .forEach(
                            (id, each) -> compare(id, each.get(0), each.get(1), each.get(2), each.get(3), each.get(4)));
        }
    }

    private void compare(
            String id,
            List<JsonObject> told,
            List<JsonObject> members,
            List<JsonObject> rows,
            List<JsonObject> claims,
            List<JsonObject> attendance) {
        if (told.isEmpty()) {
            untold(id, rows);
            return;
        }
        report.session(claims.size());
        if (rows.isEmpty()) {
            report.says(SESSION, id, "it is not there, and the log tells of it");
        } else {
            facts(told.getFirst(), members).compare(stored(rows.getFirst()), report, SESSION, id);
        }
        if (members.isEmpty() && !isLogWhole) {
            return;
        }
        new Facts()
                .put(
                        "claims",
                        members.isEmpty()
                                ? new TreeSet<>()
                                : places.claimsTold(members.getFirst().getJsonArray("claims")))
                .compare(new Facts().put("claims", places.claimsStored(claims)), report, SESSION, id);
        compareSeats(id, members, attendance);
    }

    private void untold(String id, List<JsonObject> rows) {
        if (isLogWhole || rows.isEmpty()) {
            report.says(SESSION, id, "the log does not tell of it");
        }
    }

    /// Where the log tells of all of them, so many seats are taken as its members have.
    private Facts facts(JsonObject told, List<JsonObject> members) {
        var facts = new Facts()
                .putAll(told, "version", "seats")
                .put("taken", isLogWhole ? taken(members) : told.getLong("taken"));
        if (!members.isEmpty()) {
            var one = members.getFirst();
            facts.putInstants(one, "start", "end")
                    .put("serviceNo", services.get(one.getString("service")))
                    .put("places", Places.told(one.getJsonArray("claims"), true));
        }
        return facts;
    }

    private static long taken(List<JsonObject> members) {
        return members.stream().mapToLong(each -> each.getLong("seats")).sum();
    }

    private Facts stored(JsonObject row) {
        return new Facts()
                .putAll(row, "version", "seats", "taken", "serviceNo")
                .putInstants(row, "start", "end")
                .put("places", places.stored(row.getJsonArray("places"), true));
    }

    /// Where one may come twice, the seat is noted for the first of his bookings, and for none once that has left.
    private void compareSeats(String id, List<JsonObject> members, List<JsonObject> attendance) {
        var noted = new HashMap<String, String>();
        attendance.forEach(each -> noted.put(each.getString("email"), each.getString("booking")));
        var coming = new TreeSet<String>();
        for (var member : members) {
            for (var email : emails(member)) {
                coming.add(email + " by " + member.getString("id"));
                if (member.getBoolean("unique") && !noted.containsKey(email)) {
                    report.says(
                            SESSION, id, email + " has no seat, and the log tells of one by " + member.getString("id"));
                }
            }
        }
        noted.forEach((email, booking) -> {
            if (isLogWhole && !coming.contains(email + " by " + booking)) {
                report.says(SESSION, id, email + " has a seat by " + booking + ", and the log does not tell of it");
            }
        });
    }

    private static Set<String> emails(JsonObject member) {
        var emails = new TreeSet<String>();
        for (var each : member.getJsonArray("attendees")) {
            var attendee = (JsonObject) each;
            var email = attendee.getString("email");
            if (email != null && !"cancelled".equals(attendee.getString("status"))) {
                emails.add(email.toLowerCase(Locale.ROOT));
            }
        }
        return emails;
    }
}
