package scheduler.replay;

import java.util.List;

/// Bookings and holds as the log tells them, what they claim, the series that they are of, and who waits for
/// one. Each event tells all of what it is about, so the last one counts.
final class BookingsRetold {

    private BookingsRetold() {}

    /// The last event about each booking or hold. It is read once, because so much is asked of it: of 40,000
    /// bookings all columns took 6.5 s out of the text, and 1.3 s so.
    static final String LAST = """
            select distinct on (subject) tenant, subject, type, position, data::jsonb as data from event
            where tenant = ? and (type like 'booking.%' or type like 'hold.%')
            order by subject, position desc
            """;

    /// The places that the event `l` tells: whom clients see, with what is claimed of each or would be.
    static final String PLACES = """
            (select jsonb_agg(
                shown || jsonb_build_object(
                  'resource', r.no, 'unit', (place ->> 'unit')::bigint, 'from', place ->> 'start', 'to', place ->> 'end')
                || case when place ->> 'leadStart' is null then '{}'
                     else jsonb_build_object('leadFrom', place ->> 'leadStart', 'leadTo', place ->> 'leadEnd') end
                || case when l.data #> '{stored,unasked}' @> to_jsonb(shown ->> 'id') then '{"unasked": true}'::jsonb
                     else '{}' end order by n)
              from jsonb_array_elements(l.data -> 'resources') with ordinality as shown (shown, n)
              join jsonb_array_elements(
                case jsonb_array_length(l.data -> 'claims') when 0 then l.data #> '{stored,places}'
                  else l.data -> 'claims' end) with ordinality as place (place, n) using (n)
              left join resource r on r.tenant = l.tenant and r.id = shown ->> 'id')""";

    // `tzdb` says which rules of time zones the booking was last looked at under, which is not of its life.
    // Versions of the service before this one did not tell what a booking without claims would claim.
    private static final String BOOKING = "with last as (" + LAST + """
            )
            select l.tenant, l.subject::uuid as id, (l.data ->> 'version')::bigint as version,
              coalesce(l.data ->> 'sequence', l.data #>> '{stored,sequence}', '0')::bigint as sequence,
              case when hold and l.data ->> 'status' = 'released' then 'expired' else l.data ->> 'status' end as status,
              s.no as service, l.data ->> 'service' as service_id,
              (l.data ->> 'serviceVersion')::bigint as service_version, (l.data ->> 'start')::timestamptz as starts_at,
              (l.data ->> 'end')::timestamptz as ends_at, (l.data ->> 'localStart')::timestamp as local_start,
              l.data ->> 'timeZone' as time_zone,
            """ + PLACES + """
              as resources, l.data -> 'attendees' as attendees, coalesce(l.data -> 'metadata', '{}') as metadata,
              case when not hold then l.data ->> 'reason'
                when l.data ->> 'status' = 'released' then 'released' end as reason,
              (l.data ->> 'createdAt')::timestamptz as created_at, (l.data ->> 'updatedAt')::timestamptz as updated_at,
              (l.data ->> 'session')::uuid as session,
              coalesce(l.data ->> 'seats', l.data #>> '{stored,seats}', '1')::bigint as seats, hold,
              (l.data ->> 'expiresAt')::timestamptz as expires_at,
              coalesce((l.data #>> '{stored,blocks}')::boolean, true) as blocks, (l.data ->> 'series')::uuid as series,
              (l.data ->> 'occurrence')::bigint as occurrence,
              '{tzdb}'::text[] || case
                  when jsonb_array_length(l.data -> 'claims') > 0 or l.data #> '{stored,places}' is not null then '{}'
                  else '{sequence,resources,seats,blocks}'::text[] end as untold,
              hold and l.data ->> 'status' in ('released', 'expired') as optional
            from last l
            cross join lateral (select l.type like 'hold.%' as hold) as kind
            left join service s on s.tenant = l.tenant and s.id = l.data ->> 'service'
            """;

    // A session has its claims for all who are in it, each of whom tells of them. A claim without a lead gets
    // one when its resource begins to share buffers, unless it was over a week before.
    private static final String CLAIM = "with last as (" + LAST + """
            ), own as (
              select tenant, subject as booking, data, position from last where data ->> 'session' is null
              union all
              select * from (
                select distinct on (data ->> 'session') tenant, data ->> 'session', data, position
                from last where data ->> 'session' is not null and jsonb_array_length(data -> 'claims') > 0
                order by data ->> 'session', position desc) as shared
            ), sharing as (
              select subject, min(time) - interval '168 hours' as since
              from event where tenant = ? and type = 'resource.changed' and data ->> 'buffers' = 'max' group by subject
            ), told as (
              select o.tenant, r.no as resource, (c ->> 'unit')::bigint as unit,
                tstzrange((c ->> 'start')::timestamptz, (c ->> 'end')::timestamptz) as during, o.booking::uuid as booking,
                case when c ->> 'leadStart' is not null
                  then tstzrange((c ->> 'leadStart')::timestamptz, (c ->> 'leadEnd')::timestamptz) end as lead,
                sharing.since
              from own o cross join jsonb_array_elements(o.data -> 'claims') as c
              left join resource r on r.tenant = o.tenant and r.id = c ->> 'resource'
              left join sharing on sharing.subject = c ->> 'resource'
            )
            select t.tenant, t.resource, t.unit, t.during, t.booking,
              coalesce(t.lead, case when upper(t.during) > t.since then t.during end) as lead,
              case when t.lead is null and log.is_cut then '{lead}'::text[] else '{}' end as untold,
              coalesce(upper(t.during) <= f.before, false) as optional
            from told t
            left join claim_floor f on f.tenant = t.tenant
            cross join (
              select exists (select from log_floor where tenant = ? and position > 0) as is_cut) as log
            """;

    private static final String RESOURCE_OF_ROW =
            "(select r.id from resource r where r.tenant = x.tenant and r.no = x.resource)";

    private static final String BOOKING_IS_TOLD =
            "exists (select from event e where e.tenant = x.tenant and e.subject = x.booking::text)";

    private static final String SERIES = """
            select e.tenant, e.subject::uuid as id, e.data ->> 'service' as service_id,
              (e.data ->> 'serviceVersion')::bigint as service_version, e.data ->> 'rrule' as rule,
              (e.data ->> 'localStart')::timestamp as local_start, e.data ->> 'timeZone' as time_zone,
              e.data ->> 'onConflict' as on_conflict, e.data ->> 'nonexistent' as nonexistent,
              e.data -> 'leftOut' as left_out, (e.data ->> 'createdAt')::timestamptz as created_at,
              '{}'::text[] as untold, false as optional
            from event e where e.tenant = ? and e.type = 'series.created'
            """;

    // Versions of the service before this one told of the bookings of a series only.
    private static final String SERIES_BEFORE_THERE_WERE_EVENTS = """
            not exists (
              select from event e where e.tenant = x.tenant and e.type = 'series.created' and e.time <= x.created_at)""";

    private static final String WAITLIST = """
            with last as (
              select distinct on (subject) tenant, subject, data from event
              where tenant = ? and type like 'waitlist.%' order by subject, position desc
            )
            select l.tenant, l.subject::uuid as id, (l.data ->> 'version')::bigint as version,
              l.data ->> 'status' as status, l.data ->> 'service' as service_id,
              lower(l.data #>> '{attendees,0,email}') as customer,
              l.data::jsonb - '{id,version,status,hold,booking,offer,createdAt,updatedAt,previous,stored}'::text[] as wish,
              (l.data #>> '{stored,ends}')::timestamptz as ends,
              coalesce(l.data ->> 'hold', l.data ->> 'booking')::uuid as hold, l.data -> 'offer' as offer,
              (l.data ->> 'createdAt')::timestamptz as created_at, (l.data ->> 'updatedAt')::timestamptz as updated_at,
              case when l.data -> 'stored' is null then '{version,ends}'::text[] else '{}' end
                || case when l.data #>> '{attendees,0,email}' ~ '[^[:ascii:]]' then '{customer}'::text[] else '{}' end
                as untold,
              false as optional
            from last l
            """;

    static final List<Retold> TABLES = List.of(
            Retold.table("booking", "x.id::text", BOOKING),
            Retold.table("claim", "concat_ws(' ', " + RESOURCE_OF_ROW + ", 'unit', x.unit, x.during, x.booking)", CLAIM)
                    .unlessTold(BOOKING_IS_TOLD),
            Retold.table("series", "x.id::text", SERIES).orUnless(SERIES_BEFORE_THERE_WERE_EVENTS),
            Retold.table("waitlist", "x.id::text", WAITLIST));
}
