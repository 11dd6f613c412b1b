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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the database to the schema that this version of the service needs. It blocks, so it is a step of its own
/// before the verticles start. Flyway holds a lock meanwhile: of several nodes one migrates, the others wait.
///
/// Two versions run on one schema while one takes the place of the other, and the older one has to start there again
/// when the newer one is no good. So a migration adds to the schema, and what nothing reads any more is taken away by a
/// later version, in a migration whose name begins with `contract`: only that keeps an older service from starting.
public final class Migrations {

    private static final int LOCK_SECONDS_MAX = 30;
    private static final int CONNECT_SECONDS_MAX = 10;

    /// What SQL states begin with when there is no connection, no admission, no such database, no room, not yet.
    private static final List<String> UNOPENED = List.of("08", "28", "3D", "53300", "57P03");

    private static final Set<MigrationState> NEWER =
            Set.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    /// What the description of a migration begins with that takes something away.
    private static final String TAKES_AWAY = "contract";

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /// Migrates, and gives the version that the schema is at.
    public static String migrate(String url) {
        return with(DatabaseUrl.read(url), (flyway, name) -> {
            var found = flyway.info();
            refuseContracted(found, name);
            if (isDone(found)) {
                return version(found);
            }
            flyway.migrate();
            return version(flyway.info());
        });
    }

    /// Refuses a schema that is not the one of this version.
    public static void expectCurrent(String url) {
        with(DatabaseUrl.read(url), (flyway, name) -> {
            var info = flyway.info();
            refuseContracted(info, name);
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

    /// Whether a migration would find nothing to do and nothing to object to. As a rule it is so, and to look again
    /// costs more connections, with a password login each, than all else that a start asks of the database.
    private static boolean isDone(MigrationInfoService info) {
        return info.current() != null && Stream.of(info.all()).allMatch(Migrations::isDone);
    }

    private static boolean isDone(MigrationInfo migration) {
        return switch (migration.getState()) {
            case SUCCESS ->
                migration.isChecksumMatching() && migration.isDescriptionMatching() && migration.isTypeMatching();
            case FUTURE_SUCCESS -> true;
            default -> false;
        };
    }

    /// What a newer service has added an older one need not know. What it has taken away the older one would look for.
    private static void refuseContracted(MigrationInfoService info, String name) {
        var newer = Stream.of(info.all())
                .filter(each -> NEWER.contains(each.getState()))
                .toList();
        var known = " has the schema of version " + version(info) + ", and this service knows " + newest(info);
        if (newer.stream().anyMatch(Migrations::isNoAddition)) {
            throw new IllegalStateException(name + known + " at most: run the newer service.");
        }
        if (!newer.isEmpty()) {
            LOG.warn("{}{}: what was added to it since is left alone", name, known);
        }
    }

    private static boolean isNoAddition(MigrationInfo migration) {
        return migration.getState() == MigrationState.FUTURE_FAILED
                || migration.getDescription().startsWith(TAKES_AWAY);
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
