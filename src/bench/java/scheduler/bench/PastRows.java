package scheduler.bench;

import java.sql.SQLException;

/// Rows as past bookings of the service `visit` by the resources `r0`, `r1` and so on leave them, written by the database
/// itself; claims only of those that are over for less than two weeks, for older ones are deleted. Indexes and
/// constraints are taken away meanwhile and built anew, for one by one they take hours.
final class PastRows {

    private PastRows() {}

    private static final String TAKE_AWAY = """
            create temporary table kept as
              select conrelid::regclass::text as of, conname::text as name,
                format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
              from pg_constraint where contype in ('p', 'x', 'u') and conrelid::regclass::text in ('booking', 'claim', 'event')
              union all
              select tablename, indexname, indexdef from pg_indexes
              where tablename in ('booking', 'claim', 'event')
                and indexname not in (select conname from pg_constraint)
            """;

    private static final String DROP = """
            do $$ declare each record; begin
              for each in select * from kept loop
                if each.make like 'alter table%' then
                  execute format('alter table %s drop constraint %I', each.of, each.name);
                else
                  execute format('drop index %I', each.name);
                end if;
              end loop;
            end $$
            """;

    private static final String MAKE = """
            do $$ declare each record; begin
              for each in select * from kept loop execute each.make; end loop;
            end $$
            """;

    /// Half hours from 8 on, sixteen a day, going back from yesterday.
    private static final String ROWS = """
            with t as (
              select r, n, (date '2026-11-23' - n / 16 + time '08:00' + n %% 16 * interval 'PT30M') at time zone 'UTC' as at
              from generate_series(%2$d, 0, -1) as n cross join generate_series(0, %1$d - 1) as r
            ), made as (
              select r, at, (lpad(to_hex(1000000 - n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(r), 12, '0'))::uuid as id
              from t
            ), booked as (
              insert into booking (tenant, id, version, sequence, status, service, service_id, service_version,
                starts_at, ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
              select 1, made.id, 1, 0, 'confirmed', 1, 'visit', 1, at, at + interval 'PT30M', at at time zone 'UTC', 'UTC',
                '2026a',
                format('[{"role":"resource","id":"r%%s","resource":%%s,"unit":0,"from":"%%s","to":"%%s"}]',
                  r, resource.no, at, at + interval 'PT30M')::json,
                '[{"name":"Ada Lovelace","email":"ada@example.org"}]', '{}', at, at
              from made join resource on resource.id = 'r' || r
            ), logged as (
              insert into event (tenant, id, type, subject, time, data)
              select 1, id, 'past.booking', id::text, at, '{}' from made
            )
            insert into claim (tenant, resource, unit, during, booking)
            select 1, resource.no, 0, tstzrange(at, at + interval 'PT30M'), made.id
            from made join resource on resource.id = 'r' || r
            where at > timestamptz '2026-11-24' - interval 'P14D'
            """;

    static void write(FreshDatabase database, int resources, int bookings) throws SQLException {
        database.run(
                "set maintenance_work_mem = '1GB'",
                TAKE_AWAY,
                DROP,
                ROWS.formatted(resources, bookings / resources - 1),
                MAKE,
                "vacuum analyze",
                // Who books next would else have to write out what this has left in the buffers.
                "checkpoint");
    }
}
