package scheduler.bench;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import scheduler.database.Migrations;
import scheduler.dev.DevDatabase;

/// A PostgreSQL of a benchmark's own, migrated and empty, that loses no commit. It has the memory that its manual
/// advises for a server, and has been run in: what it does for the first time only, no benchmark is about.
public final class FreshDatabase implements AutoCloseable {

    private static final Map<String, String> AS_OPERATED =
            Map.of("shared_buffers", "1GB", "max_wal_size", "8GB", "min_wal_size", "4GB");

    /// Fills the buffers once, which the operating system gives page by page, and leaves segments of the log to be
    /// written again, which would else be made one by one.
    private static final String[] RUN_IN = {
        "create table run_in (filler text)",
        "alter table run_in alter filler set storage plain",
        "insert into run_in select repeat('x', 7900) from generate_series(1, 200000)",
        "drop table run_in",
        "checkpoint"
    };

    private final DevDatabase database;

    private FreshDatabase(DevDatabase database) {
        this.database = database;
    }

    public static FreshDatabase start(String name) throws SQLException {
        var fresh = new FreshDatabase(DevDatabase.start(Path.of("target/bench", name), 0, AS_OPERATED));
        try {
            // It may be left from the run before.
            fresh.run("drop schema public cascade", "create schema public");
            Migrations.migrate(fresh.url());
            fresh.run(RUN_IN);
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
