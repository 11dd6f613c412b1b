package scheduler.reminder;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import scheduler.message.Tenant;
import scheduler.testing.Postgres;

/// Reminders and their bookings, written by hand.
record ReminderTable(Postgres postgres) {

    void empty() throws SQLException {
        execute("truncate reminder, event, booking");
    }

    /// So many, each of a booking of its own.
    void plan(Tenant tenant, int count, String channel, Instant due) throws SQLException {
        execute("""
                insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
                  status, attempts, fence, created_at)
                select %4$d, gen_random_uuid(), gen_random_uuid(), 0, 'before:PT24H:%1$s', 'attendee:0', '%1$s',
                  '{"before":"PT24H","channel":"%1$s"}', '%3$s', '%3$s', 'planned', 0, 0, now()
                from generate_series(1, %2$d)
                """.formatted(channel, count, due, tenant.no()));
    }

    /// The bookings that there are reminders of.
    void book() throws SQLException {
        execute("""
                insert into booking (tenant, id, version, sequence, status, service, service_id, service_version, starts_at,
                  ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, hold, seats, blocks, created_at,
                  updated_at)
                select tenant, booking, 1, 0, 'confirmed', 1, 'visit', 1, due_at + interval '1 day',
                  due_at + interval '2 days', now()::timestamp, 'UTC', '2026a', '[]'::json, '[{"name":"Ada"}]'::json,
                  '{}'::json, false, 1, true, now(), now()
                from (select distinct on (booking) * from reminder order by booking) as r
                """);
    }

    void cancelAll() throws SQLException {
        execute("update booking set status = 'cancelled', version = version + 1");
    }

    /// The types of the events that there are.
    List<String> events() throws SQLException {
        return texts("select type from event order by position");
    }

    void execute(String statement) throws SQLException {
        try (var connection = postgres.jdbc();
                var statements = connection.createStatement()) {
            statements.execute(statement);
        }
    }

    /// What a query gives, a line each.
    List<String> texts(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var lines = new ArrayList<String>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }
}
