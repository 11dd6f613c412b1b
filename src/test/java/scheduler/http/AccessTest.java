package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.http.Specification.Operation;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Service;

/// With keys, nobody gets in without one, and nobody sees what belongs to another tenant.
class AccessTest {

    private static final Set<String> WITHOUT_KEY = Set.of("readCalendar", "showUnsubscription", "unsubscribe");

    private static final String ALPHA = "Bearer key-of-alpha";
    private static final String BETA = "Bearer key-of-beta";
    private static final String DEMO = "Bearer key-of-demo";
    private static final String SECRET = "Only alpha may read this";

    @RegisterExtension
    static final Service service =
            new Service().with("SCHEDULER_HTTP_API_KEYS", "alpha:key-of-alpha, beta:key-of-beta, key-of-demo");

    static Specification specification;
    static Client client;
    static String block;
    static String booking;

    @BeforeAll
    static void alpha_has_a_practice() {
        specification = Specification.read(service.node().vertx());
        client = service.client();
        for (var id : List.of("dr-lee", "dr-santos", "room-1")) {
            var pools = new JsonArray().add(id.startsWith("dr") ? "doctors" : "rooms");
            var resource =
                    specification.example("putResource").put("name", SECRET).put("pools", pools);
            ask("PUT", "/v1/resources/" + id, resource.encode(), ALPHA);
            ask(
                    "PUT",
                    "/v1/resources/" + id + "/schedule",
                    specification.example("putSchedule").encode(),
                    ALPHA);
        }
        ask(
                "PUT",
                "/v1/services/check-up",
                specification.example("putService").put("name", SECRET).encode(),
                ALPHA);
        var wish = specification.example("addBlock").put("reason", SECRET);
        block = ask("POST", "/v1/resources/dr-lee/blocks", wish.encode(), ALPHA)
                .json()
                .getString("id");
        var booked =
                ask("POST", "/v1/bookings", specification.example("book").encode(), ALPHA, "Idempotency-Key", "one");
        assertThat(booked.status()).isEqualTo(201);
        booking = booked.json().getString("id");
    }

    @Test
    void everything_but_health_needs_a_key() {
        for (var operation : specification.operations()) {
            var path = operation.at("dr-lee", block);
            var reply = client.send(operation.method(), path, body(operation));

            if (path.startsWith("/health")) {
                assertThat(reply.status()).as(operation.id()).isEqualTo(200);
            }
            // The address of a feed or in a reminder is its key, and whoever does not know one learns nothing.
            if (path.startsWith("/health") || WITHOUT_KEY.contains(operation.id())) {
                assertThat(operation.json().getJsonArray("security"))
                        .as(operation.id())
                        .isEmpty();
            } else {
                assertUnauthenticated(reply);
                assertThat(operation.json().containsKey("security"))
                        .as(operation.id())
                        .isFalse();
            }
        }
        for (var path : List.of("/web/style.css", "/nowhere", "/v1/resources/dr-lee?x=1", "/health-of-others")) {
            assertUnauthenticated(client.get(path));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/../metrics",
                "/health/%2e%2e/metrics",
                "/health/%2E%2E/v1/resources",
                "/health/x/../../openapi.yaml",
                "/health/../v1/resources",
                "/health/live/../../v1/resources/dr-lee",
                "/health/./../metrics",
                "/health/..;/metrics",
                "/health//../../metrics",
                "//metrics",
                "/health/..%2fmetrics",
                "/health%2f..%2fmetrics",
                "/health/..\\metrics",
                "/HEALTH/../metrics",
                "http://localhost/health/../metrics",
                "/metrics/../health"
            })
    void nobody_gets_past_the_guard_by_way_of_health(String target) {
        var answer = Wire.request(service.node().port(), "GET " + target);

        assertThat(answer.status()).as(answer.text()).isIn(400, 401, 404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text()).doesNotContain("scheduler_", "openapi", SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong-key",
                "Bearer key-of-alpha2",
                "Bearer KEY-OF-ALPHA",
                "Bearer alpha",
                "Bearer alpha:key-of-alpha",
                "Bearer key-of-alpha key-of-beta",
                "Basic key-of-alpha",
                "key-of-alpha",
                "Bearer,key-of-alpha",
                "Bearer \"key-of-alpha\"",
                ""
            })
    void what_is_no_known_key_is_refused(String authorization) {
        assertUnauthenticated(client.get("/v1/resources", "Authorization", authorization));
    }

    @Test
    void the_scheme_is_read_as_other_servers_read_it() {
        assertThat(client.get("/v1/resources/dr-lee", "Authorization", "bearer  key-of-alpha")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void nobody_reaches_what_belongs_to_another_tenant() {
        var before = seenByAlpha();
        var wrong = new ArrayList<String>();
        for (var key : List.of(BETA, DEMO)) {
            for (var operation : specification.operations()) {
                if (operation.isApi() && operation.path().contains("{") && !isPutByName(operation)) {
                    var reply = ask(operation.method(), at(operation), body(operation), key);
                    if (!Set.of(404, 422).contains(reply.status())
                            || reply.text().contains(SECRET)) {
                        wrong.add(operation.id() + " " + reply.status() + " " + reply.text());
                    }
                }
            }
            for (var path : List.of(
                    "/v1/slots?service=check-up&from=2026-12-01&to=2026-12-02",
                    "/v1/slots?service=check-up&from=2026-12-01&to=2026-12-02&resource=dr-lee")) {
                assertThat(ask("GET", path, "", key).code()).isEqualTo("unknown_service");
            }
            assertThat(ask("POST", "/v1/bookings", specification.example("book").encode(), key)
                            .code())
                    .isEqualTo("unknown_service");
        }

        assertThat(wrong).isEmpty();
        assertThat(seenByAlpha()).isEqualTo(before);
    }

    @Test
    void lists_and_the_log_hold_only_what_is_ones_own() {
        for (var key : List.of(BETA, DEMO)) {
            for (var path : List.of(
                    "/v1/resources",
                    "/v1/resources?pool=doctors",
                    "/v1/services",
                    "/v1/bookings",
                    "/v1/bookings?resource=dr-lee",
                    "/v1/bookings?attendee=ada@example.org",
                    "/v1/events?subject=" + booking,
                    "/v1/events?subject=dr-lee")) {
                var items = ask("GET", path, "", key).items();

                assertThat(items.encode()).as(path).doesNotContain(SECRET, "alpha", booking);
            }
        }
        assertThat(ask("GET", "/v1/events", "", ALPHA).items().encode()).contains(SECRET, "/tenants/alpha", booking);
    }

    @Test
    void two_tenants_may_use_the_same_names_and_the_same_idempotency_keys() {
        var before = seenByAlpha();

        var made = ask("PUT", "/v1/resources/dr-lee", "{\"name\":\"Of beta\"}", BETA, "Idempotency-Key", "one");
        var mine = ask("GET", "/v1/resources/dr-lee", "", BETA);

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Idempotency-Replayed")).isEmpty();
        assertThat(mine.json().getString("name")).isEqualTo("Of beta");
        assertThat(seenByAlpha()).isEqualTo(before);
        assertThat(ask("DELETE", "/v1/resources/dr-lee", "", BETA).status()).isEqualTo(204);
        assertThat(seenByAlpha()).isEqualTo(before);
    }

    @Test
    void without_keys_everything_is_of_the_tenant_demo() {
        try (var open = Node.start(service.postgres().url(), service.clock(), Map.of())) {
            open.client().put("/v1/resources/of-demo", "{}");
            var anyKey = open.client().get("/v1/resources/of-demo", "Authorization", ALPHA);

            assertThat(anyKey.status()).isEqualTo(200);
            assertThat(open.client().get("/v1/events?subject=of-demo").items().encode())
                    .contains("/tenants/demo");
            assertThat(open.client().get("/v1/resources/dr-santos").status()).isEqualTo(404);
            assertThat(ask("GET", "/v1/resources/of-demo", "", DEMO).status()).isEqualTo(200);
            assertThat(ask("GET", "/v1/resources/of-demo", "", ALPHA).status()).isEqualTo(404);
        }
    }

    private static void assertUnauthenticated(Reply reply) {
        assertThat(reply.status()).as(reply.response().uri().toString()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.code()).isEqualTo("unauthenticated");
        assertThat(reply.text()).doesNotContain("key-of");
    }

    /// Everything of alpha, byte by byte.
    private static Map<String, String> seenByAlpha() {
        var seen = new TreeMap<String, String>();
        for (var path : List.of(
                "/v1/resources",
                "/v1/resources/dr-lee/schedule",
                "/v1/resources/dr-lee/blocks",
                "/v1/services",
                "/v1/bookings",
                "/v1/bookings/" + booking,
                "/v1/events")) {
            seen.put(path, ask("GET", path, "", ALPHA).text());
        }
        return seen;
    }

    /// A PUT by name makes a thing of one's own where another tenant has one.
    private static boolean isPutByName(Operation operation) {
        return Set.of("putResource", "putService", "putSubscription").contains(operation.id());
    }

    private static String at(Operation operation) {
        var id = operation.path().startsWith("/v1/bookings")
                ? booking
                : operation.path().startsWith("/v1/services") ? "check-up" : "dr-santos";
        return operation.at(id.equals("dr-santos") && operation.path().contains("{block}") ? "dr-lee" : id, block);
    }

    private static String body(Operation operation) {
        return operation.body() == null
                ? ""
                : operation.body().getJsonObject("example").encode();
    }

    private static Reply ask(String method, String path, String body, String key, String... headers) {
        var all = new ArrayList<>(List.of("Authorization", key));
        all.addAll(List.of(headers));
        return client.send(method, path, body, all.toArray(String[]::new));
    }
}
