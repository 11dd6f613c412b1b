package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.http.Specification.Operation;
import scheduler.message.Code;
import scheduler.platform.Lifecycle;
import scheduler.platform.SettingsLoader;
import scheduler.platform.YamlProcessor;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Service;

/// The OpenAPI document and the running service say the same.
class DocumentTest {

    private static final String NOWHERE = "019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e";

    @RegisterExtension
    static final Service service = new Service();

    static Specification specification;
    static Client client;

    @BeforeAll
    static void read_the_document() {
        specification = Specification.read(service.node().vertx());
        client = service.client();
    }

    @Test
    void the_document_is_served_as_it_stands() {
        var served = client.get("/openapi.yaml");

        assertThat(served.text()).isEqualTo(new String(SettingsLoader.bundled("openapi.yaml"), StandardCharsets.UTF_8));
        assertThat(served.header("Content-Type")).startsWith("application/yaml");
    }

    /// A start takes it as read.
    @Test
    void the_document_is_one_by_the_specification_of_openapi() {
        var vertx = service.node().vertx();
        var document = new YamlProcessor()
                .process(vertx, new JsonObject(), Buffer.buffer(SettingsLoader.bundled("openapi.yaml")))
                .await();

        var read = OpenAPIContract.from(vertx, Document.readable(document)).await();

        assertThat(read.operations()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_operation_of_the_document_is_answered() {
        return specification.operations().stream()
                .map(each -> DynamicTest.dynamicTest(each.id(), () -> {
                    var body = each.body() == null ? "" : "{}";

                    // The one that would go on for ever is asked for what it refuses.
                    var query = each.id().equals("streamEvents") ? "?after=nothing" : "";

                    var reply = client.send(each.method(), each.at("nobody", NOWHERE) + query, body);

                    assertThat(reply.status()).isNotIn(405, 500, 501);
                    assertThat(reply.text()).doesNotContain("There is nothing at");
                    assertThat(specification.unsaid(reply)).isEmpty();
                }));
    }

    @Test
    void no_operation_has_a_parameter_twice() {
        assertThat(specification.operations())
                .allSatisfy(each -> assertThat(each.parameters())
                        .as(each.id())
                        .extracting(parameter -> parameter.getString("in") + " " + parameter.getString("name"))
                        .doesNotHaveDuplicates());
    }

    @Test
    void every_route_is_an_operation_or_a_part_of_the_pages_and_every_operation_is_a_route() {
        var vertx = service.node().vertx();
        var parts = new Edge(new Lifecycle(), () -> Duration.ZERO)
                .parts(vertx, service.postgres().url(), service.clock());
        var document = Document.load(vertx).await();
        var known = new HashSet<String>();
        specification
                .operations()
                .forEach(each -> known.add(each.method() + " " + each.path().replaceAll("\\{(\\w+)}", ":$1")));
        Pages.ASSETS.keySet().forEach(file -> known.add("GET /web/" + file));
        var paths = known.stream().map(each -> each.split(" ", 2)[1]).collect(Collectors.toSet());

        var routed = routed(
                        "", HttpVerticle.router(vertx, parts, document, HttpVerticle.guard(parts), new Remembered()))
                .toList();

        assertThat(routed).filteredOn(each -> !each.startsWith("ANY ")).containsExactlyInAnyOrderElementsOf(known);
        assertThat(routed)
                .filteredOn(each -> each.startsWith("ANY "))
                .allSatisfy(each -> assertThat(paths).contains(each.substring("ANY ".length())));
        parts.database().close().await();
    }

    /// What has a path of its own, sub-routers included; what stands before everything has none.
    private static Stream<String> routed(String mount, Router router) {
        return router.getRoutes().stream().flatMap(route -> {
            var path = mount + (route.getPath() == null ? "" : route.getPath());
            if (route.getSubRouter() != null) {
                return routed(path.replaceFirst("/\\*?$", ""), route.getSubRouter());
            }
            if (route.getPath() == null && !route.isRegexPath()) {
                return Stream.empty();
            }
            var methods = route.methods() == null ? Set.of("ANY") : route.methods();
            return methods.stream().map(method -> method + " " + (route.getPath() == null ? route : path));
        });
    }

    @Test
    void what_nobody_wrote_down_is_not_there() {
        for (var path : List.of("/v1", "/v1/", "/v2/resources", "/web", "/web/", "/swagger", "/admin")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void the_codes_of_problems_are_those_of_the_document() {
        var known = Stream.of(Code.values()).map(Code::text).toList();

        assertThat(known).containsExactlyInAnyOrderElementsOf(specification.codes());
    }

    @TestFactory
    Stream<DynamicTest> every_example_keeps_to_its_own_schema() {
        return specification.operations().stream()
                .flatMap(each -> examples(each).entrySet().stream())
                .map(each -> DynamicTest.dynamicTest(
                        each.getKey(),
                        () -> assertThat(Specification.broken(
                                        each.getValue().getJsonObject("schema"),
                                        each.getValue().getValue("example")))
                                .isEmpty()));
    }

    private static Map<String, JsonObject> examples(Operation operation) {
        var found = new java.util.TreeMap<String, JsonObject>();
        if (operation.body() != null) {
            found.put(operation.id() + " body", operation.body());
        }
        operation.json().getJsonObject("responses").forEach(response -> {
            var content = ((JsonObject) response.getValue()).getJsonObject("content", new JsonObject());
            content.forEach(type -> found.put(operation.id() + " " + response.getKey(), (JsonObject) type.getValue()));
        });
        found.values().removeIf(each -> !each.containsKey("example"));
        return found;
    }

    /// The examples of the bodies, in the order in which somebody would send them, and everything around them: each
    /// answer is one that the document knows.
    @Test
    void the_examples_work_and_every_answer_is_as_documented() {
        var replies = new ArrayList<Reply>();
        putCatalog(replies);
        readCatalog(replies);
        var booking = book(replies);
        hold(replies);
        change(replies, booking);
        removeCatalog(replies);

        assertThat(replies)
                .allSatisfy(each -> assertThat(specification.unsaid(each)).isEmpty());
        assertThat(replies).hasSizeGreaterThan(60);
    }

    @Test
    void a_local_time_that_there_is_twice_or_never_comes_with_the_instants_that_could_be_meant() {
        client.put("/v1/services/talk", "{\"duration\":\"PT30M\",\"timeZone\":\"Europe/Berlin\"}");
        client.put("/v1/resources/ann", "{}");
        var wish = new JsonObject().put("service", "talk").put("resource", "ann");

        var twice = client.post(
                "/v1/bookings", wish.put("start", "2027-10-31T02:30").encode());
        var never = client.post(
                "/v1/bookings", wish.put("start", "2027-03-28T02:30").encode());

        assertThat(twice.code()).isEqualTo("ambiguous_local_time");
        assertThat(twice.json().getJsonArray("instants"))
                .isEqualTo(new JsonArray("[\"2027-10-31T02:30:00+02:00\",\"2027-10-31T02:30:00+01:00\"]"));
        assertThat(never.code()).isEqualTo("nonexistent_local_time");
        assertThat(never.json().getJsonArray("instants")).isEqualTo(new JsonArray("[\"2027-03-28T03:00:00+02:00\"]"));
        assertThat(specification.unsaid(twice)).isEmpty();
        assertThat(specification.unsaid(never)).isEmpty();
        client.delete("/v1/services/talk");
        client.delete("/v1/resources/ann");
    }

    @Test
    void what_a_block_or_a_service_says_nothing_of_is_absent_and_not_null() {
        client.put("/v1/resources/ben", "{\"capacity\":1.0}");
        var block = client.post(
                "/v1/resources/ben/blocks", "{\"start\":\"2027-01-10T00:00:00Z\",\"end\":\"2027-01-11T00:00:00Z\"}");
        var service = client.put("/v1/services/walk", "{\"durations\":[\"PT20M\",\"PT40M\"]}");
        client.delete("/v1/services/walk");
        var again = client.put("/v1/services/walk", "{\"duration\":\"PT20M\"}", "If-None-Match", "*");

        assertThat(client.get("/v1/resources/ben").json().getValue("capacity")).isEqualTo(1);
        assertThat(block.json().fieldNames()).doesNotContain("reason");
        assertThat(client.get(block.header("Location")).text()).doesNotContain("null");
        assertThat(service.json().getString("duration")).isEqualTo("PT20M");
        assertThat(service.text()).doesNotContain("null");
        assertThat(service.header("ETag")).isEqualTo("\"1\"");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().getInteger("version")).isGreaterThan(1);
        client.delete("/v1/services/walk");
        client.delete("/v1/resources/ben");
    }

    private static void putCatalog(List<Reply> replies) {
        for (var id : List.of("dr-lee", "dr-santos", "room-1", "room-2")) {
            var pool = id.startsWith("dr") ? "doctors" : "rooms";
            var resource = specification.example("putResource").put("pools", new JsonArray().add(pool));
            replies.add(expect(201, client.put("/v1/resources/" + id, resource.encode())));
            replies.add(expect(
                    200,
                    client.put(
                            "/v1/resources/" + id, resource.put("name", "New").encode())));
            var schedule = specification.example("putSchedule").encode();
            replies.add(expect(201, client.put("/v1/resources/" + id + "/schedule", schedule)));
            replies.add(expect(200, client.put("/v1/resources/" + id + "/schedule", schedule)));
        }
        replies.add(expect(
                201,
                client.put(
                        "/v1/services/check-up",
                        specification.example("putService").encode())));
        replies.add(expect(
                200,
                client.put(
                        "/v1/services/check-up",
                        specification.example("putService").encode())));
        replies.add(expect(201, client.put("/v1/services/plain", "{\"duration\":\"PT15M\"}")));
        replies.add(expect(412, client.put("/v1/services/plain", "{\"duration\":\"PT15M\"}", "If-Match", "\"9\"")));
        replies.add(expect(412, client.put("/v1/services/plain", "{\"duration\":\"PT15M\"}", "If-None-Match", "*")));
        replies.add(expect(422, client.put("/v1/services/plain", "{}")));
        replies.add(expect(400, client.put("/v1/services/plain", "{\"duration\":1}")));
        replies.add(expect(404, client.put("/v1/resources/nobody/schedule", "{\"weekly\":[]}")));
        var added = client.post(
                "/v1/resources/dr-lee/blocks", specification.example("addBlock").encode());
        replies.add(expect(201, added));
        replies.add(expect(
                404,
                client.post(
                        "/v1/resources/nobody/blocks",
                        specification.example("addBlock").encode())));
        var block = added.header("Location");
        replies.add(expect(200, client.get(block)));
        replies.add(expect(200, client.get("/v1/resources/dr-lee/blocks?from=2027-01-01T00:00:00Z")));
        var unexplained = client.post(
                "/v1/resources/dr-lee/blocks", "{\"start\":\"2027-01-10T00:00:00Z\",\"end\":\"2027-01-11T00:00:00Z\"}");
        replies.add(expect(201, unexplained));
        replies.add(expect(200, client.get("/v1/resources/dr-lee/blocks")));
        replies.add(expect(204, client.delete(unexplained.header("Location"))));
        replies.add(expect(204, client.delete(block)));
        replies.add(expect(404, client.delete(block)));
        replies.add(expect(404, client.get(block)));
    }

    private static void readCatalog(List<Reply> replies) {
        for (var path : List.of("/v1/resources/dr-lee", "/v1/resources/dr-lee/schedule", "/v1/services/check-up")) {
            replies.add(expect(200, client.get(path)));
            replies.add(expect(304, client.get(path, "If-None-Match", "\"2\"".replace("2", version(path)))));
        }
        for (var path : List.of("/v1/resources", "/v1/services", "/v1/resources/dr-lee/blocks", "/v1/bookings")) {
            replies.add(expect(200, client.get(path)));
            replies.add(expect(200, client.get(path + "?limit=1")));
            replies.add(expect(422, client.get(path + "?limit=0")));
            replies.add(expect(400, client.get(path + "?limit=x")));
            replies.add(expect(400, client.get(path + "?no=1")));
            replies.add(expect(422, client.get(path + "?cursor=x")));
        }
        replies.add(expect(200, client.get("/v1/resources?kind=staff&pool=doctors")));
        replies.add(expect(404, client.get("/v1/resources/nobody")));
        replies.add(expect(404, client.get("/v1/services/nothing")));
        var slots = "/v1/slots?service=check-up&from=2026-12-01&to=2026-12-04";
        replies.add(expect(200, client.get(slots)));
        replies.add(expect(200, client.get(slots + "&resource=dr-lee&timeZone=Asia/Tokyo")));
        replies.add(expect(200, client.get(slots + "&duration=PT60M")));
        replies.add(expect(422, client.get(slots + "&duration=PT45M")));
        replies.add(expect(
                200, client.get("/v1/slots?service=check-up&from=2011-12-30&to=2011-12-30&timeZone=Pacific/Apia")));
        replies.add(expect(200, client.get("/v1/slots?service=check-up&from=2026-12-25&to=2026-12-25")));
        replies.add(expect(422, client.get("/v1/slots?service=nothing&from=2026-12-01&to=2026-12-04")));
        replies.add(expect(422, client.get("/v1/slots?service=check-up")));
    }

    private static String version(String path) {
        return client.get(path).header("ETag").replace("\"", "");
    }

    private static String book(List<Reply> replies) {
        var wish = specification.example("book");
        var booked = client.post("/v1/bookings", wish.encode(), "Idempotency-Key", "one");
        replies.add(expect(201, booked));
        replies.add(expect(201, client.post("/v1/bookings", wish.encode(), "Idempotency-Key", "one")));
        replies.add(expect(409, client.post("/v1/bookings", wish.encode())));
        replies.add(expect(422, client.post("/v1/bookings", "{}")));
        replies.add(expect(
                422,
                client.post(
                        "/v1/bookings",
                        wish.put("start", "2026-12-01T04:00:00Z").encode())));
        for (var odd : List.of("2027-03-28T02:30", "2027-10-31T02:30")) {
            replies.add(expect(
                    422, client.post("/v1/bookings", wish.put("start", odd).encode())));
        }
        replies.add(expect(
                422, client.post("/v1/bookings", wish.put("service", "none").encode())));
        var id = booked.json().getString("id");
        replies.add(expect(200, client.get("/v1/bookings/" + id)));
        replies.add(expect(304, client.get("/v1/bookings/" + id, "If-None-Match", "\"1\"")));
        replies.add(expect(404, client.get("/v1/bookings/" + NOWHERE)));
        replies.add(expect(200, client.get("/v1/bookings?resource=dr-lee&status=pending,confirmed&from=2026-12-01")));
        replies.add(expect(200, client.get("/v1/bookings?from=2026-12-01&to=2026-12-01&timeZone=Asia/Tokyo")));
        return id;
    }

    private static void hold(List<Reply> replies) {
        var wish = specification.example("hold");
        var held = expect(201, client.post("/v1/holds", wish.encode()));
        replies.add(held);
        var place = held.header("Location");
        replies.add(expect(409, client.post("/v1/holds", wish.encode())));
        replies.add(expect(422, client.post("/v1/holds", "{}")));
        replies.add(expect(200, client.get(place)));
        replies.add(expect(304, client.get(place, "If-None-Match", "\"1\"")));
        var longer = specification.example("extendHold").encode();
        replies.add(expect(412, client.send("PATCH", place, longer, "If-Match", "\"7\"")));
        replies.add(expect(200, client.send("PATCH", place, longer)));
        var agreed = new JsonObject().put("hold", held.json().getString("id")).encode();
        replies.add(expect(201, client.post("/v1/bookings", agreed)));
        replies.add(expect(409, client.post("/v1/bookings", agreed)));
        replies.add(expect(409, client.delete(place)));
        replies.add(expect(200, client.get(place)));
        var released = client.post(
                "/v1/holds", wish.put("start", "2026-12-02T12:00:00+01:00").encode());
        replies.add(expect(201, released));
        replies.add(expect(204, client.delete(released.header("Location"))));
        replies.add(expect(404, client.get(released.header("Location"))));
        var late = new JsonObject().put("hold", released.json().getString("id")).encode();
        replies.add(expect(410, client.post("/v1/bookings", late)));
        replies.add(expect(404, client.post("/v1/bookings", late.replace(late.substring(9, 17), "00000000"))));
    }

    private static void change(List<Reply> replies, String id) {
        var base = "/v1/bookings/" + id + "/";
        var moved = specification.example("reschedule").encode();
        replies.add(expect(412, client.post(base + "reschedule", moved, "If-Match", "\"7\"")));
        replies.add(expect(200, client.post(base + "reschedule", moved)));
        replies.add(expect(409, client.delete("/v1/resources/dr-santos")));
        replies.add(expect(409, client.post(base + "confirm", "{}")));
        replies.add(expect(200, client.post(base + "check-in", "{}")));
        replies.add(expect(200, client.post(base + "complete", "")));
        replies.add(expect(
                409,
                client.post(base + "cancel", specification.example("cancel").encode())));
        replies.add(expect(404, client.post("/v1/bookings/" + NOWHERE + "/no-show", "")));
        var asked = specification.example("putService").put("approval", true).encode();
        replies.add(expect(200, client.put("/v1/services/check-up", asked)));
        for (var step : List.of("confirm", "decline", "cancel", "no-show")) {
            var booked =
                    client.post("/v1/bookings", specification.example("book").encode());
            replies.add(expect(201, booked));
            var place = booked.header("Location") + "/";
            if (step.equals("no-show")) {
                replies.add(expect(200, client.post(place + "confirm", "")));
            }
            var body = step.equals("cancel") || step.equals("decline") ? "{\"reason\":\"rain\"}" : "";
            replies.add(expect(200, client.post(place + step, body)));
            if (step.equals("confirm")) {
                replies.add(expect(200, client.post(place + "cancel", "")));
            }
        }
        replies.add(expect(200, client.get("/v1/events")));
        replies.add(expect(200, client.get("/v1/events?after=3&type=booking.confirmed&subject=" + id)));
        replies.add(expect(200, client.get("/v1/events?after=end")));
        replies.add(expect(422, client.get("/v1/events?after=x")));
    }

    private static void removeCatalog(List<Reply> replies) {
        replies.add(expect(412, client.delete("/v1/services/check-up", "If-Match", "\"99\"")));
        replies.add(expect(204, client.delete("/v1/services/check-up")));
        replies.add(expect(404, client.delete("/v1/services/check-up")));
        replies.add(expect(204, client.delete("/v1/resources/room-2")));
        replies.add(expect(404, client.delete("/v1/resources/room-2")));
        for (var path :
                List.of("/health", "/health/live", "/health/ready", "/health/startup", "/metrics", "/", "/docs")) {
            replies.add(expect(200, client.get(path)));
        }
    }

    private static Reply expect(int status, Reply reply) {
        if (reply.status() != status) {
            var request = reply.response().request();
            return fail(
                    "%s %s: %s instead of %s: %s",
                    request.method(), request.uri(), reply.status(), status, reply.text());
        }
        return reply;
    }
}
