package scheduler.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// The databases that one test run makes on its server: a migrated template, and copies of it.
final class PostgresDatabases implements PostgresResource {
    /// A zone that nothing of ours is meant to use, so that code which leans on the session's zone fails.
    static final String ZONE = "America/Los_Angeles";

    /// Databases of runs that are over: a run's name begins the names of its databases and is that of its connection.
    private static final String SELECT_LEFT_OVER = """
            select datname
            from pg_database
            where datname ~ '^scheduler_test_[0-9]+_[0-9a-f]{8}_(template|[0-9]+)$'
              and pg_get_userbyid(datdba) = current_user
              and not exists (
                select
                from pg_stat_activity
                where application_name ~ '^scheduler_test_[0-9]+_[0-9a-f]{8}'
                  and starts_with(pg_database.datname, application_name))
            """;

    private final PostgresLane lane;
    private final PostgresServer server;
    private final Connection connection;
    private final String run;
    private final Set<String> databases = new LinkedHashSet<>();
    private int made;

    private PostgresDatabases(PostgresLane lane, PostgresServer server, Connection connection, String run) {
        this.lane = lane;
        this.server = server;
        this.connection = connection;
        this.run = run;
    }

    /// Starts the lane's server and lets `migration` fill the template, whose URL it is given.
    static PostgresDatabases open(PostgresLane lane, Consumer<String> migration) throws IOException, SQLException {
        String run = "scheduler_test_" + ProcessHandle.current().pid() + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        PostgresServer server = lane.start();
        try {
            var databases = new PostgresDatabases(lane, server, server.url().connect(run), run);
            databases.dropLeftOver();
            databases.makeTemplate(migration);
            return databases;
        } catch (SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void dropLeftOver() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SELECT_LEFT_OVER)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        for (String name : names) {
            drop(name);
        }
    }

    private void makeTemplate(Consumer<String> migration) throws SQLException {
        try {
            create(template(), "template0");
            migration.accept(server.url().withDatabase(template()).toString());
            execute("alter database " + template() + " allow_connections false");
        } catch (SQLException | RuntimeException e) {
            dropAll();
            connection.close();
            throw e;
        }
    }

    private String template() {
        return run + "_template";
    }

    /// A fresh copy of the template.
    synchronized PostgresUrl create() throws SQLException {
        made++;
        String name = run + "_" + made;
        create(name, template());
        return server.url().withDatabase(name);
    }

    private void create(String name, String template) throws SQLException {
        execute("create database " + name + " template " + template);
        databases.add(name);
        // A copy does not take over what is set for its template.
        execute("alter database " + name + " set timezone to '" + ZONE + "'");
    }

    synchronized void drop(PostgresUrl url) throws SQLException {
        drop(url.database());
    }

    private void drop(String name) throws SQLException {
        execute("drop database if exists " + name + " with (force)");
        databases.remove(name);
    }

    private void dropAll() throws SQLException {
        for (String name : List.copyOf(databases)) {
            drop(name);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    PostgresLane lane() {
        return lane;
    }

    @Override
    public synchronized void close() throws SQLException {
        try (server;
                connection) {
            dropAll();
        }
    }
}
