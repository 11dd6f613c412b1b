package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import scheduler.message.Tenant;

/// The mark on a tenant that says that it has got its first catalog.
final class SeedStore {

    // Also who never was seeded may have a catalog by now. Whoever holds the row is seeding: that is not waited for.
    private static final String CLAIM = """
            with unseeded as (
              select no from tenant where no = $1::bigint and seeded_at is null for update skip locked
            )
            update tenant t set seeded_at = now() from unseeded where t.no = unseeded.no
              and not exists (select from resource where tenant = $1::bigint)
              and not exists (select from service where tenant = $1::bigint)
            returning t.no
            """;

    /// Whether this transaction is the one that may fill the tenant. The mark goes with it if it is rolled back.
    Future<Boolean> claim(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(CLAIM).execute(Tuple.of(tenant.no())).map(rows -> rows.size() == 1);
    }
}
