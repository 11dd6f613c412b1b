package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Booking.Place;
import scheduler.database.Database;
import scheduler.database.Refused;
import scheduler.event.Happened;
import scheduler.message.Receipt;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.TimeRange;
import scheduler.time.Tzdb;

/// Decides bookings: each decision is one statement, and so one transaction. The exclusion constraint on `claim` is the
/// referee: there is no check to race against, and a lost race is rows that did not come back. Locks are taken in one
/// order everywhere: booking, resources by number, service, claims by resource and unit, tallies,
/// idempotency key.
final class BookingStore {

    /// What became of a decision. LIMITED: as many bookings stand as may. RULES_MOVED: what it was admitted under has
    /// changed meanwhile. CHANGED: the booking itself has.
    enum Verdict {
        DONE,
        TAKEN,
        LIMITED,
        RULES_MOVED,
        CHANGED
    }

    private static final String TAKEN = "TAKEN";
    private static final String LIMITED = "LIMITED";

    private final Database database;
    private final Ids ids;

    BookingStore(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /// The rules that a decision was admitted under: the number of each place's resource in the order of the places,
    /// the
    /// service's version (null where a booking keeps the version that it was made with), and the limits to keep.
    record Rules(List<Long> resources, @Nullable Long serviceVersion, List<Quota> quotas) {}

    // The parts that the statements share. Parameters 1 to 10 mean the same in each: tenant; booking id, version, event
    // type, event time; receipt key, fingerprint, created, body; event data. 11 is the event's id.
    private static final String KEEP = """
            insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
            select $1::bigint, $6::text, $7::text, $2::uuid::text, $3::bigint, $8::boolean, $9::text
            """;

    private static final String LOG = """
            insert into event (tenant, id, type, subject, time, data)
            select $1::bigint, $11::uuid, $4::text, $2::uuid::text, $5::timestamptz, $10::text::json
            """;

    // 12 resources, 13 units, 14 rules, 15 service, 16 service version, 17 and 18 from and to of the claims.
    private static final String ADMITTED = """
            seen as (
              select r.no from resource r
              join unnest($12::bigint[], $14::bigint[]) as a (no, rules) on a.no = r.no and a.rules = r.rules
              where r.tenant = $1::bigint and r.deleted_at is null order by r.no for share of r
            ), offered as (
              select s.no from service s
              where s.tenant = $1::bigint and s.no = $15::bigint and s.version = $16::bigint and s.deleted_at is null
              for share of s
            ), admitted as (
              select (select count(*) from seen) = cardinality($12::bigint[])
                and ($16::bigint is null or exists (select from offered)) as ok
            )""";

    private static final String CLAIM = """
            insert into claim (tenant, resource, unit, during, booking)
            select $1::bigint, c.resource, c.unit, tstzrange(c.since, c.until), $2::uuid
            from unnest($12::bigint[], $13::bigint[], $17::timestamptz[], $18::timestamptz[])
              as c (resource, unit, since, until), admitted
            """;

    // 29 subjects, 30 and 31 the periods, 32 how many there may be. A tally that is not there yet begins with the
    // bookings
    // that stand; one that is there already is counted on, so what it would begin with does not matter.
    private static final String COUNT = """
            insert into tally as t (tenant, service, subject, begins, ends, most, taken)
            select $1::bigint, $15::bigint, f.subject, f.begins, f.ends, f.most, f.taken
            from (
              select l.subject, l.begins, l.ends, l.most, 1 + case
                  when exists (
                    select from tally k where k.tenant = $1::bigint and k.service = $15::bigint
                      and k.subject = l.subject and k.begins = l.begins and k.ends = l.ends) then 0
                  else (
                    select count(*) from booking b
                    where b.tenant = $1::bigint and b.service = $15::bigint and b.id <> $2::uuid
                      and b.starts_at >= l.begins and b.starts_at < l.ends
                      and b.status not in ('declined', 'expired', 'cancelled')
                      and (l.subject = ''
                        or exists (
                          select from json_array_elements(b.resources) as r where 'r:' || (r ->> 'id') = l.subject)
                        or exists (
                          select from json_array_elements(b.attendees) as a
                          where 'c:' || lower(a ->> 'email') = l.subject)))
                end as taken
              from whole, unnest($29::text[], $30::timestamptz[], $31::timestamptz[], $32::bigint[])
                as l (subject, begins, ends, most)
              where whole.ok
            ) as f
            where f.taken <= f.most order by f.subject, f.begins, f.ends
            on conflict on constraint tally_pk do update set taken = t.taken + 1, most = excluded.most
              where t.taken < excluded.most
            returning t.subject
            """;

    private static final String PLACE = "with " + ADMITTED + """
            , claimed as (
            """ + CLAIM + """
              where admitted.ok order by c.resource, c.unit
              on conflict on constraint claim_no_overlap do nothing returning resource
            ), whole as (
              select count(*) = cardinality($12::bigint[]) as ok from claimed
            ), counted as (
            """ + COUNT + """
            ), within as (
              select whole.ok and (select count(*) from counted) = cardinality($29::text[]) as ok from whole
            ), keyed as (
            """ + KEEP + """
              from within where within.ok and $6::text is not null on conflict do nothing returning key
            ), booked as (
              insert into booking
                (tenant, id, version, sequence, status, service, service_id, service_version, starts_at, ends_at,
                 local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
              select $1::bigint, $2::uuid, $3::bigint, 0, $19::text, $15::bigint, $20::text, $16::bigint,
                     $21::timestamptz, $22::timestamptz, $23::timestamp, $24::text, $25::text,
                     $26::text::json, $27::text::json, $28::text::json, $5::timestamptz, $5::timestamptz
              from within where within.ok and ($6::text is null or exists (select from keyed))
              returning id
            ), logged as (
            """ + LOG + """
              from booked returning position
            )
            select case
                when not (select ok from admitted) then 'RULES_MOVED'
                when exists (select from booked) then 'DONE'
                when (select ok from within) then refuse('KEY_USED')
                when (select ok from whole) then refuse('LIMITED')
                when exists (select from claimed) then refuse('TAKEN')
                else 'TAKEN'
              end as verdict
            """;

    /// Writes claims, booking, event and receipt, all of them or none.
    Future<Verdict> place(Write write, Booking booking, Rules rules, Happened event, Receipt receipt) {
        var arguments = common(write, booking, event, receipt);
        admission(arguments, booking, rules);
        arguments.addString(booking.status().text()).addString(booking.service());
        time(arguments, booking);
        arguments
                .addString(places(booking.places()))
                .addString(booking.attendees().encode())
                .addString(booking.metadata().encode());
        quotas(arguments, rules.quotas());
        return decide("booking", PLACE, arguments);
    }

    // 33 and 34 what the booking counted for and when it began. What counts it before and after the move stays as it
    // is.
    private static final String MOVE =
            "with held as (" + """
              select id from booking
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
                and status in ('pending', 'confirmed')
              for update
            ),
            """ + ADMITTED + """
            , freed as (
              delete from claim c
              using held, admitted, unnest($19::bigint[], $20::bigint[], $27::timestamptz[], $28::timestamptz[])
                as o (resource, unit, since, until)
              where admitted.ok and c.tenant = $1::bigint and c.resource = o.resource and c.unit = o.unit
                and c.during = tstzrange(o.since, o.until) and c.booking = $2::uuid
              returning c.resource
            ), cleared as (
              select count(*) as claims from freed
            ), claimed as (
            """ + CLAIM + """
              , held, cleared
              where admitted.ok and cleared.claims = cardinality($19::bigint[]) order by c.resource, c.unit
              on conflict on constraint claim_no_overlap do nothing returning resource
            ), whole as (
              select count(*) = cardinality($12::bigint[]) as ok from claimed
            ), uncounted as (
              update tally t set taken = t.taken - 1 from whole
              where whole.ok and t.tenant = $1::bigint and t.service = $15::bigint and t.subject = any ($33::text[])
                and t.begins <= $34::timestamptz and t.ends > $34::timestamptz and t.taken > 0
                and not (t.subject = any ($35::text[]) and t.begins <= $21::timestamptz and t.ends > $21::timestamptz)
              returning t.subject
            ), recounted as (
              update tally t set taken = t.taken + 1 from whole
              where whole.ok and t.tenant = $1::bigint and t.service = $15::bigint and t.subject = any ($35::text[])
                and t.begins <= $21::timestamptz and t.ends > $21::timestamptz
                and not (t.subject = any ($33::text[]) and t.begins <= $34::timestamptz and t.ends > $34::timestamptz)
                and not exists (
                  select from unnest($29::text[], $30::timestamptz[], $31::timestamptz[]) as l (subject, begins, ends)
                  where l.subject = t.subject and l.begins = t.begins and l.ends = t.ends)
              returning t.subject
            ), counted as (
            """ + COUNT + """
            ), within as (
              select whole.ok and (select count(*) from counted) = cardinality($29::text[]) as ok from whole
            ), keyed as (
            """ + KEEP + """
              from within where within.ok and $6::text is not null on conflict do nothing returning key
            ), moved as (
              update booking b set
                version = $3::bigint, sequence = b.sequence + 1, starts_at = $21::timestamptz,
                ends_at = $22::timestamptz, local_start = $23::timestamp, time_zone = $24::text, tzdb = $25::text,
                resources = $26::text::json, updated_at = $5::timestamptz
              from within
              where b.tenant = $1::bigint and b.id = $2::uuid
                and within.ok and ($6::text is null or exists (select from keyed))
              returning b.id
            ), logged as (
            """ + LOG + """
              from moved returning position
            )
            select case
                when not exists (select from held) then 'CHANGED'
                when not (select ok from admitted) then 'RULES_MOVED'
                when exists (select from moved) then 'DONE'
                when (select ok from within) then refuse('KEY_USED')
                when (select ok from whole) then refuse('LIMITED')
                else refuse('TAKEN')
              end as verdict
            """;

    /// Swaps the claims of a booking for those of another time. When that is taken nothing has happened.
    Future<Verdict> move(Write write, Booking before, Booking after, Rules rules, Happened event, Receipt receipt) {
        var arguments = common(write, after, event, receipt);
        admission(arguments, after, rules);
        arguments
                .addArrayOfLong(numbers(before.places(), Place::resource))
                .addArrayOfLong(numbers(before.places(), Place::unit));
        time(arguments, after);
        arguments
                .addString(places(after.places()))
                .addArrayOfOffsetDateTime(instants(before.places(), TimeRange::start))
                .addArrayOfOffsetDateTime(instants(before.places(), TimeRange::end));
        quotas(
                arguments,
                rules.quotas().stream().filter(each -> !isCounted(before, each)).toList());
        arguments
                .addArrayOfString(Quota.subjects(before))
                .addOffsetDateTime(Times.column(before.time().start()))
                .addArrayOfString(Quota.subjects(after));
        return decide("moving a booking", MOVE, arguments);
    }

    private static final String STEP = """
            with changed as (
              update booking set
                version = $3::bigint, sequence = $12::bigint, status = $13::text, reason = $14::text,
                updated_at = $5::timestamptz
              where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
              returning service, starts_at
            ), freed as (
              delete from claim c
              using changed, unnest($15::bigint[], $16::bigint[], $18::timestamptz[], $19::timestamptz[])
                as o (resource, unit, since, until)
              where $17::boolean and c.tenant = $1::bigint and c.resource = o.resource and c.unit = o.unit
                and c.during = tstzrange(o.since, o.until) and c.booking = $2::uuid
              returning c.resource
            ), uncounted as (
              update tally t set taken = t.taken - 1 from changed
              where $17::boolean and t.tenant = $1::bigint and t.service = changed.service
                and t.subject = any ($20::text[]) and t.begins <= changed.starts_at and t.ends > changed.starts_at
                and t.taken > 0
              returning t.subject
            ), keyed as (
            """ + KEEP + """
              from changed where $6::text is not null on conflict do nothing returning key
            ), logged as (
            """ + LOG + """
              from changed returning position
            )
            select case
                when not exists (select from changed) then 'CHANGED'
                when $6::text is null or exists (select from keyed) then 'DONE'
                else refuse('KEY_USED')
              end as verdict
            """;

    /// Takes a booking on to another status. The version guards it: whoever read the booking decides about that one.
    Future<Verdict> step(Write write, Booking before, Booking after, Step step, Happened event, Receipt receipt) {
        var arguments = common(write, after, event, receipt)
                .addLong(after.sequence())
                .addString(after.status().text())
                .addString(after.reason())
                .addArrayOfLong(numbers(before.places(), Place::resource))
                .addArrayOfLong(numbers(before.places(), Place::unit))
                .addBoolean(step.freesTime())
                .addArrayOfOffsetDateTime(instants(before.places(), TimeRange::start))
                .addArrayOfOffsetDateTime(instants(before.places(), TimeRange::end))
                .addArrayOfString(Quota.subjects(before));
        return decide("changing a booking", STEP, arguments);
    }

    private Tuple common(Write write, Booking booking, Happened event, Receipt receipt) {
        return Tuple.tuple()
                .addLong(write.tenant().no())
                .addUUID(booking.id())
                .addLong(booking.version())
                .addString(event.type())
                .addOffsetDateTime(Times.column(booking.updatedAt()))
                .addString(write.key())
                .addString(write.fingerprint())
                .addBoolean(receipt.created())
                .addString(receipt.body())
                .addString(event.data().encode())
                .addUUID(ids.next());
    }

    private static void admission(Tuple arguments, Booking booking, Rules rules) {
        arguments
                .addArrayOfLong(numbers(booking.places(), Place::resource))
                .addArrayOfLong(numbers(booking.places(), Place::unit))
                .addArrayOfLong(rules.resources().toArray(Long[]::new))
                .addLong(booking.serviceNo())
                .addLong(rules.serviceVersion())
                .addArrayOfOffsetDateTime(instants(booking.places(), TimeRange::start))
                .addArrayOfOffsetDateTime(instants(booking.places(), TimeRange::end));
    }

    private static boolean isCounted(Booking booking, Quota quota) {
        return quota.period().contains(booking.time().start())
                && List.of(Quota.subjects(booking)).contains(quota.subject());
    }

    private static void quotas(Tuple arguments, List<Quota> quotas) {
        arguments
                .addArrayOfString(quotas.stream().map(Quota::subject).toArray(String[]::new))
                .addArrayOfOffsetDateTime(quotas.stream()
                        .map(each -> Times.column(each.period().start()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfOffsetDateTime(quotas.stream()
                        .map(each -> Times.column(each.period().end()))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfLong(quotas.stream().map(Quota::most).toArray(Long[]::new));
    }

    private static void time(Tuple arguments, Booking booking) {
        TimeRange time = booking.time();
        arguments
                .addOffsetDateTime(time.start().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(time.end().atOffset(ZoneOffset.UTC))
                .addLocalDateTime(booking.localStart())
                .addString(booking.zone().getId())
                .addString(Tzdb.VERSION);
    }

    static Happened happened(Write write, Booking booking, String type, JsonObject data) {
        return new Happened(write.tenant().no(), type, booking.id().toString(), data);
    }

    private Future<Verdict> decide(String what, String statement, Tuple arguments) {
        return database.query(what, statement, arguments)
                .map(rows -> Verdict.valueOf(rows.iterator().next().getString("verdict")))
                .recover(failure -> switch (Refused.reason(failure)) {
                    case TAKEN -> Future.succeededFuture(Verdict.TAKEN);
                    case LIMITED -> Future.succeededFuture(Verdict.LIMITED);
                    case null, default -> Future.failedFuture(failure);
                });
    }

    private static Long[] numbers(List<Place> places, ToLongFunction<Place> number) {
        return places.stream().map(number::applyAsLong).toArray(Long[]::new);
    }

    private static OffsetDateTime[] instants(List<Place> places, Function<TimeRange, Instant> edge) {
        return places.stream()
                .map(each -> Times.column(edge.apply(each.time())))
                .toArray(OffsetDateTime[]::new);
    }

    private static String places(List<Place> places) {
        var json = new JsonArray();
        places.forEach(each -> json.add(each.toJson()));
        return json.encode();
    }
}
