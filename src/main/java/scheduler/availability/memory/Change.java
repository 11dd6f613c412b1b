package scheduler.availability.memory;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Session.Place;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.picture.Turns.Turn;
import scheduler.event.Happened;
import scheduler.time.Instants;

/// What an event about a booking says of what is taken: all that the booking has after it, and whose it had before.
/// `turns` are those that the booking has taken. What a booking in a session has belongs to the session; what has
/// become of that, and of one that it has left, is in `sessions`.
record Change(
        long tenant,
        UUID booking,
        long version,
        String service,
        long start,
        long end,
        int seats,
        @Nullable UUID session,
        Set<String> resources,
        List<Place> places,
        List<Turn> turns,
        List<News> sessions) {

    /// How many seats of a session are taken in a version of it; version 0 is not known yet, because the booking is
    /// just being written.
    record News(UUID id, long version, int taken) {}

    static Change of(Happened event) {
        return of(event, news(event.data().getJsonArray("sessions", new JsonArray())));
    }

    /// What an event will say that is just being written.
    static Change expected(Happened event) {
        var session = event.data().getString("session");
        return of(event, session == null ? List.of() : List.of(new News(UUID.fromString(session), 0, 0)));
    }

    private static Change of(Happened event, List<News> sessions) {
        var data = event.data();
        var session = data.getString("session");
        var resources = new HashSet<String>();
        addIds(data, resources);
        addIds(data.getJsonObject("previous", new JsonObject()), resources);
        var places = data.getJsonArray("claims", new JsonArray()).stream()
                .map(each -> place((JsonObject) each))
                .toList();
        return new Change(
                event.tenant(),
                UUID.fromString(event.subject()),
                data.getLong("version"),
                data.getString("service"),
                Busy.micros(Instants.readBack(data.getString("start"))),
                Busy.micros(Instants.readBack(data.getString("end"))),
                data.getInteger("seats", 1),
                session == null ? null : UUID.fromString(session),
                resources,
                places,
                places.isEmpty() && !isAsked(data) ? List.of() : turns(event),
                sessions);
    }

    /// The same if it does not come about.
    Change undone() {
        return new Change(
                tenant, booking, version, service, start, end, seats, session, resources, List.of(), List.of(),
                sessions);
    }

    /// Whether the booking stands.
    boolean stands() {
        return !places.isEmpty();
    }

    /// Whether it stands in a session.
    boolean isIn(News news) {
        return isIn(news.id);
    }

    boolean isIn(UUID id) {
        return stands() && id.equals(session);
    }

    /// What the booking has of one resource, as a claim of its owner in a version.
    List<Claim> claims(String resource, UUID owner, long itsVersion) {
        var claims = new ArrayList<Claim>();
        for (var each : places) {
            if (each.resource().equals(resource)) {
                claims.add(Claim.kept(each.unit(), each.during(), each.lead(), owner, itsVersion));
            }
        }
        return claims;
    }

    /// The session of the booking as it is said to be, beside who else is just joining it.
    Session opened(News news) {
        return new Session(Objects.requireNonNull(session), start, end, news.version, news.taken, places, Map.of());
    }

    private static List<News> news(JsonArray sessions) {
        return sessions.stream()
                .map(each -> (JsonObject) each)
                .map(each -> new News(
                        UUID.fromString(each.getString("id")), each.getLong("version"), each.getInteger("taken")))
                .toList();
    }

    private static void addIds(JsonObject booking, Set<String> ids) {
        for (var each : booking.getJsonArray("resources", new JsonArray())) {
            ids.add(((JsonObject) each).getString("id"));
        }
    }

    /// A request has its turn, also while it claims nothing.
    private static boolean isAsked(JsonObject booking) {
        return "pending".equals(booking.getString("status"));
    }

    private static List<Turn> turns(Happened event) {
        var data = event.data();
        return TakenTurns.read(
                data.getJsonArray("resources", new JsonArray()),
                UUID.fromString(event.subject()),
                data.getLong("version"));
    }

    private static Place place(JsonObject json) {
        return new Place(
                json.getString("role", ""),
                json.getString("resource"),
                json.getInteger("unit"),
                span(json, "start", "end"),
                json.containsKey("leadStart") ? span(json, "leadStart", "leadEnd") : null);
    }

    private static Span span(JsonObject json, String start, String end) {
        return new Span(
                Busy.micros(Instants.readBack(json.getString(start))),
                Busy.micros(Instants.readBack(json.getString(end))));
    }
}
