package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Plans;
import scheduler.testing.Postgres;

/// The bookings of a resource or of a customer are found without a look at all others.
class BookingListTest {

    private static final String BY_NAME = "booking_by_name";
    private static final String BY_START = "booking_by_start";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    /// Twenty thousand: one in two of dr-busy, one in a thousand of each other, each customer with one.
    @BeforeAll
    static void book() throws SQLException {
        run("""
                insert into booking (tenant, id, version, sequence, status, service, service_id, service_version,
                  starts_at, ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
                select 1, gen_random_uuid(), 1, 0, 'confirmed', 1, 'visit', 1, t, t + interval '1 hour',
                  t at time zone 'UTC', 'UTC', '2026a',
                  json_build_array(json_build_object('id', case when n % 2 = 0 then 'dr-busy' else 'dr-' || n % 1000 end)),
                  json_build_array(json_build_object('name', 'Ada', 'email', 'Ada' || n || '@example.org')),
                  '{}', now(), now()
                from generate_series(1, 20000) as n, lateral (select timestamptz '2026-01-01' + n * interval '1 hour') as s (t)
                """);
        run("analyze booking");
    }

    @Test
    void whoever_has_few_is_found_by_name() throws SQLException {
        assertThat(plan(null, "ada77@example.org")).contains(BY_NAME).doesNotContain(BY_START);
        assertThat(plan(null, "nobody@example.org")).contains(BY_NAME).doesNotContain(BY_START);
        assertThat(plan("dr-77", null)).contains(BY_NAME).doesNotContain(BY_START);
        assertThat(plan("dr-idle", null)).contains(BY_NAME).doesNotContain(BY_START);
        assertThat(plan("dr-busy", "ada78@example.org")).contains(BY_NAME).doesNotContain(BY_START);
    }

    @Test
    void whoever_has_many_is_read_in_order() throws SQLException {
        assertThat(plan("dr-busy", null)).contains(BY_START).doesNotContain(BY_NAME);
    }

    /// As feeds of calendars ask, each time and without anybody who waits for it.
    @Test
    void a_page_of_a_feed_is_found_by_an_index() throws SQLException {
        var now = "'2026-06-01', '2027-07-06', null, '{pending,confirmed,checked_in,completed,no_show}'";
        for (var each : List.of("dr-busy", "dr-77", "dr-idle")) {
            assertThat(plan(each, null, now)).as(each).contains("Index").doesNotContain("Seq Scan");
        }
        assertThat(plan(null, "ada77@example.org", now)).contains("Index").doesNotContain("Seq Scan");
    }

    /// The first hold of a customer must not go through all bookings that there ever were.
    @Test
    void what_a_limit_begins_with_is_found_by_name() throws SQLException {
        var count = Clauses.COUNT
                .replace("$1::", "1::")
                .replace("$2::uuid", "gen_random_uuid()")
                .replace("$15::", "1::")
                .replace("$29::", "'{h:ada77@example.org,c:ada78@example.org,r:dr-77}'::")
                .replace("$30::", "'{-infinity,2026-01-01,2026-01-01}'::")
                .replace("$31::", "'{infinity,2027-01-01,2026-01-02}'::")
                .replace("$32::", "'{5,5,5}'::");

        try (var connection = postgres.jdbc()) {
            connection.setAutoCommit(false);
            assertThat(lines(connection, "explain with whole as (select true as ok) " + count))
                    .contains(BY_NAME)
                    .doesNotContain("Seq Scan on booking");
            assertThat(lines(connection, "with whole as (select true as ok) " + count)
                            .lines())
                    .containsExactlyInAnyOrder("c:ada78@example.org", "h:ada77@example.org", "r:dr-77");
            assertThat(lines(connection, "select subject || ' ' || taken from tally")
                            .lines())
                    .containsExactlyInAnyOrder("c:ada78@example.org 2", "h:ada77@example.org 1", "r:dr-77 1");
            connection.rollback();
        }
    }

    /// As whoever is refused asks, and each booking that is to be moved by a plan. PostgreSQL goes on planning these
    /// for each customer, for that is cheaper than what it would have for any.
    @Test
    void what_customers_have_is_found_by_name() throws SQLException {
        assertThat(Plans.of(postgres, "auto", BookingStore.HAD, "1, 1, '2026-01-01', null, '{ada77@example.org}', 100"))
                .contains(BY_NAME)
                .doesNotContain("Seq Scan on booking");
        assertThat(Plans.of(
                        postgres,
                        "auto",
                        CustomerStore.SEATS,
                        "1, 1, gen_random_uuid(), '2026-01-01', '2028-01-01', '{ada77@example.org}', 100"))
                .contains(BY_NAME)
                .doesNotContain("Seq Scan on booking");
    }

    private static String plan(String resource, String attendee) throws SQLException {
        return plan(resource, attendee, "null, null, null, null");
    }

    private static String plan(String resource, String attendee, String when) throws SQLException {
        try (var connection = postgres.jdbc()) {
            run(connection, "prepare list as " + BookingReader.LIST_OF);
            return lines(connection, """
                    explain execute list (1, '-infinity', '00000000-0000-0000-0000-000000000000', %s, 51,
                      null, null, %s, %s)
                    """.formatted(when, literal(resource), literal(attendee)));
        }
    }

    private static String lines(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return String.join("\n", lines);
        }
    }

    private static String literal(String text) {
        return text == null ? "null" : "'" + text + "'";
    }

    private static void run(String sql) throws SQLException {
        try (var connection = postgres.jdbc()) {
            run(connection, sql);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
