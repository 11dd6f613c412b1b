package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Service;

/// A service without keys is for whoever sits at its machine, and for no page from elsewhere that is shown there.
class StrangersTest {

    @RegisterExtension
    static final Service service = new Service();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example.com",
                "Host: evil.example.com:8080",
                "Host: localhost.evil.example.com",
                "Host: 127.0.0.1.evil.example.com",
                "Host: 192.168.0.1",
                "Host: 1127.0.0.1",
                "Host: localhost\r\nOrigin: https://evil.example.com",
                "Host: localhost\r\nOrigin: http://localhost.evil.example.com",
                "Host: localhost\r\nOrigin: null",
                "Host: localhost\r\nOrigin: file://",
                "Host: localhost\r\nOrigin: nonsense",
                "Host: localhost\r\nOrigin: http://localhost@evil.example.com"
            })
    void who_comes_from_elsewhere_is_refused(String headers) {
        for (var path : new String[] {"/v1/resources", "/", "/metrics", "/health", "/openapi.yaml"}) {
            var answer = ask(path, headers);

            assertThat(answer.status()).as("%s %s", path, headers).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("forbidden");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Host: LOCALHOST:8080",
                "Host: 127.0.0.1",
                "Host: 127.1.2.3:8080",
                "Host: [::1]",
                "Host: [::1]:8080",
                "Host: localhost\r\nOrigin: http://localhost:8080",
                "Host: 127.0.0.1\r\nOrigin: http://127.0.0.1:8080",
                "Host: [::1]\r\nOrigin: http://[::1]:8080"
            })
    void who_comes_from_here_is_served(String headers) {
        for (var path : new String[] {"/v1/resources", "/", "/health"}) {
            assertThat(ask(path, headers).status()).as("%s %s", path, headers).isEqualTo(200);
        }
    }

    @Test
    void a_stranger_writes_nothing() {
        var answer = Wire.ask(
                service.node().port(),
                "PUT /v1/resources/theirs HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example.com\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(service.client().get("/v1/resources/theirs").status()).isEqualTo(404);
    }

    private static Wire.Answer ask(String path, String headers) {
        return Wire.ask(service.node().port(), "GET " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n");
    }
}
