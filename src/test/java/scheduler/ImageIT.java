package scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.dockerjava.api.model.Capability;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import scheduler.testing.Client;

/// The images that `docker/check.sh` has built, as an orchestrator runs them, against a PostgreSQL of the same engine.
@Tag("image")
class ImageIT {

    private static final int PORT = 18190;
    private static final String KEY = "some-long-key";

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "minimal"})
    void it_becomes_healthy_and_books(String target) {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("a Docker engine answers")
                .isTrue();
        try (var postgres = new PostgreSQLContainer("postgres:18")) {
            postgres.start();
            try (var service = service(target, postgres)) {
                service.start();

                var client = new Client("http://127.0.0.1:" + PORT);
                assertThat(client.get("/v1/bookings").status()).isEqualTo(401);
                assertThat(book(client)).isEqualTo(201);
                assertThat(book(client)).isEqualTo(409);
            }
        }
    }

    private static GenericContainer<?> service(String target, PostgreSQLContainer postgres) {
        var container = new GenericContainer<>(DockerImageName.parse("scheduler-check:" + target));
        container
                .withImagePullPolicy(_ -> false)
                .withNetworkMode("host")
                .withEnv(Map.of(
                        "DATABASE_URL",
                        "postgresql://%s:%s@127.0.0.1:%d/%s"
                                .formatted(
                                        postgres.getUsername(),
                                        postgres.getPassword(),
                                        postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                                        postgres.getDatabaseName()),
                        "SCHEDULER_HTTP_API_KEYS",
                        KEY,
                        "SCHEDULER_HTTP_PORT",
                        Integer.toString(PORT)))
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges"))
                        .withMemory(384L << 20))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(2)));
        return container;
    }

    private static int book(Client client) {
        String[] headers = {"Authorization", "Bearer " + KEY};
        client.put("/v1/resources/ann", "{\"timeZone\":\"UTC\"}", headers);
        client.put("/v1/resources/ann/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """, headers);
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"timeZone\":\"UTC\"}", headers);
        var start = LocalDate.now(ZoneOffset.UTC).plusDays(2) + "T10:00";
        return client.post("/v1/bookings", "{\"service\":\"visit\",\"start\":\"" + start + "\"}", headers)
                .status();
    }
}
