package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What a booking holds while it waits. A claim that another transaction has made and not committed makes it
/// wait in the middle of its statement, for as long as the test wants.
class LockOrderTest {

    private static final String CLAIM = """
            insert into claim (tenant, resource, unit, during, booking)
            select tenant, no, 0, tstzrange('%s', '%s'), gen_random_uuid() from resource where id = '%s'
            on conflict on constraint claim_no_overlap do nothing
            """;
    private static final String LOCK_TIMEOUT = "55P03";

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_DATABASE_LOCK_TIMEOUT", "PT10S")
            .with("SCHEDULER_DATABASE_STATEMENT_TIMEOUT", "PT15S");

    static Practice practice;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("alpha", "a")
                .resource("beta", "b")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("ba", """
                        {"duration":"PT30M","requirements":[{"role":"b","pool":"b"},{"role":"a","pool":"a"}]}
                        """);
    }

    @Test
    void a_schedule_cannot_change_while_a_booking_is_decided_by_it() throws SQLException {
        try (var other = service.postgres().jdbc()) {
            hold(other, "alpha", "2026-12-01T08:00Z", "2026-12-01T08:30Z");
            var booking = wish("visit", "2026-12-01T09:00", "alpha");
            awaitWaiting(1);
            var closing = CompletableFuture.supplyAsync(
                    () -> service.client().put("/v1/resources/alpha/schedule", "{\"weekly\":[]}"));
            awaitWaiting(2);

            other.rollback();

            assertThat(booking.join().status()).isEqualTo(201);
            assertThat(closing.join().status()).isEqualTo(200);
        }
        assertThat(wish("visit", "2026-12-01T10:00", "alpha").join().code()).isEqualTo("outside_hours");
        practice.schedule("alpha", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}
                """);
    }

    @Test
    void a_service_cannot_change_while_a_booking_is_decided_by_it() throws SQLException {
        try (var other = service.postgres().jdbc()) {
            hold(other, "alpha", "2026-12-02T08:00Z", "2026-12-02T08:30Z");
            var booking = wish("visit", "2026-12-02T09:00", "alpha");
            awaitWaiting(1);
            var changing = CompletableFuture.supplyAsync(
                    () -> service.client().put("/v1/services/visit", "{\"duration\":\"PT45M\"}"));
            awaitWaiting(2);

            other.rollback();

            assertThat(booking.join().json().getLong("serviceVersion")).isEqualTo(1);
            assertThat(changing.join().json().getLong("version")).isEqualTo(2);
        }
        practice.service("visit", "{\"duration\":\"PT30M\"}");
    }

    @Test
    void the_rule_for_buffers_cannot_change_while_a_booking_is_decided_by_it() throws SQLException {
        practice.resource("gamma");
        try (var other = service.postgres().jdbc()) {
            hold(other, "gamma", "2026-12-02T08:00Z", "2026-12-02T08:30Z");
            var booking = wish("visit", "2026-12-02T09:00", "gamma");
            awaitWaiting(1);
            var changing = CompletableFuture.runAsync(() -> practice.buffers("gamma", "max"));
            awaitWaiting(2);

            other.rollback();

            assertThat(booking.join().status()).isEqualTo(201);
            changing.join();
        }
        assertThat(practice.number("select count(*) from claim where lead = during"))
                .isEqualTo(1);
    }

    @Test
    void claims_are_taken_in_the_order_of_resources_whatever_the_order_of_roles() throws SQLException {
        try (var other = service.postgres().jdbc();
                var third = service.postgres().jdbc()) {
            hold(other, "beta", "2026-12-03T08:00Z", "2026-12-03T08:30Z");
            var booking = wish("ba", "2026-12-03T09:00", "");
            awaitWaiting(1);

            assertThatExceptionOfType(SQLException.class)
                    .as("the booking has its claim on alpha before it waits for the one on beta")
                    .isThrownBy(() -> {
                        execute(third, "set lock_timeout = '200ms'");
                        execute(third, CLAIM.formatted("2026-12-03T08:00Z", "2026-12-03T08:30Z", "alpha"));
                    })
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(LOCK_TIMEOUT));

            other.rollback();
            assertThat(booking.join().status()).isEqualTo(201);
        }
    }

    private static CompletableFuture<Reply> wish(String what, String start, String resource) {
        return service.client().postAsync("/v1/bookings", Practice.wish(what, start, resource));
    }

    private static void hold(Connection connection, String resource, String from, String to) throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, CLAIM.formatted(from, to, resource));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void awaitWaiting(int count) throws SQLException {
        long until = System.nanoTime() + 10_000_000_000L;
        while (practice.number("""
                select count(*) from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and application_name like 'appointment%'
                """) < count) {
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
