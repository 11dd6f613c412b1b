package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;
import scheduler.booking.Bookings.GetBooking;
import scheduler.booking.Bookings.ListBookings;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.event.Past;
import scheduler.event.Past.Moment;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.platform.Times;

/// Reads bookings as they were at an earlier instant. What has not been changed since is read from its row, and
/// the rest from the last event about it until then.
final class PastReader {

    static final String POINTER = "?asOf";

    private final Database database;
    private final Past past;

    PastReader(Database database, Past past) {
        this.database = database;
        this.past = past;
    }

    // 13 is the instant.
    private static final String TOLD = """
            left join lateral (
              select e.type, e.data from event e
              where e.tenant = $1::bigint and e.subject = b.id::text and e.time <= $13::timestamptz
                and b.updated_at > $13::timestamptz
                and (e.type like 'booking.%' or e.type like 'hold.%')
              order by e.position desc limit 1) as e on true
            """;

    private static final String SHOWN = """
            select b.id, b.version, b.sequence, b.status, b.service, b.service_id, b.service_version, b.starts_at, b.ends_at,
                   b.local_start, b.time_zone, b.tzdb, b.resources::text as resources, b.session, b.seats,
                   b.attendees::text as attendees, b.metadata::text as metadata, b.reason, b.hold, b.expires_at, b.blocks,
                   b.series, b.occurrence, b.created_at, b.updated_at, e.data::text as told,
            """;

    // What was a hold then was no booking yet.
    private static final String STOOD = """
              and not b.hold and b.created_at <= $13::timestamptz
              and (b.updated_at <= $13::timestamptz or e.type like 'booking.%')
              and ($6::text is null or b.service_id = $6::text)
              and ($7::text[] is null or coalesce(e.data ->> 'status', b.status) = any ($7::text[]))
              and ($9::timestamp is null or coalesce((e.data ->> 'localStart')::timestamp, b.local_start) >= $9::timestamp)
              and ($10::timestamp is null or coalesce((e.data ->> 'localStart')::timestamp, b.local_start) < $10::timestamp)
              and ($11::text is null or exists (
                select from json_array_elements(coalesce(e.data -> 'resources', b.resources)) as r
                where r ->> 'id' = $11::text))
              and ($12::text is null or exists (
                select from json_array_elements(coalesce(e.data -> 'attendees', b.attendees)) as a
                where lower(a ->> 'email') = lower($12::text)))
            """;

    // Those that begin when they did then come by the index of starts; a local day lies within a day of the same day of
    // UTC. Those that have been moved since are found in the log, from the place 14 on.
    private static final String LIST = "select * from ((" + SHOWN + " b.starts_at as began from booking b " + TOLD + """
            where b.tenant = $1::bigint and (b.starts_at, b.id) > ($2::timestamptz, $3::uuid)
              and ($4::timestamptz is null or b.starts_at >= $4::timestamptz)
              and ($5::timestamptz is null or b.starts_at < $5::timestamptz)
              and ($9::timestamp is null or b.starts_at >= $9::timestamp at time zone 'UTC' - interval '1 day')
              and ($10::timestamp is null or b.starts_at < $10::timestamp at time zone 'UTC' + interval '1 day')
              and (e.data is null or (e.data ->> 'start')::timestamptz = b.starts_at)
            """
            + STOOD + """
            order by b.starts_at, b.id limit $8::bigint
            ) union all (
            """ + SHOWN + """
              (e.data ->> 'start')::timestamptz as began
            from (
              select distinct m.subject::uuid as id from event m
              where m.tenant = $1::bigint and m.type = 'booking.rescheduled' and m.position > $14::bigint
                and m.time > $13::timestamptz) as moved
            join booking b on b.tenant = $1::bigint and b.id = moved.id
            """ + TOLD + """
            where (e.data ->> 'start')::timestamptz <> b.starts_at
              and ((e.data ->> 'start')::timestamptz, b.id) > ($2::timestamptz, $3::uuid)
              and ($4::timestamptz is null or (e.data ->> 'start')::timestamptz >= $4::timestamptz)
              and ($5::timestamptz is null or (e.data ->> 'start')::timestamptz < $5::timestamptz)
            """ + STOOD + """
            order by began, b.id limit $8::bigint)) as stood
            order by began, id limit $8::bigint
            """;

    Future<Outcome> list(ListBookings list, Instant asOf) {
        return past.at(list.tenant(), asOf, POINTER)
                .compose(moment -> database.list("listing bookings of the past", LIST, arguments(list, moment)))
                .map(rows -> Listing.of(rows, list.limit(), PastReader::shown, row -> cursor(list, row)));
    }

    private static Tuple arguments(ListBookings list, Moment moment) {
        return BookingReader.arguments(list)
                .addString(list.resource())
                .addString(list.attendee())
                .addOffsetDateTime(Times.column(moment.instant()))
                .addLong(moment.position());
    }

    private static JsonObject shown(Row row) {
        var told = row.getString("told");
        return told == null ? BookingReader.booking(row).toJson() : Booking.shown(new JsonObject(told));
    }

    private static String cursor(ListBookings list, Row row) {
        return BookingReader.cursors(list).at(row.getOffsetDateTime("began"), row.getUUID("id"));
    }

    private static final String FIND =
            SHOWN.replace("$13", "$3") + " b.starts_at as began from booking b " + TOLD.replace("$13", "$3") + """
            where b.tenant = $1::bigint and b.id = $2::uuid and not b.hold and b.created_at <= $3::timestamptz
              and (b.updated_at <= $3::timestamptz or e.type like 'booking.%')
            """;

    Future<Outcome> get(GetBooking get, Instant asOf) {
        return past.at(get.tenant(), asOf, POINTER)
                .compose(_ -> database.query(
                        "reading a booking of the past",
                        FIND,
                        Tuple.of(get.tenant().no(), get.id(), Times.column(asOf))))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(PastReader::shown)
                        .<Outcome>map(booking -> new Found(booking.encode(), booking.getLong("version")))
                        .orElseGet(() -> unknown(get.id(), asOf)));
    }

    private static Outcome unknown(UUID id, Instant asOf) {
        var problem = Problem.notFound("booking", id.toString());
        return Outcome.refused(Problem.at(problem.code(), POINTER, "There was no booking " + id + " at " + asOf + "."));
    }
}
