-- Up to when the claims of a tenant have been deleted: whatever ended earlier may have none any more. It moves in the
-- transaction that deletes.
create table claim_floor (
    tenant bigint      not null,
    before timestamptz not null,
    constraint claim_floor_pk primary key (tenant)
);
