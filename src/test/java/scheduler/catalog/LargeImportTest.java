package scheduler.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.time.TimeRange;

/// A catalog of a chain of clinics, in one file.
class LargeImportTest {

    private static final Times TIMES = new Times(InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z")));
    private static final Tenant DEMO = new Tenant(1, "demo");
    private static final int MANY = 20_000;

    @RegisterExtension
    static final Service service = new Service();

    @Test
    @Timeout(240)
    void twenty_thousand_resources_are_imported_in_seconds() {
        var done = new AtomicInteger();
        var command = CatalogFile.read("chain.yaml", rooms("room", MANY), DEMO, TIMES, done::set);

        var outcome = imported(command);

        assertThat(outcome).isInstanceOf(Changed.class);
        assertThat(done).hasValue(MANY);
        assertThat(service.client().get("/v1/resources/room-0").status()).isEqualTo(200);
        assertThat(service.client().get("/v1/resources/room-19999").status()).isEqualTo(200);
    }

    @Test
    void what_is_refused_in_the_midst_leaves_nothing() throws SQLException {
        var command = CatalogFile.read("chain.yaml", rooms("hall", 300), DEMO, TIMES, _ -> {});
        var range = new TimeRange(Instant.parse("2026-12-24T00:00:00Z"), Instant.parse("2026-12-25T00:00:00Z"));
        for (int i = 0; i < 300; i++) {
            var block = new Block(new UUID(1, i), range, null, null, TIMES.now());
            command.blocks().add(new AddBlock(command.write(), i == 150 ? "nowhere" : "hall-" + i, block));
        }

        assertThatThrownBy(() -> imported(command)).hasMessage("There is no resource nowhere.");

        assertThat(number("select count(*) from resource where id like 'hall-%'"))
                .isZero();
        assertThat(number("select count(*) from block")).isZero();
    }

    @Test
    void a_failure_of_the_database_in_the_midst_is_the_one_that_is_told() throws SQLException {
        var command = CatalogFile.read("chain.yaml", rooms("cabin", 300), DEMO, TIMES, _ -> {});
        execute("alter table resource add constraint no_cabin_150 check (id <> 'cabin-150')");

        assertThatThrownBy(() -> imported(command)).hasMessageContaining("no_cabin_150");

        assertThat(number("select count(*) from resource where id like 'cabin-%'"))
                .isZero();
    }

    private static String rooms(String name, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> "  " + name + "-" + i + ": {kind: room, timeZone: Europe/Berlin}\n")
                .collect(Collectors.joining("", "resources:\n", ""));
    }

    private static Outcome imported(ImportCatalog command) {
        try {
            return ImportCatalog.ADDRESS.ask(service.node().vertx(), command).await(50, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it hangs", e);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String query) throws SQLException {
        return new Practice(service).number(query);
    }
}
