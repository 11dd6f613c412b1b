-- How many bookings of a service begin within a period, for each limit that has been asked about: of the service (subject
-- ''), of a resource (r:id) or of a customer (c:email). A booking counts itself here in its own statement, guarded by
-- `most`, so that two at once cannot both be the last. A row is made from the bookings when it is first needed and
-- counts on from there; a new version of the service begins anew.
create table tally (
    tenant  bigint      not null,
    service bigint      not null,
    subject text        not null,
    begins  timestamptz not null,
    ends    timestamptz not null,
    most    bigint      not null,
    taken   bigint      not null,
    constraint tally_pk primary key (tenant, service, subject, begins, ends),
    constraint tally_has_length check (begins < ends)
);
