package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Client;
import scheduler.testing.Postgres;

/// A node is killed while it sends reminders: the other sends all that is left, and in the log none stands twice.
class ReminderCrashIT {

    private static final int BOOKINGS = 40;
    private static final int GUESTS = 100;

    /// The lease of the dead one, the interval of the other, and the sending itself.
    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(60);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    private final List<ServiceJar> started = new ArrayList<>();

    @AfterEach
    void end_all() {
        started.forEach(ServiceJar::close);
    }

    @Test
    void what_a_killed_node_was_sending_is_sent_by_the_other() throws Exception {
        var first = start();
        var second = start();
        var client = second.client();
        client.put("/v1/resources/hall", "{\"timeZone\":\"UTC\",\"capacity\":100}");
        client.put("/v1/resources/hall/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
        client.put("/v1/services/talk", """
                {"duration":"PT1H","timeZone":"UTC",
                 "reminders":[{"before":"P7D","channel":"webhook","late":"send"}]}
                """);
        for (int i = 0; i < BOOKINGS; i++) {
            book(client, i);
        }
        first.kill();

        long end = System.nanoTime() + TAKEOVER_MAX.toNanos();
        while (number("select count(*) from reminder where status = 'sent'") < BOOKINGS * GUESTS
                && System.nanoTime() < end) {
            Thread.sleep(200);
        }

        assertThat(number("select count(*) from reminder where status = 'sent'"))
                .isEqualTo(BOOKINGS * GUESTS);
        assertThat(number("select count(*) from event where type = 'reminder.due'"))
                .isEqualTo(BOOKINGS * GUESTS);
        assertThat(number("select count(distinct data ->> 'id') from event where type = 'reminder.due'"))
                .isEqualTo(BOOKINGS * GUESTS);
    }

    private ServiceJar start() throws InterruptedException {
        var environment = Map.of("DATABASE_URL", postgres.url(), "SCHEDULER_REMINDER_INTERVAL", "PT0.05S");
        var node = ServiceJar.start(directory, environment);
        started.add(node);
        return node.ready();
    }

    private static void book(Client client, int number) {
        var attendees = new JsonArray();
        for (int i = 0; i < GUESTS; i++) {
            attendees.add(new JsonObject().put("name", "Guest " + number + "-" + i));
        }
        var wish = new JsonObject()
                .put("service", "talk")
                .put("start", LocalDate.now(ZoneOffset.UTC).plusDays(2) + "T10:00")
                .put("attendees", attendees);
        var reply = client.post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static long number(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
