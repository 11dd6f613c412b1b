package scheduler.ical;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.ical.Calendars.ListCalendars;
import scheduler.ical.Calendars.Subject;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// The table of feeds.
final class CalendarStore {

    private final Database database;

    CalendarStore(Database database) {
        this.database = database;
    }

    private static final String RESOURCE = """
            select no from resource where tenant = $1::bigint and id = $2::text and deleted_at is null
            """;

    Future<Boolean> hasResource(SqlConnection tx, Tenant tenant, String resource) {
        return tx.preparedQuery(RESOURCE)
                .execute(Tuple.of(tenant.no(), resource))
                .map(rows -> rows.size() == 1);
    }

    private static final String INSERT = """
            insert into calendar (tenant, id, digest, resource_id, attendee, details, name, created_at)
            values ($1::bigint, $2::uuid, $3::bytea, $4::text, $5::text, $6::boolean, $7::text, $8::timestamptz)
            returning id
            """;

    Future<Void> insert(SqlConnection tx, Tenant tenant, Subscription subscription, byte[] digest) {
        var subject = subscription.subject();
        var arguments = Tuple.of(tenant.no(), subscription.id(), Buffer.buffer(digest))
                .addString(subject.resource())
                .addString(subject.attendee())
                .addBoolean(subscription.details())
                .addString(subscription.name())
                .addOffsetDateTime(Times.column(subscription.createdAt()));
        return tx.preparedQuery(INSERT).execute(arguments).mapEmpty();
    }

    private static final String DELETE =
            "delete from calendar where tenant = $1::bigint and id = $2::uuid returning id";

    /// Whether there was one.
    Future<Boolean> delete(SqlConnection tx, Tenant tenant, UUID id) {
        return tx.preparedQuery(DELETE).execute(Tuple.of(tenant.no(), id)).map(rows -> rows.size() == 1);
    }

    private static final String COLUMNS = """
            select tenant, id, resource_id, attendee, details, name, created_at from calendar
            """;

    private static final String FIND = COLUMNS + "where tenant = $1::bigint and id = $2::uuid";

    Future<Optional<Subscription>> find(Tenant tenant, UUID id) {
        return database.query("reading a calendar", FIND, Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream().findFirst().map(CalendarStore::subscription));
    }

    private static final String FIND_BY_DIGEST = COLUMNS + "where digest = $1::bytea";

    /// A feed, and the number of the tenant whose it is.
    record Owned(long tenant, Subscription subscription) {}

    Future<Optional<Owned>> find(byte[] digest) {
        return database.query("looking up a calendar", FIND_BY_DIGEST, Tuple.of(Buffer.buffer(digest)))
                .map(rows -> rows.stream().findFirst().map(row -> new Owned(row.getLong("tenant"), subscription(row))));
    }

    private static final String LIST = COLUMNS + """
            where tenant = $1::bigint and (created_at, id) > ($2::timestamptz, $3::uuid)
            order by created_at, id limit $4::bigint
            """;

    Future<Outcome> list(ListCalendars list) {
        var cursors = Cursors.of("calendars");
        var after = cursors.moment(list.cursor());
        return database.list(
                        "listing calendars",
                        LIST,
                        Tuple.of(list.tenant().no(), after.at(), after.id(), list.limit() + 1L))
                .map(rows -> Listing.of(
                        rows,
                        list.limit(),
                        row -> subscription(row).toJson(),
                        row -> cursors.at(row.getOffsetDateTime("created_at"), row.getUUID("id"))));
    }

    private static Subscription subscription(Row row) {
        return new Subscription(
                row.getUUID("id"),
                new Subject(row.getString("resource_id"), row.getString("attendee")),
                row.getBoolean("details"),
                row.getString("name"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
