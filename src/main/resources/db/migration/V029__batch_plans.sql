-- Decides wishes for bookings as before (see V011), and faster: a small batch in a half to three quarters of the time.
--
-- Left to itself PostgreSQL plans each statement of a small batch anew, for such a plan looks a little cheaper than the
-- one that it keeps; making it takes longer than all that it then does. And the one that it keeps reads all resources,
-- up to a thousand or so, for it takes an index for dearer than it is where everything is in memory. So plans are kept,
-- and go by index. What is needed only when somebody loses is asked only then.
create or replace function place_bookings(
    w_tenant bigint[], w_id uuid[], w_status text[], w_service bigint[], w_service_id text[],
    w_service_version bigint[], w_starts_at timestamptz[], w_ends_at timestamptz[], w_local_start timestamp[],
    w_time_zone text[], w_tzdb text, w_resources text[], w_seats bigint[], w_attendees text[], w_metadata text[],
    w_at timestamptz[], w_event uuid[], w_type text[], w_data text[], w_key text[], w_fingerprint text[], w_body text[],
    c_wish bigint[], c_tenant bigint[], c_booking uuid[], c_resource bigint[], c_unit bigint[], c_rules bigint[],
    c_since timestamptz[], c_until timestamptz[], c_lead_since timestamptz[], c_lead_until timestamptz[]
) returns text[] language plpgsql
    set plan_cache_mode to force_generic_plan
    set enable_seqscan to off
    set enable_hashjoin to off
    set enable_mergejoin to off
as
$$
declare
    verdicts text[] := array_fill('DONE'::text, array[cardinality(w_id)]);
    out      bigint[] := '{}';
    gone     bigint[];
    seen     bigint[];
    offered  bigint[];
    made     uuid[];
    kept     text[];
    each     bigint;
begin
    -- Which claims and wishes have rules that are still what they were seen as. Those rows are held, so they stay it.
    select (select array_agg(no) from (
              select c.no
              from unnest(c_tenant, c_resource, c_rules) with ordinality as c (tenant, resource, rules, no)
              join resource r on r.tenant = c.tenant and r.no = c.resource and r.rules = c.rules
                and r.deleted_at is null
              order by r.tenant, r.no for share of r) as r),
           (select array_agg(no) from (
              select w.no
              from unnest(w_tenant, w_service, w_service_version) with ordinality as w (tenant, service, version, no)
              join service s on s.tenant = w.tenant and s.no = w.service and s.version = w.version
                and s.deleted_at is null
              order by s.tenant, s.no for share of s) as s)
      into seen, offered;
    if coalesce(cardinality(seen), 0) < cardinality(c_wish)
       or coalesce(cardinality(offered), 0) < cardinality(w_id) then
        select array_agg(wish) into out from (
          select c.wish from unnest(c_wish) with ordinality as c (wish, no) where c.no <> all (coalesce(seen, '{}'))
          union
          select w.no from unnest(w_id) with ordinality as w (id, no) where w.no <> all (coalesce(offered, '{}'))
        ) as moved;
        foreach each in array out loop
            verdicts[each] := 'RULES_MOVED';
        end loop;
    end if;

    with claimed as (
      insert into claim (tenant, resource, unit, during, lead, booking)
      select c.tenant, c.resource, c.unit, tstzrange(c.since, c.until),
             case when c.lead_since is not null then tstzrange(c.lead_since, c.lead_until) end, c.booking
      from unnest(c_wish, c_tenant, c_booking, c_resource, c_unit, c_since, c_until, c_lead_since, c_lead_until)
        as c (wish, tenant, booking, resource, unit, since, until, lead_since, lead_until)
      where c.wish <> all (out)
      order by c.tenant, c.resource, c.unit, c.since
      on conflict do nothing returning booking
    )
    select array_agg(booking) into made from claimed;
    if cardinality(out) > 0 or coalesce(cardinality(made), 0) < cardinality(c_wish) then
        select coalesce(array_agg(wish), '{}') into gone from (
          select c.wish from unnest(c_wish, c_booking) as c (wish, booking)
          left join (select m.booking, count(*) as claims from unnest(made) as m (booking) group by m.booking) as m
            on m.booking = c.booking
          where c.wish <> all (out)
          group by c.wish, m.claims having count(*) > coalesce(m.claims, 0)
        ) as lost;
        foreach each in array gone loop
            verdicts[each] := 'TAKEN';
        end loop;
        out := out || gone;
        if exists (select from unnest(c_wish, c_booking) as c (wish, booking)
                   where c.wish = any (gone) and c.booking = any (made)) then
            perform give_back(gone, c_wish, c_tenant, c_booking, c_resource, c_unit, c_since, c_until);
        end if;
    end if;

    if cardinality(array_remove(w_key, null)) > 0 then
        with written as (
          insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
          select w.tenant, w.key, w.fingerprint, w.id::text, 1, true, w.body
          from unnest(w_tenant, w_key, w_fingerprint, w_id, w_body) with ordinality
            as w (tenant, key, fingerprint, id, body, wish)
          where w.key is not null and w.wish <> all (out)
          order by w.tenant, w.key
          on conflict do nothing returning subject
        )
        select array_agg(subject) into kept from written;
        if cardinality(out) > 0 or coalesce(cardinality(kept), 0) < cardinality(array_remove(w_key, null)) then
            select coalesce(array_agg(w.wish), '{}') into gone
            from unnest(w_key, w_id) with ordinality as w (key, id, wish)
            where w.key is not null and w.wish <> all (out) and w.id::text <> all (coalesce(kept, '{}'));
            if cardinality(gone) > 0 then
                foreach each in array gone loop
                    verdicts[each] := 'KEY_USED';
                end loop;
                out := out || gone;
                perform give_back(gone, c_wish, c_tenant, c_booking, c_resource, c_unit, c_since, c_until);
            end if;
        end if;
    end if;

    insert into booking
      (tenant, id, version, sequence, status, service, service_id, service_version, starts_at, ends_at,
       local_start, time_zone, tzdb, resources, seats, attendees, metadata, created_at, updated_at)
    select w.tenant, w.id, 1, 0, w.status, w.service, w.service_id, w.service_version, w.starts_at, w.ends_at,
           w.local_start, w.time_zone, w_tzdb, w.resources::json, w.seats, w.attendees::json, w.metadata::json,
           w.at, w.at
    from unnest(w_tenant, w_id, w_status, w_service, w_service_id, w_service_version, w_starts_at, w_ends_at,
                w_local_start, w_time_zone, w_resources, w_seats, w_attendees, w_metadata, w_at) with ordinality
      as w (tenant, id, status, service, service_id, service_version, starts_at, ends_at,
            local_start, time_zone, resources, seats, attendees, metadata, at, wish)
    where w.wish <> all (out);

    insert into event (tenant, id, type, subject, time, data)
    select w.tenant, w.event, w.type, w.id::text, w.at, w.data::json
    from unnest(w_tenant, w_event, w_type, w_id, w_at, w_data) with ordinality
      as w (tenant, event, type, id, at, data, wish)
    where w.wish <> all (out)
    order by w.wish;
    return verdicts;
end
$$;

-- Whose booking it is, as before (see V012). An index asks this function anew in each statement; one of SQL is read and
-- planned each time, this one once a connection.
create or replace function booking_names(tenant bigint, resources json, attendees json) returns text[]
    language plpgsql immutable parallel safe as
$$
begin
    return array(
      select tenant::text || ':r:' || (r ->> 'id') from json_array_elements(resources) as r
      union all
      select tenant::text || ':a:' || pg_catalog.lower(a ->> 'email') from json_array_elements(attendees) as a
      where a ->> 'email' is not null);
end
$$;
