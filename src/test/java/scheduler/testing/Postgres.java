package scheduler.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import scheduler.database.Migrations;

/// Gives a test class a fresh, migrated database on a real PostgreSQL, which all classes of the JVM share.
///
/// Use it as `@RegisterExtension static final Postgres postgres = new Postgres();`, or as
/// `@ExtendWith(Postgres.class)` with parameters of type `Postgres` or `Connection`. Nested classes share the database
/// of the outermost. The sessions of the database are in the zone of Los Angeles. When the class has ended, the events
/// that it has caused are held against the schema of CloudEvents.
public final class Postgres implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Postgres.class);

    private @Nullable PostgresDatabases databases;
    private @Nullable PostgresUrl database;
    private @Nullable String owner;

    @Override
    public synchronized void beforeAll(ExtensionContext context) throws IOException, SQLException {
        if (owner == null) {
            PostgresDatabases shared = shared(context);
            database = shared.create();
            databases = shared;
            owner = context.getUniqueId();
        } else if (!context.getUniqueId().startsWith(owner)) {
            throw new IllegalStateException("one Postgres cannot serve two classes at once; give each its own");
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) throws SQLException {
        if (context.getUniqueId().equals(owner)) {
            PostgresUrl dropped = expectStarted(database);
            try (Connection connection = dropped.connect(dropped.database())) {
                CloudEvents.validateLog(connection);
            } finally {
                owner = null;
                database = null;
                expectStarted(databases).drop(dropped);
            }
        }
    }

    /// The root's store closes the server after the last class, whichever that is.
    private static PostgresDatabases shared(ExtensionContext context) throws IOException, SQLException {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        synchronized (Postgres.class) {
            var databases = store.get(PostgresDatabases.class, PostgresDatabases.class);
            if (databases == null) {
                databases = PostgresDatabases.open(PostgresLane.chosen(), Migrations::migrate);
                store.put(PostgresDatabases.class, databases);
            }
            return databases;
        }
    }

    /// `postgresql://user[:password]@host:port/database`
    public synchronized String url() {
        return expectStarted(database).toString();
    }

    /// A connection in the zone of the database, although this driver asks for the JVM's; the caller closes it.
    public Connection jdbc() throws SQLException {
        PostgresUrl url = PostgresUrl.parse(url());
        Connection connection = url.connect(url.database());
        try (Statement statement = connection.createStatement()) {
            statement.execute("set time zone '" + PostgresDatabases.ZONE + "'");
        }
        return connection;
    }

    /// Where the server comes from.
    public synchronized PostgresLane lane() {
        return expectStarted(databases).lane();
    }

    private static <T> T expectStarted(@Nullable T part) {
        return Objects.requireNonNull(part, "the test class that registered this Postgres is not running");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Postgres.class || type == Connection.class;
    }

    /// A connection is closed with the test that asked for it.
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == Postgres.class) {
            return this;
        }
        try {
            Connection connection = jdbc();
            PostgresResource closing = connection::close;
            context.getStore(NAMESPACE).put(parameter.getIndex(), closing);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("no connection to " + url(), e);
        }
    }
}
