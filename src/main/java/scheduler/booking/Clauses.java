package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Booking.Place;
import scheduler.event.Happened;
import scheduler.message.Receipt;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.time.TimeRange;
import scheduler.time.Tzdb;

/// The parts that the statements about bookings share, and what is put in place of their parameters, whose numbers
/// mean the same in all of them.
final class Clauses {

    private Clauses() {}

    // 1 is the tenant; 2 to 5 the booking's id and version, the event's type and time; 6 to 9 the receipt's key,
    // fingerprint, whether something was created, and body; 10 and 11 the event's data and id.
    static final String KEEP = """
            insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
            select $1::bigint, $6::text, $7::text, $2::uuid::text, $3::bigint, $8::boolean, $9::text
            """;

    // What has become of sessions is known in here only, so it is added to what the event tells.
    static final String LOG = """
            insert into event (tenant, id, type, subject, time, data)
            select $1::bigint, $11::uuid, $4::text, $2::uuid::text, $5::timestamptz,
              case when told.sessions is null then $10::text::json
                else (left($10::text, -1) || ',"sessions":' || told.sessions || '}')::json end
            """;

    static final String TOLD = """
            told as (
              select json_agg(json_build_object('id', id, 'version', version, 'seats', seats, 'taken', taken) order by id)::text
                as sessions
              from seated
            )""";

    // 12 resources, 13 units, 14 rules, 15 service, 16 service version, 17 and 18 from and to of the claims.
    private static final String RULES = """
            seen as (
              select r.no from resource r
              join unnest($12::bigint[], $14::bigint[]) as a (no, rules) on a.no = r.no and a.rules = r.rules
              where r.tenant = $1::bigint and r.deleted_at is null order by r.no for share of r
            ), offered as (
              select s.no from service s
              where s.tenant = $1::bigint and s.no = $15::bigint and s.version = $16::bigint and s.deleted_at is null
              for share of s
            ), admitted as (
              select %s (select count(*) from seen) = cardinality($12::bigint[])
                and ($16::bigint is null or exists (select from offered)) as ok
            )""";

    /// Nothing is written unless this is ok: the rules are those that it was judged by.
    static final String ADMITTED = RULES.formatted("");

    /// The same for a booking that has to be `held`, which is asked first and so locked first.
    static final String HELD_ADMITTED = RULES.formatted("exists (select from held) and");

    // 21, 22 and 26 are the time and the places, 33 and 34 the sessions and how the seats taken in each change, 35 how
    // many there are. A booking that leaves one meets its row, so nothing is ever inserted for it.
    static final String SEATED = """
            seated as (
              insert into session as s (tenant, id, service, starts_at, ends_at, places, seats, taken, version)
              select $1::bigint, c.id, $15::bigint, $21::timestamptz, $22::timestamptz, $26::text::json, $35::bigint,
                     greatest(c.change, 0), 1
              from unnest($33::uuid[], $34::bigint[]) as c (id, change), admitted
              where admitted.ok order by c.id
              on conflict on constraint session_pk do update set
                taken = s.taken + (
                  select c.change from unnest($33::uuid[], $34::bigint[]) as c (id, change) where c.id = s.id),
                seats = case when excluded.taken > 0 then excluded.seats else s.seats end,
                version = s.version + 1
                where excluded.taken = 0 or s.taken + excluded.taken <= excluded.seats
              returning s.id, s.seats, s.taken, s.version
            ), sat as (
              select count(*) = cardinality($33::uuid[]) as ok,
                $36::uuid is null or coalesce(bool_or(id = $36::uuid and taken = $37::bigint), false) as claims
              from seated
            )""";

    // What a session has was claimed when it was opened. 36 is the session of the booking and 37 its seats
    // there, 40 and 41 are from and to of the leads, null where there is none. Both constraints have to be
    // answers and not failures, so what a claim conflicts with is left open where this is used.
    static final String CLAIM = """
            insert into claim (tenant, resource, unit, during, lead, booking)
            select $1::bigint, c.resource, c.unit, tstzrange(c.since, c.until),
              case when c.lead_since is not null then tstzrange(c.lead_since, c.lead_until) end,
              coalesce($36::uuid, $2::uuid)
            from unnest($12::bigint[], $13::bigint[], $17::timestamptz[], $18::timestamptz[],
                $40::timestamptz[], $41::timestamptz[])
              as c (resource, unit, since, until, lead_since, lead_until), admitted, sat
            """;

    static final String WHOLE = """
            whole as (
              select admitted.ok and sat.ok
                and (not sat.claims or (select count(*) from claimed) = cardinality($12::bigint[])) as ok
              from admitted, sat
            )""";

    // 38 are the addresses of those who join the session, 39 whether each may have one seat only.
    static final String ATTEND = """
            insert into attendance (tenant, session, email, booking)
            select $1::bigint, $36::uuid, a.email, $2::uuid
            from whole, unnest($38::text[]) as a (email)
            where whole.ok order by a.email
            """;

    static final String WITHIN = """
            known as (
              select whole.ok and (not $39::boolean or (select count(*) from attending) = cardinality($38::text[])) as ok
              from whole
            ), within as (
              select known.ok and (select count(*) from counted) = cardinality($29::text[]) as ok from known
            )""";

    // The customer of a limit still comes: the index of names has those who have left a booking as well.
    static final String COMES = """
            exists (
              select from json_array_elements(b.attendees) as a
              where lower(a ->> 'email') = substr(l.subject, 3) and a ->> 'status' is distinct from 'cancelled')
            """;

    // 29 subjects, 30 and 31 the periods, 32 how many there may be. A tally that is not there yet begins with
    // the bookings that stand, those of a resource or customer by the index of names: the first hold of each customer
    // would otherwise go through all bookings that there ever were. One that is there already is counted on, so what
    // it would begin with does not matter.
    static final String COUNT = """
            insert into tally as t (tenant, service, subject, begins, ends, most, taken)
            select $1::bigint, $15::bigint, f.subject, f.begins, f.ends, f.most, f.taken
            from (
              select l.subject, l.begins, l.ends, l.most, 1 + case
                  when exists (
                    select from tally k where k.tenant = $1::bigint and k.service = $15::bigint
                      and k.subject = l.subject and k.begins = l.begins and k.ends = l.ends) then 0
                  when l.subject = '' then (
                    select count(*) from booking b
                    where b.tenant = $1::bigint and b.service = $15::bigint and b.id <> $2::uuid
                      and b.starts_at >= l.begins and b.starts_at < l.ends
                      and b.status not in ('declined', 'expired', 'cancelled') and b.blocks)
                  else (
                    select count(*) from booking b
                    where booking_names(b.tenant, b.resources, b.attendees) @> array[$1::bigint::text
                        || case when starts_with(l.subject, 'r:') then ':r:' else ':a:' end || substr(l.subject, 3)]
                      and b.tenant = $1::bigint and b.service = $15::bigint and b.id <> $2::uuid
                      and b.starts_at >= l.begins and b.starts_at < l.ends
                      and b.status not in ('declined', 'expired', 'cancelled') and b.blocks
                      and (b.hold or not starts_with(l.subject, 'h:'))
                      and (starts_with(l.subject, 'r:') or
            """ + COMES + """
                      ))
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

    /// Parameters 1 to 11.
    static Tuple common(Write write, Booking booking, Happened event, Receipt receipt, UUID eventId) {
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
                .addUUID(eventId);
    }

    static void admission(Tuple arguments, Booking booking, Rules rules) {
        var claims = rules.claims();
        arguments
                .addArrayOfLong(numbers(claims, Place::resource))
                .addArrayOfLong(numbers(claims, Place::unit))
                .addArrayOfLong(rules.resources().toArray(Long[]::new))
                .addLong(booking.serviceNo())
                .addLong(rules.serviceVersion())
                .addArrayOfOffsetDateTime(instants(claims, TimeRange::start))
                .addArrayOfOffsetDateTime(instants(claims, TimeRange::end));
    }

    static boolean isCounted(Booking booking, Quota quota) {
        return quota.period().contains(booking.time().start())
                && List.of(Quota.subjects(booking)).contains(quota.subject());
    }

    static void quotas(Tuple arguments, List<Quota> quotas) {
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

    /// The sessions that a booking leaves and joins, in one statement and in the order of their ids, so that two
    /// which change places cannot wait for each other. One that stays where it is changes nothing there.
    static void seats(Tuple arguments, @Nullable Booking before, Booking after, Rules rules) {
        var changes = new TreeMap<UUID, Long>();
        if (before != null && before.session() != null) {
            changes.merge(before.session(), -(long) before.seats(), Long::sum);
        }
        if (after.session() != null) {
            changes.merge(after.session(), (long) after.seats(), Long::sum);
        }
        changes.values().removeIf(each -> each == 0);
        arguments
                .addArrayOfUUID(changes.keySet().toArray(UUID[]::new))
                .addArrayOfLong(changes.values().toArray(Long[]::new))
                .addLong((long) rules.seats())
                .addUUID(after.session())
                .addLong((long) after.seats())
                .addArrayOfString(rules.isUnique() ? seated(after, before) : beside(after, before))
                .addBoolean(rules.isUnique())
                .addArrayOfOffsetDateTime(instants(rules.claims(), Place::lead, TimeRange::start))
                .addArrayOfOffsetDateTime(instants(rules.claims(), Place::lead, TimeRange::end));
    }

    /// The addresses that have a seat by one booking, and in the same session none by the other.
    static String[] beside(@Nullable Booking one, @Nullable Booking other) {
        if (one == null || one.session() == null) {
            return new String[0];
        }
        var others = other != null && one.session().equals(other.session()) ? List.of(Quota.emails(other)) : List.of();
        return Arrays.stream(Quota.emails(one))
                .filter(each -> !others.contains(each))
                .toArray(String[]::new);
    }

    /// The same, and once more whoever is to have more than one seat by the booking itself, for which no row is left. A
    /// booking that has such seats already keeps them.
    private static String[] seated(Booking one, @Nullable Booking other) {
        if (one.session() == null) {
            return new String[0];
        }
        var seats = Quota.seatsByEmail(one);
        var others = other == null || other.session() == null ? Map.<String, Long>of() : Quota.seatsByEmail(other);
        var more = seats.keySet().stream()
                .filter(email -> seats.getOrDefault(email, 0L) > Math.max(1, others.getOrDefault(email, 0L)));
        return Stream.concat(Arrays.stream(beside(one, other)), more).toArray(String[]::new);
    }

    static void time(Tuple arguments, Booking booking) {
        TimeRange time = booking.time();
        arguments
                .addOffsetDateTime(time.start().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(time.end().atOffset(ZoneOffset.UTC))
                .addLocalDateTime(booking.localStart())
                .addString(booking.zone().getId())
                .addString(Tzdb.VERSION);
    }

    /// Where the booking stands beside its status.
    static void standing(Tuple arguments, Booking booking) {
        arguments
                .addBoolean(booking.isHold())
                .addOffsetDateTime(Times.columnOrNull(booking.standing().expiresAt()))
                .addBoolean(booking.having().blocks());
    }

    static Long[] numbers(List<Place> places, ToLongFunction<Place> number) {
        return places.stream().map(number::applyAsLong).toArray(Long[]::new);
    }

    static @Nullable OffsetDateTime[] instants(List<Place> places, Function<TimeRange, Instant> edge) {
        return instants(places, Place::time, edge);
    }

    static @Nullable OffsetDateTime[] instants(
            List<Place> places, Function<Place, @Nullable TimeRange> which, Function<TimeRange, Instant> edge) {
        return places.stream()
                .map(which)
                .map(range -> range == null ? null : Times.column(edge.apply(range)))
                .toArray(OffsetDateTime[]::new);
    }

    static String places(List<Place> places) {
        var json = new JsonArray();
        places.forEach(each -> json.add(each.toJson()));
        return json.encode();
    }
}
