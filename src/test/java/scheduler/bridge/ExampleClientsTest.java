package scheduler.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Service;

/// The example clients in other languages book over the TCP bridge, and hear of it.
class ExampleClientsTest {

    private static final int PORT = TcpClient.freePort();
    private static final String KEY = "key-of-alpha";
    private static final long SECONDS_MAX = 30;

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_HTTP_API_KEYS", "alpha:" + KEY + ",beta:key-of-beta")
            .with("SCHEDULER_BRIDGE_TCP_PORT", Integer.toString(PORT));

    /// What a process has said, and how it ended.
    private record Run(int exit, String said) {}

    @BeforeAll
    static void open_a_practice() {
        put("/v1/resources/lee", "{\"timeZone\":\"Europe/Berlin\"}");
        put("/v1/resources/lee/schedule", "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");
        put("/v1/services/visit", "{\"duration\":\"PT30M\"}");
    }

    private static void put(String path, String body) {
        var reply = service.client().put(path, body, "Authorization", "Bearer " + KEY);
        assertThat(reply.status()).as(reply.text()).isLessThan(300);
    }

    @ParameterizedTest
    @CsvSource({"python3, bridge.py, 2026-12-01T09:00", "node, bridge.mjs, 2026-12-01T10:00"})
    void a_client_books_and_hears_of_it(String program, String file, String start)
            throws IOException, InterruptedException {
        assumeTrue(isInstalled(program), program + " is not installed here");

        var booked = run(KEY, program, "src/test/clients/" + file, "127.0.0.1", "" + PORT, "visit", start);
        var id = booked.said.replaceFirst("(?s).*reply: confirmed (\\S+).*", "$1");
        var found = service.client().get("/v1/bookings/" + id, "Authorization", "Bearer " + KEY);
        var again = run(KEY, program, "src/test/clients/" + file, "127.0.0.1", "" + PORT, "visit", start);
        var elsewhere = run("key-of-beta", program, "src/test/clients/" + file, "127.0.0.1", "" + PORT, "visit", start);
        var stranger = run("nobodys-key", program, "src/test/clients/" + file, "127.0.0.1", "" + PORT, "visit", start);

        assertThat(booked.said.lines())
                .containsExactlyInAnyOrder("reply: confirmed " + id, "event: booking.confirmed " + id);
        assertThat(booked.exit).isZero();
        assertThat(again).isEqualTo(new Run(0, "reply: confirmed " + id + "\n"));
        assertThat(found.status()).as(booked.said).isEqualTo(200);
        assertThat(elsewhere).isEqualTo(new Run(1, "refused: 422 unknown_service\n"));
        assertThat(stranger).isEqualTo(new Run(1, "refused: 401 unauthenticated\n"));
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            return run("", program, "--version").exit == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Run run(String key, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SCHEDULER_KEY", key);
        var process = builder.start();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError(command[0] + " does not end");
            }
            return new Run(
                    process.exitValue(), new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
