package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Plans;
import scheduler.testing.Postgres;

/// However many deliveries there are, no statement that runs all the time reads the table.
class DeliveryPlansTest {

    private static final String READS_ALL = "Seq Scan on delivery";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @BeforeAll
    static void fill_the_table() throws SQLException {
        try (var connection = postgres.jdbc()) {
            run(connection, """
                    insert into subscription (tenant, id, version, url, types, status, secrets, since, created_at, updated_at)
                    select 1, 'sub-' || i, 1, 'https://example.com/', '{}', 'active', '[]', 0, now(), now()
                    from generate_series(1, 50) as i
                    """);
            run(connection, """
                    insert into event (tenant, id, type, subject, time, data)
                    select 1, gen_random_uuid(), 'booking.confirmed', 'subject-' || i / 3, now(), '{}'
                    from generate_series(1, 30000) as i
                    """);
            run(connection, """
                    insert into delivery (tenant, event, subscription, position, type, subject, status, attempts, claim,
                                          due_at, created_at, updated_at)
                    select 1, e.id, 1 + e.position % 50, e.position, e.type, e.subject,
                           case when e.position % 100 = 0 then 'dead' when e.position % 3 = 0 then 'waiting' else 'delivered' end,
                           0, 0, case when e.position % 3 = 0 and e.position % 100 <> 0 then now() end, now(), now()
                    from event e
                    """);
            run(connection, "analyze subscription");
            run(connection, "analyze delivery");
            run(connection, "analyze event");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_is_due_is_found_by_its_index(String mode) throws SQLException {
        assertThat(plan(mode, DispatchStore.CLAIM, "array[1]::bigint[], '{}', '{}', 32, 30000, 512"))
                .contains("delivery_due")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_is_settled_is_found_by_its_key(String mode) throws SQLException {
        assertThat(
                        plan(
                                mode,
                                DispatchStore.SETTLE,
                                "array[1]::bigint[], array[1]::bigint[], array[gen_random_uuid()], array[1]::bigint[],"
                                        + " array['delivered'], array[0]::bigint[], array[200]::bigint[], array['x'], array['']"))
                .contains("Index Scan using delivery_")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_comes_behind_it_is_found_by_its_line(String mode) throws SQLException {
        assertThat(plan(mode, DispatchStore.COME, "array[1]::bigint[], array[1]::bigint[], array['subject-1']"))
                .contains("delivery_in_line", "Tid Scan on delivery d")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void deliveries_are_planned_without_reading_others(String mode) throws SQLException {
        assertThat(
                        plan(
                                mode,
                                PlanStore.PLAN,
                                "1, array[1]::bigint[], array[gen_random_uuid()], array['booking.confirmed'], array['subject-1']"))
                .contains("delivery_in_line")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void lists_go_by_an_index(String mode) throws SQLException {
        var end = "1, 'ffffffff-ffff-ffff-ffff-ffffffffffff', 9223372036854775807, 51";

        assertThat(plan(mode, DeliveryStore.LIST, end + ", null")).doesNotContain(READS_ALL);
        assertThat(plan(mode, DeliveryStore.LIST_DEAD, end)).contains("delivery_dead");
        assertThat(plan(mode, DeliveryStore.LIST_OF_SUBSCRIPTION, end + ", null, 'sub-7'"))
                .contains("delivery_of_subscription");
        assertThat(plan(mode, DeliveryStore.LIST_OF_SUBJECT, end + ", null, null, 'subject-7'"))
                .contains("event_first_by_subject")
                .doesNotContain(READS_ALL);
    }

    private static String plan(String mode, String statement, String arguments) throws SQLException {
        return Plans.of(postgres, mode, statement, arguments);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
