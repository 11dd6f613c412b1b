-- Decides wishes for bookings that arrived together, in one transaction: their rules, claims, receipts, bookings and
-- events. What was asked for is in arrays, `w_` with one entry for each wish and `c_` for each claim, whose wish is its
-- place in those. Every wish gets a verdict of its own: RULES_MOVED, TAKEN, KEY_USED or DONE; who loses leaves no trace.
--
-- Locks are taken in the order of all statements on bookings: resources, services, claims by resource, unit and time,
-- receipts by key. So batches of several nodes wait for each other in one direction only.
create function place_bookings(
    w_tenant bigint[], w_id uuid[], w_status text[], w_service bigint[], w_service_id text[],
    w_service_version bigint[], w_starts_at timestamptz[], w_ends_at timestamptz[], w_local_start timestamp[],
    w_time_zone text[], w_tzdb text, w_resources text[], w_seats bigint[], w_attendees text[], w_metadata text[],
    w_at timestamptz[], w_event uuid[], w_type text[], w_data text[], w_key text[], w_fingerprint text[], w_body text[],
    c_wish bigint[], c_tenant bigint[], c_booking uuid[], c_resource bigint[], c_unit bigint[], c_rules bigint[],
    c_since timestamptz[], c_until timestamptz[], c_lead_since timestamptz[], c_lead_until timestamptz[]
) returns text[] language plpgsql as
$$
declare
    verdicts text[] := array_fill('DONE'::text, array[cardinality(w_id)]);
    out      bigint[] := '{}';
    gone     bigint[];
    made     uuid[];
    each     bigint;
begin
    -- Whose rules are others now. The rows are held, so they stay what they are until the end.
    with seen as (
      select r.tenant, r.no, r.rules
      from (select distinct tenant, no from unnest(c_tenant, c_resource) as c (tenant, no)) as c
      join resource r on r.tenant = c.tenant and r.no = c.no and r.deleted_at is null
      order by r.tenant, r.no for share of r
    ), offered as (
      select s.tenant, s.no, s.version
      from (select distinct tenant, no from unnest(w_tenant, w_service) as w (tenant, no)) as w
      join service s on s.tenant = w.tenant and s.no = w.no and s.deleted_at is null
      order by s.tenant, s.no for share of s
    )
    select coalesce(array_agg(wish), '{}') into gone from (
      select c.wish from unnest(c_wish, c_tenant, c_resource, c_rules) as c (wish, tenant, resource, rules)
      where (c.tenant, c.resource, c.rules) not in (select tenant, no, rules from seen)
      union
      select w.wish from unnest(w_tenant, w_service, w_service_version) with ordinality as w (tenant, no, version, wish)
      where (w.tenant, w.no, w.version) not in (select tenant, no, version from offered)
    ) as moved;
    foreach each in array gone loop
        verdicts[each] := 'RULES_MOVED';
    end loop;
    out := gone;

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
    if coalesce(cardinality(made), 0) < (select count(*) from unnest(c_wish) as c (wish) where c.wish <> all (out)) then
        select array_agg(wish) into gone from (
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

    if exists (select from unnest(w_key) as w (key) where w.key is not null) then
        with kept as (
          insert into idempotency (tenant, key, fingerprint, subject, version, created, body)
          select w.tenant, w.key, w.fingerprint, w.id::text, 1, true, w.body
          from unnest(w_tenant, w_key, w_fingerprint, w_id, w_body) with ordinality
            as w (tenant, key, fingerprint, id, body, wish)
          where w.key is not null and w.wish <> all (out)
          order by w.tenant, w.key
          on conflict do nothing returning subject
        )
        select coalesce(array_agg(w.wish), '{}') into gone
        from unnest(w_key, w_id) with ordinality as w (key, id, wish)
        where w.key is not null and w.wish <> all (out) and w.id::text not in (select subject from kept);
        if cardinality(gone) > 0 then
            foreach each in array gone loop
                verdicts[each] := 'KEY_USED';
            end loop;
            out := out || gone;
            perform give_back(gone, c_wish, c_tenant, c_booking, c_resource, c_unit, c_since, c_until);
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

-- Deletes what some of the wishes have claimed.
create function give_back(
    gone bigint[], c_wish bigint[], c_tenant bigint[], c_booking uuid[], c_resource bigint[], c_unit bigint[],
    c_since timestamptz[], c_until timestamptz[]
) returns void language sql as
$$
    delete from claim
    using unnest(c_wish, c_tenant, c_booking, c_resource, c_unit, c_since, c_until)
      as c (wish, tenant, booking, resource, unit, since, until)
    where c.wish = any (gone) and claim.tenant = c.tenant and claim.resource = c.resource and claim.unit = c.unit
      and claim.during = tstzrange(c.since, c.until) and claim.booking = c.booking
$$;
