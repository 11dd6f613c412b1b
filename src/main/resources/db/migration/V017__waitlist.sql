-- Those who wait for a time of a service, in the order in which they came.
create table waitlist (
    tenant     bigint      not null,
    id         uuid        not null,
    version    bigint      not null,
    status     text        not null,
    service_id text        not null,
    customer   text,
    wish       json        not null,
    ends       timestamptz not null,
    hold       uuid,
    offer      json,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint waitlist_pk primary key (tenant, id),
    constraint waitlist_status_known check (status in ('waiting', 'offered', 'booked', 'lapsed', 'left', 'expired'))
);
create index waitlist_by_age on waitlist (tenant, created_at, id);
create index waitlist_waiting on waitlist (tenant, service_id, created_at, id) where status = 'waiting';
create index waitlist_ending on waitlist (tenant, ends) where status = 'waiting';
create index waitlist_of_customer on waitlist (tenant, customer) where status = 'waiting';
create index waitlist_offered on waitlist (tenant, hold) where status = 'offered';
