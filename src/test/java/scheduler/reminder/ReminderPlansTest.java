package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.message.Tenant;
import scheduler.testing.Plans;
import scheduler.testing.Postgres;

/// However many reminders are planned, no statement that a lane runs reads them all.
class ReminderPlansTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Tenant TENANT = new Tenant(1, "north");
    private static final String READS_ALL = "Seq Scan on reminder";
    private static final String MINE = "array[1]::bigint[], array[gen_random_uuid()], array[1]::bigint[]";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @BeforeAll
    static void fill_the_table() throws SQLException {
        var table = new ReminderTable(postgres);
        table.plan(TENANT, 50_000, "bus", NOW.plus(Duration.ofDays(1)));
        table.plan(TENANT, 50_000, "email", NOW);
        table.plan(TENANT, 10, "bus", NOW);
        table.execute("analyze reminder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_is_due_is_found_by_its_time(String mode) throws SQLException {
        assertThat(plan(mode, ReminderStore.CLAIM, "'bus', '" + NOW + "', array[1]::bigint[], 500, 30000"))
                .contains("Index Scan using reminder_due", "Tid Scan on reminder")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_is_in_hand_is_found_by_its_key(String mode) throws SQLException {
        assertThat(plan(mode, ReminderStore.RENEW, MINE + ", '" + NOW + "', 30000"))
                .contains("Index Scan using reminder_pk")
                .doesNotContain(READS_ALL);
        assertThat(plan(mode, ReminderStore.GIVE_BACK, MINE))
                .contains("Index Scan using reminder_pk")
                .doesNotContain(READS_ALL);
        assertThat(plan(
                        mode,
                        ReminderStore.SETTLE,
                        "1, '" + NOW + "', array[gen_random_uuid()], array[1]::bigint[], array['sent'], array[null],"
                                + " array[null::timestamptz], array[1]::bigint[]"))
                .contains("Index Scan using reminder_pk")
                .doesNotContain(READS_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void what_is_on_its_way_is_found_by_its_booking(String mode) throws SQLException {
        assertThat(plan(
                        mode,
                        LookStore.OVERTAKING,
                        "1, array[gen_random_uuid()], array[gen_random_uuid()], array['attendee:0'], array['bus'],"
                                + " array['" + NOW + "']::timestamptz[], null"))
                .contains("reminder_once")
                .doesNotContain(READS_ALL);
    }

    private static String plan(String mode, String statement, String arguments) throws SQLException {
        return Plans.of(postgres, mode, statement, arguments);
    }
}
