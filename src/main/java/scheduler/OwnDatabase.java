package scheduler;

import org.jspecify.annotations.Nullable;
import scheduler.platform.LocalDatabase;
import scheduler.platform.Settings;

/// The database that a development run brings along, if this is one. It may be told to end while it still starts.
final class OwnDatabase {

    private final @Nullable LocalDatabase local;
    private LocalDatabase.@Nullable Running running;
    private boolean ended;
    private volatile Settings.@Nullable Embedded begun;

    OwnDatabase(@Nullable LocalDatabase local) {
        this.local = local;
    }

    boolean isThere() {
        return local != null;
    }

    /// Starts it and gives its URL.
    synchronized String start(Settings.Embedded settings) {
        if (local == null) {
            throw new IllegalStateException("No database: set DATABASE_URL (or database.url), as in"
                    + " DATABASE_URL=postgresql://user:password@localhost:5432/scheduler. This jar carries none.");
        }
        if (ended) {
            throw new IllegalStateException("It was told to stop.");
        }
        begun = settings;
        try {
            running = local.start(settings.path(), settings.port());
            return running.url();
        } catch (RuntimeException e) {
            begun = null;
            throw e;
        }
    }

    /// Ends it in the orderly way. Waits for a start that is under way, because what it started has to end as well.
    synchronized void close() {
        ended = true;
        if (running != null) {
            running.close();
            begun = null;
        }
    }

    /// Ends it at once, whatever it is doing: for when there is no time left.
    void kill() {
        var settings = begun;
        if (local != null && settings != null) {
            local.kill(settings.path());
        }
    }
}
