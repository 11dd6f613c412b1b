package scheduler.replay;

import java.util.List;

/// The sessions that bookings share, and who has a seat in them, as the log tells it.
final class SessionsRetold {

    private SessionsRetold() {}

    // Whoever joins or leaves a session says how many of its seats are taken then; the first was there when
    // it was opened.
    private static final String SESSION = """
            with told as (
              select e.tenant, n ->> 'id' as id, (n ->> 'version')::bigint as version, (n ->> 'seats')::bigint as seats,
                (n ->> 'taken')::bigint as taken, e.data::jsonb as data
              from event e cross join json_array_elements(e.data -> 'sessions') as n
              where e.tenant = ? and (e.type like 'booking.%' or e.type like 'hold.%')
            ), last as (
              select distinct on (id) * from told order by id, version desc
            )
            select n.tenant, n.id::uuid as id, s.no as service, (l.data ->> 'start')::timestamptz as starts_at,
              (l.data ->> 'end')::timestamptz as ends_at,
            """ + BookingsRetold.PLACES + """
              as places, n.seats, n.taken, n.version,
              case when l.id is null then '{service,starts_at,ends_at,places}'::text[] else '{}' end as untold,
              false as optional
            from last n
            left join told l on l.id = n.id and l.version = 1
            left join service s on s.tenant = n.tenant and s.id = l.data ->> 'service'
            """;

    // Where one may come twice, the seat is noted for the first of his bookings, and for none once that has
    // left: there each of them may have it. Whoever was moved or joined later came by a later version of the
    // service than that of his booking. Letters beyond ASCII are folded by the service, and the database may
    // fold others.
    private static final String ATTENDANCE = "with last as (" + BookingsRetold.LAST + """
            ), coming as (
              select distinct l.tenant, (l.data ->> 'session')::uuid as session, lower(a ->> 'email') as email,
                l.subject::uuid as booking, l.data ->> 'service' as service,
                (l.data ->> 'serviceVersion')::bigint as service_version
              from last l cross join jsonb_array_elements(l.data -> 'attendees') as a
              where l.data ->> 'session' is not null and jsonb_array_length(l.data -> 'claims') > 0
                and a ->> 'email' is not null and a ->> 'status' is distinct from 'cancelled'
            )
            select c.tenant, c.session, c.email, c.booking, '{}'::text[] as untold,
              c.email ~ '[^[:ascii:]]' or not exists (
                select from service_version v
                where v.tenant = s.tenant and v.service = s.no and v.version = c.service_version) or exists (
                select from service_version v
                where v.tenant = s.tenant and v.service = s.no and v.version >= c.service_version
                  and v.doc #>> '{policy,unique}' is distinct from 'true') as optional
            from coming c
            left join service s on s.tenant = c.tenant and s.id = c.service
            """;

    static final List<Retold> TABLES = List.of(
            Retold.table("session", "x.id::text", SESSION),
            Retold.table("attendance", "concat_ws(' ', x.session, x.email, x.booking)", ATTENDANCE)
                    .orUnless("x.email ~ '[^[:ascii:]]'"));
}
