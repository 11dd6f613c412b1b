package scheduler.bench;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import scheduler.database.Migrations;
import scheduler.dev.DevDatabase;

/// A PostgreSQL of a benchmark's own, migrated and empty, that loses no commit.
public final class FreshDatabase implements AutoCloseable {

    private final DevDatabase database;

    private FreshDatabase(DevDatabase database) {
        this.database = database;
    }

    public static FreshDatabase start(String name) throws SQLException {
        var fresh = new FreshDatabase(DevDatabase.start(Path.of("target/bench", name), 0));
        try {
            // It may be left from the run before.
            fresh.run("drop schema public cascade", "create schema public");
            Migrations.migrate(fresh.url());
            return fresh;
        } catch (SQLException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    public String url() {
        return database.url();
    }

    public void run(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var each : statements) {
                statement.execute(each);
            }
        }
    }

    /// The process that all others of the server descend from.
    ProcessHandle postmaster() throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select pg_backend_pid()")) {
            found.next();
            return ProcessHandle.of(found.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        }
    }

    Connection connect() throws SQLException {
        var uri = URI.create(url());
        var jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
        return DriverManager.getConnection(jdbc, uri.getUserInfo(), "");
    }

    @Override
    public void close() {
        database.close();
    }
}
