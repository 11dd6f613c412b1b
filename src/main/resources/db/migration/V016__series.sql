-- What was agreed of bookings that repeat, and which of them were left out. The bookings themselves know their series.
create table series (
    tenant          bigint      not null,
    id              uuid        not null,
    service_id      text        not null,
    service_version bigint      not null,
    rule            text        not null,
    local_start     timestamp   not null,
    time_zone       text        not null,
    on_conflict     text        not null,
    nonexistent     text        not null,
    left_out        json        not null,
    created_at      timestamptz not null,
    constraint series_pk primary key (tenant, id)
);
alter table booking
    add column series uuid,
    add column occurrence bigint;
create index booking_of_series on booking (tenant, series, occurrence) where series is not null;
