package scheduler;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import scheduler.catalog.CatalogFile;
import scheduler.catalog.ImportCatalog;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Live;
import scheduler.message.Outcome.Refused;
import scheduler.message.Outcome.Streamed;
import scheduler.message.Outcome.Written;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Logging;
import scheduler.platform.SettingsLoader;
import scheduler.platform.Times;

/// Stores the catalog of a file: all of it or nothing.
final class Import {

    private final Vertx vertx;
    private final Times times;

    Import(Vertx vertx, Times times) {
        this.vertx = vertx;
        this.times = times;
    }

    int run(String name, String yaml, Tenant tenant) {
        var counted = new int[1];
        var command = CatalogFile.read(name, yaml, tenant, times, done -> progress(name, done, counted[0]));
        counted[0] = command.size();
        store(command);
        return Commands.say("Imported " + name + ": " + command.resources().size() + " resources, "
                + command.schedules().size() + " schedules, " + command.blocks().size() + " blocks, "
                + command.services().size() + " services.");
    }

    /// Fills the tenant `demo` at the very first start.
    void seed(Tenant demo, String file) {
        var yaml = Files.exists(Path.of(file))
                ? TextFile.read(file)
                : new String(SettingsLoader.bundled(file), StandardCharsets.UTF_8);
        store(CatalogFile.read(file, yaml, demo, times, _ -> {}).asFirst());
    }

    private void store(ImportCatalog command) {
        switch (ImportCatalog.ADDRESS.ask(vertx, command).await()) {
            case Refused(var problem) -> throw new Refusal(problem);
            case Changed _, Found _, Streamed _, Written _, Live _ -> {
                // It stands.
            }
        }
    }

    /// On a terminal one line that counts on, elsewhere a line for every tenth.
    private static void progress(String name, int done, int all) {
        if (Logging.isTerminal()) {
            System.out.print("\rImporting " + name + ": " + done + " of " + all + (done == all ? "\n" : ""));
            System.out.flush();
        } else if (done > 0 && done * 10 / all > (done - 1) * 10 / all) {
            System.out.println("Importing " + name + ": " + done + " of " + all);
        }
    }
}
