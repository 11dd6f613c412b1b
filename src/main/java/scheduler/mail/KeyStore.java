package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import scheduler.database.Database;
import scheduler.message.Tenant;

/// The table of secrets by which addresses are sealed; a tenant gets his when one is asked for.
final class KeyStore {

    private final Database database;

    KeyStore(Database database) {
        this.database = database;
    }

    private static final String GET = "select secret from mail_key where tenant = $1::bigint";

    private static final String MAKE = """
            insert into mail_key (tenant, secret) values ($1::bigint, $2::bytea)
            on conflict on constraint mail_key_pk do nothing returning secret
            """;

    Future<Seal> of(Tenant tenant) {
        return get(tenant).compose(found -> found.map(Future::succeededFuture).orElseGet(() -> make(tenant)));
    }

    private Future<Optional<Seal>> get(Tenant tenant) {
        return database.query("reading a key of mail", GET, Tuple.of(tenant.no()))
                .map(rows -> seal(tenant, rows));
    }

    private Future<Seal> make(Tenant tenant) {
        return database.query("making a key of mail", MAKE, Tuple.of(tenant.no(), Buffer.buffer(Seal.secret())))
                .map(rows -> seal(tenant, rows))
                // Another node may have been faster.
                .compose(made -> made.map(Future::succeededFuture)
                        .orElseGet(() -> get(tenant).map(Optional::orElseThrow)));
    }

    private static Optional<Seal> seal(Tenant tenant, RowSet<Row> rows) {
        return rows.stream()
                .findFirst()
                .map(row -> new Seal(tenant.no(), row.getBuffer("secret").getBytes()));
    }
}
