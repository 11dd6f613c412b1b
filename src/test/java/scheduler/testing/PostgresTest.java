package scheduler.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every test class has a database of its own, in surroundings that punish code which leans on a default zone.
class PostgresTest {
    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @RegisterExtension
    static final Postgres other = new Postgres();

    @Test
    void two_databases_do_not_see_each_other() throws SQLException {
        try (Connection here = postgres.jdbc();
                Connection there = other.jdbc()) {
            execute(here, "create table mine as select 1 as one");

            assertThat(ask(here, "select to_regclass('mine')::text")).isEqualTo("mine");
            assertThat(ask(there, "select coalesce(to_regclass('mine')::text, 'none')"))
                    .isEqualTo("none");
        }
    }

    @Test
    void sessions_are_in_los_angeles_and_the_jvm_is_in_india() throws SQLException {
        try (Connection connection = postgres.jdbc()) {
            assertThat(ask(connection, "show timezone")).isEqualTo("America/Los_Angeles");
            assertThat(ask(connection, """
                    select setting
                    from pg_db_role_setting, unnest(setconfig) as setting
                    where setdatabase = (select oid from pg_database where datname = current_database())
                    """)).isEqualToIgnoringCase("timezone=America/Los_Angeles");
            assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("Asia/Kolkata"));
        }
    }

    @Test
    void the_extension_that_exclusion_constraints_need_can_be_had() throws SQLException {
        try (Connection connection = other.jdbc()) {
            execute(connection, "create extension if not exists btree_gist");

            assertThat(ask(connection, "select extname from pg_extension where extname = 'btree_gist'"))
                    .isEqualTo("btree_gist");
        }
    }

    @Test
    void the_url_names_a_database_that_is_recognisably_of_the_tests() {
        assertThat(postgres.url()).matches("postgresql://[^/]+/scheduler_test_\\d+_[0-9a-f]{8}_\\d+(\\?.*)?");
        assertThat(postgres.url()).isNotEqualTo(other.url());
        assertThat(postgres.lane()).isEqualTo(PostgresLane.chosen());
    }

    @Test
    void the_lane_follows_the_property_and_the_url() {
        assertThat(PostgresLane.chosen("auto", null)).isEqualTo(PostgresLane.EMBEDDED);
        assertThat(PostgresLane.chosen("auto", "postgresql://h/d")).isEqualTo(PostgresLane.EXTERNAL);
        assertThat(PostgresLane.chosen("embedded", "postgresql://h/d")).isEqualTo(PostgresLane.EMBEDDED);
        assertThat(PostgresLane.chosen("testcontainers", null)).isEqualTo(PostgresLane.TESTCONTAINERS);
        assertThatIllegalArgumentException().isThrownBy(() -> PostgresLane.chosen("external", null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresLane.chosen("oracle", null))
                .withMessage(
                        "scheduler.test.database is oracle but can only be auto, embedded, testcontainers or external");
    }

    @Nested
    class A_nested_class {
        @Test
        void shares_the_database() throws SQLException {
            try (Connection connection = postgres.jdbc()) {
                assertThat(postgres.url()).contains("/" + ask(connection, "select current_database()"));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
