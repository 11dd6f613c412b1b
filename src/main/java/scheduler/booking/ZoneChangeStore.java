package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.Zones;

/// Finds bookings ahead that were last compared under older rules of time zones, and notes how they compare under newer
/// ones. It walks along the index of starts, so each statement is short, however many bookings there are.
final class ZoneChangeStore {

    /// How many bookings one statement passes by at most, and how many of them it takes up.
    private static final int LOOK_MAX = 2_000;

    private static final int BATCH_MAX = 200;

    private static final UUID LAST_ID = new UUID(-1, -1);

    private final Database database;
    private final Ids ids;

    ZoneChangeStore(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    private static final String TENANT = """
            select no, id from tenant where no > $1::bigint order by no limit 1
            """;

    /// The tenant with the next number.
    Future<Optional<Tenant>> tenantAfter(long no) {
        return database.query("looking for tenants", TENANT, Tuple.of(no))
                .map(rows -> rows.stream().findFirst().map(row -> new Tenant(row.getLong("no"), row.getString("id"))));
    }

    /// How far along the bookings of a tenant a walk has come.
    record Mark(Tenant tenant, Instant startsAt, UUID id) {

        /// Before everything that begins later than this.
        static Mark after(Tenant tenant, Instant instant) {
            return new Mark(tenant, instant, LAST_ID);
        }
    }

    /// A booking, and the version of the rules that its instant was last compared under.
    record Older(Booking booking, String tzdb) {}

    /// What a look found and where the next one goes on; without a mark that was the end.
    record Look(List<Older> older, @Nullable Mark next) {}

    // The limits stand in the text, and `lateral` with a limit keeps to its own index: without, a plan for any values
    // may sort or join all bookings of the tenant for each look.
    private static final String LOOK = """
            with looked as (
              select id, starts_at, tzdb, status from booking
              where tenant = $1::bigint and (starts_at, id) > ($2::timestamptz, $3::uuid)
              order by starts_at, id limit
            """ + LOOK_MAX + """
            ), last as (
              select starts_at as last_at, id as last_id from looked order by starts_at desc, id desc limit 1
            ), older as (
              select id as older_id from looked
              where tzdb < $4::text collate "C" and status in ('pending', 'confirmed')
              order by starts_at, id limit
            """ + BATCH_MAX + """
            )
            select * from last left join (older cross join lateral (
            """ + BookingReader.COLUMNS + """
              where tenant = $1::bigint and id = older_id limit 1) as b) on true
            order by starts_at, id
            """;

    /// The next bookings ahead that are open and were last compared under rules older than `tzdb`.
    Future<Look> look(Mark from, String tzdb) {
        var arguments = Tuple.of(from.tenant.no(), Times.column(from.startsAt), from.id, tzdb);
        return database.query("looking for bookings under older time zone rules", LOOK, arguments)
                .map(rows -> look(from.tenant, rows));
    }

    private static Look look(Tenant tenant, RowSet<Row> rows) {
        var older = new ArrayList<Older>();
        Mark next = null;
        int taken = 0;
        for (var row : rows) {
            next = mark(tenant, row, "last_at", "last_id");
            taken += row.getUUID("id") == null ? 0 : 1;
            if (taken == BATCH_MAX) {
                next = mark(tenant, row, "starts_at", "id");
            }
            // What cannot be read must not keep the others waiting.
            if (row.getUUID("id") != null && Zones.isKnown(row.getString("time_zone"))) {
                older.add(new Older(BookingReader.booking(row), row.getString("tzdb")));
            }
        }
        return new Look(older, next);
    }

    private static Mark mark(Tenant tenant, Row row, String at, String id) {
        return new Mark(tenant, row.getOffsetDateTime(at).toInstant(), row.getUUID(id));
    }

    /// How a booking of this version compares: `event` is what there is to say when its local time lies elsewhere now.
    record Compared(UUID booking, long version, @Nullable JsonObject event) {}

    /// What has been noted, and of that what has changed.
    record Noted(int bookings, int changed) {

        static final Noted NOTHING = new Noted(0, 0);

        Noted and(Noted more) {
            return new Noted(bookings + more.bookings, changed + more.changed);
        }
    }

    private static final String NOTE = """
            with compared as (
              select * from unnest($4::uuid[], $5::bigint[], $6::text[], $7::uuid[]) as c (id, version, data, event)
            ), held as (
              select b.id, c.data, c.event from (select * from compared order by id) as c
              cross join lateral (
                select id from booking
                where tenant = $1::bigint and id = c.id and version = c.version
                  and tzdb < $2::text collate "C" and status in ('pending', 'confirmed')
                for update) as b
            ), noted as (
              update booking b set
                tzdb = $2::text,
                version = case when h.data is null then b.version else b.version + 1 end,
                updated_at = case when h.data is null then b.updated_at else $3::timestamptz end
              from held h
              where b.tenant = $1::bigint and b.id = h.id
              returning b.id, h.data, h.event
            ), logged as (
              insert into event (tenant, id, type, subject, time, data)
              select $1::bigint, n.event, 'booking.time_zone_changed', n.id::text, $3::timestamptz, n.data::json
              from noted n where n.data is not null
              returning position
            )
            select (select count(*) from noted) as bookings, (select count(*) from logged) as changed
            """;

    /// Notes the version and writes the events in one transaction. A booking that somebody has changed meanwhile, or
    /// another node has noted, is left as it is.
    Future<Noted> note(long tenant, String tzdb, Instant now, List<Compared> compared) {
        var arguments = Tuple.of(tenant, tzdb, Times.column(now))
                .addArrayOfUUID(compared.stream().map(Compared::booking).toArray(UUID[]::new))
                .addArrayOfLong(compared.stream().map(Compared::version).toArray(Long[]::new))
                .addArrayOfString(compared.stream().map(ZoneChangeStore::data).toArray(String[]::new))
                .addArrayOfUUID(compared.stream().map(_ -> ids.next()).toArray(UUID[]::new));
        return database.query("noting the time zone rules of bookings", NOTE, arguments)
                .map(rows -> rows.iterator().next())
                .map(row -> new Noted(row.getInteger("bookings"), row.getInteger("changed")));
    }

    private static @Nullable String data(Compared compared) {
        return compared.event == null ? null : compared.event.encode();
    }
}
