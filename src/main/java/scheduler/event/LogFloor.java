package scheduler.event;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import scheduler.database.Statements;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// How far back the log reaches. Whoever has read something from the log looks here afterwards: what is deleted says so
/// in the same transaction, so nothing that is gone is taken for something that never was.
public final class LogFloor {

    private LogFloor() {}

    /// Events up to `position` are gone, and none that is later than `since`.
    record Floor(long position, Instant since) {}

    private static final String FLOOR = "select position, since from log_floor where tenant = $1::bigint";

    /// Empty while nothing has been deleted.
    static Future<Optional<Floor>> find(Statements statements, Tenant tenant) {
        return find(statements, tenant, FLOOR);
    }

    private static Future<Optional<Floor>> find(Statements statements, Tenant tenant, String sql) {
        return statements
                .query("looking where the log begins", sql, Tuple.of(tenant.no()))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new Floor(
                                row.getLong("position"),
                                row.getOffsetDateTime("since").toInstant()))
                        .filter(floor -> floor.position > 0));
    }

    /// Refuses, at `pointer`, to read on from a place behind which something is gone.
    static Future<Void> refuseGone(Statements statements, Tenant tenant, long after, String pointer) {
        return find(statements, tenant).map(found -> refused(found, after, pointer));
    }

    /// The same, and nothing more is deleted until the transaction has ended.
    public static Future<Void> hold(SqlConnection tx, Tenant tenant, long after, String pointer) {
        return begin(tx, tenant)
                .compose(_ -> find(Statements.in(tx), tenant, FLOOR + " for share"))
                .map(found -> refused(found, after, pointer));
    }

    private static final String BEGIN = """
            insert into log_floor (tenant, position, since) values ($1::bigint, 0, 'epoch')
            on conflict on constraint log_floor_pk do nothing
            """;

    /// Makes the row that says so, where nothing has been deleted yet: what is not there cannot be held.
    static Future<Void> begin(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(BEGIN).execute(Tuple.of(tenant.no())).mapEmpty();
    }

    private static Void refused(Optional<Floor> found, long after, String pointer) {
        found.filter(floor -> after < floor.position).ifPresent(floor -> {
            throw gone(
                    floor,
                    pointer,
                    "Events after " + after + " are gone: the log begins after " + floor.position + ".");
        });
        return null;
    }

    static Refusal gone(Floor floor, String pointer, String said) {
        return new Refusal(Problem.at(Code.EVENTS_GONE, pointer, said)
                .with("after", Long.toString(floor.position))
                .with("since", floor.since.toString()));
    }
}
