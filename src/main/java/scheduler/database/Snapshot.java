package scheduler.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// All of the database as it is at one moment, however long it takes to read and whatever is written meanwhile.
/// It has a connection of its own, which can write nothing, and it blocks: it is for the main thread.
public final class Snapshot implements AutoCloseable {

    private static final int ROWS_AT_ONCE = 500;

    private final Connection connection;

    private Snapshot(Connection connection) {
        this.connection = connection;
    }

    public static Snapshot open(String url) {
        var target = DatabaseUrl.read(url);
        try {
            var connection = DriverManager.getConnection(
                    Migrations.jdbc(target),
                    target.options().getUser(),
                    target.options().getPassword());
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            return new Snapshot(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// What is made of a row.
    @FunctionalInterface
    public interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /// The rows of a query with the numbers that it asks for. They come in pages, so that any number of them fits.
    public <T> Rows<T> rows(String sql, Reading<T> reading, long... arguments) {
        try {
            var statement = connection.prepareStatement(sql);
            statement.setFetchSize(ROWS_AT_ONCE);
            for (int i = 0; i < arguments.length; i++) {
                statement.setLong(i + 1, arguments[i]);
            }
            return new Rows<>(statement, statement.executeQuery(), reading);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Rows that are read as they are asked for.
    public static final class Rows<T> implements AutoCloseable {

        private final PreparedStatement statement;
        private final ResultSet rows;
        private final Reading<T> reading;

        private Rows(PreparedStatement statement, ResultSet rows, Reading<T> reading) {
            this.statement = statement;
            this.rows = rows;
            this.reading = reading;
        }

        /// Goes to the next row, if there is one.
        public boolean advance() {
            try {
                return rows.next();
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        /// The row that it has gone to.
        public T row() {
            try {
                return reading.of(rows);
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            try {
                statement.close();
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(SQLException failure) {
        return new IllegalStateException(
                "The database cannot be read: "
                        + String.valueOf(failure.getMessage()).replaceAll("\\s+", " "),
                failure);
    }
}
