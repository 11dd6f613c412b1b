-- Calendars from elsewhere whose busy times are taken out of a resource. Of what they say only the digest is kept.
create table calendar_import (
    tenant        bigint      not null,
    resource      bigint      not null,
    name          text        not null,
    version       bigint      not null,
    url           text        not null,
    zone          text,
    refresh_ms    bigint      not null,
    -- What was said of the content when all of it was read the last time, and the zone that it was read in.
    etag          text,
    last_modified text,
    digest        bytea,
    read_zone     text,
    whole_at      timestamptz,
    -- By the clock of the database. The fence goes up with every change and whenever somebody takes it in hand: who is
    -- behind it has lost it.
    due_at        timestamptz not null,
    fence         bigint      not null,
    failures      bigint      not null,
    blocks        bigint      not null,
    error         text,
    notice        text,
    tried_at      timestamptz,
    read_at       timestamptz,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    constraint calendar_import_pk primary key (tenant, resource, name),
    constraint calendar_import_of_resource foreign key (tenant, resource) references resource (tenant, no)
);
create index calendar_import_due on calendar_import (tenant, due_at);

alter table block add column import text;
alter table block add constraint block_of_import
    foreign key (tenant, resource, import) references calendar_import (tenant, resource, name);
create index block_of_import on block (tenant, resource, import) where import is not null;
