package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// An answer that is given again is the one that would be worked out again.
class RememberedTest {

    @RegisterExtension
    static final Service service = new Service();

    static final String SLOTS = "/v1/slots?service=visit&resource=lee&from=2026-12-01&to=2026-12-04";

    static Practice practice;
    static Client client;

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        practice = new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\",\"minNotice\":\"PT2H\"}");
    }

    @Test
    void the_same_question_has_the_same_answer_until_something_changes() {
        var first = ask(SLOTS);
        double before = given();

        for (int i = 0; i < 8; i++) {
            assertThat(ask(SLOTS)).isEqualTo(first);
        }

        assertThat(given()).isGreaterThan(before);
        practice.book("visit", "2026-12-02T10:00", "lee");
        assertThat(ask(SLOTS)).doesNotContain("start\":\"2026-12-02T10:00").contains("start\":\"2026-12-02T10:30");
    }

    @Test
    void a_change_of_the_rules_is_seen_at_once() {
        ask(SLOTS);
        practice.service("visit", "{\"duration\":\"PT1H\",\"minNotice\":\"PT2H\"}");
        assertThat(ask(SLOTS)).contains("2026-12-01T09:00:00+01:00\",\"end\":\"2026-12-01T10:00:00+01:00");

        client.post(
                "/v1/resources/lee/blocks", "{\"start\":\"2026-12-03T00:00:00Z\",\"end\":\"2026-12-04T00:00:00Z\"}");
        assertThat(ask(SLOTS)).doesNotContain("start\":\"2026-12-03");

        practice.service("visit", "{\"duration\":\"PT30M\",\"minNotice\":\"PT2H\"}");
        assertThat(ask(SLOTS)).contains("end\":\"2026-12-01T09:30:00+01:00");
    }

    @Test
    void time_that_passes_is_seen() {
        var today = "/v1/slots?service=visit&resource=lee&from=2026-11-25&to=2026-11-25";
        assertThat(ask(today)).contains("start\":\"2026-11-25T09:00");
        ask(today);

        service.clock().advance(Duration.ofHours(22).plusMinutes(1));

        assertThat(ask(today)).doesNotContain("start\":\"2026-11-25T09:00").contains("start\":\"2026-11-25T09:30");
        service.clock().advance(Duration.ofHours(-22).minusMinutes(1));
    }

    @Test
    void whoever_takes_gzip_gets_it_and_nobody_else() throws IOException, InterruptedException {
        var plain = ask(SLOTS);
        for (int i = 0; i < 4; i++) {
            var zipped = fetch(SLOTS, "gzip, deflate;q=0.5");
            assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(zipped.headers().firstValue("Vary"))
                    .hasValueSatisfying(value -> assertThat(value).isEqualToIgnoringCase("accept-encoding"));
            assertThat(new String(
                            new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes(),
                            StandardCharsets.UTF_8))
                    .isEqualTo(plain);
        }
        var refused = fetch(SLOTS, "gzip;q=0, identity");
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }

    private static String ask(String path) {
        return client.get(path).text();
    }

    private static HttpResponse<byte[]> fetch(String path, String encoding) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.node().port() + path))
                .header("Accept-Encoding", encoding)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static double given() {
        return client.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("scheduler_answers_remembered_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
