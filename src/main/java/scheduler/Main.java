package scheduler;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import scheduler.platform.LocalDatabase;
import scheduler.time.zoneinfo.ZoneInfo;

/// The command line. Without a word it runs the service.
public final class Main {

    private static final String HELP = """
            appointment-scheduler               run the service
            appointment-scheduler import FILE [--tenant NAME]
                                                store the resources and services of a YAML file, all or nothing,
                                                for the tenant demo or another one that has an API key
            appointment-scheduler migrate       bring the database to the schema of this version
            appointment-scheduler verify [--into SCHEMA]
                                                play the log of events back and compare the tables that it tells with
                                                those that are there, on a database at work: exit status 1 if anything
                                                differs; the rebuilt tables are left in a new schema, if one is named
            appointment-scheduler rehearse      go through a start and requests of all kinds without a database, for the
                                                JVM to learn from (-XX:AOTCacheOutput)
            appointment-scheduler healthcheck   ask a running service for its health: exit status 0 or 1
            appointment-scheduler help

            Settings: conf/scheduler.yaml, SCHEDULER_* in the environment, DATABASE_URL.""";

    private Main() {}

    public static void main(String[] arguments) {
        run(arguments, null);
    }

    /// The same with a database of its own, for a run from the sources.
    public static void run(String[] arguments, @Nullable LocalDatabase local) {
        var command = arguments.length == 0 ? "run" : arguments[0];
        // A probe runs every few seconds, so it must cost no more than it has to.
        int exit = switch (command) {
            case "healthcheck" -> HealthProbe.ask();
            case "run" -> withZones(zones -> new Commands(local).run(commands -> commands.serve(zones)));
            case "import" -> withZones(_ -> new Commands(local).run(commands -> commands.importFile(arguments)));
            case "migrate" -> new Commands(local).run(Commands::migrate);
            case "verify" -> new Commands(local).run(commands -> commands.verify(arguments));
            case "rehearse" -> withZones(_ -> new Commands(local).run(Commands::rehearse));
            case "help", "--help", "-h" -> Commands.say(HELP);
            default -> Commands.fail("There is no command " + command + ".\n\n" + HELP);
        };
        if (exit != Commands.KEEP_RUNNING) {
            System.exit(exit);
        }
    }

    /// Chooses the rules of time zones before anything, a logger above all, can have used others.
    private static int withZones(ToIntFunction<Optional<String>> command) {
        var setting = EarlySettings.ofProcess().text("time.zoneinfo", ZoneInfo.AUTO, "SCHEDULER_TIME_ZONEINFO");
        Optional<String> warning;
        try {
            warning = ZoneInfo.install(setting);
        } catch (IllegalArgumentException e) {
            return Commands.fail("Setting time.zoneinfo: " + e.getMessage());
        }
        return command.applyAsInt(warning);
    }
}
