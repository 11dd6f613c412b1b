package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// PostgreSQL rolls a booking back for another's sake: the client gets the booking or a 503, never a 500.
class CollisionTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client target;

    @BeforeAll
    static void let_bookings_collide() throws SQLException {
        practice = new Practice(service).resource("lee", 10).service("visit", "{\"duration\":\"PT30M\"}");
        target = service.client();
        execute("""
                create sequence collided;
                create table collide (state text, times bigint);
                insert into collide values ('', 0);
                create function collide() returns trigger language plpgsql as $$
                declare wanted collide;
                begin
                  select * into wanted from collide;
                  if nextval('collided') <= wanted.times then
                    raise exception using errcode = wanted.state, message = 'injected';
                  end if;
                  return new;
                end $$;
                create trigger collide before insert or update on booking for each row execute function collide();
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void one_that_passes_is_not_seen(String state) throws SQLException {
        collide(state, 3);

        var made = practice.book("visit", "2026-12-01T09:00", "lee");

        assertThat(made.status()).isEqualTo(201);
        assertThat(practice.number("select count(*) from booking where id = '"
                        + made.json().getString("id") + "'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014"})
    void one_that_stays_is_a_503_and_nothing_is_changed(String state) throws SQLException {
        collide(state, 1_000_000);
        long bookings = practice.number("select count(*) from booking");
        long claims = practice.number("select count(*) from claim");
        long events = practice.number("select count(*) from event");

        var refused = practice.book("visit", "2026-12-01T10:00", "lee", "Idempotency-Key", "stays " + state);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(practice.number("select count(*) from booking")).isEqualTo(bookings);
        assertThat(practice.number("select count(*) from claim")).isEqualTo(claims);
        assertThat(practice.number("select count(*) from event")).isEqualTo(events);
        collide(state, 0);
        assertThat(practice.book("visit", "2026-12-01T10:00", "lee", "Idempotency-Key", "stays " + state)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void changes_of_a_booking_are_run_again_too() throws SQLException {
        collide("40001", 0);
        var id = practice.book("visit", "2026-12-02T09:00", "lee").json().getString("id");

        collide("40P01", 2);
        var moved = target.post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-02T10:00\"}");
        collide("40001", 2);
        var cancelled = target.post("/v1/bookings/" + id + "/cancel", "{}");

        assertThat(moved.status()).isEqualTo(200);
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json().getLong("version")).isEqualTo(3);
    }

    private static void collide(String state, long times) throws SQLException {
        execute("update collide set state = '" + state + "', times = " + times + "; alter sequence collided restart");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
