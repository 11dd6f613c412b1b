package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import scheduler.database.Database;
import scheduler.mail.Senders.Wanted;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The table of senders: of each tenant one at most.
final class SenderStore {

    private final Database database;

    SenderStore(Database database) {
        this.database = database;
    }

    /// What a tenant has wanted.
    record Kept(Wanted wanted, long version, Instant createdAt, Instant updatedAt) {

        static Kept read(Row row) {
            return new Kept(
                    new Wanted(row.getString("address"), row.getString("name"), row.getString("reply_to")),
                    row.getLong("version"),
                    row.getOffsetDateTime("created_at").toInstant(),
                    row.getOffsetDateTime("updated_at").toInstant());
        }

        Kept with(Wanted next, Instant now) {
            return new Kept(next, version + 1, createdAt, now);
        }

        JsonObject toJson(Sender usual) {
            return wanted.or(usual)
                    .toJson()
                    .put("version", version)
                    .put("createdAt", createdAt.toString())
                    .put("updatedAt", updatedAt.toString());
        }
    }

    private static final String GET = """
            select version, address, name, reply_to, created_at, updated_at from mail_sender where tenant = $1::bigint
            """;

    Future<Optional<Kept>> find(Tenant tenant) {
        return database.query("reading a sender", GET, Tuple.of(tenant.no())).map(SenderStore::first);
    }

    private static final String HOLD = GET + " for update";

    Future<Optional<Kept>> hold(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(HOLD).execute(Tuple.of(tenant.no())).map(SenderStore::first);
    }

    private static Optional<Kept> first(RowSet<Row> rows) {
        return rows.stream().findFirst().map(Kept::read);
    }

    private static final String INSERT = """
            insert into mail_sender (tenant, version, address, name, reply_to, created_at, updated_at)
            values ($1::bigint, $2::bigint, $3::text, $4::text, $5::text, $6::timestamptz, $7::timestamptz)
            on conflict on constraint mail_sender_pk do nothing returning tenant
            """;

    /// Whether there was none yet.
    Future<Boolean> insert(SqlConnection tx, Tenant tenant, Kept made) {
        return tx.preparedQuery(INSERT).execute(row(tenant, made)).map(rows -> rows.size() == 1);
    }

    private static final String UPDATE = """
            update mail_sender set version = $2::bigint, address = $3::text, name = $4::text, reply_to = $5::text,
              created_at = $6::timestamptz, updated_at = $7::timestamptz
            where tenant = $1::bigint
            """;

    Future<Void> update(SqlConnection tx, Tenant tenant, Kept after) {
        return tx.preparedQuery(UPDATE).execute(row(tenant, after)).mapEmpty();
    }

    private static Tuple row(Tenant tenant, Kept kept) {
        return Tuple.of(tenant.no(), kept.version())
                .addString(kept.wanted().address())
                .addString(kept.wanted().name())
                .addString(kept.wanted().replyTo())
                .addOffsetDateTime(Times.column(kept.createdAt()))
                .addOffsetDateTime(Times.column(kept.updatedAt()));
    }

    private static final String DELETE = "delete from mail_sender where tenant = $1::bigint";

    Future<Void> delete(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(tenant.no())).mapEmpty();
    }
}
