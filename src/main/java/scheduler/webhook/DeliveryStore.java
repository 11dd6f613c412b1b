package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.webhook.Webhooks.ListDeliveries;
import scheduler.webhook.Webhooks.Progress;

/// The delivery table, as those see it who look after their webhooks.
final class DeliveryStore {

    private static final MessageId AFTER_ALL = new MessageId(new UUID(-1, -1), Long.MAX_VALUE);

    private final Database database;

    DeliveryStore(Database database) {
        this.database = database;
    }

    private static final String COLUMNS = """
            select d.event, d.subscription, s.id, d.position, d.type, d.subject, d.status, d.attempts, d.due_at,
                   d.answer_status, d.answer, d.error, d.created_at, d.updated_at, d.delivered_at
            from delivery d join subscription s on s.tenant = d.tenant and s.no = d.subscription and s.deleted_at is null
            """;

    private static final String GET = COLUMNS + """
            where d.tenant = $1::bigint and d.event = $2::uuid and d.subscription = $3::bigint
            """;

    Future<Optional<JsonObject>> find(Tenant tenant, MessageId id) {
        return database.query("reading a delivery", GET, Tuple.of(tenant.no(), id.event(), id.subscription()))
                .map(rows -> rows.stream().findFirst().map(DeliveryStore::json));
    }

    Future<Optional<JsonObject>> find(SqlConnection tx, Tenant tenant, MessageId id) {
        return tx.preparedQuery(GET)
                .execute(Tuple.of(tenant.no(), id.event(), id.subscription()))
                .map(rows -> rows.stream().findFirst().map(DeliveryStore::json));
    }

    private static final String HOLD = """
            select no from subscription
            where tenant = $1::bigint and no = $2::bigint and deleted_at is null for no key update
            """;

    private static final String AGAIN = """
            update delivery set status = 'waiting', attempts = 0, claim = claim + 1, due_at = null, not_before = null,
              delivered_at = null, updated_at = now()
            where tenant = $1::bigint and event = $2::uuid and subscription = $3::bigint returning subject
            """;

    /// Has a delivery sent again from the beginning, at once also where its receiver asked for time; whether there
    /// is one.
    Future<Boolean> redeliver(SqlConnection tx, Tenant tenant, MessageId id) {
        return tx.preparedQuery(HOLD)
                .execute(Tuple.of(tenant.no(), id.subscription()))
                .compose(_ -> tx.preparedQuery(AGAIN).execute(Tuple.of(tenant.no(), id.event(), id.subscription())))
                .compose(rows -> {
                    var subjects =
                            rows.stream().map(row -> row.getString("subject")).toArray(String[]::new);
                    return subjects.length == 0
                            ? Future.succeededFuture(false)
                            : PlanStore.lineUp(tx, tenant, id.subscription(), subjects)
                                    .map(true);
                });
    }

    private static final String ORDER = """
            and (d.event, d.subscription) < ($2::uuid, $3::bigint) order by d.event desc, d.subscription desc limit $4::bigint
            """;

    static final String LIST =
            COLUMNS + "where d.tenant = $1::bigint and ($5::text is null or d.status = $5::text) " + ORDER;

    // These have an index of their own, which a plan for any status would not take.
    static final String LIST_DEAD = COLUMNS + "where d.tenant = $1::bigint and d.status = 'dead' " + ORDER;

    static final String LIST_OF_SUBSCRIPTION = COLUMNS + """
            where d.tenant = $1::bigint and ($5::text is null or d.status = $5::text)
              and d.subscription = (
                select o.no from subscription o where o.tenant = $1::bigint and o.id = $6::text and o.deleted_at is null)
            """ + ORDER;

    static final String LIST_OF_SUBJECT = COLUMNS + """
            where d.tenant = $1::bigint and ($5::text is null or d.status = $5::text)
              and ($6::text is null or s.id = $6::text) and d.subject = $7::text
              and d.event = any (array(select e.id from event e where e.tenant = $1::bigint and e.subject = $7::text))
            """ + ORDER;

    Future<Outcome> list(ListDeliveries list) {
        var cursors = Cursors.of("deliveries", list.subscription(), list.status(), list.subject());
        var after = list.cursor() == null
                ? AFTER_ALL
                : cursors.read(
                        list.cursor(),
                        1,
                        parts -> MessageId.read(parts.getFirst())
                                .orElseThrow(() -> new IllegalArgumentException("no delivery")));
        var arguments = Tuple.of(list.tenant().no(), after.event(), after.subscription(), list.limit() + 1L);
        return database.list("listing deliveries", statement(list, arguments), arguments)
                .map(rows -> Listing.of(rows, list.limit(), DeliveryStore::json, row -> cursors.at(id(row).text())));
    }

    private static String statement(ListDeliveries list, Tuple arguments) {
        var status = list.status() == null ? null : list.status().text();
        if (list.subject() != null) {
            arguments.addString(status).addString(list.subscription()).addString(list.subject());
            return LIST_OF_SUBJECT;
        }
        if (list.subscription() != null) {
            arguments.addString(status).addString(list.subscription());
            return LIST_OF_SUBSCRIPTION;
        }
        if (list.status() == Progress.DEAD) {
            return LIST_DEAD;
        }
        arguments.addString(status);
        return LIST;
    }

    private static MessageId id(Row row) {
        return new MessageId(row.getUUID("event"), row.getLong("subscription"));
    }

    private static JsonObject json(Row row) {
        var json = new JsonObject()
                .put("id", id(row).text())
                .put("subscription", row.getString("id"))
                .put("event", row.getUUID("event").toString())
                .put("type", row.getString("type"))
                .put("subject", row.getString("subject"))
                .put("status", row.getString("status"))
                .put("attempts", row.getLong("attempts"));
        if (row.getLong("position") > 0) {
            json.put("sequence", row.getLong("position"));
        }
        put(json, "nextAttemptAt", time(row, "due_at"));
        put(json, "answerStatus", row.getLong("answer_status"));
        put(json, "answer", row.getString("answer"));
        put(json, "error", row.getString("error"));
        put(json, "deliveredAt", time(row, "delivered_at"));
        return json.put("createdAt", time(row, "created_at")).put("updatedAt", time(row, "updated_at"));
    }

    private static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable String time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant().toString();
    }
}
