package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Spans;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.picture.Turns;
import scheduler.database.Database;
import scheduler.event.Happened;
import scheduler.event.Past.Moment;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Reads what the slot function would have looked at at a moment of the past. What has not been changed since is read
/// from its row, and the rest from the last event about it until then.
final class PastStore implements PictureSource {

    /// A claim lies within that of the start of its booking.
    private static final Duration REACH_OF_CLAIMS = Duration.ofDays(70);

    /// Limits count by the year at most.
    private static final Duration REACH_OF_LIMITS = Duration.ofDays(367);

    private static final long TURNS_MAX = 1_000;
    private static final long ANY_SERVICE = -1;

    private final Database database;
    private final Moment moment;
    private final TimeRange range;

    /// Of starts within `range`.
    PastStore(Database database, Moment moment, TimeRange range) {
        this.database = database;
        this.moment = moment;
        this.range = range;
    }

    // Since it came, or came back, its versions tell; what it was before it was withdrawn the log does.
    private static final String SERVICE = """
            select s.no, v.version, v.doc::text as doc
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no and v.version = case
              when $3::bigint is not null then $3::bigint
              when s.created_at > $4::timestamptz then (
                select case when e.data ->> 'changed' = 'deleted' then null else (e.data ->> 'version')::bigint end
                from event e
                where e.tenant = s.tenant and e.subject = s.id and e.type = 'service.changed'
                  and e.time <= $4::timestamptz
                order by e.position desc limit 1)
              when s.deleted_at is null or s.deleted_at > $4::timestamptz then (
                select max(o.version) from service_version o
                where o.tenant = s.tenant and o.service = s.no and o.created_at <= $4::timestamptz) end
            where s.tenant = $1::bigint and s.id = $2::text
            """;

    @Override
    public Future<Optional<Read>> service(long tenant, String id, @Nullable Long version) {
        return database.query("reading a service of the past", SERVICE, Tuple.of(tenant, id, version, then()))
                .map(rows -> rows.stream().findFirst().map(row -> PictureStore.read(id, row)));
    }

    /// Nothing is read ahead of a question.
    @Override
    public Future<List<String>> services(long tenant, int max) {
        return Future.succeededFuture(List.of());
    }

    // Events tell the zone that a schedule had, also of one that follows its resource, which may have moved on since:
    // such a schedule has none of its own. Of those who did not tell yet whether it follows, the zone stays.
    private static final String CANDIDATES = """
            select no, id, 0::bigint as rules, coalesce((doc ->> 'capacity')::bigint, 1) as capacity, pools, keeps_lead,
                   doc ->> 'buffers' as buffers, doc ->> 'timeZone' as time_zone, schedule::text as schedule
            from (
              select *, array(select json_array_elements_text(doc -> 'pools')) as pools
              from (
                select r.no, r.id, r.keeps_lead,
                  case when r.updated_at > $6::timestamptz then (
                    select case when e.data ->> 'changed' = 'deleted' then null else e.data end from event e
                    where e.tenant = r.tenant and e.subject = r.id and e.type = 'resource.changed'
                      and e.data ->> 'changed' in ('resource', 'deleted') and e.time <= $6::timestamptz
                    order by e.position desc limit 1)
                  when r.deleted_at is null then r.doc end as doc,
                  case when s.updated_at <= $6::timestamptz then s.doc else (
                    select case
                      when e.data ->> 'changed' = 'deleted' then null
                      when e.data #>> '{stored,followsResource}' = 'true'
                        then ((e.data -> 'schedule')::jsonb - 'timeZone')::json
                      else e.data -> 'schedule' end
                    from event e
                    where e.tenant = r.tenant and e.subject = r.id and e.type = 'resource.changed'
                      and e.data ->> 'changed' in ('schedule', 'deleted') and e.time <= $6::timestamptz
                    order by e.position desc limit 1) end as schedule
                from resource r
                left join schedule s on s.tenant = r.tenant and s.resource = r.no
                where r.tenant = $1::bigint) as found
              where doc is not null) as there
            where $2::boolean or pools && $3::text[] or id = any ($4::text[])
            order by id limit $5::bigint
            """;

    @Override
    public Future<List<Candidate>> candidates(
            long tenant, boolean all, String[] pools, String[] ids, int max, UnaryOperator<Hours> shared) {
        return database.list(
                        "reading who could give a service",
                        CANDIDATES,
                        Tuple.of(tenant, all, pools, ids, (long) max, then()))
                .map(rows -> rows.stream()
                        .map(row -> PictureStore.candidate(row, shared))
                        .toList());
    }

    // Those that are still there, those that were removed since, and those that went with their resource.
    private static final String BLOCKS = """
            select r.no as resource, lower(b.during) as from_time, upper(b.during) as to_time
            from resource r join block b on b.tenant = r.tenant and b.resource = r.no
            where r.tenant = $1::bigint and r.no = any ($2::bigint[]) and b.created_at <= $3::timestamptz
            union
            select r.no, (e.data -> 'block' ->> 'start')::timestamptz, (e.data -> 'block' ->> 'end')::timestamptz
            from resource r join event e on e.tenant = r.tenant and e.subject = r.id
            where r.tenant = $1::bigint and r.no = any ($2::bigint[]) and e.type = 'resource.changed'
              and e.data ->> 'changed' = 'block_removed' and e.time > $3::timestamptz
              and (e.data -> 'block' ->> 'createdAt')::timestamptz <= $3::timestamptz
            union
            select r.no, (e.data -> 'block' ->> 'start')::timestamptz, (e.data -> 'block' ->> 'end')::timestamptz
            from resource r join event e on e.tenant = r.tenant and e.subject = r.id
            where r.tenant = $1::bigint and r.no = any ($2::bigint[]) and e.type = 'resource.changed'
              and e.data ->> 'changed' = 'block_added' and e.time <= $3::timestamptz
              and not exists (
                select from event later
                where later.tenant = e.tenant and later.subject = e.subject and later.position > e.position
                  and later.type = 'resource.changed' and later.time <= $3::timestamptz
                  and (later.data ->> 'changed' = 'deleted' or later.data ->> 'changed' = 'block_removed'
                    and later.data -> 'block' ->> 'id' = e.data -> 'block' ->> 'id'))
            """;

    @Override
    public Future<Map<Long, Busy>> busy(long tenant, Long[] resources, Instant since) {
        return lives(tenant, ANY_SERVICE, REACH_OF_CLAIMS)
                .compose(lives -> database.list(
                                "reading blocks of the past", BLOCKS, Tuple.of(tenant, resources, then()))
                        .compose(blocks -> ids(tenant, resources).map(ids -> {
                            var busy = new HashMap<Long, Busy>();
                            var spans = new HashMap<Long, List<Span>>();
                            blocks.forEach(row -> spans.computeIfAbsent(row.getLong("resource"), _ -> new ArrayList<>())
                                    .add(PictureStore.span(row, "from_time", "to_time")));
                            ids.forEach((no, id) -> busy.put(
                                    no,
                                    new Busy(
                                            Spans.of(spans.getOrDefault(no, List.of())),
                                            new Claims(claims(lives, id)))));
                            return busy;
                        })));
    }

    private static final String IDS = """
            select no, id from resource where tenant = $1::bigint and no = any ($2::bigint[])
            """;

    private Future<Map<Long, String>> ids(long tenant, Long[] resources) {
        return database.query(
                        "reading names of resources", IDS, Tuple.of(tenant).addArrayOfLong(resources))
                .map(rows -> {
                    var ids = new HashMap<Long, String>();
                    rows.forEach(row -> ids.put(row.getLong("no"), row.getString("id")));
                    return ids;
                });
    }

    /// What those in a session have belongs to it, and counts once.
    private static List<Claim> claims(List<Change> lives, String resource) {
        var claims = new ArrayList<Claim>();
        var sessions = new HashSet<UUID>();
        for (var life : lives) {
            var session = life.session();
            if (session == null || sessions.add(session)) {
                claims.addAll(life.claims(resource, session == null ? life.booking() : session, life.version()));
            }
        }
        return claims;
    }

    // What is not changed since as its event would tell it, and what is as the last one until then does. Those
    // that began elsewhere then, and holds that are gone by now, are known from the log; 5 and 6 are the places
    // where to look.
    private static final String LIVES = """
            with other as (
              select e.subject from event e
              where e.tenant = $1::bigint and e.position > $5::bigint and e.type = 'booking.rescheduled'
                and e.time > $2::timestamptz
              union
              select e.subject from event e
              where e.tenant = $1::bigint and e.position > $6::bigint and e.type = 'hold.created'
                and e.time <= $2::timestamptz
            ), unchanged as (
              select b.id::text as subject, json_build_object(
                'version', b.version, 'status', b.status, 'service', b.service_id, 'start', b.starts_at, 'end', b.ends_at,
                'session', b.session, 'seats', b.seats, 'resources', b.resources, 'expiresAt', b.expires_at,
                'claims', (
                  select json_agg(json_strip_nulls(json_build_object(
                    'role', p -> 'role', 'resource', p -> 'id', 'unit', p -> 'unit', 'start', p -> 'from',
                    'end', p -> 'to', 'leadStart', p -> 'leadFrom', 'leadEnd', p -> 'leadTo')))
                  from json_array_elements(b.resources) as p
                  where b.blocks and b.status not in ('declined', 'expired', 'cancelled'))) as data
              from booking b
              where b.tenant = $1::bigint and b.starts_at >= $3::timestamptz and b.starts_at < $4::timestamptz
                and b.updated_at <= $2::timestamptz and ($7::bigint < 0 or b.service = $7::bigint)
            ), changed as (
              select b.id::text as subject from booking b
              where b.tenant = $1::bigint and b.starts_at >= $3::timestamptz and b.starts_at < $4::timestamptz
                and b.created_at <= $2::timestamptz and b.updated_at > $2::timestamptz
              union
              select subject from other
            )
            select subject, data::text as data from (
              select subject, data from unchanged
              union all
              select c.subject, e.data from changed c cross join lateral (
                select data from event e
                where e.tenant = $1::bigint and e.subject = c.subject and e.time <= $2::timestamptz
                  and (e.type like 'booking.%' or e.type like 'hold.%')
                order by e.position desc limit 1) as e) as lives
            where data -> 'claims' -> 0 is not null
              and (data ->> 'status' not in ('held', 'pending') or data ->> 'expiresAt' is null
                or (data ->> 'expiresAt')::timestamptz > $2::timestamptz)
            """;

    /// The bookings and holds that stood then and had claims, as events tell them.
    private Future<List<Change>> lives(long tenant, long service, Duration reach) {
        var arguments = Tuple.of(
                        tenant,
                        then(),
                        Times.column(range.start().minus(reach)),
                        Times.column(range.end().plus(reach)))
                .addLong(moment.position())
                .addLong(moment.dayBefore())
                .addLong(service);
        return database.list("reading bookings of the past", LIVES, arguments).map(rows -> {
            var lives = new LinkedHashMap<String, Change>();
            for (var row : rows) {
                lives.put(row.getString("subject"), life(tenant, row));
            }
            return List.copyOf(lives.values());
        });
    }

    private static Change life(long tenant, Row row) {
        return Change.of(new Happened(tenant, "", row.getString("subject"), new JsonObject(row.getString("data"))));
    }

    @Override
    public Future<Sessions> sessions(long tenant, long service, Instant since) {
        return ofService(tenant, service, REACH_OF_CLAIMS).map(lives -> {
            var sessions = new LinkedHashMap<UUID, Session>();
            for (var life : lives) {
                var id = life.session();
                if (id != null && life.start() >= Busy.micros(since)) {
                    var before = sessions.get(id);
                    int taken = life.seats() + (before == null ? 0 : before.taken());
                    sessions.put(id, new Session(id, life.start(), life.end(), 1, taken, life.places(), Map.of()));
                }
            }
            return Sessions.of(List.copyOf(sessions.values()));
        });
    }

    @Override
    public Future<Tally> tally(long tenant, long service, Instant since) {
        return ofService(tenant, service, REACH_OF_LIMITS).map(lives -> {
            var tallies = new Tally.Tallies();
            var tally = new Tally(Claims.NONE, Map.of());
            for (var life : lives) {
                if (life.start() >= Busy.micros(since)) {
                    tally = tallies.applied(tally, life, life.service());
                }
            }
            return tally;
        });
    }

    private static final String NAME = "select id from service where tenant = $1::bigint and no = $2::bigint";

    private Future<List<Change>> ofService(long tenant, long service, Duration reach) {
        return database.query("reading the name of a service", NAME, Tuple.of(tenant, service))
                .map(rows -> rows.iterator().next().getString("id"))
                .compose(id -> lives(tenant, service, reach)
                        .map(lives -> lives.stream()
                                .filter(each -> each.service().equals(id))
                                .toList()));
    }

    private static final String TURNS = """
            select b.id, coalesce((e.data ->> 'version')::bigint, b.version) as version,
                   coalesce(e.data -> 'resources', b.resources)::text as resources
            from booking b
            left join lateral (
              select data from event e
              where e.tenant = $1::bigint and e.subject = b.id::text and e.time <= $4::timestamptz
                and b.updated_at > $4::timestamptz
                and (e.type like 'booking.%' or e.type like 'hold.%')
              order by e.position desc limit 1) as e on true
            where b.tenant = $1::bigint and b.service = $2::bigint and b.resources::text like '%"turn":%'
              and b.created_at <= $4::timestamptz
              and coalesce(e.data ->> 'status', b.status) not in ('declined', 'expired', 'cancelled', 'released')
            order by b.id desc limit $3::bigint
            """;

    @Override
    public Future<Turns> turns(long tenant, long service) {
        return database.list("reading turns of the past", TURNS, Tuple.of(tenant, service, TURNS_MAX, then()))
                .map(PictureStore::turns);
    }

    /// A question about slots is nobody's.
    @Override
    public Future<Map<String, List<String>>> last(long tenant, long service, String customer) {
        return Future.succeededFuture(Map.of());
    }

    private OffsetDateTime then() {
        return Times.column(moment.instant());
    }
}
