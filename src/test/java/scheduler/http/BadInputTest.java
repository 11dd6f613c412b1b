package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.http.Specification.Operation;
import scheduler.message.Code;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whatever is wrong with a request, the answer is a problem document that says so, and the service goes on.
class BadInputTest {

    /// What may be given several times.
    private static final Set<String> LISTS = Set.of("status", "type");

    private static final long SEED = 20_261_124;
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\b(java|javax|io|com|org|scheduler)\\.[a-z]+\\.|[A-Z][a-z]+[A-Z]\\w+\\.\\w+\\(|\tat ");

    @RegisterExtension
    static final Service service = new Service();

    static Specification specification;
    static Client client;
    static String booking;

    private final List<String> wrong = new ArrayList<>();
    private int asked;

    @BeforeAll
    static void open_a_practice() {
        specification = Specification.read(service.node().vertx());
        client = service.client();
        new Practice(service)
                .resource("dr-lee", "doctors")
                .resource("dr-santos", "doctors")
                .resource("room-1", "rooms")
                .service("check-up", specification.example("putService").encode());
        var booked = client.post("/v1/bookings", specification.example("book").encode());
        booking = booked.json().getString("id");
    }

    @AfterEach
    void the_service_is_well() {
        assertThat(client.get("/health").status()).isEqualTo(200);
    }

    @Test
    void every_spoilt_body_is_refused() {
        var random = new Random(SEED);
        for (var operation : specification.operations()) {
            var body = operation.body();
            if (body != null) {
                var path = at(operation);
                for (var bad : BadBodies.of(body, random)) {
                    check(client.send(operation.method(), path, bad), bad);
                }
            }
        }

        assertThat(wrong).as("seed %s", SEED).isEmpty();
        assertThat(asked).isGreaterThan(2_000);
    }

    @Test
    void every_spoilt_parameter_is_refused() {
        for (var operation : specification.operations()) {
            if (operation.isApi()) {
                spoilQuery(operation);
                spoilPath(operation);
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(750);
    }

    private void spoilQuery(Operation operation) {
        var good = new ArrayList<String>();
        operation.parameters().stream()
                .filter(each -> each.getString("in").equals("query") && each.getBoolean("required", false))
                .forEach(each -> good.add(each.getString("name") + "=" + each.getString("example")));
        for (var name : List.of("unknown", "", "Limit", "limit[]", "\u0000", "constructor")) {
            ask(operation, good, name, "1");
        }
        for (var parameter : operation.parameters()) {
            if (parameter.getString("in").equals("query")) {
                var name = parameter.getString("name");
                var others = good.stream()
                        .filter(each -> !each.startsWith(name + "="))
                        .toList();
                BadValues.of(name).forEach(bad -> ask(operation, others, name, bad));
                if (!LISTS.contains(name)) {
                    var twice = new ArrayList<>(others);
                    twice.add(name + "=1");
                    ask(operation, twice, name, "1");
                }
            }
        }
    }

    private void ask(Operation operation, List<String> good, String name, String value) {
        var query = String.join("&", good) + (good.isEmpty() ? "" : "&") + encoded(name) + "=" + encoded(value);
        check(client.send(operation.method(), at(operation) + "?" + query, example(operation)), query);
    }

    private void spoilPath(Operation operation) {
        if (!operation.path().contains("{")) {
            return;
        }
        for (var bad :
                List.of("-x", "a b", "ä", "\u0000", "x\u0000y", "'", "%", "x".repeat(65), "🦊", "a/b", "*", "{id}")) {
            var path =
                    operation.at(encoded(bad).replace("+", "%20"), encoded(bad).replace("+", "%20"));
            check(client.send(operation.method(), path, example(operation)), path);
        }
    }

    @Test
    void every_spoilt_header_is_refused() {
        for (var operation : specification.operations()) {
            for (var parameter : operation.parameters()) {
                if (parameter.getString("name").equals("Idempotency-Key")) {
                    for (var bad : List.of("x".repeat(256), "a\tb", "", "ä")) {
                        wire(operation, "Idempotency-Key: " + bad);
                    }
                    wire(operation, "Idempotency-Key: a\r\nIdempotency-Key: b");
                }
                if (parameter.getString("name").equals("If-Match")) {
                    for (var bad :
                            List.of("x", "3", "W/\"1\"", "\"\"", "\"x\"", "\"-1\"", "\"99999999999999999999\"", "")) {
                        wire(operation, "If-Match: " + bad);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(100);
    }

    private void wire(Operation operation, String header) {
        var body = example(operation).getBytes(StandardCharsets.UTF_8);
        var answer = Wire.withBody(
                service.node().port(),
                operation.method() + " " + at(operation),
                body,
                "Content-Type: application/json",
                header);
        problem(answer.status(), answer.header("Content-Type"), answer.text(), true)
                .ifPresent(what -> wrong.add(operation.id() + " " + header + ": " + what));
        asked++;
    }

    private void check(Reply reply, String what) {
        asked++;
        problem(reply.status(), reply.header("Content-Type"), reply.text(), true)
                .ifPresent(why -> wrong.add(reply.response().request().method() + " "
                        + reply.response().request().uri() + " with "
                        + (what.length() > 200 ? what.substring(0, 200) + "…" : what) + "\n  → " + why));
    }

    /// What is wrong with a refusal, if anything.
    static Optional<String> problem(int status, String type, String text, boolean pointed) {
        if (status < 400 || status > 499) {
            return Optional.of("status " + status + " " + text);
        }
        if (!type.equals("application/problem+json")) {
            return Optional.of("type " + type + " " + text);
        }
        var json = new JsonObject(text);
        var code = json.getString("code", "");
        if (json.getInteger("status") != status
                || Stream.of(Code.values()).noneMatch(each -> each.text().equals(code))) {
            return Optional.of("code " + text);
        }
        boolean points =
                json.containsKey("pointer") || !Set.of("malformed", "invalid").contains(code);
        if ((pointed && !points)
                || json.getString("detail").isBlank()
                || json.getString("title").isBlank()) {
            return Optional.of("says too little: " + text);
        }
        return INSIDE.matcher(json.getString("detail")).find()
                ? Optional.of("says too much: " + text)
                : Optional.empty();
    }

    private static String at(Operation operation) {
        if (operation.path().startsWith("/v1/bookings/")) {
            return operation.at(booking, "0");
        }
        return operation.at(operation.path().startsWith("/v1/services") ? "check-up" : "dr-lee", booking);
    }

    private static String example(Operation operation) {
        return operation.body() == null
                ? ""
                : operation.body().getJsonObject("example").encode();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
