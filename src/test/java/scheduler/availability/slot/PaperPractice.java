package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.picture.Pins;
import scheduler.availability.picture.Preferences;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Session.Place;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Spans;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.slot.SlotFunction.Listed;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.service.Buffers;
import scheduler.service.Requirement;
import scheduler.service.Service;
import scheduler.service.Strategy;
import scheduler.time.OpeningHours;
import scheduler.time.TimeRange;
import scheduler.time.WrittenHours;

/// A practice in memory: who works there, the one service it gives, what is taken. Pictures of it hold what the
/// database would give. Times are written in its zone, `2026-06-15T09:00`, or in UTC, with a `Z`.
public final class PaperPractice {

    private static final DateTimeFormatter LABEL = DateTimeFormatter.ofPattern("HH:mmxxx");

    private final ZoneId zone;
    private final Map<String, Hours> hours = new TreeMap<>();
    private final Map<String, Integer> capacities = new HashMap<>();
    private final Map<String, Buffers> buffers = new HashMap<>();
    private final Map<String, List<String>> pools = new HashMap<>();
    private final Map<String, List<Taken>> taken = new HashMap<>();
    private Sessions sessions = Sessions.NONE;
    private final JsonObject service = new JsonObject().put("horizon", "P3650D");
    private final List<Pin> pins = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /// One time that is taken: a block of all units, or a claim on one with the buffers around it, by the rule
    /// that it was made under.
    record Taken(int unit, long from, long to, long before, long after, Buffers buffers, UUID owner) {

        static final int ALL_UNITS = -1;

        Taken(int unit, long from, long to) {
            this(unit, from, to, 0, 0, Buffers.STACK);
        }

        Taken(int unit, long from, long to, long before, long after, Buffers buffers) {
            this(unit, from, to, before, after, buffers, UUID.randomUUID());
        }

        private Claim claim() {
            return buffers == Buffers.MAX
                    ? new Claim(unit, from - before, from, to, to + after, owner, 1)
                    : new Claim(unit, from - before, to + after, owner, 1);
        }
    }

    PaperPractice(String zone) {
        this.zone = ZoneId.of(zone);
    }

    List<Taken> taken(String id) {
        return taken.getOrDefault(id, List.of());
    }

    /// Whether the notice and the horizon of the service allow a start.
    public boolean isInTime(Instant start) {
        var outline = outline();
        return !start.isBefore(outline.earliest(now)) && start.isBefore(outline.tooLate(now));
    }

    PaperPractice now(String time) {
        now = at(time);
        return this;
    }

    /// Somebody, with opening hours as WrittenHours reads them; without any they are never open.
    PaperPractice with(String id, String... lines) {
        return with(id, WrittenHours.read(zone.getId(), lines));
    }

    PaperPractice with(String id, OpeningHours open) {
        hours.put(id, new Hours(open));
        return this;
    }

    PaperPractice capacity(String id, int units) {
        capacities.put(id, units);
        return this;
    }

    PaperPractice buffers(String id, Buffers rule) {
        buffers.put(id, rule);
        return this;
    }

    Buffers buffers(String id) {
        return buffers.getOrDefault(id, Buffers.STACK);
    }

    PaperPractice pool(String pool, String... ids) {
        Arrays.asList(ids)
                .forEach(id -> pools.computeIfAbsent(id, _ -> new ArrayList<>()).add(pool));
        return this;
    }

    PaperPractice service(String duration, String step) {
        service.put("duration", duration).put("step", step);
        return this;
    }

    PaperPractice align(String align) {
        service.put("align", align);
        return this;
    }

    PaperPractice buffer(String before, String after) {
        service.put("buffer", new JsonObject().put("before", before).put("after", after));
        return this;
    }

    /// That the buffers have to lie inside the opening hours too.
    PaperPractice buffersInside() {
        service.getJsonObject("buffer").put("insideHours", true);
        return this;
    }

    PaperPractice notice(String minNotice) {
        service.put("minNotice", minNotice);
        return this;
    }

    PaperPractice horizon(String horizon) {
        service.put("horizon", horizon);
        return this;
    }

    /// That a booking needs so many of a pool.
    PaperPractice needs(String role, int quantity, String pool, Strategy strategy) {
        return needs(role, quantity, strategy, "pool", pool);
    }

    PaperPractice needs(String role, int quantity, String pool) {
        return needs(role, quantity, pool, Strategy.PRIORITY);
    }

    /// That a booking needs one of these, the first that is free.
    PaperPractice needsOneOf(String role, String... ids) {
        return needs(role, 1, Strategy.PRIORITY, "resources", new JsonArray(Arrays.asList(ids)));
    }

    private PaperPractice needs(String role, int quantity, Strategy strategy, String from, Object whom) {
        var requirements = service.getJsonArray("requirements", new JsonArray());
        requirements.add(new JsonObject()
                .put("role", role)
                .put("quantity", quantity)
                .put("strategy", strategy.text())
                .put(from, whom));
        service.put("requirements", requirements);
        return this;
    }

    /// That whoever was needed last is needed so long after the start only, for so long.
    PaperPractice later(String offset, String duration) {
        var requirements = service.getJsonArray("requirements");
        requirements
                .getJsonObject(requirements.size() - 1)
                .put("offset", offset)
                .put("duration", duration);
        return this;
    }

    /// Has the client insist on somebody, in a role or, when that is null, in any.
    public PaperPractice pin(@Nullable String role, String id) {
        pins.add(new Pin(role, id, "/resource"));
        return this;
    }

    List<Pin> pins() {
        return List.copyOf(pins);
    }

    public PaperPractice unpinned() {
        pins.clear();
        return this;
    }

    PaperPractice block(String id, String from, String to) {
        return take(id, new Taken(Taken.ALL_UNITS, Busy.micros(at(from)), Busy.micros(at(to))));
    }

    PaperPractice claim(String id, int unit, String from, String to) {
        return take(id, new Taken(unit, Busy.micros(at(from)), Busy.micros(at(to))));
    }

    PaperPractice take(String id, Taken time) {
        taken.computeIfAbsent(id, _ -> new ArrayList<>()).add(time);
        return this;
    }

    PaperPractice giveBack(String id, Taken time) {
        assertThat(taken.getOrDefault(id, List.of()).remove(time)).isTrue();
        return this;
    }

    /// Leaves out all that is taken, as the booking that is moved does with its own.
    PaperPractice cleared(String id) {
        taken.remove(id);
        return this;
    }

    /// Takes a start as a booking does, buffers included, and says who was chosen.
    List<String> book(String start) {
        return book(at(start));
    }

    List<String> book(Instant start) {
        var admitted = (Admitted) admit(start);
        admitted.assigned().forEach(each -> take(each.id(), taken(each, UUID.randomUUID())));
        return ids(admitted);
    }

    PaperPractice seats(int capacity) {
        service.put("capacity", capacity);
        return this;
    }

    /// Takes seats at a start, in a session that is there or in a new one, and says which.
    Session sit(Instant start, int seats) {
        var admitted = (Admitted) admit(start, seats);
        var places = admitted.assigned().stream().map(PaperPractice::place).toList();
        long begin = Busy.micros(start);
        var opened = sessions.at(begin).stream()
                .filter(each -> each.places().equals(places))
                .findFirst();
        var session = opened.orElseGet(
                () -> new Session(UUID.randomUUID(), begin, Busy.micros(admitted.end()), 0, 0, places, Map.of()));
        if (opened.isEmpty()) {
            admitted.assigned().forEach(each -> take(each.id(), taken(each, session.id())));
        }
        return seated(session, session.taken() + seats);
    }

    /// Gives seats back, and with the last of them the time.
    Session stand(Session session, int seats) {
        if (session.taken() == seats) {
            taken.values().forEach(all -> all.removeIf(each -> each.owner.equals(session.id())));
        }
        return seated(session, session.taken() - seats);
    }

    private Session seated(Session session, int taken) {
        var changed = session.known(session.version() + 1, taken);
        sessions = sessions.with(changed, Instant.EPOCH);
        return changed;
    }

    private static Place place(Assigned assigned) {
        return new Place(
                assigned.role(),
                assigned.id(),
                assigned.units().getFirst(),
                span(assigned.during()),
                assigned.lead() == null ? null : span(assigned.lead()));
    }

    /// The slots of a range as if a booking had left its time.
    List<Slot> without(Leaving leaving, TimeRange range) {
        var picture = Picture.of(outline(), range, known(), leaving);
        return SlotFunction.list(picture, range, Integer.MAX_VALUE).slots();
    }

    private Taken taken(Assigned assigned, UUID owner) {
        var during = span(assigned.during());
        var lead = assigned.lead() == null ? during : span(assigned.lead());
        return new Taken(
                assigned.units().getFirst(),
                during.from(),
                lead.to(),
                during.from() - lead.from(),
                during.to() - lead.to(),
                buffers(assigned.id()),
                owner);
    }

    private static Span span(TimeRange range) {
        return new Span(Busy.micros(range.start()), Busy.micros(range.end()));
    }

    /// Who would be chosen for a start that can be had.
    List<String> chosen(String start) {
        return ids((Admitted) admit(at(start)));
    }

    /// Why they would be, as an event tells it.
    List<String> reasons(String start) {
        return ((Admitted) admit(at(start)))
                .assigned().stream()
                        .map(each -> each.choice() == null
                                ? ""
                                : each.choice().toJson().encode())
                        .toList();
    }

    /// The code of the refusal, or `admitted`.
    String code(String start) {
        return switch (admit(at(start))) {
            case Admitted _ -> "admitted";
            case Declined declined -> declined.code().text();
        };
    }

    /// The sentence of the refusal.
    String reason(String start) {
        return ((Declined) admit(at(start))).reason();
    }

    /// Whether every rule of the trace is passed.
    boolean passesEveryRule(Instant start) {
        var outline = outline();
        var range = new TimeRange(start, start.plus(outline.duration()));
        return Trace.of(picture(outline, range), start).stream().allMatch(rule -> ((JsonObject) rule).getBoolean("ok"));
    }

    Verdict admit(Instant start) {
        return admit(start, 1);
    }

    Verdict admit(Instant start, int seats) {
        var outline = outline();
        return SlotFunction.admit(picture(outline, new TimeRange(start, start.plus(outline.duration()))), start, seats);
    }

    /// The starts of a day of the practice, on its wall clock.
    List<String> starts(String date) {
        return labels(list(date, date));
    }

    List<String> starts(String from, String to) {
        return labels(list(new TimeRange(at(from), at(to))).slots());
    }

    public List<Slot> list(String firstDate, String lastDate) {
        return list(firstDate, lastDate, zone.getId());
    }

    /// The slots of days as they are counted in another zone.
    public List<Slot> list(String firstDate, String lastDate, String viewer) {
        return list(Bounds.read(firstDate, lastDate).in(ZoneId.of(viewer)).orElseThrow())
                .slots();
    }

    public Listed list(TimeRange range) {
        return SlotFunction.list(picture(outline(), range), range, Integer.MAX_VALUE);
    }

    /// Why a day has no slot.
    String empty(String date) {
        return list(Bounds.read(date, date).in(zone).orElseThrow()).empty();
    }

    Instant at(String time) {
        return time.endsWith("Z")
                ? Instant.parse(time)
                : LocalDateTime.parse(time).atZone(zone).toInstant();
    }

    private List<String> labels(List<Slot> slots) {
        return slots.stream()
                .map(slot -> LABEL.format(slot.start().atZone(zone)))
                .toList();
    }

    private static List<String> ids(Admitted admitted) {
        return admitted.assigned().stream().map(Assigned::id).toList();
    }

    public Outline outline() {
        return Pins.apply(everybody(), pins);
    }

    /// The same whoever is insisted on.
    Outline everybody() {
        var read = Fields.readWhole(service, "", fields -> Service.read("visit", fields));
        var requirements = read.requirements().isEmpty() ? List.of(Outline.ANY_RESOURCE) : read.requirements();
        var roles = requirements.stream()
                .map(each -> new Role(each, Outline.part(read, read.duration(), each), candidates(each), List.of()))
                .toList();
        return new Outline(new Tenant(1, Tenant.DEMO), 1, 1, read, read.duration(), roles, zone);
    }

    private List<Candidate> candidates(Requirement requirement) {
        var ids = requirement.resources().isEmpty() ? hours.keySet() : requirement.resources();
        return ids.stream()
                .filter(id -> requirement.pool() == null
                        || pools.getOrDefault(id, List.of()).contains(requirement.pool()))
                .map(this::candidate)
                .toList();
    }

    private Candidate candidate(String id) {
        return new Candidate(
                List.copyOf(hours.keySet()).indexOf(id),
                id,
                1,
                capacities.getOrDefault(id, 1),
                zone,
                pools.getOrDefault(id, List.of()),
                buffers(id),
                true,
                Optional.ofNullable(hours.get(id)),
                Openings.NEVER,
                Busy.NONE);
    }

    public Picture picture(Outline outline, TimeRange range) {
        return Picture.of(outline, range, known(), null);
    }

    public Known known() {
        var busy = new HashMap<String, Busy>();
        taken.keySet().forEach(id -> busy.put(id, busy(id)));
        return new Known(busy, sessions, Limits.NONE, Preferences.NONE, now);
    }

    private Busy busy(String id) {
        var blocks = new ArrayList<Span>();
        var claims = new ArrayList<Claim>();
        for (var each : taken(id)) {
            if (each.unit() == Taken.ALL_UNITS) {
                blocks.add(new Span(each.from(), each.to()));
            } else {
                claims.add(each.claim());
            }
        }
        return new Busy(Spans.of(blocks), new Claims(claims));
    }
}
