package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Supplier;
import scheduler.booking.Decided.Verdict;
import scheduler.database.Statements;

/// Whether limits leave room for a request that does not count for them yet: of customers only the database knows what
/// they have. Nothing is locked, for whoever grants the request has it counted.
final class Room {

    private Room() {}

    // Counted like a tally that is not there yet.
    private static final String FULL = """
            select exists (
              select from unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::bigint[])
                as l (subject, begins, ends, most)
              where l.most <= coalesce(
                (select k.taken from tally k
                 where k.tenant = $1::bigint and k.service = $2::bigint and k.subject = l.subject
                   and k.begins = l.begins and k.ends = l.ends),
                (select count(*) from booking b
                 where booking_names(b.tenant, b.resources, b.attendees)
                     @> array[$1::bigint::text || ':a:' || substr(l.subject, 3)]
                   and b.tenant = $1::bigint and b.service = $2::bigint
                   and b.starts_at >= l.begins and b.starts_at < l.ends
                   and b.status not in ('declined', 'expired', 'cancelled') and b.blocks and
            """ + Clauses.COMES + """
                ))
            ) as is_full
            """;

    /// What `write` decides, unless one of the limits is reached already.
    static Future<Decided> within(
            Statements statements, long tenant, Booking booking, List<Quota> quotas, Supplier<Future<Decided>> write) {
        if (quotas.isEmpty()) {
            return write.get();
        }
        var arguments = Tuple.of(tenant, booking.serviceNo());
        Clauses.quotas(arguments, quotas);
        return statements
                .query("looking at limits", FULL, arguments)
                .compose(rows -> rows.iterator().next().getBoolean("is_full")
                        ? Future.succeededFuture(new Decided(Verdict.LIMITED, null, false))
                        : write.get());
    }
}
