package scheduler.database;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/// Brings the database to the schema that this version of the service needs. It blocks, so it is a step of its own
/// before the verticles start. Flyway holds a lock meanwhile: of several nodes one migrates, the others wait.
public final class Migrations {

    private static final int LOCK_SECONDS_MAX = 30;
    private static final int CONNECT_SECONDS_MAX = 10;

    /// What SQL states begin with when there is no connection, no admission, no such database, no room, not yet.
    private static final List<String> UNOPENED = List.of("08", "28", "3D", "53300", "57P03");

    private static final Set<MigrationState> NEWER =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Migrations() {}

    /// Migrates, and gives the version that the schema is at.
    public static String migrate(String url) {
        return with(DatabaseUrl.read(url), (flyway, name) -> {
            refuseNewer(flyway.info(), name);
            flyway.migrate();
            return version(flyway.info());
        });
    }

    /// Refuses a schema that is not the one of this version.
    public static void expectCurrent(String url) {
        with(DatabaseUrl.read(url), (flyway, name) -> {
            var info = flyway.info();
            refuseNewer(info, name);
            if (info.pending().length > 0) {
                throw new IllegalStateException(name
                        + (info.current() == null
                                ? " has no schema yet"
                                : " has the schema of version " + version(info))
                        + ", and this service needs version " + newest(info)
                        + ": run `java -jar appointment-scheduler.jar migrate`, or set database.migrate to true.");
            }
            return version(info);
        });
    }

    /// What `work` makes of Flyway and of the database's name in a sentence.
    private static String with(DatabaseUrl target, BiFunction<Flyway, String, String> work) {
        var options = target.options();
        var name = "The database " + options.getDatabase() + " on " + options.getHost() + ":" + options.getPort();
        var flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(jdbc(target), options.getUser(), options.getPassword())
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load();
        try {
            return work.apply(flyway, name);
        } catch (FlywayException e) {
            throw e.getCause() instanceof SQLException sql && isUnopened(sql)
                    ? failed(name + " cannot be opened: ", sql)
                    : failed(name + " cannot be migrated: ", e);
        }
    }

    /// An older service would write what the newer one no longer understands.
    private static void refuseNewer(MigrationInfoService info, String name) {
        if (Stream.of(info.all()).anyMatch(each -> NEWER.contains(each.getState()))) {
            throw new IllegalStateException(name + " has the schema of version " + version(info)
                    + ", and this service knows " + newest(info) + " at most: run the newer service.");
        }
    }

    private static boolean isUnopened(SQLException failure) {
        return failure.getSQLState() != null && UNOPENED.stream().anyMatch(failure.getSQLState()::startsWith);
    }

    /// In one line, for whoever starts the service: Flyway's own takes five and hides the address.
    private static IllegalStateException failed(String what, Exception failure) {
        return new IllegalStateException(
                what + String.valueOf(failure.getMessage()).replaceAll("\\s+", " "), failure);
    }

    private static String version(MigrationInfoService info) {
        return info.current() == null ? "none" : String.valueOf(info.current().getVersion());
    }

    private static String newest(MigrationInfoService info) {
        return Stream.of(info.all())
                .filter(each -> each.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .map(MigrationVersion::getVersion)
                .orElse("none");
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
