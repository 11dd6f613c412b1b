package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Busy.Taken;
import scheduler.availability.Outline.Role;
import scheduler.catalog.Schedule;
import scheduler.database.Database;
import scheduler.message.Code;
import scheduler.message.Fields;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.service.Requirement;
import scheduler.service.Service;
import scheduler.service.Strategy;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;

/// Loads what the slot function looks at. It reads the tables of the catalog and the claims, and writes none.
public final class Pictures {

    static final int CANDIDATES_MAX = 1000;

    static final Requirement ANY_RESOURCE = new Requirement("resource", null, List.of(), 1, Strategy.PRIORITY);
    private static final UUID NONE = new UUID(0, 0);
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Database database;
    private final Times times;

    public Pictures(Database database, Times times) {
        this.database = database;
        this.times = times;
    }

    /// A service, in its current version or in one that a booking was made with, and who can give it. Who is insisted
    /// on
    /// may depend on the service.
    public Future<Outline> outline(
            Tenant tenant, String service, @Nullable Long version, Function<Service, List<Pin>> pinning) {
        return database.query("reading a service", SERVICE, Tuple.of(tenant.no(), service, version))
                .compose(rows -> {
                    if (rows.size() == 0) {
                        throw new Refusal(
                                Problem.at(Code.UNKNOWN_SERVICE, "/service", "There is no service " + service + "."));
                    }
                    var row = rows.iterator().next();
                    var read = Service.read(service, Fields.of(new JsonObject(row.getString("doc"))));
                    var pins = pinning.apply(read);
                    return candidates(tenant, read, pins)
                            .map(found -> outline(tenant, row, read, found))
                            .map(outline -> Pins.apply(outline, pins).inItsZone());
                });
    }

    private static final String SERVICE = """
            select s.no, v.version, v.doc::text as doc
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no
              and v.version = coalesce($3::bigint, s.version)
            where s.tenant = $1::bigint and s.id = $2::text and ($3::bigint is not null or s.deleted_at is null)
            """;

    private static final String CANDIDATES = """
            select r.no, r.id, r.rules, r.capacity, r.pools, r.doc ->> 'timeZone' as time_zone, s.doc::text as schedule
            from resource r
            left join schedule s on s.tenant = r.tenant and s.resource = r.no
            where r.tenant = $1::bigint and r.deleted_at is null
              and ($2::boolean or r.pools && $3::text[] or r.id = any ($4::text[]))
            order by r.id limit $5::bigint
            """;

    private Future<List<Candidate>> candidates(Tenant tenant, Service service, List<Pin> pins) {
        var requirements = service.requirements();
        boolean any = requirements.isEmpty() && pins.isEmpty();
        var pools = requirements.stream()
                .map(Requirement::pool)
                .filter(pool -> pool != null)
                .toArray(String[]::new);
        var ids = requirements.isEmpty()
                ? pins.stream().map(Pin::resource).toArray(String[]::new)
                : requirements.stream()
                        .flatMap(each -> each.resources().stream())
                        .toArray(String[]::new);
        return database.query(
                        "reading who can give a service",
                        CANDIDATES,
                        Tuple.of(tenant.no(), any, pools, ids, CANDIDATES_MAX + 1L))
                .map(rows -> {
                    if (rows.size() > CANDIDATES_MAX) {
                        throw Refusal.invalid(
                                "/resource",
                                "More than " + CANDIDATES_MAX + " resources could give this service: name one.");
                    }
                    return rows.stream().map(Pictures::candidate).toList();
                });
    }

    private static Candidate candidate(Row row) {
        var resourceZone = ZoneId.of(row.getString("time_zone"));
        var hours = Optional.ofNullable(row.getString("schedule"))
                .map(doc -> Schedule.read(Fields.of(new JsonObject(doc)), resourceZone)
                        .hours());
        return new Candidate(
                row.getLong("no"),
                row.getString("id"),
                row.getLong("rules"),
                Math.toIntExact(row.getLong("capacity")),
                hours.map(OpeningHours::zone).orElse(resourceZone),
                List.of(row.getArrayOfStrings("pools")),
                hours,
                List.of(),
                List.of(),
                Busy.NONE);
    }

    private static Outline outline(Tenant tenant, Row row, Service service, List<Candidate> found) {
        var requirements = service.requirements().isEmpty() ? List.of(ANY_RESOURCE) : service.requirements();
        var roles = requirements.stream()
                .map(each -> new Role(each, meeting(each, found), List.of()))
                .toList();
        return new Outline(tenant, row.getLong("no"), row.getLong("version"), service, roles, UTC);
    }

    private static List<Candidate> meeting(Requirement requirement, List<Candidate> found) {
        if (requirement.equals(ANY_RESOURCE)) {
            return found;
        }
        var pool = requirement.pool();
        if (pool != null) {
            return found.stream().filter(each -> each.pools().contains(pool)).toList();
        }
        return requirement.resources().stream()
                .flatMap(id -> found.stream().filter(each -> each.id().equals(id)))
                .toList();
    }

    private static final String BUSY = """
            select resource, -1 as unit, lower(during) as from_time, upper(during) as to_time from block
            where tenant = $1::bigint and resource = any ($2::bigint[])
              and during && tstzrange($3::timestamptz, $4::timestamptz)
            union all
            select resource, unit, lower(during), upper(during) from claim
            where tenant = $1::bigint and resource = any ($2::bigint[])
              and during && tstzrange($3::timestamptz, $4::timestamptz) and booking <> $5::uuid
            """;

    /// A picture in which every start within `range` can be judged. The claims of `except` are left out: a booking that
    /// is being moved does not stand in its own way.
    public Future<Picture> picture(Outline outline, TimeRange range, @Nullable UUID except) {
        var seen = seen(outline, range);
        var numbers = outline.roles().stream()
                .flatMap(role -> role.candidates().stream())
                .map(Candidate::no)
                .distinct()
                .toArray(Long[]::new);
        return database.query(
                        "reading what is taken",
                        BUSY,
                        Tuple.of(
                                outline.tenant().no(),
                                numbers,
                                Times.column(seen.start()),
                                Times.column(seen.end()),
                                except == null ? NONE : except))
                .map(rows -> new Picture(during(outline, range, busy(rows)), range, times.now()));
    }

    /// What has to be known to judge every start within `range`: its neighbours, and the load of its days if that
    /// counts.
    static TimeRange seen(Outline outline, TimeRange range) {
        var times = outline.times();
        var around = range.widen(times.before(), times.duration().plus(times.after()));
        return wantsLoad(outline) ? wholeDays(around, outline.zone()) : around;
    }

    static Outline during(Outline outline, TimeRange range, Map<Long, Busy> busy) {
        var filled = new HashMap<Long, Candidate>();
        return outline.with(outline.roles().stream()
                .map(role -> new Role(
                        role.requirement(),
                        role.candidates().stream()
                                .map(each -> filled.computeIfAbsent(
                                        each.no(), no -> each.during(range, busy.getOrDefault(no, Busy.NONE))))
                                .toList(),
                        role.pinned()))
                .toList());
    }

    private static Map<Long, Busy> busy(RowSet<Row> rows) {
        var taken = new HashMap<Long, List<Taken>>();
        for (var row : rows) {
            taken.computeIfAbsent(row.getLong("resource"), _ -> new ArrayList<>())
                    .add(new Taken(
                            Math.toIntExact(row.getLong("unit")),
                            Busy.micros(row.getOffsetDateTime("from_time").toInstant()),
                            Busy.micros(row.getOffsetDateTime("to_time").toInstant())));
        }
        var busy = new HashMap<Long, Busy>();
        taken.forEach((resource, times) -> busy.put(resource, new Busy(times)));
        return busy;
    }

    private static boolean wantsLoad(Outline outline) {
        return outline.roles().stream().anyMatch(role -> role.requirement().strategy() == Strategy.LEAST_LOADED);
    }

    private static TimeRange wholeDays(TimeRange range, ZoneId zone) {
        var first = range.start().atZone(zone).toLocalDate();
        var last = range.end().atZone(zone).toLocalDate();
        return new TimeRange(
                first.atStartOfDay(zone).toInstant(),
                last.plusDays(1).atStartOfDay(zone).toInstant());
    }
}
