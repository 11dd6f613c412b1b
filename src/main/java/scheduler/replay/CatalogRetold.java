package scheduler.replay;

import java.util.List;

/// What can be booked, as the log tells it: resources with their schedules and blocks, and services with
/// their versions.
final class CatalogRetold {

    private CatalogRetold() {}

    private static final String RESOURCE_OF_ROW =
            "(select r.id from resource r where r.tenant = x.tenant and r.no = x.resource)";

    private static final String SERVICE_OF_ROW =
            "(select v.id from service v where v.tenant = x.tenant and v.no = x.service)";

    // Each event moves the rules on by one. A deleted resource keeps what it was.
    private static final String RESOURCE = """
            with told as (
              select tenant, subject, position, data, data ->> 'changed' as changed
              from event where tenant = ? and type = 'resource.changed'
            ), put as (
              select distinct on (subject) * from told where changed = 'resource' order by subject, position desc
            ), gone as (
              select distinct on (subject) * from told where changed = 'deleted' order by subject, position desc
            ), counted as (
              select subject, count(*) as rules, bool_or(coalesce(data ->> 'buffers' = 'max', false)) as keeps_lead
              from told group by subject
            ), log as (
              select exists (select from log_floor where tenant = ? and position > 0) as is_cut
            )
            select p.tenant, r.no, p.subject as id, (coalesce(g.data, p.data) ->> 'version')::bigint as version, c.rules,
              (p.data ->> 'capacity')::bigint as capacity, p.data ->> 'kind' as kind,
              array(select json_array_elements_text(p.data -> 'pools')) as pools,
              p.data::jsonb - '{id,version,createdAt,updatedAt,changed,previous,affectedBookings}'::text[]
                - case p.data ->> 'buffers' when 'stack' then 'buffers' else '' end as doc,
              (p.data ->> 'createdAt')::timestamptz as created_at,
              coalesce(g.data ->> 'deletedAt', p.data ->> 'updatedAt')::timestamptz as updated_at,
              (g.data ->> 'deletedAt')::timestamptz as deleted_at, c.keeps_lead,
              case when g.position is not null and g.data ->> 'deletedAt' is null
                then '{version,updated_at,deleted_at}'::text[] else '{}' end
                || case when log.is_cut then '{rules,keeps_lead}'::text[] else '{}' end as untold,
              false as optional
            from put p
            join counted c on c.subject = p.subject
            left join gone g on g.subject = p.subject and g.position > p.position
            left join resource r on r.tenant = p.tenant and r.id = p.subject
            cross join log
            """;

    private static final String SCHEDULE = """
            with last as (
              select distinct on (subject) tenant, subject, data from event
              where tenant = ? and type = 'resource.changed' and data ->> 'changed' in ('schedule', 'deleted')
              order by subject, position desc
            )
            select l.tenant, r.no as resource, (l.data #>> '{schedule,version}')::bigint as version,
              (l.data -> 'schedule')::jsonb - '{resource,version,updatedAt,affectedBookings}'::text[]
                - case l.data #>> '{stored,followsResource}' when 'true' then 'timeZone' else '' end as doc,
              (l.data #>> '{schedule,updatedAt}')::timestamptz as updated_at,
              case when l.data -> 'stored' is null then '{doc}'::text[] else '{}' end as untold, false as optional
            from last l left join resource r on r.tenant = l.tenant and r.id = l.subject
            where l.data ->> 'changed' = 'schedule'
            """;

    // A block may come back under its id.
    private static final String BLOCK = """
            with told as (
              select tenant, subject, position, data, data ->> 'changed' as changed
              from event where tenant = ? and type = 'resource.changed'
            ), change as (
              select subject, position, data #>> '{block,id}' as id, null as import,
                case changed when 'block_added' then data -> 'block' end as block
              from told where changed in ('block_added', 'block_removed')
              union all
              select subject, position, block ->> 'id', data ->> 'import', block
              from told cross join json_array_elements(data -> 'blocksAdded') as block where changed = 'blocks_imported'
              union all
              select subject, position, id, null, null
              from told cross join json_array_elements_text(data -> 'blocksRemoved') as id
              where changed = 'blocks_imported'
            ), last as (
              select distinct on (id) * from change order by id, position desc
            ), deleted as (
              select subject, max(position) as position from told where changed = 'deleted' group by subject
            ), silent as (
              select distinct subject, data ->> 'import' as import from told
              where changed = 'blocks_imported' and data -> 'blocksAdded' is null
            )
            select r.tenant, r.no as resource, l.id::uuid as id,
              tstzrange((l.block ->> 'start')::timestamptz, (l.block ->> 'end')::timestamptz) as during,
              l.block ->> 'reason' as reason, (l.block ->> 'createdAt')::timestamptz as created_at, l.import,
              '{}'::text[] as untold, s.subject is not null as optional
            from last l
            join resource r on r.tenant = ? and r.id = l.subject
            left join deleted d on d.subject = l.subject and d.position > l.position
            left join silent s on s.subject = l.subject and s.import = l.import
            where l.block is not null and d.subject is null
            """;

    // Versions of the service before this one said of an import only how many blocks it brought.
    private static final String BLOCK_OF_SILENT_IMPORT = """
            (x.import is not null and exists (
              select from event e join resource r on r.tenant = e.tenant and r.id = e.subject
              where e.tenant = x.tenant and r.no = x.resource and e.type = 'resource.changed'
                and e.data ->> 'changed' = 'blocks_imported' and e.data ->> 'import' = x.import
                and e.data -> 'blocksAdded' is null))""";

    private static final String SERVICE = """
            with told as (
              select tenant, subject, position, data, data ->> 'changed' as changed
              from event where tenant = ? and type = 'service.changed'
            ), put as (
              select distinct on (subject) * from told where changed = 'service' order by subject, position desc
            ), gone as (
              select distinct on (subject) * from told where changed = 'deleted' order by subject, position desc
            )
            select p.tenant, s.no, p.subject as id, (p.data ->> 'version')::bigint as version,
              (p.data ->> 'createdAt')::timestamptz as created_at,
              coalesce(g.data ->> 'deletedAt', p.data ->> 'updatedAt')::timestamptz as updated_at,
              (g.data ->> 'deletedAt')::timestamptz as deleted_at,
              case when g.position is not null and g.data ->> 'deletedAt' is null
                then '{updated_at,deleted_at}'::text[] else '{}' end as untold,
              false as optional
            from put p
            left join gone g on g.subject = p.subject and g.position > p.position
            left join service s on s.tenant = p.tenant and s.id = p.subject
            """;

    private static final String SERVICE_VERSION = """
            select e.tenant, s.no as service, (e.data ->> 'version')::bigint as version,
              e.data::jsonb - '{id,version,createdAt,updatedAt,changed,previous}'::text[] as doc,
              (e.data ->> 'updatedAt')::timestamptz as created_at, '{}'::text[] as untold, false as optional
            from event e left join service s on s.tenant = e.tenant and s.id = e.subject
            where e.tenant = ? and e.type = 'service.changed' and e.data ->> 'changed' = 'service'
            """;

    static final List<Retold> TABLES = List.of(
            Retold.table("resource", "x.id", RESOURCE),
            Retold.table("schedule", RESOURCE_OF_ROW, SCHEDULE),
            Retold.table("block", "x.id::text", BLOCK).orUnless(BLOCK_OF_SILENT_IMPORT),
            Retold.table("service", "x.id", SERVICE),
            Retold.table("service_version", "concat_ws(' ', " + SERVICE_OF_ROW + ", x.version)", SERVICE_VERSION));
}
