-- Feeds of bookings that calendars subscribe to. Who has the token needs no key, so it is looked up before anything is
-- known of the tenant; of the token only the digest is kept.
create table calendar (
    tenant      bigint      not null,
    id          uuid        not null,
    digest      bytea       not null,
    resource_id text,
    attendee    text,
    details     boolean     not null,
    name        text,
    created_at  timestamptz not null,
    constraint calendar_pk primary key (tenant, id),
    constraint calendar_digest_once unique (tenant, digest),
    constraint calendar_of_one check (num_nonnulls(resource_id, attendee) = 1)
);
create index calendar_by_age on calendar (tenant, created_at, id);
create index calendar_by_digest on calendar (digest);
