package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Service;

/// A path knows its methods, and HEAD wherever it knows GET.
class MethodsTest {

    @RegisterExtension
    static final Service service = new Service();

    static int port;

    @BeforeAll
    static void make_a_resource() {
        port = service.node().port();
        service.client().put("/v1/resources/lee", "{}");
    }

    @Test
    void a_wrong_method_is_told_the_right_ones() {
        assertAllowed("POST /v1/resources/lee", "DELETE, GET, HEAD, PUT");
        assertAllowed("PATCH /v1/resources/lee", "DELETE, GET, HEAD, PUT");
        assertAllowed("OPTIONS /v1/resources", "GET, HEAD");
        assertAllowed("DELETE /v1/bookings", "GET, HEAD, POST");
        assertAllowed("GET /v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e/cancel", "POST");
        assertAllowed("HEAD /v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e/cancel", "POST");
        assertAllowed("TRACE /v1/slots", "GET, HEAD");
        assertAllowed("TEA /health", "GET, HEAD");
        assertAllowed("POST /", "GET, HEAD");
        assertAllowed("POST /web/style.css", "GET, HEAD");
    }

    private static void assertAllowed(String line, String methods) {
        try (var wire = new Wire(port)) {
            var method = line.split(" ", 2)[0];
            var answer = wire.send(Wire.head(line) + "\r\n").answer(method);

            assertThat(answer.status()).as(line).isEqualTo(405);
            assertThat(answer.header("Allow")).as(line).isEqualTo(methods);
            if (!method.equals("HEAD")) {
                BadRequestTest.refused(answer);
            }
        }
    }

    @Test
    void a_head_is_a_get_without_its_body() {
        for (var path : List.of(
                "/v1/resources/lee", "/v1/resources?limit=1", "/health/live", "/openapi.yaml", "/", "/web/style.css")) {
            try (var wire = new Wire(port)) {
                var head = wire.send(Wire.head("HEAD " + path) + "\r\n").answer("HEAD");
                var get = wire.send(Wire.head("GET " + path) + "\r\n").answer();

                assertThat(head.status()).as(path).isEqualTo(200);
                assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
                assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
                assertThat(get.text()).as(path).isNotEmpty();
            }
        }
    }
}
