package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.testing.Bus;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Postgres;

/// The end of the log as a node reads it for all who follow.
class LogTailTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    private final AtomicLong nanos = new AtomicLong();
    private final LogWriter writer = LogWriter.ofOneTenant(postgres);
    private final List<Tenant> tenants = List.of(new Tenant(writer.tenant(), "t" + writer.tenant()));
    private final EventStore store = new EventStore(vertx, database);
    private final Turn turn = new Turn(vertx, "only", nanos::get);
    private final LogTail target =
            new LogTail(vertx, store, tenants, Optional.of(new BusTeller(vertx)), Optional.of(turn));

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    private void commit(String subject) throws SQLException {
        try (var connection = writer.begin()) {
            writer.write(connection, subject);
            connection.commit();
        }
    }

    @Test
    void a_node_that_begins_while_a_transaction_is_open_does_not_tell_the_bus_what_is_long_past() throws SQLException {
        var heard = new Bus(vertx).listen(BusTeller.ALL);
        for (int i = 0; i < 10; i++) {
            commit("past");
        }
        try (var open = writer.begin()) {
            writer.claim(open);
            target.start();
            // It has looked and given up by then as those who look here have.
            for (int i = 0; i < 3; i++) {
                assertThat(await(store.settledPosition(tenants, EventStore.UNKNOWN)))
                        .isEqualTo(EventStore.UNKNOWN);
            }
            assertThat(target.recent().upTo()).isNegative();
        }
        Patience.until(() -> target.recent().upTo() > 0);

        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        commit("new");

        Patience.until(() -> !heard.events().isEmpty());
        assertThat(heard.events()).extracting(each -> each.getString("subject")).containsExactly("new");
        heard.stop();
        target.stop();
    }
}
