-- The log in parts, one for each month or for each 16 million events, whichever is sooner, so that its indexes stay
-- small and what is old can be given back as a whole.
--
-- A part is a range of positions, not of times: the key stays the tenant and the position, and who reads on from a
-- position looks at no part before it. What there was before is the first part; LogParts makes the next ones. Where it
-- may not, all that follows goes into the rest, which is a log like the one before.
--
-- It takes as long as whoever is just using the log takes, for nothing is copied or read. Who comes behind waits as
-- well, so it gives up soon, and is tried again by the next start. An older service writes and reads on through the same
-- name.
set local lock_timeout = '3s';
alter table event rename to event_first;
alter table event_first rename constraint event_pk to event_first_pk;
alter index event_by_subject rename to event_first_by_subject;
alter index event_by_type rename to event_first_by_type;

create sequence event_position;
select setval('event_position', last_value, is_called) from event_position_seq;
alter table event_first alter column position drop identity;

create table event (
    tenant   bigint      not null,
    position bigint      not null default nextval('event_position'),
    id       uuid        not null,
    type     text        not null,
    subject  text        not null,
    time     timestamptz not null,
    data     json        not null,
    constraint event_pk primary key (tenant, position)
) partition by range (position);
create index event_by_subject on event (tenant, subject, position);
create index event_by_type on event (tenant, type, position);
alter sequence event_position owned by event.position;

do
$$
declare
    bound   text;
    granted record;
begin
    select substring(pg_get_constraintdef(oid) from '\d+') into bound
    from pg_constraint where conrelid = 'event_first'::regclass and conname = 'event_bound';
    execute format('alter table event attach partition event_first for values from (minvalue) to (%s)', bound);

    -- Whoever may use the log may go on to, when it is not the owner that the service runs as.
    for granted in
        select a.privilege_type as what, case a.grantee when 0 then 'public' else a.grantee::regrole::text end as whom
        from pg_class c cross join aclexplode(c.relacl) as a
        where c.oid = 'event_first'::regclass and a.grantee <> c.relowner
    loop
        execute format('grant %s on event to %s', granted.what, granted.whom);
        if granted.what = 'INSERT' then
            execute format('grant usage, select on sequence event_position to %s', granted.whom);
        end if;
    end loop;
end
$$;
alter table event_first drop constraint event_bound;

create table event_rest (like event,
    constraint event_rest_pk primary key (tenant, position));
create index event_rest_by_subject on event_rest (tenant, subject, position);
create index event_rest_by_type on event_rest (tenant, type, position);
alter table event attach partition event_rest default;

-- To whoever owns the log, when somebody else migrates it.
do
$$
declare
    owner text;
begin
    select relowner::regrole::text into owner from pg_class where oid = 'event_first'::regclass;
    if owner <> quote_ident(current_user) then
        execute format('alter table event owner to %s', owner);
        execute format('alter table event_rest owner to %s', owner);
    end if;
end
$$;
