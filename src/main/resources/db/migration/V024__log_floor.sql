-- Up to which place the log of a tenant has been deleted, and what it was deleted for being older than. Both move in the
-- transaction that deletes, so whoever reads from before it learns that something is gone.
create table log_floor (
    tenant   bigint      not null,
    position bigint      not null,
    since    timestamptz not null,
    constraint log_floor_pk primary key (tenant)
);
