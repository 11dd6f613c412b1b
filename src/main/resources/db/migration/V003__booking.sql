create table booking (
    tenant          bigint      not null,
    id              uuid        not null,
    version         bigint      not null,
    sequence        bigint      not null,
    status          text        not null,
    service         bigint      not null,
    service_id      text        not null,
    service_version bigint      not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    -- The local time is the fact of a future appointment, the instant follows from it by the rules of tzdb.
    local_start     timestamp   not null,
    time_zone       text        not null,
    tzdb            text        not null,
    resources       json        not null,
    attendees       json        not null,
    metadata        json        not null,
    reason          text,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint booking_pk primary key (tenant, id),
    constraint booking_has_length check (starts_at < ends_at),
    constraint booking_status_known check (status in
        ('pending', 'confirmed', 'declined', 'expired', 'cancelled', 'checked_in', 'completed', 'no_show'))
);
create index booking_by_start on booking (tenant, starts_at, id);

-- One unit of a resource for a stretch of time. The exclusion constraint is the referee of every booking. A claim is
-- found again through the constraint's own index (the booking knows its units and its range), so it needs no other.
create table claim (
    tenant   bigint    not null,
    resource bigint    not null,
    unit     bigint    not null,
    during   tstzrange not null,
    booking  uuid      not null,
    constraint claim_has_length check (not isempty(during)),
    constraint claim_no_overlap exclude using gist
        (tenant with =, resource with =, unit with =, during with &&)
);
