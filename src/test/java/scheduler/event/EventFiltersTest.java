package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Plans;
import scheduler.testing.Postgres;

/// What is filtered in the log is found by an index, however long the log and however rare what is looked for.
class EventFiltersTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @BeforeAll
    static void fill_a_log() throws SQLException {
        try (var connection = postgres.jdbc()) {
            run(connection, """
                    insert into event (tenant, id, type, subject, time, data)
                    select 1, gen_random_uuid(), 'type.' || least(i % 10, 1), 'subject-' || i / 2, now(), '{}'
                    from generate_series(1, 20000) as i
                    """);
            run(connection, "analyze event");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void a_subject_is_found_by_its_index(String mode) throws SQLException {
        assertThat(plan(mode, EventStore.PAGE_OF_SUBJECT, "'subject-77', null")).contains("event_first_by_subject");
        assertThat(plan(mode, EventStore.PAGE_OF_SUBJECT, "'nobody', '{type.1}'"))
                .contains("event_first_by_subject");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "force_generic_plan"})
    void a_type_is_found_by_its_index(String mode) throws SQLException {
        assertThat(plan(mode, EventStore.PAGE_OF_TYPES, "'{type.1,no.type,type.0}'"))
                .contains("event_first_by_type")
                .doesNotContain("Seq Scan");
        assertThat(plan(mode, EventStore.PAGE_OF_TYPES, "'{no.type}'")).contains("event_first_by_type");
    }

    private static String plan(String mode, String statement, String filters) throws SQLException {
        return Plans.of(postgres, mode, statement, "1, 0, 1000000, 100, " + filters);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
