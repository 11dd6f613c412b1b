package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import scheduler.availability.picture.Outline;
import scheduler.booking.Customers.Counted;
import scheduler.booking.Customers.Seat;
import scheduler.booking.Moves.Move;
import scheduler.database.Database;
import scheduler.message.Refusal;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Reads what customers have of a service around a booking that is to be moved.
final class CustomerStore {

    private static final int SEATS_MAX = 10_000;

    private final Database database;

    CustomerStore(Database database) {
        this.database = database;
    }

    /// Those of a booking that may be moved so far, once some moves are made. Where nothing is counted of them nothing
    /// is read.
    Future<Customers> of(Booking booking, Outline outline, Duration within, List<Move> before) {
        if (!Had.matters(outline) || Quota.emails(booking).length == 0) {
            return Future.succeededFuture(new Customers(booking, outline, List.of(), Map.of(), List.of()));
        }
        var reach = reach(booking, outline, within);
        return seats(booking, outline, reach)
                .compose(seats -> tallies(booking, outline, reach)
                        .map(tallies -> new Customers(booking, outline, seats, tallies, before)));
    }

    /// All the periods that count for a start so near.
    private static TimeRange reach(Booking booking, Outline outline, Duration within) {
        var start = booking.time().start();
        var first = start.minus(within);
        var last = start.plus(within);
        var reach = new TimeRange(first, last.plusNanos(1_000));
        for (var limit : Had.limits(outline)) {
            var from = limit.per().around(first, outline.zone()).start();
            var to = limit.per().around(last, outline.zone()).end();
            reach = new TimeRange(
                    from.isBefore(reach.start()) ? from : reach.start(), to.isAfter(reach.end()) ? to : reach.end());
        }
        return reach;
    }

    // The index of names leads to the bookings of a customer. An address that is there twice counts once.
    static final String SEATS = """
            select distinct b.id, b.starts_at, b.session, lower(a ->> 'email') as email
            from booking b, json_array_elements(b.attendees) as a
            where b.tenant = $1::bigint and b.service = $2::bigint and b.id <> $3::uuid
              and b.starts_at >= $4::timestamptz and b.starts_at < $5::timestamptz
              and b.status not in ('declined', 'expired', 'cancelled') and b.blocks
              and a ->> 'status' is distinct from 'cancelled' and lower(a ->> 'email') = any ($6::text[])
              and booking_names(b.tenant, b.resources, b.attendees) && array(
                select $1::bigint::text || ':a:' || e.email from unnest($6::text[]) as e (email))
            limit $7::bigint
            """;

    private Future<List<Seat>> seats(Booking booking, Outline outline, TimeRange reach) {
        var arguments = Tuple.of(outline.tenant().no(), outline.serviceNo(), booking.id())
                .addOffsetDateTime(Times.column(reach.start()))
                .addOffsetDateTime(Times.column(reach.end()))
                .addArrayOfString(Quota.emails(booking))
                .addLong(SEATS_MAX + 1L);
        return database.query("looking for what customers have", SEATS, arguments)
                .map(rows -> {
                    if (rows.size() > SEATS_MAX) {
                        throw Refusal.invalid(
                                "/within",
                                "The customers of a booking have more than " + SEATS_MAX
                                        + " others by then: have bookings moved less far.");
                    }
                    return rows.stream()
                            .map(row -> new Seat(
                                    row.getUUID("id"),
                                    row.getString("email"),
                                    row.getOffsetDateTime("starts_at").toInstant(),
                                    row.getUUID("session")))
                            .toList();
                });
    }

    private static final String TALLIES = """
            select subject, begins, ends, taken from tally
            where tenant = $1::bigint and service = $2::bigint and subject = any ($3::text[])
              and ends > $4::timestamptz and begins < $5::timestamptz
            """;

    private Future<Map<Counted, Long>> tallies(Booking booking, Outline outline, TimeRange reach) {
        var arguments = Tuple.of(outline.tenant().no(), outline.serviceNo())
                .addArrayOfString(Quota.customers(booking).toArray(String[]::new))
                .addOffsetDateTime(Times.column(reach.start()))
                .addOffsetDateTime(Times.column(reach.end()));
        return database.query("looking for limits", TALLIES, arguments)
                .map(rows ->
                        rows.stream().collect(Collectors.toMap(CustomerStore::counted, row -> row.getLong("taken"))));
    }

    private static Counted counted(Row row) {
        var period = new TimeRange(
                row.getOffsetDateTime("begins").toInstant(),
                row.getOffsetDateTime("ends").toInstant());
        return new Counted(row.getString("subject"), period);
    }
}
