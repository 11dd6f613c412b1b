package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Anything that can be done to bookings and holds is done at random on two nodes, many at once. The log then has
/// to be a history that one after the other could have made: played back in its order through a model that knows
/// the life of a booking, what is claimed and what the limits are, it breaks no rule, and ends where the tables
/// are.
class HistoryTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.02S");

    private static final int OPERATIONS = 500;
    private static final int AT_ONCE = 12;
    private static final int LIMIT = 4;

    private static final List<String> SERVICES = List.of("visit", "asked", "yoga", "both", "few");
    private static final List<String> STEPS =
            List.of("confirm", "decline", "cancel", "check-in", "complete", "no-show");

    private static Practice practice;
    private static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("ann", "team")
                .resource("bob", "team")
                .resource("hall", "halls")
                .service("visit", needing("host", "team", "\"buffer\":{\"after\":\"PT15M\"}"))
                .service("asked", needing("host", "team", "\"approval\":true,\"policy\":{\"pendingExpiry\":\"PT10M\"}"))
                .service("yoga", needing("place", "halls", "\"capacity\":3"))
                .service("few", needing("place", "halls", "\"limits\":[{\"max\":" + LIMIT + ",\"per\":\"day\"}]"))
                .service("both", """
                        {"duration":"PT30M","requirements":[{"role":"host","pool":"team"},{"role":"place","pool":"halls"}]}
                        """);
        nodes = List.of(service.client(), service.startNode().client());
    }

    private static String needing(String role, String pool, String more) {
        return "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"" + role + "\",\"pool\":\"" + pool + "\"}],"
                + more + "}";
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_127, 4_711})
    void what_the_log_tells_could_have_been_done_one_after_the_other(long seed) throws SQLException {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        long after = nodes.getFirst()
                .get("/v1/events?after=end&limit=1")
                .json()
                .getString("next")
                .transform(Long::parseLong);

        var month = "2027-%02d".formatted(1 + (int) (seed % 9));
        var replies = new Play(new Random(seed), month).run();

        // What is left of another history has another month.
        var log = events(after).stream()
                .filter(each ->
                        each.getJsonObject("data").getString("localStart").startsWith(month))
                .toList();
        var model = new Model();
        log.forEach(model::play);
        for (var reply : replies) {
            if (reply.status() == 200 || reply.status() == 201) {
                assertThat(model.told).as("seed %s: %s", seed, reply.text()).contains(version(reply.json()));
            } else {
                assertThat(reply.status()).as("seed %s: %s", seed, reply.text()).isIn(204, 404, 409, 410, 422);
            }
        }
        for (var each : model.standing.values()) {
            if (!each.getString("status").equals("held") && each.containsKey("icalUid")) {
                var now = nodes.getLast()
                        .get("/v1/bookings/" + each.getString("id"))
                        .json();
                assertThat(now).as("seed %s", seed).isEqualTo(shown(each));
            }
        }
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(log).hasSizeGreaterThan(100);
    }

    /// Acts at random, with so many requests under way at once.
    private static final class Play {

        private final Random random;
        private final String month;
        private final List<String> bookings = new ArrayList<>();
        private final List<String> holds = new ArrayList<>();
        private final List<Reply> replies = new ArrayList<>();

        Play(Random random, String month) {
            this.random = random;
            this.month = month;
        }

        List<Reply> run() {
            var underWay = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < OPERATIONS; i++) {
                underWay.add(ask());
                if (underWay.size() == AT_ONCE) {
                    take(underWay.remove(random.nextInt(AT_ONCE)).join());
                }
                if (i % 40 == 39) {
                    service.clock().advance(Duration.ofMinutes(random.nextInt(4)));
                }
            }
            underWay.forEach(each -> take(each.join()));
            return replies;
        }

        private void take(Reply reply) {
            replies.add(reply);
            if (reply.status() == 201) {
                var json = reply.json();
                (json.getString("status").equals("held") ? holds : bookings).add(json.getString("id"));
            }
        }

        private CompletableFuture<Reply> ask() {
            var node = nodes.get(random.nextInt(2));
            int kind = random.nextInt(10);
            if (kind < 3 || bookings.isEmpty()) {
                return node.postAsync("/v1/bookings", wish());
            }
            if (kind < 5 || holds.isEmpty()) {
                return node.postAsync("/v1/holds", wish());
            }
            var hold = holds.get(random.nextInt(holds.size()));
            var booking = "/v1/bookings/" + bookings.get(random.nextInt(bookings.size()));
            return switch (kind) {
                case 5 -> node.postAsync("/v1/bookings", "{\"hold\":\"" + hold + "\"}");
                case 6 ->
                    random.nextBoolean()
                            ? node.sendAsync("PATCH", "/v1/holds/" + hold, "{\"ttl\":\"PT5M\"}")
                            : node.sendAsync("DELETE", "/v1/holds/" + hold, "");
                case 7 -> node.postAsync(booking + "/reschedule", "{\"start\":\"" + start() + "\"}");
                default -> node.postAsync(booking + "/" + STEPS.get(random.nextInt(STEPS.size())), "");
            };
        }

        private String wish() {
            var what = SERVICES.get(random.nextInt(SERVICES.size()));
            return "{\"service\":\"" + what + "\",\"start\":\"" + start() + "\",\"attendees\":[{\"name\":\"N"
                    + random.nextInt(9) + "\",\"email\":\"" + random.nextInt(9) + "@example.org\"}]}";
        }

        /// Few, so that they stand in each other's way.
        private String start() {
            return month
                    + "-%02dT%02d:%02d".formatted(4 + random.nextInt(5), 9 + random.nextInt(4), 30 * random.nextInt(2));
        }
    }

    /// Plays events one after the other and refuses what cannot follow.
    private static final class Model {

        private static final Map<String, Set<String>> MAY_FOLLOW = Map.ofEntries(
                Map.entry("hold.created", Set.of("")),
                Map.entry("hold.extended", Set.of("held")),
                Map.entry("hold.expired", Set.of("held")),
                Map.entry("hold.released", Set.of("held")),
                Map.entry("booking.requested", Set.of("", "held")),
                Map.entry("booking.confirmed", Set.of("", "held", "pending")),
                Map.entry("booking.declined", Set.of("pending")),
                Map.entry("booking.expired", Set.of("pending")),
                Map.entry("booking.rescheduled", Set.of("pending", "confirmed")),
                Map.entry("booking.cancelled", Set.of("pending", "confirmed")),
                Map.entry("booking.checked_in", Set.of("confirmed")),
                Map.entry("booking.completed", Set.of("checked_in")),
                Map.entry("booking.no_show", Set.of("confirmed")));

        private static final Set<String> FOR_CALENDARS =
                Set.of("booking.rescheduled", "booking.cancelled", "booking.declined", "booking.expired");

        private final Map<String, JsonObject> standing = new HashMap<>();
        private final Set<String> told = new HashSet<>();

        void play(JsonObject event) {
            var type = event.getString("type");
            var data = event.getJsonObject("data");
            var before = standing.get(event.getString("subject"));

            var status = before == null ? "" : before.getString("status");
            assertThat(MAY_FOLLOW.get(type)).as("%s after %s", type, status).contains(status);
            assertThat(data.getLong("version"))
                    .as(data.encode())
                    .isEqualTo(before == null ? 1 : before.getLong("version") + 1);
            if (before != null && before.containsKey("sequence")) {
                assertThat(data.getLong("sequence"))
                        .as(data.encode())
                        .isEqualTo(before.getLong("sequence") + (FOR_CALENDARS.contains(type) ? 1 : 0));
            }
            itTellsWhatWas(before, data);
            standing.put(event.getString("subject"), data);
            told.add(version(data));
            nothingIsClaimedTwice(data);
            sessionsHaveSeats(data);
            limitsAreKept(data);
        }

        /// Of what has changed, and of a move all of where and when it was.
        private static void itTellsWhatWas(JsonObject before, JsonObject data) {
            var previous = data.getJsonObject("previous");
            if (before == null) {
                assertThat(previous).isNull();
                return;
            }
            var was = shown(before);
            var is = shown(data);
            var names = new HashSet<>(was.fieldNames());
            names.addAll(is.fieldNames());
            names.removeAll(Set.of("version", "updatedAt"));
            for (var name : names) {
                boolean isChanged = !Objects.equals(was.getValue(name), is.getValue(name));
                assertThat(previous.containsKey(name) || !isChanged)
                        .as("%s in %s", name, data)
                        .isTrue();
                assertThat(previous.getValue(name))
                        .as("%s in %s", name, data)
                        .isIn(
                                isChanged
                                        ? Collections.singleton(was.getValue(name))
                                        : Arrays.asList(null, was.getValue(name)));
            }
            assertThat(names).containsAll(previous.fieldNames());
        }

        private void nothingIsClaimedTwice(JsonObject data) {
            for (var own : claims(data)) {
                for (var other : standing.values()) {
                    if (!owner(other).equals(owner(data))) {
                        assertThat(claims(other))
                                .as("%s beside %s", data, other)
                                .noneMatch(each -> each.getString("resource").equals(own.getString("resource"))
                                        && each.getInteger("unit").equals(own.getInteger("unit"))
                                        && overlap(each, own));
                    }
                }
            }
        }

        private static boolean overlap(JsonObject one, JsonObject other) {
            return Instant.parse(one.getString("start")).isBefore(Instant.parse(other.getString("end")))
                    && Instant.parse(other.getString("start")).isBefore(Instant.parse(one.getString("end")));
        }

        /// Those who share a session share what it claims.
        private static String owner(JsonObject data) {
            return data.getString("session", data.getString("id"));
        }

        private static List<JsonObject> claims(JsonObject data) {
            return data.getJsonArray("claims").stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        private void sessionsHaveSeats(JsonObject data) {
            var session = data.getString("session");
            if (session != null) {
                int taken = standing.values().stream()
                        .filter(each -> session.equals(each.getString("session"))
                                && !claims(each).isEmpty())
                        .mapToInt(each -> each.getInteger("seats"))
                        .sum();
                assertThat(taken).isLessThanOrEqualTo(3);
            }
        }

        private void limitsAreKept(JsonObject data) {
            var day = data.getString("localStart").substring(0, 10);
            if (data.getString("service").equals("few")) {
                assertThat(standing.values())
                        .filteredOn(each -> each.getString("service").equals("few")
                                && each.getString("localStart").startsWith(day)
                                && !claims(each).isEmpty())
                        .hasSizeLessThanOrEqualTo(LIMIT);
            }
        }
    }

    private static String version(JsonObject booking) {
        return booking.getString("id") + " " + booking.getLong("version");
    }

    /// A booking as it is told, without what the event says of the change.
    private static JsonObject shown(JsonObject data) {
        var json = data.copy();
        List.of("claims", "previous", "sessions", "stored").forEach(json::remove);
        return json;
    }

    private static List<JsonObject> events(long after) {
        var found = new ArrayList<JsonObject>();
        long next = after;
        while (true) {
            var page = nodes.getFirst()
                    .get("/v1/events?after=" + next + "&limit=200")
                    .json();
            page.getJsonArray("items").forEach(each -> found.add((JsonObject) each));
            long last = Long.parseLong(page.getString("next"));
            if (page.getJsonArray("items").isEmpty()) {
                return found;
            }
            next = last;
        }
    }
}
