package scheduler;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.platform.Settings;

/// Ends what was started, top-down, when the process is to end: by itself or by a signal, also in the midst of the
/// start. A stop that hangs is cut off when its time is over: from outside it would be ended later and harder.
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final int OK = 0;
    private static final int FAILED = 1;

    private final OwnDatabase database;
    private volatile @Nullable Scheduler scheduler;
    private volatile @Nullable Duration longest;
    private volatile boolean begun;
    private volatile boolean isExiting;

    /// From here on the end of the process comes by here.
    Shutdown(OwnDatabase database) {
        this.database = database;
        Runtime.getRuntime().addShutdownHook(new Thread(this::run, "shutdown"));
    }

    void within(Settings.Shutdown settings) {
        longest = settings.drainDelay().plus(settings.timeout());
    }

    void willStop(Scheduler started) {
        scheduler = started;
    }

    boolean hasBegun() {
        return begun;
    }

    /// That the process ends by itself, with an exit status of its own.
    void exiting() {
        isExiting = true;
    }

    private void run() {
        begun = true;
        var time = longest;
        if (time != null) {
            Thread.ofPlatform().daemon().name("shutdown deadline").start(() -> haltAfter(time));
        }
        var started = scheduler;
        boolean wasServing = started != null && started.isServing();
        say(wasServing, "Stopping");
        if (started != null) {
            started.stop();
        }
        database.close();
        say(wasServing, "Stopped");
        // The JVM would end with the number of the signal, as if it had not been able to stop.
        if (!isExiting) {
            Runtime.getRuntime().halt(OK);
        }
    }

    private void haltAfter(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            return;
        }
        LOG.error("Stopping took too long");
        database.kill();
        Runtime.getRuntime().halt(FAILED);
    }

    /// Of the end of a command that never served nobody needs to hear.
    private static void say(boolean wasServing, String what) {
        if (wasServing) {
            LOG.info(what);
        }
    }
}
