-- From whom the mail of a tenant comes. What is null is as the settings of the service have it.
create table mail_sender (
    tenant     bigint      not null,
    version    bigint      not null,
    address    text,
    name       text,
    reply_to   text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint mail_sender_pk primary key (tenant)
);

-- Letters in words of a tenant's own, by what they are about and by language.
create table letter (
    tenant     bigint      not null,
    kind       text        not null,
    locale     text        not null,
    version    bigint      not null,
    subject    text        not null,
    body       text        not null,
    html       text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint letter_pk primary key (tenant, kind, locale)
);
