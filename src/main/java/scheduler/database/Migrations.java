package scheduler.database;

import io.vertx.pgclient.PgConnectOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// Brings the database to the schema that this version of the service needs. It blocks, so it is a step of its own
/// before the verticles start. Flyway holds a lock meanwhile: of several nodes one migrates, the others wait.
public final class Migrations {

    private static final int LOCK_SECONDS_MAX = 30;
    private static final int CONNECT_SECONDS_MAX = 10;

    /// What SQL states begin with when there is no connection, no admission, no such database, no room, not yet.
    private static final List<String> UNOPENED = List.of("08", "28", "3D", "53300", "57P03");

    private Migrations() {}

    /// Migrates, and gives the version that the schema is at.
    public static String migrate(String url) {
        var target = DatabaseUrl.read(url);
        var options = target.options();
        var flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbc(target), options.getUser(), options.getPassword())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load();
        try {
            flyway.migrate();
            var current = flyway.info().current();
            return current == null ? "none" : version(current);
        } catch (FlywayException e) {
            throw e.getCause() instanceof SQLException sql && isUnopened(sql) ? unopened(options, sql) : e;
        }
    }

    private static boolean isUnopened(SQLException failure) {
        return failure.getSQLState() != null && UNOPENED.stream().anyMatch(failure.getSQLState()::startsWith);
    }

    /// In one line, for whoever starts the service: Flyway's own takes five and hides the address.
    private static IllegalStateException unopened(PgConnectOptions options, SQLException failure) {
        return new IllegalStateException(
                "The database " + options.getDatabase() + " on " + options.getHost() + ":" + options.getPort()
                        + " cannot be opened: "
                        + String.valueOf(failure.getMessage()).replaceAll("\\s+", " "),
                failure);
    }

    private static String version(MigrationInfo info) {
        return info.getVersion() == null
                ? info.getDescription()
                : info.getVersion().getVersion();
    }

    static String jdbc(DatabaseUrl target) {
        var options = target.options();
        var host = options.getHost().contains(":") ? "[" + options.getHost() + "]" : options.getHost();
        return "jdbc:postgresql://" + host + ":" + options.getPort() + "/"
                + URLEncoder.encode(options.getDatabase(), StandardCharsets.UTF_8)
                + "?ApplicationName=appointment-scheduler-migrations&"
                + target.tls().jdbc() + "&connectTimeout="
                + CONNECT_SECONDS_MAX + "&loginTimeout=" + CONNECT_SECONDS_MAX + "&options=-c%20lock_timeout="
                + LOCK_SECONDS_MAX + "s";
    }
}
