package scheduler.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.net.NetServer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What can be asked of an import: nobody is called for it who must not be.
class ImportRequestTest {

    private static final String AT = "/v1/resources/room/imports/";
    private static final AtomicInteger SEEN = new AtomicInteger();

    @RegisterExtension
    static final Service service = new Service();

    /// It listens on every address of this machine, and must not hear of anything.
    private static NetServer canary;

    private static Client client;

    @BeforeAll
    static void open() {
        new Practice(service).resource("room");
        client = service.client();
        canary = await(service.node()
                .vertx()
                .createNetServer()
                .connectHandler(socket -> {
                    SEEN.incrementAndGet();
                    socket.close();
                })
                .listen(0, "::"));
    }

    @AfterAll
    static void nobody_was_called() {
        assertThat(SEEN).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/a.ics",
                "webcal://127.0.0.1:PORT/a.ics",
                "http://localhost:PORT/a.ics",
                "http://[::1]:PORT/a.ics",
                "http://[::ffff:127.0.0.1]:PORT/a.ics",
                "http://169.254.169.254/latest/meta-data",
                "http://2130706433:PORT/",
                "http://10.0.0.1/a.ics",
                "http://user:secret@example.com/a.ics",
                "http://db.internal/a.ics",
                "file:///etc/passwd",
                "ftp://example.com/a.ics",
                "calendar.ics"
            })
    void a_hostile_url_is_refused_at_once(String url) {
        var refused = client.put(
                AT + "hostile", "{\"url\":\"" + url.replace("PORT", Integer.toString(canary.actualPort())) + "\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("invalid");
        assertThat(refused.pointer()).isEqualTo("/url");
        assertThat(client.get(AT + "hostile").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{}|422|/url",
                "{\"url\":7}|400|/url",
                "{\"url\":\"https://example.com/a.ics\",\"refresh\":\"PT59S\"}|422|/refresh",
                "{\"url\":\"https://example.com/a.ics\",\"refresh\":\"PT25H\"}|422|/refresh",
                "{\"url\":\"https://example.com/a.ics\",\"refresh\":\"P1M\"}|422|/refresh",
                "{\"url\":\"https://example.com/a.ics\",\"timeZone\":\"Atlantis\"}|422|/timeZone",
                "{\"url\":\"https://example.com/a.ics\",\"every\":\"PT1H\"}|400|/every"
            })
    void what_cannot_be_meant_is_refused(String body, int status, String pointer) {
        var refused = client.put(AT + "wrong", body);

        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    @Test
    void there_is_none_without_a_resource_or_of_another_name() {
        var body = "{\"url\":\"https://calendar.invalid/a.ics\"}";

        assertThat(Stream.of(
                                client.put("/v1/resources/nobody/imports/a", body),
                                client.get("/v1/resources/nobody/imports"),
                                client.get("/v1/resources/nobody/imports/a"),
                                client.delete("/v1/resources/nobody/imports/a"),
                                client.get(AT + "none"),
                                client.delete(AT + "none"))
                        .map(Client.Reply::code))
                .containsOnly("not_found");
        assertThat(client.put(AT + "%20", body).pointer()).isEqualTo("path name");
    }

    @Test
    void a_put_creates_replaces_or_leaves_as_it_is() {
        var one = "{\"url\":\"webcal://calendar.invalid/a.ics\",\"refresh\":\"PT1H\"}";
        var other = "{\"url\":\"https://calendar.invalid/b.ics\"}";
        assertThat(client.put(AT + "mine?dryRun=true", one).status()).isEqualTo(200);
        assertThat(client.get(AT + "mine").status()).isEqualTo(404);

        var made = client.put(AT + "mine", one, "Idempotency-Key", "import-1", "If-None-Match", "*");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("url")).isEqualTo("https://calendar.invalid/a.ics");
        assertThat(made.json().getString("refresh")).isEqualTo("PT1H");
        var again = client.put(AT + "mine", one, "Idempotency-Key", "import-1", "If-None-Match", "*");
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(made.text());
        assertThat(client.put(AT + "mine", one, "If-None-Match", "*").status()).isEqualTo(412);
        assertThat(client.put(AT + "mine", other, "If-Match", "\"99\"").code()).isEqualTo("version_mismatch");

        var moved = client.put(AT + "mine", other);

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.json().getString("refresh")).isEqualTo("PT15M");
        assertThat(moved.json().getInteger("version")).isGreaterThan(1);
        assertThat(client.get("/v1/resources/room/imports").items()).hasSize(1);
        assertThat(client.delete(AT + "mine").status()).isEqualTo(204);
    }

    @Test
    void there_are_no_more_than_twenty_of_a_resource() {
        new Practice(service).resource("crowded");
        for (int i = 0; i < 20; i++) {
            assertThat(client.put(
                                    "/v1/resources/crowded/imports/c" + i,
                                    "{\"url\":\"https://calendar.invalid/" + i + "\"}")
                            .status())
                    .isEqualTo(201);
        }

        assertThat(client.put("/v1/resources/crowded/imports/c20", "{\"url\":\"https://calendar.invalid/\"}")
                        .code())
                .isEqualTo("limit_reached");
    }
}
