package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.booking.Booking.Place;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.database.Refused;
import scheduler.event.Happened;
import scheduler.message.Receipt;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Decides bookings: each decision is one statement, and so one transaction. The exclusion constraints on `claim`
/// are the referee: there is no check to race against, and a lost race is rows that did not come back. Locks are
/// taken in one order everywhere: booking, resources by number, service, sessions by id, claims by resource and
/// unit, attendance, tallies, idempotency key.
final class BookingStore {

    /// What became of a decision. LIMITED: as many bookings stand as may. ALREADY_BOOKED: one of the attendees has
    /// a seat in the session. RULES_MOVED: what it was admitted under has changed meanwhile. CHANGED: the booking
    /// itself has. KEY_USED: another write under the same key stands, whose answer is to be given.
    enum Verdict {
        DONE,
        TAKEN,
        LIMITED,
        ALREADY_BOOKED,
        RULES_MOVED,
        CHANGED,
        KEY_USED
    }

    /// A verdict and, once it is done, how many seats are taken in the sessions that it has changed.
    record Decided(Verdict verdict, @Nullable String sessions) {

        /// The event as it stands in the log, empty when it does not.
        Optional<Happened> told(Happened event) {
            if (verdict != Verdict.DONE) {
                return Optional.empty();
            }
            return Optional.of(
                    sessions == null
                            ? event
                            : new Happened(
                                    event.tenant(),
                                    event.type(),
                                    event.subject(),
                                    event.data().copy().put("sessions", new JsonArray(sessions))));
        }
    }

    private final Database database;
    private final Ids ids;
    private final Batches<Placing> batches = new Batches<>(this::placeAll);

    BookingStore(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /// A booking that is to be written, with its event and what is answered.
    record Placing(Write write, Booking booking, Rules rules, Happened event, Receipt receipt) {}

    /// What a decision claims anew and the rules that it was admitted under: the number of those of each claim's
    /// resource, the service's version (null where a booking keeps the version that it was made with), the limits
    /// to keep, how many seats a session has, and whether nobody may have two of them.
    record Rules(
            List<Place> claims,
            List<Long> resources,
            @Nullable Long serviceVersion,
            List<Quota> quotas,
            int seats,
            boolean isUnique) {

        /// Those of a booking that is placed or moved. One that does not block claims nothing and counts for nothing.
        static Rules of(
                Outline outline,
                Booking booking,
                List<Assigned> assigned,
                @Nullable Long serviceVersion,
                List<Quota> quotas) {
            boolean claims = booking.holdsTime();
            return of(
                    outline,
                    booking.claims(),
                    claims ? assigned.stream().map(Assigned::rules).toList() : List.of(),
                    serviceVersion,
                    claims ? quotas : List.of());
        }

        /// Those of a hold that becomes a booking: it has its claims.
        static Rules ofHold(Outline outline, List<Quota> quotas) {
            return of(outline, List.of(), List.of(), null, quotas);
        }

        private static Rules of(
                Outline outline,
                List<Place> claims,
                List<Long> resources,
                @Nullable Long serviceVersion,
                List<Quota> quotas) {
            var service = outline.service();
            return new Rules(
                    claims,
                    resources,
                    serviceVersion,
                    quotas,
                    service.capacity() == null ? 1 : service.capacity(),
                    service.policy().unique());
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

    /// Writes claims, booking, event and receipt, all of them or none. Where seats or limits are counted it is
    /// decided alone, for what one wish counts depends on what becomes of the others; so are holds and requests for
    /// approval, of which there are fewer. All others are decided in batches.
    Future<Decided> place(Placing placing) {
        var booking = placing.booking;
        boolean expires = booking.standing().expiresAt() != null;
        return booking.session() == null && placing.rules.quotas.isEmpty() && !expires
                ? batches.decide(placing).map(verdict -> new Decided(verdict, null))
                : placeAlone(placing);
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
                 hold, expires_at, blocks, created_at, updated_at)
              select $1::bigint, $2::uuid, $3::bigint, 0, $19::text, $15::bigint, $20::text, $16::bigint,
                     $21::timestamptz, $22::timestamptz, $23::timestamp, $24::text, $25::text,
                     $26::text::json, $36::uuid, $37::bigint, $27::text::json, $28::text::json,
                     $42::boolean, $43::timestamptz, $44::boolean, $5::timestamptz, $5::timestamptz
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

    private Future<Decided> placeAlone(Placing placing) {
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
        standing(arguments, booking);
        return decide("booking", PLACE, arguments);
    }

    private static void standing(Tuple arguments, Booking booking) {
        arguments
                .addBoolean(booking.isHold())
                .addOffsetDateTime(column(booking.standing().expiresAt()))
                .addBoolean(booking.having().blocks());
    }

    private static @Nullable OffsetDateTime column(@Nullable Instant instant) {
        return instant == null ? null : Times.column(instant);
    }

    // 42 and 43 are what the booking counted for and when it began, 44 what it will count for: what counts it before
    // and after the move stays as it is. 45 is the session that it leaves, whose claims go when nobody is left, and 46
    // the addresses that have no seat there any more.
    private static final String MOVE = """
            with held as (
              select id from booking
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
                and status in ('held', 'pending', 'confirmed')
              for update
            ),
            """ + Clauses.HELD_ADMITTED + ", " + Clauses.SEATED + """
            , left_empty as (
              select $45::uuid is null or exists (select from seated where id = $45::uuid and taken = 0) as ok from sat
            ), freed as (
              delete from claim c
              using admitted, left_empty,
                unnest($19::bigint[], $20::bigint[], $27::timestamptz[], $28::timestamptz[])
                as o (resource, unit, since, until)
              where admitted.ok and left_empty.ok
                and c.tenant = $1::bigint and c.resource = o.resource and c.unit = o.unit
                and c.during = tstzrange(o.since, o.until) and c.booking = coalesce($45::uuid, $2::uuid)
              returning c.resource
            ), cleared as (
              select not left_empty.ok or (select count(*) from freed) = cardinality($19::bigint[]) as ok
              from left_empty
            ), claimed as (
            """ + Clauses.CLAIM + """
              , cleared
              where admitted.ok and cleared.ok and sat.ok and sat.claims order by c.resource, c.unit
              on conflict do nothing returning resource
            ),
            """
            + Clauses.WHOLE + """
            , absent as (
              delete from attendance a using whole
              where whole.ok and a.tenant = $1::bigint and a.session = $45::uuid and a.booking = $2::uuid
                and a.email = any ($46::text[])
              returning a.email
            ), attending as (
            """ + Clauses.ATTEND + """
              on conflict on constraint attendance_pk do nothing returning email
            ), uncounted as (
              update tally t set taken = t.taken - 1 from whole
              where whole.ok and t.tenant = $1::bigint and t.service = $15::bigint and t.subject = any ($42::text[])
                and t.begins <= $43::timestamptz and t.ends > $43::timestamptz and t.taken > 0
                and not (t.subject = any ($44::text[]) and t.begins <= $21::timestamptz and t.ends > $21::timestamptz)
              returning t.subject
            ), recounted as (
              update tally t set taken = t.taken + 1 from whole
              where whole.ok and t.tenant = $1::bigint and t.service = $15::bigint and t.subject = any ($44::text[])
                and t.begins <= $21::timestamptz and t.ends > $21::timestamptz
                and not (t.subject = any ($42::text[]) and t.begins <= $43::timestamptz and t.ends > $43::timestamptz)
                and not exists (
                  select from unnest($29::text[], $30::timestamptz[], $31::timestamptz[]) as l (subject, begins, ends)
                  where l.subject = t.subject and l.begins = t.begins and l.ends = t.ends)
              returning t.subject
            ), counted as (
            """
            + Clauses.COUNT + """
            ),
            """ + Clauses.WITHIN + """
            , keyed as (
            """ + Clauses.KEEP + """
              from within where within.ok and $6::text is not null on conflict do nothing returning key
            ), moved as (
              update booking b set
                version = $3::bigint, sequence = $47::bigint, status = $48::text, starts_at = $21::timestamptz,
                ends_at = $22::timestamptz, local_start = $23::timestamp, time_zone = $24::text, tzdb = $25::text,
                resources = $26::text::json, session = $36::uuid, attendees = $49::text::json,
                metadata = $50::text::json, hold = $51::boolean, expires_at = $52::timestamptz, blocks = $53::boolean,
                updated_at = $5::timestamptz
              from within
              where b.tenant = $1::bigint and b.id = $2::uuid
                and within.ok and ($6::text is null or exists (select from keyed))
              returning b.id
            ),
            """ + Clauses.TOLD + """
            , logged as (
            """ + Clauses.LOG + """
              from moved, told returning position
            )
            select case
                when not exists (select from held) then 'CHANGED'
                when not (select ok from admitted) then 'RULES_MOVED'
                when exists (select from moved) then 'DONE'
                when (select ok from within) then refuse('KEY_USED')
                when (select ok from known) then refuse('LIMITED')
                when (select ok from whole) then refuse('ALREADY_BOOKED')
                else refuse('TAKEN')
              end as verdict,
              (select sessions from told) as sessions
            """;

    /// Swaps the claims of a booking, or of a hold, for what it is to have: at another time, or with another status.
    /// When that is taken nothing has happened.
    Future<Decided> move(Write write, Booking before, Booking after, Rules rules, Happened event, Receipt receipt) {
        var arguments = Clauses.common(write, after, event, receipt, ids.next());
        Clauses.admission(arguments, after, rules);
        var freed = rules.claims().isEmpty() && after.holdsTime() ? List.<Place>of() : before.claims();
        arguments
                .addArrayOfLong(Clauses.numbers(freed, Place::resource))
                .addArrayOfLong(Clauses.numbers(freed, Place::unit));
        Clauses.time(arguments, after);
        arguments
                .addString(Clauses.places(after.places()))
                .addArrayOfOffsetDateTime(Clauses.instants(freed, TimeRange::start))
                .addArrayOfOffsetDateTime(Clauses.instants(freed, TimeRange::end));
        Clauses.quotas(
                arguments,
                rules.quotas().stream()
                        .filter(each -> !Clauses.isCounted(before, each))
                        .toList());
        Clauses.seats(arguments, before, after, rules);
        arguments
                .addArrayOfString(Quota.subjects(before))
                .addOffsetDateTime(Times.column(before.time().start()))
                .addArrayOfString(Quota.subjects(after))
                .addUUID(before.session())
                .addArrayOfString(Clauses.beside(before, after))
                .addLong(after.sequence())
                .addString(after.status().text())
                .addString(after.attendees().encode())
                .addString(after.metadata().encode());
        standing(arguments, after);
        return decide("moving a booking", MOVE, arguments);
    }

    private static final String STEP = """
            with changed as (
              update booking set
                version = $3::bigint, sequence = $12::bigint, status = $13::text, reason = $14::text,
                expires_at = $23::timestamptz, updated_at = $5::timestamptz
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
              returning service, starts_at
            ), seated as (
              update session s set taken = s.taken - $22::bigint, version = s.version + 1 from changed
              where $17::boolean and s.tenant = $1::bigint and s.id = $21::uuid
              returning s.id, s.seats, s.taken, s.version
            ), freed as (
              delete from claim c
              using changed, unnest($15::bigint[], $16::bigint[], $18::timestamptz[], $19::timestamptz[])
                as o (resource, unit, since, until)
              where $17::boolean and ($21::uuid is null or exists (select from seated where taken = 0))
                and c.tenant = $1::bigint and c.resource = o.resource and c.unit = o.unit
                and c.during = tstzrange(o.since, o.until) and c.booking = coalesce($21::uuid, $2::uuid)
              returning c.resource
            ), absent as (
              delete from attendance a using changed
              where $17::boolean and a.tenant = $1::bigint and a.session = $21::uuid and a.booking = $2::uuid
                and exists (select from seated)
              returning a.email
            ), uncounted as (
              update tally t set taken = t.taken - 1 from changed
              where $17::boolean and t.tenant = $1::bigint and t.service = changed.service
                and t.subject = any ($20::text[]) and t.begins <= changed.starts_at and t.ends > changed.starts_at
                and t.taken > 0
              returning t.subject
            ), keyed as (
            """ + Clauses.KEEP + """
              from changed where $6::text is not null on conflict do nothing returning key
            ),
            """ + Clauses.TOLD + """
            , logged as (
            """ + Clauses.LOG + """
              from changed, told returning position
            )
            select case
                when not exists (select from changed) then 'CHANGED'
                when $6::text is null or exists (select from keyed) then 'DONE'
                else refuse('KEY_USED')
              end as verdict,
              (select sessions from told) as sessions
            """;

    /// Takes a booking on to another status. The version guards it: whoever read the booking decides about that
    /// one.
    Future<Decided> step(Write write, Booking before, Booking after, Step step, Happened event, Receipt receipt) {
        var arguments = Clauses.common(write, after, event, receipt, ids.next())
                .addLong(after.sequence())
                .addString(after.status().text())
                .addString(after.standing().reason())
                .addArrayOfLong(Clauses.numbers(before.claims(), Place::resource))
                .addArrayOfLong(Clauses.numbers(before.claims(), Place::unit))
                .addBoolean(step.freesTime())
                .addArrayOfOffsetDateTime(Clauses.instants(before.claims(), TimeRange::start))
                .addArrayOfOffsetDateTime(Clauses.instants(before.claims(), TimeRange::end))
                .addArrayOfString(Quota.subjects(before))
                .addUUID(before.session())
                .addLong((long) before.seats())
                .addOffsetDateTime(column(after.standing().expiresAt()));
        return decide("changing a booking", STEP, arguments);
    }

    static Happened happened(Write write, Booking booking, String type, JsonObject data) {
        return new Happened(write.tenant().no(), type, booking.id().toString(), data);
    }

    private Future<Decided> decide(String what, String statement, Tuple arguments) {
        return database.query(what, statement, arguments)
                .map(rows -> rows.iterator().next())
                .map(row -> new Decided(Verdict.valueOf(row.getString("verdict")), row.getString("sessions")))
                .recover(failure -> switch (Refused.reason(failure)) {
                    case "TAKEN" -> decided(Verdict.TAKEN);
                    case "LIMITED" -> decided(Verdict.LIMITED);
                    case "ALREADY_BOOKED" -> decided(Verdict.ALREADY_BOOKED);
                    case Receipts.KEY_USED -> decided(Verdict.KEY_USED);
                    case null, default -> Future.failedFuture(failure);
                });
    }

    private static Future<Decided> decided(Verdict verdict) {
        return Future.succeededFuture(new Decided(verdict, null));
    }
}
