package scheduler.bench;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import scheduler.testing.Client;
import scheduler.testing.Node;

/// Events with the data of a booking, written many at once. They are of a type that is only passed on, so that nobody
/// works on them but those who are measured.
final class Told {

    private static final int PAGE = 50_000;

    private Told() {}

    /// A booking that is made, whose data the others have.
    static void one(FreshDatabase database) {
        try (var node = Node.start(database.url(), () -> Instant.parse("2026-11-24T08:00:00Z"), Map.of())) {
            var client = node.client();
            client.put("/v1/resources/doctor", "{\"timeZone\":\"Europe/Berlin\"}");
            client.put("/v1/resources/doctor/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                    """);
            client.put("/v1/services/visit", "{\"duration\":\"PT15M\"}");
            book(client);
        }
    }

    private static void book(Client client) {
        var reply = client.post("/v1/bookings", """
                {"service":"visit","start":"2026-12-01T09:00","attendees":[{"name":"Ada","email":"ada@example.com"}]}
                """);
        if (reply.status() != 201) {
            throw new IllegalStateException(reply.text());
        }
    }

    /// So many, each about something else.
    static void more(FreshDatabase database, int count) throws SQLException {
        for (int written = 0; written < count; written += PAGE) {
            database.run("""
                    insert into event (tenant, id, type, subject, time, data)
                    select e.tenant, gen_random_uuid(), 'reminder.sent', gen_random_uuid()::text, now(), e.data
                    from (select * from event where type = 'booking.confirmed' order by position limit 1) as e
                      cross join generate_series(1, %d)
                    """.formatted(Math.min(PAGE, count - written)));
        }
    }

    static long number(FreshDatabase database, String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
