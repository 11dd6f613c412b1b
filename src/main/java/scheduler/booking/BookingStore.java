package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.booking.Decided.Verdict;
import scheduler.database.Batches;
import scheduler.database.Batches.Bounds;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.event.Happened;
import scheduler.message.Receipt;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Pressure;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Decides bookings: each decision is one statement, and so one transaction. The exclusion constraints on `claim`
/// are the referee: there is no check to race against, and a lost race is rows that did not come back. Locks are
/// taken in one order everywhere: booking, resources by number, service, sessions by id, claims by resource and
/// unit, attendance, tallies, idempotency key.
final class BookingStore {

    /// One batch more may wait, so that nobody waits behind others than the two that may be under way.
    private static final Bounds BATCHES = new Bounds(256, 256);

    private final Database database;
    private final Ids ids;
    private final Pressure pressure;
    private final Batches<Placing, Verdict> batches;

    /// One of which nobody knows how much waits.
    BookingStore(Database database, Ids ids) {
        this(database, ids, new Pressure());
    }

    BookingStore(Database database, Ids ids, Pressure pressure) {
        this.database = database;
        this.ids = ids;
        this.pressure = pressure;
        this.batches = new Batches<>(this::placeAll, BATCHES, pressure);
    }

    /// A booking that is to be written, with its event and what is answered.
    record Placing(Write write, Booking booking, Rules rules, Happened event, Receipt receipt) {

        /// What the event tells, as text. It begins with all that is answered, so that need not be written once more.
        String told() {
            var answered = receipt.body();
            return answered.substring(0, answered.length() - 1)
                    + ','
                    + booking.beyond().encode().substring(1);
        }
    }

    private static final String HOLDER = """
            select booking from attendance
            where tenant = $1::bigint and session = $2::uuid and email = any ($3::text[]) order by email limit 1
            """;

    /// The booking by which one of the attendees of another has a seat in its session already.
    Future<Optional<UUID>> holder(long tenant, Booking booking) {
        var arguments = Tuple.of(tenant, booking.session()).addArrayOfString(Quota.emails(booking));
        return database.query("looking for a seat", HOLDER, arguments)
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("booking")));
    }

    private static final String USED_UP = """
            select distinct begins, ends from tally
            where tenant = $1::bigint and service = $2::bigint and subject = any ($3::text[])
              and taken >= most and ends > $4::timestamptz
            """;

    /// The periods in which one of its subjects has as many bookings as it may have, as far as that was counted.
    Future<List<TimeRange>> usedUp(long tenant, Booking booking, Set<String> subjects, Instant now) {
        if (subjects.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        var arguments = Tuple.of(tenant, booking.serviceNo())
                .addArrayOfString(subjects.toArray(String[]::new))
                .addOffsetDateTime(Times.column(now));
        return database.query("looking for limits", USED_UP, arguments)
                .map(rows -> rows.stream()
                        .map(row -> new TimeRange(
                                row.getOffsetDateTime("begins").toInstant(),
                                row.getOffsetDateTime("ends").toInstant()))
                        .toList());
    }

    // The index of names leads to the bookings of a customer. An address that is there twice counts once.
    static final String HAD = """
            select distinct b.id, b.starts_at, lower(a ->> 'email') as email
            from booking b, json_array_elements(b.attendees) as a
            where b.tenant = $1::bigint and b.service = $2::bigint and b.starts_at >= $3::timestamptz
              and ($4::uuid is null or b.id <> $4::uuid)
              and b.status not in ('declined', 'expired', 'cancelled') and b.blocks
              and a ->> 'status' is distinct from 'cancelled' and lower(a ->> 'email') = any ($5::text[])
              and booking_names(b.tenant, b.resources, b.attendees) && array(
                select $1::bigint::text || ':a:' || e.email from unnest($5::text[]) as e (email))
            order by b.starts_at limit $6::bigint
            """;

    private static final long HAD_MAX = 1_000;

    /// What those who are known by these addresses have of a service from then on, but for the booking that leaves.
    Future<List<Had>> had(Outline outline, Instant since, @Nullable UUID leaving, String[] emails) {
        var arguments = Tuple.of(outline.tenant().no(), outline.serviceNo(), Times.column(since), leaving)
                .addArrayOfString(emails)
                .addLong(HAD_MAX);
        return database.query("looking for what a customer has", HAD, arguments)
                .map(rows -> rows.stream()
                        .map(row -> new Had(
                                row.getString("email"),
                                row.getOffsetDateTime("starts_at").toInstant()))
                        .toList());
    }

    private static final String ATTENDEES = """
            select attendees::text as attendees from booking where tenant = $1::bigint and id = $2::uuid
            """;

    /// Who comes to a booking, those who have cancelled among them.
    Future<JsonArray> attendees(long tenant, UUID booking) {
        return database.query("looking for who comes", ATTENDEES, Tuple.of(tenant, booking))
                .map(rows -> rows.stream()
                        .findFirst()
                        .map(row -> new JsonArray(row.getString("attendees")))
                        .orElseGet(JsonArray::new));
    }

    /// Whether as many wait to be decided as may: to judge another before it is refused would take time from them.
    boolean isFull() {
        return pressure.isFull();
    }

    /// Writes claims, booking, event and receipt, all of them or none. Where seats or limits are counted it is
    /// decided alone, for what one wish counts depends on what becomes of the others; so are holds and requests for
    /// approval, of which there are fewer, and dry runs. All others are decided in batches.
    Future<Decided> place(Placing placing) {
        var booking = placing.booking;
        boolean expires = booking.standing().expiresAt() != null;
        return booking.session() == null && placing.rules.quotas().isEmpty() && !expires && !placing.write.isDryRun()
                ? batches.decide(placing).map(verdict -> new Decided(verdict, null, false))
                : placeIn(database, placing);
    }

    private static final String PLACE_ALL = """
            select place_bookings(
              $1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::text[],
              $6::bigint[], $7::timestamptz[], $8::timestamptz[], $9::timestamp[],
              $10::text[], $11::text, $12::text[], $13::bigint[], $14::text[], $15::text[],
              $16::timestamptz[], $17::uuid[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[],
              $23::bigint[], $24::bigint[], $25::uuid[], $26::bigint[], $27::bigint[], $28::bigint[],
              $29::timestamptz[], $30::timestamptz[], $31::timestamptz[], $32::timestamptz[]) as verdicts
            """;

    private Future<List<Verdict>> placeAll(List<Placing> all) {
        return database.query("booking", PLACE_ALL, new Batch(all).arguments(ids))
                .map(rows -> Arrays.stream(rows.iterator().next().getArrayOfStrings("verdicts"))
                        .map(Verdict::valueOf)
                        .toList());
    }

    private static final String PLACE = "with " + Clauses.ADMITTED + ", " + Clauses.SEATED + """
            , claimed as (
            """ + Clauses.CLAIM + """
              where admitted.ok and sat.ok and sat.claims order by c.resource, c.unit
              on conflict do nothing returning resource
            ),
            """
            + Clauses.WHOLE + """
            , attending as (
            """ + Clauses.ATTEND
            + """
              on conflict on constraint attendance_pk do nothing returning email
            ), counted as (
            """ + Clauses.COUNT + """
            ),
            """ + Clauses.WITHIN + """
            , keyed as (
            """ + Clauses.KEEP + """
              from within where within.ok and $6::text is not null on conflict do nothing returning key
            ), booked as (
              insert into booking
                (tenant, id, version, sequence, status, service, service_id, service_version, starts_at, ends_at,
                 local_start, time_zone, tzdb, resources, session, seats, attendees, metadata,
                 hold, expires_at, blocks, series, occurrence, created_at, updated_at)
              select $1::bigint, $2::uuid, $3::bigint, 0, $19::text, $15::bigint, $20::text, $16::bigint,
                     $21::timestamptz, $22::timestamptz, $23::timestamp, $24::text, $25::text,
                     $26::text::json, $36::uuid, $37::bigint, $27::text::json, $28::text::json,
                     $42::boolean, $43::timestamptz, $44::boolean, $45::uuid, $46::bigint, $5::timestamptz, $5::timestamptz
              from within where within.ok and ($6::text is null or exists (select from keyed))
              returning id
            ),
            """ + Clauses.TOLD + """
            , logged as (
            """ + Clauses.LOG
            + """
              from booked, told returning position
            )
            select case
                when not (select ok from admitted) then 'RULES_MOVED'
                when exists (select from booked) then 'DONE'
                when (select ok from within) then refuse('KEY_USED')
                when (select ok from known) then refuse('LIMITED')
                when (select ok from whole) then refuse('ALREADY_BOOKED')
                when exists (select from claimed) or exists (select from seated) then refuse('TAKEN')
                else 'TAKEN'
              end as verdict,
              (select sessions from told) as sessions
            """;

    /// Writes them, also as a part of a larger decision: what raises a verdict undoes all of that.
    Future<Decided> placeIn(Statements statements, Placing placing) {
        var booking = placing.booking;
        var rules = placing.rules;
        var event = placing.event;
        var arguments = Clauses.common(placing.write, booking, event, placing.receipt, ids.next());
        Clauses.admission(arguments, booking, rules);
        arguments.addString(booking.status().text()).addString(booking.service());
        Clauses.time(arguments, booking);
        arguments
                .addString(Clauses.places(booking.places()))
                .addString(booking.attendees().encode())
                .addString(booking.metadata().encode());
        Clauses.quotas(arguments, rules.quotas());
        Clauses.seats(arguments, null, booking, rules);
        Clauses.standing(arguments, booking);
        var member = booking.member();
        arguments
                .addUUID(member == null ? null : member.series())
                .addLong(member == null ? null : (long) member.occurrence());
        return Room.within(
                statements,
                placing.write.tenant().no(),
                booking,
                rules.asked(),
                () -> Decided.by(statements, placing.write, "booking", PLACE, arguments));
    }
}
