-- How far those who read the log for good have come: what they make of a page of it is committed together with this.
create table log_reader (
    tenant   bigint not null,
    name     text   not null,
    position bigint not null,
    constraint log_reader_pk primary key (tenant, name)
);
