package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Claims of times that are long over: they go, and nothing that anybody can see goes with them. The clock of the
/// database goes with that of the world, so all of this is in a year that is over.
class BygoneTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static Client client;
    private static String long_over;
    private static String ahead;

    @BeforeAll
    static void book_and_wait() throws SQLException {
        client = service.client();
        service.clock().set(Instant.parse("2025-03-03T08:00:00Z"));
        practice = new Practice(service)
                .resource("ann", "team")
                .service("visit", "{\"duration\":\"PT30M\",\"buffer\":{\"after\":\"PT168H\"},\"horizon\":\"P3650D\"}")
                .service("yoga", "{\"duration\":\"PT30M\",\"capacity\":3,\"horizon\":\"P3650D\"}");
        long_over = book("visit", "2025-03-04T09:00");
        book("yoga", "2025-03-12T09:00");
        ahead = book("visit", "2025-05-06T09:00");
        // A buffer of seven days after it, and two weeks.
        service.clock().set(Instant.parse("2025-03-25T08:29:00Z"));
        service.node().prune();
        assertThat(claims()).isEqualTo(3);
    }

    private static String book(String what, String start) {
        var reply = practice.book(what, start, "ann");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static long claims() throws SQLException {
        return practice.number("select count(*) from claim");
    }

    @Test
    void they_are_deleted_once_nothing_can_touch_them_any_more() throws SQLException {
        var before = client.get("/v1/bookings?from=2025-03-01&to=2025-06-01").text();
        service.clock().set(Instant.parse("2025-03-26T08:31:00Z"));

        service.node().prune();

        assertThat(claims()).isOne();
        assertThat(client.get("/v1/bookings?from=2025-03-01&to=2025-06-01").text())
                .isEqualTo(before);
        assertThat(client.get("/v1/bookings/" + long_over).status()).isEqualTo(200);
        assertThat(client.post("/v1/bookings/" + long_over + "/check-in", "").status())
                .isEqualTo(200);
        assertThat(practice.book("visit", "2025-05-06T09:00", "ann").code()).isEqualTo("slot_taken");
        var moved = client.post("/v1/bookings/" + ahead + "/reschedule", "{\"start\":\"2025-05-20T09:00\"}");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(practice.differences()).isEmpty();
    }
}
