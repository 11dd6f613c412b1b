package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Writes events in the transaction of the change that they tell of.
///
/// Readers rely on one thing: a transaction has written something else before it takes the position of its event, so it
/// has a transaction number by then (see EventStore).
public record EventLog(Ids ids, Times times) {

    private static final String APPEND = """
            insert into event (tenant, id, type, subject, time, data)
            values ($1::bigint, $2::uuid, $3::text, $4::text, $5::timestamptz, $6::text::json) returning position
            """;

    public Future<Void> append(SqlConnection tx, Tenant tenant, String type, String subject, JsonObject data) {
        return tx.preparedQuery(APPEND)
                .execute(Tuple.of(
                        tenant.no(), ids.next(), type, subject, Times.column(times.now(tenant)), data.encode()))
                .mapEmpty();
    }

    private static final String APPEND_ALL = """
            insert into event (tenant, id, type, subject, time, data)
            select $1::bigint, e.id, e.type, e.subject, $2::timestamptz, e.data::json
            from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) with ordinality as e (id, type, subject, data, no)
            order by e.no
            """;

    /// The same of several at once, in their order.
    public Future<Void> append(SqlConnection tx, Tenant tenant, List<Happened> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        var rows = Tuple.of(tenant.no(), Times.column(times.now(tenant)))
                .addArrayOfUUID(events.stream().map(_ -> ids.next()).toArray(UUID[]::new))
                .addArrayOfString(events.stream().map(Happened::type).toArray(String[]::new))
                .addArrayOfString(events.stream().map(Happened::subject).toArray(String[]::new))
                .addArrayOfString(
                        events.stream().map(each -> each.data().encode()).toArray(String[]::new));
        return tx.preparedQuery(APPEND_ALL).execute(rows).mapEmpty();
    }
}
