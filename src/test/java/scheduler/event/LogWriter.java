package scheduler.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import scheduler.testing.Postgres;

/// Writes events of one tenant as bookings do, in transactions that a test keeps open for as long as it likes.
record LogWriter(Postgres postgres, long tenant) {

    private static final AtomicLong TENANTS = new AtomicLong(100);

    static LogWriter ofOneTenant(Postgres postgres) {
        return new LogWriter(postgres, TENANTS.incrementAndGet());
    }

    /// Transactions of one to three events, some of which are rolled back.
    void writeMany(int rounds) {
        var random = ThreadLocalRandom.current();
        try (var connection = begin()) {
            for (int round = 0; round < rounds; round++) {
                claim(connection);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    append(connection, "busy");
                }
                if (random.nextInt(5) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A transaction of one event.
    void write(String subject) {
        try (var connection = begin()) {
            write(connection, subject);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection begin() throws SQLException {
        var connection = postgres.jdbc();
        connection.setAutoCommit(false);
        return connection;
    }

    void write(Connection connection, String subject) throws SQLException {
        claim(connection);
        append(connection, subject);
    }

    /// What a booking does before its event: from here on its transaction has a number.
    void claim(Connection connection) throws SQLException {
        try (var claim = connection.prepareStatement("""
                insert into claim (tenant, resource, unit, during, booking)
                values (?, ?, 1, '[2026-01-01, 2026-01-02)', gen_random_uuid())
                """)) {
            claim.setLong(1, tenant);
            claim.setLong(2, ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
            claim.execute();
        }
    }

    void append(Connection connection, String subject) throws SQLException {
        try (var event = connection.prepareStatement("""
                insert into event (tenant, id, type, subject, time, data)
                values (?, gen_random_uuid(), 'test.happened', ?, now(), '{}')
                """)) {
            event.setLong(1, tenant);
            event.setString(2, subject);
            event.execute();
        }
    }

    List<Long> positions(@Nullable String subject) throws SQLException {
        var positions = LongStream.builder();
        try (var connection = postgres.jdbc();
                var query = connection.prepareStatement("""
                        select position from event where tenant = ? and subject = coalesce(?, subject) order by position
                        """)) {
            query.setLong(1, tenant);
            query.setString(2, subject);
            try (var rows = query.executeQuery()) {
                while (rows.next()) {
                    positions.add(rows.getLong(1));
                }
            }
        }
        return positions.build().boxed().toList();
    }
}
