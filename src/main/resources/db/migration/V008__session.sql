-- A time at which a service with a capacity is given: several bookings share it and its claims, which carry its id
-- where others carry that of their booking. The id is a digest of the service, the time and the claims, so all who open
-- it at once open the same. A row whose seats are all free again stays: its version counts on.
create table session (
    tenant    bigint      not null,
    id        uuid        not null,
    service   bigint      not null,
    starts_at timestamptz not null,
    ends_at   timestamptz not null,
    places    json        not null,
    seats     bigint      not null,
    taken     bigint      not null,
    version   bigint      not null,
    constraint session_pk primary key (tenant, id),
    constraint session_has_length check (starts_at < ends_at),
    constraint session_has_seats check (taken between 0 and seats)
);
create index session_by_start on session (tenant, service, starts_at);

-- Who has a seat in a session, by e-mail address in small letters: where nobody may have two, this is the referee.
create table attendance (
    tenant  bigint not null,
    session uuid   not null,
    email   text   not null,
    booking uuid   not null,
    constraint attendance_pk primary key (tenant, session, email)
);

alter table booking add column session uuid;
alter table booking add column seats bigint not null default 1;
create index booking_by_session on booking (tenant, session) where session is not null;

-- Whose bookings hold a claim: its own one, or all those in its session.
create view booked_claim as
select c.tenant, c.resource, c.unit, c.during, b.id as booking, b.starts_at, b.ends_at
from claim c join booking b on b.tenant = c.tenant and b.id = c.booking
union all
select c.tenant, c.resource, c.unit, c.during, b.id, b.starts_at, b.ends_at
from claim c join booking b on b.tenant = c.tenant and b.session = c.booking
where b.status not in ('declined', 'expired', 'cancelled');
