package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.mail.Suppressions.ListSuppressions;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The table of addresses to which nothing is sent.
final class SuppressionStore {

    private final Database database;

    SuppressionStore(Database database) {
        this.database = database;
    }

    private static final String COLUMNS = """
            select address, version, reason, scope, note, since, updated_at from mail_suppression
            """;

    private static final String GET = COLUMNS + "where tenant = $1::bigint and address = $2::text";

    Future<Optional<Suppression>> find(Tenant tenant, String address) {
        return database.query("looking whether mail is wanted", GET, Tuple.of(tenant.no(), address))
                .map(SuppressionStore::first);
    }

    private static final String HOLD = GET + " for update";

    Future<Optional<Suppression>> hold(SqlConnection tx, Tenant tenant, String address) {
        return tx.preparedQuery(HOLD).execute(Tuple.of(tenant.no(), address)).map(SuppressionStore::first);
    }

    private static Optional<Suppression> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(Suppression::read);
    }

    private static final String INSERT = """
            insert into mail_suppression (tenant, address, version, reason, scope, note, updated_at, since)
            values ($1::bigint, $2::text, $3::bigint, $4::text, $5::text, $6::text, $7::timestamptz, $8::timestamptz)
            on conflict on constraint mail_suppression_pk do nothing returning address
            """;

    /// Whether there was none yet.
    Future<Boolean> insert(SqlConnection tx, Tenant tenant, Suppression made) {
        return tx.preparedQuery(INSERT)
                .execute(row(tenant, made).addOffsetDateTime(Times.column(made.since())))
                .map(rows -> rows.size() == 1);
    }

    private static final String UPDATE = """
            update mail_suppression set version = $3::bigint, reason = $4::text, scope = $5::text, note = $6::text,
              updated_at = $7::timestamptz
            where tenant = $1::bigint and address = $2::text
            """;

    Future<Void> update(SqlConnection tx, Tenant tenant, Suppression after) {
        return tx.preparedQuery(UPDATE).execute(row(tenant, after)).mapEmpty();
    }

    private static Tuple row(Tenant tenant, Suppression suppression) {
        var why = suppression.why();
        return Tuple.of(tenant.no(), suppression.address(), suppression.version())
                .addString(why.reason().text())
                .addString(why.scope().text())
                .addString(why.note())
                .addOffsetDateTime(Times.column(suppression.updatedAt()));
    }

    private static final String DELETE = """
            delete from mail_suppression where tenant = $1::bigint and address = $2::text
            """;

    Future<Void> delete(SqlConnection tx, Tenant tenant, String address) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(tenant.no(), address)).mapEmpty();
    }

    private static final String LIST = COLUMNS + """
            where tenant = $1::bigint and address > $2::text order by address limit $3::bigint
            """;

    Future<Outcome> list(ListSuppressions list) {
        var cursors = Cursors.of("suppressions");
        var after = list.cursor() == null
                ? ""
                : cursors.read(list.cursor(), 1, parts -> Suppressions.address(parts.getFirst()));
        return database.query(
                        "listing suppressed addresses",
                        LIST,
                        Tuple.of(list.tenant().no(), after, list.limit() + 1L))
                .map(rows -> Listing.of(
                        rows,
                        list.limit(),
                        row -> Suppression.read(row).toJson(),
                        row -> cursors.at(row.getString("address"))));
    }
}
