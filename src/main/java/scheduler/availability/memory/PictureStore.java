package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Session.Place;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Spans;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.picture.Turns;
import scheduler.availability.picture.Turns.Turn;
import scheduler.catalog.Schedule;
import scheduler.database.Database;
import scheduler.message.Fields;
import scheduler.platform.Times;
import scheduler.service.Buffers;
import scheduler.service.Service;

/// Reads what the slot function looks at: the tables of the catalog and the claims. It writes none.
final class PictureStore implements PictureSource {

    private static final long TURNS_MAX = 1_000;

    private final Database database;

    PictureStore(Database database) {
        this.database = database;
    }

    private static final String SERVICE = """
            select s.no, v.version, v.doc::text as doc
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no
              and v.version = coalesce($3::bigint, s.version)
            where s.tenant = $1::bigint and s.id = $2::text and ($3::bigint is not null or s.deleted_at is null)
            """;

    @Override
    public Future<Optional<Read>> service(long tenant, String id, @Nullable Long version) {
        return database.query("reading a service", SERVICE, Tuple.of(tenant, id, version))
                .map(rows -> rows.stream().findFirst().map(row -> read(id, row)));
    }

    static Read read(String id, Row row) {
        return new Read(
                row.getLong("no"),
                row.getLong("version"),
                Service.read(id, Fields.of(new JsonObject(row.getString("doc")))));
    }

    private static final String SERVICES = """
            select id from service where tenant = $1::bigint and deleted_at is null order by id limit $2::bigint
            """;

    @Override
    public Future<List<String>> services(long tenant, int max) {
        return database.query("listing services", SERVICES, Tuple.of(tenant, (long) max))
                .map(rows -> rows.stream().map(row -> row.getString("id")).toList());
    }

    private static final String CANDIDATES = """
            select r.no, r.id, r.rules, r.capacity, r.pools, r.keeps_lead, r.doc ->> 'buffers' as buffers,
                   r.doc ->> 'timeZone' as time_zone, s.doc::text as schedule
            from resource r
            left join schedule s on s.tenant = r.tenant and s.resource = r.no
            where r.tenant = $1::bigint and r.deleted_at is null
              and ($2::boolean or r.pools && $3::text[] or r.id = any ($4::text[]))
            order by r.id limit $5::bigint
            """;

    @Override
    public Future<List<Candidate>> candidates(
            long tenant, boolean all, String[] pools, String[] ids, int max, UnaryOperator<Hours> shared) {
        return database.query(
                        "reading who can give a service", CANDIDATES, Tuple.of(tenant, all, pools, ids, (long) max))
                .map(rows -> rows.stream().map(row -> candidate(row, shared)).toList());
    }

    static Candidate candidate(Row row, UnaryOperator<Hours> shared) {
        var resourceZone = ZoneId.of(row.getString("time_zone"));
        var schedule = Optional.ofNullable(row.getString("schedule"))
                .map(doc -> Schedule.stored(new JsonObject(doc), resourceZone));
        return new Candidate(
                row.getLong("no"),
                row.getString("id"),
                row.getLong("rules"),
                Math.toIntExact(row.getLong("capacity")),
                schedule.map(Schedule::timeZone).orElse(resourceZone),
                List.of(row.getArrayOfStrings("pools")),
                Optional.ofNullable(row.getString("buffers")).map(Buffers::read).orElse(Buffers.STACK),
                row.getBoolean("keeps_lead"),
                schedule.map(each -> shared.apply(new Hours(each.hours()))),
                Openings.NEVER,
                Busy.NONE);
    }

    // The sub-selects keep the values from the planner. With them it found the very same plan, but planned it anew for
    // every reading once there were many past bookings, which took a third of the time.
    private static final String BUSY = """
            select resource, -1 as unit, lower(during) as from_time, upper(during) as to_time,
                   null::timestamptz as lead_from, null::timestamptz as lead_to, null::uuid as booking, 0 as version
            from block where tenant = $1::bigint and resource = any (array(select unnest($2::bigint[])))
              and during && tstzrange((select $3::timestamptz), null)
            union all
            select c.resource, c.unit, lower(c.during), upper(c.during), lower(c.lead), upper(c.lead), c.booking,
                   coalesce(
                     (select b.version from booking b where b.tenant = c.tenant and b.id = c.booking),
                     (select s.version from session s where s.tenant = c.tenant and s.id = c.booking))
            from claim c
            where c.tenant = $1::bigint and c.resource = any (array(select unnest($2::bigint[])))
              and c.during && tstzrange((select $3::timestamptz), null)
            """;

    @Override
    public Future<Map<Long, Busy>> busy(long tenant, Long[] resources, Instant since) {
        return database.query("reading what is taken", BUSY, Tuple.of(tenant, resources, Times.column(since)))
                .map(PictureStore::busy);
    }

    private static Map<Long, Busy> busy(RowSet<Row> rows) {
        var blocks = new HashMap<Long, List<Span>>();
        var claims = new HashMap<Long, List<Claim>>();
        for (var row : rows) {
            long resource = row.getLong("resource");
            var during = span(row, "from_time", "to_time");
            var booking = row.getUUID("booking");
            if (booking == null) {
                blocks.computeIfAbsent(resource, _ -> new ArrayList<>()).add(during);
            } else {
                claims.computeIfAbsent(resource, _ -> new ArrayList<>())
                        .add(Claim.kept(
                                Math.toIntExact(row.getLong("unit")),
                                during,
                                row.getValue("lead_from") == null ? null : span(row, "lead_from", "lead_to"),
                                booking,
                                row.getLong("version")));
            }
        }
        var busy = new HashMap<Long, Busy>();
        blocks.forEach((resource, spans) -> busy.put(resource, new Busy(Spans.of(spans), Claims.NONE)));
        claims.forEach((resource, its) -> busy.put(
                resource, new Busy(busy.getOrDefault(resource, Busy.NONE).blocks(), new Claims(its))));
        return busy;
    }

    private static final String SESSIONS = """
            select id, starts_at, ends_at, version, taken, places::text as places from session
            where tenant = $1::bigint and service = $2::bigint and starts_at >= $3::timestamptz and taken > 0
            """;

    @Override
    public Future<Sessions> sessions(long tenant, long service, Instant since) {
        return database.query("reading sessions", SESSIONS, Tuple.of(tenant, service, Times.column(since)))
                .map(rows ->
                        Sessions.of(rows.stream().map(PictureStore::session).toList()));
    }

    private static Session session(Row row) {
        return new Session(
                row.getUUID("id"),
                Busy.micros(row.getOffsetDateTime("starts_at").toInstant()),
                Busy.micros(row.getOffsetDateTime("ends_at").toInstant()),
                row.getLong("version"),
                row.getInteger("taken"),
                new JsonArray(row.getString("places"))
                        .stream().map(each -> place((JsonObject) each)).toList(),
                Map.of());
    }

    private static Place place(JsonObject json) {
        return new Place(
                json.getString("role"),
                json.getString("id"),
                json.getInteger("unit"),
                span(json, "from", "to"),
                json.containsKey("leadFrom") ? span(json, "leadFrom", "leadTo") : null);
    }

    private static Span span(JsonObject json, String from, String to) {
        return new Span(
                Busy.micros(Instant.parse(json.getString(from))), Busy.micros(Instant.parse(json.getString(to))));
    }

    static Span span(Row row, String from, String to) {
        return new Span(
                Busy.micros(row.getOffsetDateTime(from).toInstant()),
                Busy.micros(row.getOffsetDateTime(to).toInstant()));
    }

    private static final String STARTS = """
            select id, version, starts_at, array(select distinct r ->> 'id' from json_array_elements(resources) as r) as resources
            from booking
            where tenant = $1::bigint and service = $2::bigint and starts_at >= $3::timestamptz
              and status not in ('declined', 'expired', 'cancelled') and blocks
            """;

    @Override
    public Future<Tally> tally(long tenant, long service, Instant since) {
        return database.query("counting bookings", STARTS, Tuple.of(tenant, service, Times.column(since)))
                .map(PictureStore::tally);
    }

    private static Tally tally(RowSet<Row> rows) {
        var all = new ArrayList<Claim>();
        var byResource = new HashMap<String, List<Claim>>();
        for (var row : rows) {
            var claim = Claim.at(
                    Busy.micros(row.getOffsetDateTime("starts_at").toInstant()),
                    row.getUUID("id"),
                    row.getLong("version"));
            all.add(claim);
            Set.of(row.getArrayOfStrings("resources"))
                    .forEach(resource -> byResource
                            .computeIfAbsent(resource, _ -> new ArrayList<>())
                            .add(claim));
        }
        var ofResources = new HashMap<String, Claims>();
        byResource.forEach((resource, claims) -> ofResources.put(resource, new Claims(claims)));
        return new Tally(new Claims(all), ofResources);
    }

    // Ids begin with the time at which they were made.
    private static final String TURNS = """
            select id, version, resources::text as resources from booking
            where tenant = $1::bigint and service = $2::bigint and resources::text like '%"turn":%'
              and status not in ('declined', 'expired', 'cancelled')
            order by id desc limit $3::bigint
            """;

    @Override
    public Future<Turns> turns(long tenant, long service) {
        return database.query("reading turns", TURNS, Tuple.of(tenant, service, TURNS_MAX))
                .map(PictureStore::turns);
    }

    static Turns turns(RowSet<Row> rows) {
        var all = Turns.NONE;
        for (var row : rows) {
            var its = TakenTurns.read(
                    new JsonArray(row.getString("resources")), row.getUUID("id"), row.getLong("version"));
            var resources = its.stream().map(Turn::resource).toList();
            all = all.with(row.getUUID("id"), row.getLong("version"), resources, its);
        }
        return all;
    }

    // His are those that he comes to as the first: the index of names has the others too.
    private static final String LAST = """
            select resources::text as resources from booking
            where tenant = $1::bigint and service = $2::bigint
              and booking_names(tenant, resources, attendees)
                @> array[$1::bigint::text || ':a:' || lower($3::text)]
              and lower(attendees -> 0 ->> 'email') = lower($3::text)
              and attendees -> 0 ->> 'status' is distinct from 'cancelled'
              and status not in ('declined', 'expired', 'cancelled') and not hold
            order by starts_at desc, id desc limit 1
            """;

    @Override
    public Future<Map<String, List<String>>> last(long tenant, long service, String customer) {
        return database.query("looking for the last booking", LAST, Tuple.of(tenant, service, customer))
                .map(rows -> {
                    var last = new HashMap<String, List<String>>();
                    for (var row : rows) {
                        for (var each : new JsonArray(row.getString("resources"))) {
                            var json = (JsonObject) each;
                            last.computeIfAbsent(json.getString("role"), _ -> new ArrayList<>())
                                    .add(json.getString("id"));
                        }
                    }
                    return last;
                });
    }
}
