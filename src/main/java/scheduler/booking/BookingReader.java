package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scheduler.booking.Booking.Having;
import scheduler.booking.Booking.Member;
import scheduler.booking.Booking.Place;
import scheduler.booking.Booking.Standing;
import scheduler.booking.Booking.When;
import scheduler.booking.Bookings.GetBooking;
import scheduler.booking.Bookings.ListBookings;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Reads bookings back.
final class BookingReader {

    private final Database database;

    BookingReader(Database database) {
        this.database = database;
    }

    static final String COLUMNS = """
            select id, version, sequence, status, service, service_id, service_version, starts_at, ends_at,
                   local_start, time_zone, tzdb,
                   resources::text as resources, session, seats, attendees::text as attendees, metadata::text as metadata, reason,
                   hold, expires_at, blocks, series, occurrence, created_at, updated_at
            from booking
            """;

    private static final String FIND = COLUMNS + "where tenant = $1::bigint and id = $2::uuid";

    /// A booking; a hold is none yet.
    Future<Optional<Booking>> find(Tenant tenant, UUID id) {
        return findHold(tenant, id).map(found -> found.filter(each -> !each.isHold()));
    }

    /// A hold, or the booking that it has become.
    Future<Optional<Booking>> findHold(Tenant tenant, UUID id) {
        return database.query("reading a booking", FIND, Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream().findFirst().map(BookingReader::booking));
    }

    private static final String ASKED = """
            select time from event
            where tenant = $1::bigint and subject = $2::text and type = 'booking.requested' order by position limit 1
            """;

    /// When a request was made. One that was a hold first has been there for longer, so the log tells; where that
    /// forgets, when it was begun is all that is left.
    Future<Instant> asked(Tenant tenant, Booking booking) {
        return booking.member() != null
                ? Future.succeededFuture(booking.createdAt())
                : database.query(
                                "reading when a booking was asked for",
                                ASKED,
                                Tuple.of(tenant.no(), booking.id().toString()))
                        .map(rows -> rows.stream()
                                .findFirst()
                                .map(row -> instant(row, "time"))
                                .orElse(booking.createdAt()));
    }

    Future<Outcome> get(GetBooking get) {
        return find(get.tenant(), get.id())
                .map(found -> found.<Outcome>map(
                                booking -> new Found(booking.toJson().encode(), booking.version()))
                        .orElseGet(() -> Outcome.refused(
                                Problem.notFound("booking", get.id().toString()))));
    }

    // A local day lies within a day of the same day of UTC, which an index knows.
    private static final String LISTED = COLUMNS + """
            where tenant = $1::bigint and not hold and (starts_at, id) > ($2::timestamptz, $3::uuid)
              and ($4::timestamptz is null or starts_at >= $4::timestamptz)
              and ($5::timestamptz is null or starts_at < $5::timestamptz)
              and ($9::timestamp is null
                or (local_start >= $9::timestamp and starts_at >= $9::timestamp at time zone 'UTC' - interval '1 day'))
              and ($10::timestamp is null
                or (local_start < $10::timestamp and starts_at < $10::timestamp at time zone 'UTC' + interval '1 day'))
              and ($6::text is null or service_id = $6::text)
              and ($7::text[] is null or status = any ($7::text[]))
            """;

    private static final String ORDER = "order by starts_at, id limit $8::bigint";

    private static final String LIST = LISTED + ORDER;

    // A statement of its own, so that the index of names comes into question.
    static final String LIST_OF = LISTED + """
              and booking_names(tenant, resources, attendees) @> array_remove(
                array[$1::bigint::text || ':r:' || $11::text, $1::bigint::text || ':a:' || lower($12::text)], null)
            """ + ORDER;

    Future<Outcome> list(ListBookings list) {
        var cursors = cursors(list);
        var arguments = arguments(list);
        boolean ofAnybody = list.resource() == null && list.attendee() == null;
        if (!ofAnybody) {
            arguments.addString(list.resource()).addString(list.attendee());
        }
        return database.list("listing bookings", ofAnybody ? LIST : LIST_OF, arguments)
                .map(rows -> Listing.of(rows, list.limit(), row -> booking(row).toJson(), row -> cursor(cursors, row)));
    }

    /// Parameters 1 to 10.
    static Tuple arguments(ListBookings list) {
        var after = cursors(list).moment(list.cursor());
        var starting = list.starting();
        var arguments = Tuple.of(
                list.tenant().no(),
                after.at(),
                after.id(),
                Times.columnOrNull(starting.from()),
                Times.columnOrNull(starting.to()),
                list.service());
        arguments
                .addArrayOfString(
                        list.statuses().isEmpty() ? null : list.statuses().toArray(String[]::new))
                .addLong(list.limit() + 1L)
                .addLocalDateTime(starting.localFrom())
                .addLocalDateTime(starting.localTo());
        return arguments;
    }

    static Cursors cursors(ListBookings list) {
        return Cursors.of(
                "bookings",
                list.resource(),
                list.service(),
                list.statuses(),
                list.starting(),
                list.attendee(),
                list.asOf());
    }

    private static String cursor(Cursors cursors, Row row) {
        return cursors.at(row.getOffsetDateTime("starts_at"), row.getUUID("id"));
    }

    // In the order in which they are over, so the first that is not over yet says when to look again.
    private static final String EXPIRING = COLUMNS + """
            where tenant = $1::bigint and status in ('held', 'pending') and expires_at is not null
            order by expires_at limit $2::bigint
            """;

    /// The holds, and the requests for approval, that are over first.
    Future<List<Booking>> expiring(long tenant, int max) {
        return database.query("looking for holds that are over", EXPIRING, Tuple.of(tenant, (long) max))
                .map(rows -> rows.stream().map(BookingReader::booking).toList());
    }

    static Booking booking(Row row) {
        return new Booking(
                row.getUUID("id"),
                row.getLong("version"),
                row.getLong("sequence"),
                new Standing(
                        Status.read(row.getString("status")),
                        row.getBoolean("hold"),
                        row.getOffsetDateTime("expires_at") == null ? null : instant(row, "expires_at"),
                        row.getString("reason")),
                row.getLong("service"),
                row.getString("service_id"),
                row.getLong("service_version"),
                new When(
                        new TimeRange(instant(row, "starts_at"), instant(row, "ends_at")),
                        row.getLocalDateTime("local_start"),
                        ZoneId.of(row.getString("time_zone"))),
                new Having(
                        places(row.getString("resources")),
                        row.getUUID("session"),
                        row.getInteger("seats"),
                        row.getBoolean("blocks")),
                new JsonArray(row.getString("attendees")),
                new JsonObject(row.getString("metadata")),
                row.getUUID("series") == null ? null : new Member(row.getUUID("series"), row.getInteger("occurrence")),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    private static List<Place> places(String json) {
        return new JsonArray(json)
                .stream().map(each -> Place.read((JsonObject) each)).toList();
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
