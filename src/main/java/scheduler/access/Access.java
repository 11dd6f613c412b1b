package scheduler.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.database.Database;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.ApiKey;

/// Tells whose request it is. Without any configured key everyone is the tenant `demo`.
public final class Access {

    private static final String BEARER = "Bearer ";

    private final Keys keys;
    private final Map<String, Tenant> tenants;

    private Access(Keys keys, Map<String, Tenant> tenants) {
        this.keys = keys;
        this.tenants = tenants;
    }

    private static final String ENSURE = """
            with wanted as (
              select unnest($1::text[]) as id
            ), made as (
              insert into tenant (id) select id from wanted on conflict on constraint tenant_id_once do nothing
              returning no, id
            )
            select no, id from made union all select t.no, t.id from tenant t join wanted w on w.id = t.id
            """;

    /// Makes sure that the tenants of all keys are there.
    public static Future<Access> open(Database database, List<ApiKey> configured) {
        var keys = new Keys(configured);
        return database.query(
                        "looking up tenants", ENSURE, Tuple.of(keys.tenants().toArray(String[]::new)))
                .map(rows -> {
                    var tenants = new HashMap<String, Tenant>();
                    rows.forEach(row ->
                            tenants.put(row.getString("id"), new Tenant(row.getLong("no"), row.getString("id"))));
                    return new Access(keys, Map.copyOf(tenants));
                });
    }

    public boolean isOpen() {
        return keys.isEmpty();
    }

    public List<Tenant> tenants() {
        return List.copyOf(tenants.values());
    }

    /// A tenant by its name, if a key stands for it.
    public Optional<Tenant> tenant(String id) {
        return Optional.ofNullable(tenants.get(id));
    }

    /// The tenant of an Authorization header, refused when it has no key that is known.
    public Tenant of(@Nullable String authorization) {
        if (keys.isEmpty()) {
            return tenant(Tenant.DEMO).orElseThrow();
        }
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw refused("Send an API key: Authorization: Bearer <key>.");
        }
        return keys.tenantOf(authorization.substring(BEARER.length()).trim())
                .flatMap(this::tenant)
                .orElseThrow(() -> refused("The API key is not known."));
    }

    private static Refusal refused(String detail) {
        return new Refusal(Problem.of(Code.UNAUTHENTICATED, detail));
    }
}
