package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.http.Wire.Answer;
import scheduler.testing.Service;

/// Requests that no client library would send, byte by byte.
class BadRequestTest {

    private static final String JSON = "Content-Type: application/json";
    private static final String RESOURCE = "PUT /v1/resources/lee";

    @RegisterExtension
    static final Service service = new Service();

    static int port;

    @BeforeAll
    static void make_a_resource() {
        port = service.node().port();
        service.client().put("/v1/resources/lee", "{}");
    }

    @AfterEach
    void the_service_is_well() {
        assertThat(service.client().get("/health").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%zz",
                "/v1/resources/%zz",
                "/v1/resources/%",
                "/v1/resources/%0",
                "/v1/resources/%00",
                "/v1/resources/%ff",
                "/v1/resources/%c0%af",
                "/v1/resources/a%2fb",
                "/v1/resources/..%2f..%2fetc",
                "/v1/resources/%2e%2e/%2e%2e/etc/passwd",
                "/v1/../../etc/passwd",
                "/web/../../etc/passwd",
                "/web/%2e%2e%2fopenapi.yaml",
                "/web/..%5copenapi.yaml",
                "/v1/resources/lee;x=1",
                "/v1/resources/%0d%0aX-Bad:%201",
                "/v1/resources?%zz",
                "/v1/resources?limit=%zz",
                "/v1/resources?limit=%",
                "/v1/resources?limit=1&limit=2",
                "/v1/resources?limit=1&amp;limit=2",
                "/v1/resources?limit",
                "/v1/resources?limit=%00",
                "/v1/resources?=1",
                "/v1/slots?service=x&from=2026-12-01&to=2026-12-02&from=2026-12-01",
                "no-slash",
                "*",
                "http://[/v1"
            })
    void a_bad_target_is_refused(String target) {
        refused(Wire.request(port, "GET " + target));
    }

    @Test
    void an_endless_target_or_header_is_too_large() {
        var target = Wire.request(port, "GET /v1/resources/" + "x".repeat(20_000));
        var query = Wire.request(port, "GET /v1/resources?pool=" + "x".repeat(20_000));
        var header = Wire.request(port, "GET /v1/resources", "X-Long: " + "x".repeat(20_000));
        var many = Wire.request(port, "GET /v1/resources", "X-Many: 1\r\n".repeat(2_000) + "X-Last: 1");

        for (var answer : List.of(target, query, header, many)) {
            refused(answer);
            assertThat(answer.code()).isEqualTo("too_large");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET\r\n\r\n",
                "GET /v1/resources HTTP/1.1\r\nHost: x\r\nbad header: x\r\n\r\n",
                "GET /v1/resources HTTP/1.1\r\nHost: x\r\nX: \u0001\r\n\r\n",
                "GET /v1/resources HTTP/1.1\r\nHost: x\r\nX: \u0000\r\n\r\n",
                "PUT /v1/resources/lee HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n{}",
                "PUT /v1/resources/lee HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
                "PUT /v1/resources/lee HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n"
            })
    void what_is_no_http_is_refused(String bytes) {
        refused(Wire.ask(port, bytes));
    }

    @Test
    void of_two_hosts_none_is_believed() {
        var one = "GET /v1/resources HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(Wire.ask(port, one + "\r\n").status()).isEqualTo(200);

        var refused = Wire.ask(port, one + "Host: localhost\r\n\r\n");

        refused(refused);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("malformed");
    }

    @Test
    void a_body_is_bounded_with_and_without_a_length() {
        var large = ("{\"name\":\"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);

        var declared = Wire.withBody(port, RESOURCE, large, JSON);
        var lying = Wire.ask(port, Wire.head(RESOURCE, JSON, "Content-Length: 99999999999") + "\r\n{");
        Answer chunked;
        try (var wire = new Wire(port)) {
            wire.send(Wire.head(RESOURCE, JSON, "Transfer-Encoding: chunked") + "\r\n");
            for (int i = 0; i < 5; i++) {
                wire.send("4000\r\n" + " ".repeat(0x4000) + "\r\n");
            }
            chunked = wire.answer();
        }

        for (var answer : List.of(declared, lying, chunked)) {
            refused(answer);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void only_so_many_large_bodies_are_waited_for_at_once() {
        int loops = Runtime.getRuntime().availableProcessors();
        var search = Wire.head("POST /v1/slots/query", JSON, "Content-Length: 100000") + "\r\n{";
        var wires = new ArrayList<Wire>();
        try {
            for (int i = 0; i < 40 * loops; i++) {
                wires.add(new Wire(port));
                wires.getLast().send(search);
            }

            // Which of them come too late is not said; the others are waited for until they are closed.
            var answers = wires.stream()
                    .map(each -> CompletableFuture.supplyAsync(each::answer, Thread::startVirtualThread))
                    .toArray(CompletableFuture[]::new);
            assertThat(((Wire.Answer) CompletableFuture.anyOf(answers).join()).status())
                    .isEqualTo(503);
            assertThat(Wire.withBody(port, "POST /v1/slots/query", "{}".getBytes(StandardCharsets.UTF_8), JSON)
                            .status())
                    .isEqualTo(422);
        } finally {
            wires.forEach(Wire::close);
        }
    }

    @Test
    void who_sends_too_much_is_cut_off() {
        try (var wire = new Wire(port)) {
            var answer = wire.send(Wire.head(RESOURCE, JSON, "Content-Length: 99999999999") + "\r\n{")
                    .answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void a_broken_chunk_ends_the_connection() {
        try (var wire = new Wire(port)) {
            wire.send(Wire.head(RESOURCE, JSON, "Transfer-Encoding: chunked") + "\r\nzz\r\n{}\r\n");

            assertThat(wire.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void a_large_body_is_not_even_asked_for() {
        var head = Wire.head(RESOURCE, JSON, "Expect: 100-continue", "Content-Length: 999999");

        var answer = Wire.ask(port, head + "\r\n");

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void a_client_that_waits_for_a_hundred_gets_it_once() {
        try (var wire = new Wire(port)) {
            wire.send(Wire.head(RESOURCE, JSON, "Expect: 100-continue", "Content-Length: 2") + "\r\n");
            var interim = wire.answer();
            var last = wire.send("{}").answer();

            assertThat(interim.status()).isEqualTo(100);
            assertThat(last.status()).isEqualTo(200);
        }
        refused(Wire.withBody(port, RESOURCE, bytes("{}"), JSON, "Expect: tea"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "multipart/form-data; boundary=" + "{}",
                "application/jsonp",
                "application/merge-patch+json",
                "application/problem+json",
                "application/json; charset=iso-8859-1",
                "application/json; q=1; Charset=\"UTF-16\"",
                "application",
                "json",
                ";",
                "*/*",
                "text/json; charset=\u0000"
            })
    void a_body_of_another_type_is_refused(String type) {
        var answer = Wire.withBody(port, RESOURCE, bytes("{}"), "Content-Type: " + type.replace("\u0000", "?"));

        refused(answer);
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported_media_type");
    }

    @ParameterizedTest
    @CsvSource({"/v1/bookings?status=, ?status", "/v1/events?type=, ?type", "/v1/events?type=a&type=, ?type"})
    void an_empty_list_is_named_as_the_parameter_that_it_is_in(String path, String pointer) {
        var refused = service.client().get(path);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/openapi.yaml", "/asyncapi.yaml", "/docs", "/health/live", "/"})
    void who_only_looks_at_the_service_may_add_what_he_likes(String path) {
        assertThat(service.client().get(path + "?x=1").status()).isEqualTo(200);
    }

    @Test
    void a_body_without_a_type_is_refused() {
        var refused = Wire.withBody(port, RESOURCE, bytes("{}"));

        assertThat(refused.status()).isEqualTo(415);
        assertThat(refused.text()).contains("Send the body as application/json.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json; q=1",
                "application/json;",
                "APPLICATION/JSON"
            })
    void the_names_of_json_are_taken(String type) {
        assertThat(Wire.withBody(port, RESOURCE, bytes("{}"), "Content-Type: " + type)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_compressed_body_is_refused() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes("{}"));
        }

        var said = Wire.withBody(port, RESOURCE, packed.toByteArray(), JSON, "Content-Encoding: gzip");
        var unsaid = Wire.withBody(port, RESOURCE, packed.toByteArray(), JSON);

        assertThat(said.status()).isEqualTo(415);
        assertThat(unsaid.code()).isEqualTo("malformed");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        for (var bytes : List.of(new byte[] {(byte) 0xFF}, new byte[] {(byte) 0xC0, (byte) 0x80}, new byte[] {
            (byte) 0xED, (byte) 0xA0, (byte) 0x80
        })) {
            var body = new ByteArrayOutputStream();
            body.writeBytes(bytes("{\"name\":\""));
            body.writeBytes(bytes);
            body.writeBytes(bytes("\"}"));

            var answer = Wire.withBody(port, RESOURCE, body.toByteArray(), JSON);

            refused(answer);
            assertThat(answer.json().getString("pointer")).isNotNull();
        }
    }

    @Test
    void a_body_on_a_get_changes_nothing() {
        var answer = Wire.withBody(port, "GET /v1/resources/lee", bytes("{\"name\":\"x\"}"), JSON);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("name")).isEqualTo("lee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-8",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "Multipart/Form-Data; boundary=x"
            })
    void a_form_on_a_get_changes_nothing_and_a_form_that_is_posted_is_refused(String type) {
        for (var path : List.of("/v1/resources", "/v1/resources/lee", "/health", "/", "/metrics")) {
            for (var body :
                    List.of("a=1&b=2", "%zz=%", "--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--", "")) {
                var answer = Wire.withBody(port, "GET " + path, bytes(body), "Content-Type: " + type);

                assertThat(answer.status()).as("%s %s", path, body).isEqualTo(200);
            }
        }
        for (var body : List.of("service=x&start=y", "%zz=%", "")) {
            var answer = Wire.withBody(port, "POST /v1/bookings", bytes(body), "Content-Type: " + type);

            refused(answer);
            assertThat(answer.code()).isEqualTo("unsupported_media_type");
        }
    }

    @Test
    void one_connection_outlives_what_was_wrong_on_it() {
        try (var wire = new Wire(port)) {
            for (int i = 0; i < 20; i++) {
                wire.send(Wire.head(RESOURCE, JSON, "Content-Length: 1") + "\r\n{");
                refused(wire.answer());
                wire.send(Wire.head("GET /nowhere") + "\r\n");
                refused(wire.answer());
            }
            wire.send(Wire.head("GET /v1/resources/lee") + "\r\n");

            assertThat(wire.answer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1\"",
                "\"77\", \"1\"",
                "\"1\",\"77\"",
                "W/\"1\", \"1\"",
                "\"x\", \"1\"",
                ",\"77\",, \"1\",",
                "*",
                " * "
            })
    void one_tag_of_a_list_that_is_right_will_do(String tags) {
        var path = "/v1/resources/tagged-" + Integer.toHexString(tags.hashCode());
        service.client().put(path, "{}");

        var put = Wire.withBody(port, "PUT " + path, bytes("{\"name\":\"New\"}"), JSON, "If-Match: " + tags);

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("ETag")).isEqualTo("\"2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"77\", \"1\"", "\"77\",W/\"1\"", "*"})
    void what_the_client_has_is_not_sent_again(String tags) {
        service.client().put("/v1/resources/once", "{}", "If-None-Match", "*");

        var answer = Wire.request(port, "GET /v1/resources/once", "If-None-Match: " + tags);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void a_stale_or_odd_entity_tag_matches_nothing() {
        var path = "/v1/resources/stale";
        service.client().put(path, "{}");
        for (var tag : List.of("\"99\"", "W/\"1\"", "\"x\"", "\"01\"", "\"+1\"", "\"-1\"", "\"\"", "\"3\", \"2\"")) {
            var answer = Wire.withBody(port, "PUT " + path, bytes("{}"), JSON, "If-Match: " + tag);

            refused(answer);
            assertThat(answer.code()).as(tag).isEqualTo("version_mismatch");
        }
        assertThat(Wire.request(port, "GET " + path, "If-None-Match: \"01\"").status())
                .isEqualTo(200);
    }

    /// RFC 9110 §8.8.3: a tag is compared as a text, so none is made of what surrounds it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "nonsense",
                "\"1",
                "\"1\"garbage",
                "x\"1\"",
                "\"1\" \"2\"",
                "w/\"1\"",
                "W/ \"1\"",
                "\"1\", *",
                "**",
                "\"1 \""
            })
    void what_is_no_list_of_entity_tags_is_refused(String tags) {
        var path = "/v1/resources/unlisted";
        service.client().put(path, "{}");

        var put = Wire.withBody(port, "PUT " + path, bytes("{}"), JSON, "If-Match: " + tags);
        var get = Wire.request(port, "GET " + path, "If-None-Match: " + tags);

        for (var answer : List.of(put, get)) {
            refused(answer);
            assertThat(answer.code()).isEqualTo("invalid");
        }
        assertThat(put.text()).contains("header If-Match");
        assertThat(get.text()).contains("header If-None-Match");
    }

    @Test
    void one_character_is_one() {
        var answer = service.client()
                .post(
                        "/v1/bookings",
                        "{\"service\":\"visit\",\"start\":\"2026-12-01T09:00\",\"attendees\":[{\"name\":\"\"}]}");

        assertThat(answer.text()).contains("It must have at least 1 character.");
    }

    static void refused(Answer answer) {
        assertThat(BadInputTest.problem(answer.status(), answer.header("Content-Type"), answer.text(), false))
                .isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
