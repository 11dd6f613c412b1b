-- Addresses to which nothing is sent, or, of scope `reminders`, no reminders. They are folded to small letters.
create table mail_suppression (
    tenant     bigint      not null,
    address    text        not null,
    version    bigint      not null,
    reason     text        not null,
    scope      text        not null,
    note       text,
    since      timestamptz not null,
    updated_at timestamptz not null,
    constraint mail_suppression_pk primary key (tenant, address),
    constraint mail_suppression_reason_known check (reason in ('manual', 'bounce', 'complaint', 'unsubscribed')),
    constraint mail_suppression_scope_known check (scope in ('all', 'reminders'))
);

-- What providers have told of mail that did not arrive or was not wanted. `id` is theirs: what is told twice counts
-- once.
create table mail_bounce (
    tenant     bigint      not null,
    address    text        not null,
    id         text        not null,
    kind       text        not null,
    note       text,
    at         timestamptz not null,
    created_at timestamptz not null,
    constraint mail_bounce_pk primary key (tenant, address, id),
    constraint mail_bounce_kind_known check (kind in ('permanent', 'transient', 'complaint'))
);
-- They are pruned by age only.
create index mail_bounce_by_age on mail_bounce using brin (created_at);

-- With what the addresses are sealed that stand in the links by which people unsubscribe.
create table mail_key (
    tenant bigint not null,
    secret bytea  not null,
    constraint mail_key_pk primary key (tenant)
);
