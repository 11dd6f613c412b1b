package scheduler.ical;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import scheduler.database.Database;
import scheduler.ical.Labels.Thing;
import scheduler.ical.Labels.Version;
import scheduler.message.Tenant;

/// Looks up what the services and resources of some bookings are called.
final class LabelStore {

    private static final String PLACE = "room";

    private final Database database;

    LabelStore(Database database) {
        this.database = database;
    }

    private static final String SERVICES = """
            select s.id, v.version, v.doc ->> 'name' as name
            from unnest($2::text[], $3::bigint[]) as w (id, version)
            join service s on s.tenant = $1::bigint and s.id = w.id
            join service_version v on v.tenant = $1::bigint and v.service = s.no and v.version = w.version
            """;

    private static final String RESOURCES = """
            select id, kind, doc ->> 'name' as name from resource where tenant = $1::bigint and id = any ($2::text[])
            """;

    Future<Labels> of(Tenant tenant, Collection<JsonObject> bookings) {
        var versions = new LinkedHashSet<Version>();
        var resources = new LinkedHashSet<String>();
        for (var booking : bookings) {
            versions.add(new Version(booking.getString("service"), booking.getLong("serviceVersion")));
            booking.getJsonArray("resources").forEach(each -> resources.add(((JsonObject) each).getString("id")));
        }
        return services(tenant, versions)
                .compose(found -> resources(tenant, resources).map(found::and));
    }

    private Future<Labels> services(Tenant tenant, Collection<Version> versions) {
        var ids = versions.stream().map(Version::service).toArray(String[]::new);
        var numbers = versions.stream().map(Version::no).toArray(Long[]::new);
        return database.query("looking up what services are called", SERVICES, Tuple.of(tenant.no(), ids, numbers))
                .map(rows -> {
                    var names = new HashMap<Version, String>();
                    rows.forEach(row ->
                            names.put(new Version(row.getString("id"), row.getLong("version")), row.getString("name")));
                    return new Labels(names, Map.of());
                });
    }

    private Future<Labels> resources(Tenant tenant, Collection<String> ids) {
        return database.query(
                        "looking up what resources are called",
                        RESOURCES,
                        Tuple.of(tenant.no()).addArrayOfString(ids.toArray(String[]::new)))
                .map(rows -> {
                    var things = new HashMap<String, Thing>();
                    rows.forEach(row -> things.put(
                            row.getString("id"),
                            new Thing(
                                    row.getString("name"), row.getString("kind").equals(PLACE))));
                    return new Labels(Map.of(), things);
                });
    }
}
