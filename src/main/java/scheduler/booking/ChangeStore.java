package scheduler.booking;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Booking.Place;
import scheduler.database.Statements;
import scheduler.event.Happened;
import scheduler.message.Receipt;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Decides changes of bookings, as `BookingStore` does new ones: each is one statement, by the same constraints and in
/// the same order of locks. The version guards it: whoever has read the booking decides about that one.
final class ChangeStore {

    private final Statements statements;
    private final Ids ids;
    private final Times times;

    /// Each change in a transaction of its own, or all of them in one that is open.
    ChangeStore(Statements statements, Ids ids, Times times) {
        this.statements = statements;
        this.ids = ids;
        this.times = times;
    }

    // 42 and 43 are what the booking counted for and when it began, 44 what it will count for: what counts it before
    // and after the move stays as it is. 45 is the session that it leaves, whose claims go when nobody is left, and 46
    // the addresses that have no seat there any more. 54 are those whose reminders it waits for, and 55
    // the time that goes for that, if it is not that of the database.
    private static final String MOVE = """
            with held as (
              select id from booking
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
                and status in ('held', 'pending', 'confirmed', 'checked_in')
                and unless_in_hand('DONE', $1::bigint, $2::uuid, $54::text[], $55::timestamptz) = 'DONE'
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
                resources = $26::text::json, session = $36::uuid, seats = $37::bigint, attendees = $49::text::json,
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
                when exists (select from moved) then
                  unless_in_hand('DONE', $1::bigint, $2::uuid, $54::text[], $55::timestamptz)
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
        Clauses.standing(arguments, after);
        arguments.addArrayOfString(unsaid(write, before, after)).addOffsetDateTime(times.moved());
        return Room.within(
                statements,
                write.tenant().no(),
                after,
                rules.asked(),
                () -> Decided.by(statements, write, "moving a booking", MOVE, arguments));
    }

    /// Whose reminders that are just being sent would be wrong after that; null where nobody's are, as by what is
    /// only tried.
    private static String @Nullable [] unsaid(Write write, Booking before, Booking after) {
        return before.unsaidBy(after)
                .filter(_ -> !write.isDryRun())
                .map(recipients -> recipients.toArray(String[]::new))
                .orElse(null);
    }

    private static final String STEP = """
            with changed as (
              update booking set
                version = $3::bigint, sequence = $12::bigint, status = $13::text, reason = $14::text,
                expires_at = $23::timestamptz, updated_at = $5::timestamptz
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
                and unless_in_hand('DONE', $1::bigint, $2::uuid, $24::text[], $25::timestamptz) = 'DONE'
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
                when $6::text is not null and not exists (select from keyed) then refuse('KEY_USED')
                else unless_in_hand('DONE', $1::bigint, $2::uuid, $24::text[], $25::timestamptz)
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
                .addOffsetDateTime(Times.columnOrNull(after.standing().expiresAt()))
                .addArrayOfString(unsaid(write, before, after))
                .addOffsetDateTime(times.moved());
        return Decided.by(statements, write, "changing a booking", STEP, arguments);
    }
}
