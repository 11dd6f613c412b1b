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

    // In the same order everywhere, so that two nodes do not wait for each other.
    private static final String ENSURE = """
            insert into tenant (id) select id from unnest($1::text[]) as id order by id
            on conflict on constraint tenant_id_once do nothing
            """;

    private static final String FIND = """
            select no, id from tenant where id = any ($1::text[])
            """;

    /// Makes sure that the tenants of all keys are there. Those that another node has just made are only seen by a
    /// statement that begins after they were committed, so they are read by one of their own.
    public static Future<Access> open(Database database, List<ApiKey> configured) {
        var keys = new Keys(configured);
        var names = Tuple.of(keys.tenants().toArray(String[]::new));
        return database.query("making tenants", ENSURE, names)
                .compose(_ -> database.query("looking up tenants", FIND, names))
                .map(rows -> {
                    var tenants = new HashMap<String, Tenant>();
                    rows.forEach(row ->
                            tenants.put(row.getString("id"), new Tenant(row.getLong("no"), row.getString("id"))));
                    return new Access(keys, Map.copyOf(tenants));
                });
    }

    /// As if the database had told of the tenants, where there is none.
    public static Access untold(List<ApiKey> configured) {
        var keys = new Keys(configured);
        var tenants = new HashMap<String, Tenant>();
        keys.tenants().forEach(each -> tenants.put(each, new Tenant(tenants.size() + 1L, each)));
        return new Access(keys, Map.copyOf(tenants));
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
