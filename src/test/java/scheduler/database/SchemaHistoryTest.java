package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// Whether a schema is what Flyway would leave, without asking Flyway.
class SchemaHistoryTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        await(vertx.close());
    }

    @BeforeEach
    void migrate() throws SQLException {
        execute("drop schema public cascade; create schema public");
        Migrations.migrate(postgres.url());
    }

    @Test
    void a_schema_that_flyway_has_brought_up_to_date_is_current() {
        assertThat(isCurrent(postgres.url())).isTrue();
    }

    @Test
    void a_schema_that_was_never_migrated_is_not() throws SQLException {
        execute("drop schema public cascade; create schema public");

        assertThat(isCurrent(postgres.url())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from flyway_schema_history where installed_rank = (select max(installed_rank) from flyway_schema_history)",
                "update flyway_schema_history set checksum = checksum + 1 where installed_rank = 2",
                "update flyway_schema_history set checksum = null where installed_rank = 2",
                "update flyway_schema_history set success = false where installed_rank = 2",
                "update flyway_schema_history set description = 'another' where installed_rank = 2",
                "update flyway_schema_history set version = null where installed_rank = 2",
                "update flyway_schema_history set type = 'DELETE' where installed_rank = 2",
                "insert into flyway_schema_history select 1000, '900', 'more', 'SQL', 'V900__more.sql', 1, 'somebody', now(), 1, true"
            })
    void a_history_that_differs_in_anything_is_left_to_flyway(String change) throws SQLException {
        execute(change);

        assertThat(isCurrent(postgres.url())).isFalse();
    }

    @Test
    void a_database_that_cannot_be_asked_is_left_to_flyway() {
        assertThat(isCurrent("postgresql://somebody:secret@127.0.0.1:1/nothing"))
                .isFalse();
    }

    private static boolean isCurrent(String url) {
        return await(SchemaHistory.isCurrent(vertx, Databases.of(1).settings(url), url));
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
