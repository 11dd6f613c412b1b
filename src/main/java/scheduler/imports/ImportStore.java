package scheduler.imports;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.catalog.ImportedBlocks.Place;
import scheduler.database.Database;
import scheduler.imports.Imports.GetImport;
import scheduler.imports.Imports.ListImports;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The table of subscriptions, for those who make and read them. Their resource is held whenever one is written.
final class ImportStore {

    private final Database database;

    ImportStore(Database database) {
        this.database = database;
    }

    private static final String COLUMNS = """
            i.name, i.version, i.url, i.zone, i.refresh_ms, i.blocks, i.tried_at, i.read_at, i.error, i.notice,
            i.created_at, i.updated_at
            """;

    private static final String HOLD = "select " + COLUMNS + """
            from calendar_import i where i.tenant = $1::bigint and i.resource = $2::bigint and i.name = $3::text for update
            """;

    Future<Optional<Standing>> hold(SqlConnection tx, Tenant tenant, Place place, String name) {
        return tx.preparedQuery(HOLD)
                .execute(Tuple.of(tenant.no(), place.no(), name))
                .map(rows -> rows.stream().findFirst().map(row -> Standing.read(place.resource(), row)));
    }

    private static final String COUNT = """
            select (select count(*) from calendar_import where tenant = $1::bigint and resource = $2::bigint) as here,
                   (select count(*) from calendar_import where tenant = $1::bigint) as in_all
            """;

    /// How many there are of a resource, and how many of a tenant.
    record Count(long here, long inAll) {}

    Future<Count> count(SqlConnection tx, Tenant tenant, Place place) {
        return tx.preparedQuery(COUNT)
                .execute(Tuple.of(tenant.no(), place.no()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Count(row.getLong("here"), row.getLong("in_all")));
    }

    private static final String INSERT = """
            insert into calendar_import
              (tenant, resource, name, version, url, zone, refresh_ms, due_at, fence, failures, blocks, created_at,
               updated_at)
            values ($1::bigint, $2::bigint, $3::text, $4::bigint, $5::text, $6::text, $7::bigint, now(), 0, 0, 0,
                    $8::timestamptz, $8::timestamptz)
            """;

    Future<Void> insert(SqlConnection tx, Tenant tenant, Place place, Standing made) {
        return tx.preparedQuery(INSERT).execute(row(tenant, place, made)).mapEmpty();
    }

    // Nothing is known of the content at another address, and whoever reads the old one has lost it.
    private static final String UPDATE = """
            update calendar_import set
              version = $4::bigint, url = $5::text, zone = $6::text, refresh_ms = $7::bigint, updated_at = $8::timestamptz,
              etag = null, last_modified = null, digest = null, read_zone = null, whole_at = null, due_at = now(),
              fence = fence + 1, failures = 0, error = null, notice = null, tried_at = null, read_at = null
            where tenant = $1::bigint and resource = $2::bigint and name = $3::text
            """;

    Future<Void> update(SqlConnection tx, Tenant tenant, Place place, Standing after) {
        return tx.preparedQuery(UPDATE).execute(row(tenant, place, after)).mapEmpty();
    }

    private static Tuple row(Tenant tenant, Place place, Standing standing) {
        var wanted = standing.wanted();
        return Tuple.of(tenant.no(), place.no(), standing.name(), standing.version(), wanted.url())
                .addString(id(wanted.zone()))
                .addLong(wanted.refresh().toMillis())
                .addOffsetDateTime(Times.column(standing.updatedAt()));
    }

    private static @Nullable String id(@Nullable ZoneId zone) {
        return zone == null ? null : zone.getId();
    }

    private static final String DELETE = """
            delete from calendar_import where tenant = $1::bigint and resource = $2::bigint and name = $3::text
            """;

    /// Of one whose blocks are gone.
    Future<Void> delete(SqlConnection tx, Tenant tenant, Place place, String name) {
        return tx.preparedQuery(DELETE)
                .execute(Tuple.of(tenant.no(), place.no(), name))
                .mapEmpty();
    }

    private static final String GET = "select " + COLUMNS + """
            from calendar_import i join resource r on r.tenant = i.tenant and r.no = i.resource
            where i.tenant = $1::bigint and r.id = $2::text and r.deleted_at is null and i.name = $3::text
            """;

    Future<Outcome> get(GetImport get) {
        return database.query("reading an import", GET, Tuple.of(get.tenant().no(), get.resource(), get.name()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> Standing.read(get.resource(), row))
                        .<Outcome>map(each -> new Found(each.toJson().encode(), each.version()))
                        .orElseGet(() -> Outcome.refused(Problem.notFound("import of " + get.resource(), get.name()))));
    }

    private static final String LIST = "select " + COLUMNS + """
            from resource r left join calendar_import i on i.tenant = r.tenant and i.resource = r.no
            where r.tenant = $1::bigint and r.id = $2::text and r.deleted_at is null order by i.name
            """;

    /// All of a resource: there are few.
    Future<Outcome> list(ListImports list) {
        return database.query("listing imports", LIST, Tuple.of(list.tenant().no(), list.resource()))
                .map(rows -> rows.size() == 0
                        ? Outcome.refused(Problem.notFound("resource", list.resource()))
                        : page(list.resource(), rows));
    }

    private static Outcome page(String resource, RowSet<Row> rows) {
        var items = new JsonArray();
        rows.forEach(row -> {
            if (row.getString("name") != null) {
                items.add(Standing.read(resource, row).toJson());
            }
        });
        return new Found(new JsonObject().put("items", items).putNull("next").encode(), 0);
    }
}
