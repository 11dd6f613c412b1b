package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// An event that makes no sense, as a fault of another version might write it, keeps nobody from hearing of the next.
class PoisonTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void what_cannot_be_taken_in_is_passed_over() throws SQLException {
        var practice = new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
        var other = service.startNode().client();
        assertThat(practice.book("visit", "2026-12-01T09:00", "lee").status()).isEqualTo(201);
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select no, gen_random_uuid(), 'booking.confirmed', 'nothing', now(), '{}' from tenant
                    """);
        }

        assertThat(practice.book("visit", "2026-12-01T10:00", "lee").status()).isEqualTo(201);
        Patience.until(() -> !other.get("/v1/slots?service=visit&resource=lee&from=2026-12-01&to=2026-12-01")
                .text()
                .contains("T10:00:00+01:00\",\"end"));
        assertThat(other.get("/health/ready").status()).isEqualTo(200);
    }
}
