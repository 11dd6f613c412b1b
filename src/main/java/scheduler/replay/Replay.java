package scheduler.replay;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import scheduler.database.Snapshot;
import scheduler.message.Tenant;

/// Plays the log back and compares what it tells of bookings with what the tables say, at one moment of a database that
/// may be at work. It writes nothing, and holds the names of the catalog and one booking at a time.
public final class Replay {

    private static final String TENANTS = "select no, id from tenant order by no";

    private static final String SERVICES = "select no, id from service where tenant = ?";

    private static final String RESOURCES = "select no, id from resource where tenant = ?";

    private static final String FLOOR = "select position from log_floor where tenant = ?";

    private static final String CLAIM_FLOOR = "select before from claim_floor where tenant = ?";

    private final String url;

    public Replay(String url) {
        this.url = url;
    }

    public void run(Report report) {
        try (var snapshot = Snapshot.open(url);
                var tenants = snapshot.rows(TENANTS, row -> new Tenant(row.getLong("no"), row.getString("id")))) {
            while (tenants.advance()) {
                compare(snapshot, tenants.row(), report);
            }
        }
    }

    private static void compare(Snapshot snapshot, Tenant tenant, Report report) {
        var services = new HashMap<String, Long>();
        named(snapshot, SERVICES, tenant).forEach((no, id) -> services.put(id, no));
        var places = new Places(named(snapshot, RESOURCES, tenant), claimFloor(snapshot, tenant));
        boolean isLogWhole = isLogWhole(snapshot, tenant);
        new BookingsReplay(snapshot, report, services, places, isLogWhole).run(tenant);
        new SessionsReplay(snapshot, report, services, places, isLogWhole).run(tenant);
    }

    /// Whether nothing has been deleted of it.
    private static boolean isLogWhole(Snapshot snapshot, Tenant tenant) {
        try (var floor = snapshot.rows(FLOOR, row -> row.getLong("position"), tenant.no())) {
            return !floor.advance() || floor.row() == 0;
        }
    }

    /// Up to when claims may have been deleted.
    private static Instant claimFloor(Snapshot snapshot, Tenant tenant) {
        try (var floor =
                snapshot.rows(CLAIM_FLOOR, row -> row.getTimestamp("before").toInstant(), tenant.no())) {
            return floor.advance() ? floor.row() : Instant.MIN;
        }
    }

    private static Map<Long, String> named(Snapshot snapshot, String sql, Tenant tenant) {
        var names = new HashMap<Long, String>();
        try (var rows = snapshot.rows(sql, row -> Map.entry(row.getLong("no"), row.getString("id")), tenant.no())) {
            while (rows.advance()) {
                names.put(rows.row().getKey(), rows.row().getValue());
            }
        }
        return names;
    }
}
